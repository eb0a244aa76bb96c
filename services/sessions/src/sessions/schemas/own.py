"""Bodies of one's own sessions."""

from datetime import datetime
from typing import Annotated

from contracts.sessions import Acceptance
from pydantic import Field

from sessions.domain.visibility import Access, When, when
from sessions.queries.own import OwnPart, OwnSession
from sessions.schemas.fields import Instant
from sessions.schemas.views import EXAMPLE_UTC, SessionSummary, session_summary


class OwnSessionOut(SessionSummary):
    """A session of one's own in a list."""

    part: Annotated[
        OwnPart, Field(description="What you are to it; coach also of one of its courses.", examples=["learner"])
    ]
    acceptance: Annotated[
        Acceptance | None, Field(description="Your answer to the invitation, if you learn in it.", examples=["invited"])
    ]
    when: Annotated[When, Field(description="By the dates that are yours.", examples=["upcoming"])]
    own_from: Annotated[
        Instant | None,
        Field(
            description="Coaches: the coach window; else the access window, else the schedule.", examples=[EXAMPLE_UTC]
        ),
    ]
    own_until: Annotated[Instant | None, Field(description="The end of the same.", examples=[EXAMPLE_UTC])]
    access: Annotated[
        Access, Field(description="How far you get into it now; none: you only see it listed.", examples=["open"])
    ]


def own_session_out(own: OwnSession, *, now: datetime) -> OwnSessionOut:
    """Return a session of one's own as it is answered."""
    return OwnSessionOut(
        **dict(session_summary(own.row, now=now)),
        part=own.part,
        acceptance=own.acceptance,
        when=when(own.dates, now),
        own_from=own.dates.starts_at,
        own_until=own.dates.ends_at,
        access=own.access,
    )
