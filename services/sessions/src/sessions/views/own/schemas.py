"""Bodies for the caller's own sessions."""

from datetime import datetime
from typing import Annotated

from chassis.http.fields import EXAMPLE_UTC, Instant
from pydantic import Field

from sessions.fields import PersonName
from sessions.session.visibility import Access, When, when
from sessions.views.lists.schemas import SessionSummary, session_summary
from sessions.views.own.queries import OwnPart, OwnSession
from sessions.words import Acceptance


class OwnLearnerOut(PersonName):
    """A learner whose session it is."""

    acceptance: Annotated[
        Acceptance, Field(description="The learner's answer to the invitation.", examples=["invited"])
    ]


class OwnSessionOut(SessionSummary):
    """One of the caller's own sessions in a list."""

    part: Annotated[
        OwnPart,
        Field(
            description="Your part in it: coach, also of one of its courses; or learner, also as a guardian.",
            examples=["learner"],
        ),
    ]
    acceptance: Annotated[
        Acceptance | None,
        Field(description="The learner's answer to the invitation; null if you only coach it.", examples=["invited"]),
    ]
    learners: Annotated[
        list[OwnLearnerOut],
        Field(
            description="The learners because of whom you see it, by name: you, or those whose guardian you are. "
            "Empty if you only coach it."
        ),
    ]
    when: Annotated[
        When, Field(description="Whether own_from and own_until are current, past or upcoming.", examples=["upcoming"])
    ]
    own_from: Annotated[
        Instant | None,
        Field(
            description="Start of the coach window if you coach it and there is one; else of the access window, else "
            "of the schedule. For a lesson of a course run: of the schedule.",
            examples=[EXAMPLE_UTC],
        ),
    ]
    own_until: Annotated[Instant | None, Field(description="End of the same.", examples=[EXAMPLE_UTC])]
    access: Annotated[
        Access,
        Field(
            description="Whether you may open it now, only read it, or only see it listed (none).", examples=["open"]
        ),
    ]


def own_session_out(own: OwnSession, *, now: datetime) -> OwnSessionOut:
    """Return the body for one of the caller's own sessions."""
    return OwnSessionOut(
        **dict(session_summary(own.row, now=now)),
        part=own.part,
        acceptance=own.acceptance,
        learners=[OwnLearnerOut(**one._asdict()) for one in own.learners],
        when=when(own.dates, now),
        own_from=own.dates.starts_at,
        own_until=own.dates.ends_at,
        access=own.access,
    )
