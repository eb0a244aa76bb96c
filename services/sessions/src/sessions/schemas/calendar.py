"""Bodies of the calendar's secret URL."""

from typing import Annotated

from pydantic import Field

from sessions.schemas.fields import Body, Instant
from sessions.schemas.views import EXAMPLE_UTC


class CalendarOut(Body):
    """Whether there is a calendar URL."""

    created_at: Annotated[
        Instant | None, Field(description="Since when; null where there is none.", examples=[EXAMPLE_UTC])
    ]


class NewCalendarOut(Body):
    """A new calendar URL. It is shown this once: only a hash of its secret is kept."""

    url: Annotated[
        str,
        Field(
            description="To subscribe to in a calendar program; whoever has it reads your calendar.",
            examples=["https://lockstep.example.org/v1/me/calendar.ics?key=AZOypAAAcACAAA…"],
        ),
    ]
    created_at: Annotated[Instant, Field(description="When.", examples=[EXAMPLE_UTC])]
