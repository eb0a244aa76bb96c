"""Bodies for sessions that are over and that nobody has logged."""

from datetime import datetime, timedelta
from typing import Annotated

from chassis.http.fields import EXAMPLE_UTC, Instant
from pydantic import Field

from sessions.views.lists.schemas import SessionSummary, session_summary
from sessions.views.unlogged.queries import Unlogged


class UnloggedOut(SessionSummary):
    """A session that you have to log."""

    ended_at: Annotated[
        Instant,
        Field(
            description="Its planned end. Without a schedule: the latest end that the policy allows.",
            examples=[EXAMPLE_UTC],
        ),
    ]
    log_until: Annotated[
        Instant, Field(description="The last instant at which you may log it.", examples=["2026-11-05T06:10:00Z"])
    ]
    seconds_left: Annotated[
        int, Field(description="Whole seconds until log_until; 0 when it has passed.", examples=[259_200])
    ]
    support_needed: Annotated[
        bool, Field(description="Whether your time is over, so that only support may log it.", examples=[False])
    ]


def unlogged_out(unlogged: Unlogged, *, now: datetime) -> UnloggedOut:
    """Return the body for a session that is still to be logged."""
    return UnloggedOut(
        **dict(session_summary(unlogged.row, now=now)),
        ended_at=unlogged.ended_at,
        log_until=unlogged.log_until,
        seconds_left=max(0, (unlogged.log_until - now) // timedelta(seconds=1)),
        support_needed=now > unlogged.log_until,
    )
