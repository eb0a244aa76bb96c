"""Bodies for the calendar's secret URL."""

from typing import Annotated

from chassis.http.fields import EXAMPLE_UTC, Body, Instant
from pydantic import Field


class CalendarOut(Body):
    """Whether there is a calendar URL."""

    created_at: Annotated[
        Instant | None, Field(description="When it was created; null if there is none.", examples=[EXAMPLE_UTC])
    ]


class NewCalendarOut(Body):
    """A new calendar URL. It is shown only once, because only a hash of its secret is stored."""

    url: Annotated[
        str,
        Field(
            description="Subscribe to this URL in a calendar program. Anybody who has it can read your calendar.",
            examples=["https://lockstep.example.org/v1/me/calendar.ics?key=AZOypAAAcACAAA…"],
        ),
    ]
    created_at: Annotated[Instant, Field(description="When it was created.", examples=[EXAMPLE_UTC])]
