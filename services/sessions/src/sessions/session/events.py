"""Turn a session into the fields of its events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from contracts.envelope import EventFields
from contracts.sessions import CoachShare, Participant, SessionState

from sessions.session.domain import PLANNED, Session
from sessions.session.seats import Seat

_PUBLISHED: Final = tuple(name for name in PLANNED if name in SessionState.model_fields)


class Author(NamedTuple):
    """The person or service that causes a change: their organisation, who they are, and the request's correlation id.

    It says who did something, and not what they may do.
    """

    org_id: UUID
    person_id: UUID
    correlation_id: UUID


def envelope(author: Author, *, session_id: UUID, sequence: int, event_id: UUID, now: datetime) -> EventFields:
    """Return the envelope of an event that an author caused. `sequence` is the session's new version."""
    return EventFields(
        event_id=event_id,
        org_id=author.org_id,
        occurred_at=now,
        key=str(session_id),
        sequence=sequence,
        correlation_id=author.correlation_id,
        causation_id=None,
    )


def state_fields(session: Session) -> dict[str, Any]:
    """Return the whole state of a session that has not ended, as keyword arguments of an event.

    The contract says which values of the plan are published: those that SessionState has under the same name.
    """
    return {
        **{name: getattr(session, name) for name in _PUBLISHED},
        "session_id": session.session_id,
        "batch_id": session.batch_id,
        "course_ids": session.course_ids,
        "coaches": coach_shares(session),
        "roster": event_roster(session.roster),
    }


def coach_shares(session: Session) -> tuple[CoachShare, ...]:
    """Return the coaches and their shares, the session's own coach first."""
    return tuple(
        CoachShare(person_id=coach.person_id, share_basis_points=coach.share_basis_points) for coach in session.coaches
    )


def event_roster(roster: Sequence[Seat]) -> tuple[Participant, ...]:
    """Return the roster with every acceptance."""
    return tuple(Participant(person_id=seat.person_id, acceptance=seat.acceptance) for seat in roster)
