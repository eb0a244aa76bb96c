"""Turn a session into the fields of its events."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from contracts.envelope import EventFields
from contracts.sessions import CoachShare, CourseCoaches, Participant, Period, SessionState

from sessions.session.domain import PLANNED, Session
from sessions.session.membership import Membership, of_each_learner
from sessions.session.seats import Enrolment

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


def state_fields(session: Session, membership: Membership) -> dict[str, Any]:
    """Return the whole plan of a session and who belongs to it, as keyword arguments of an event.

    The contract says which values of the plan are published: those that SessionState has under the same name.
    """
    return {
        **{name: getattr(session, name) for name in _PUBLISHED},
        "session_id": session.session_id,
        "batch_id": session.batch_id,
        "course_ids": session.course_ids,
        "coaches": coach_shares(session),
        "roster": event_roster(membership.enrolments),
        "class_ids": tuple(membership.class_ids),
        "course_coaches": tuple(
            CourseCoaches(course_id=course_id, person_ids=tuple(membership.course_coaches[course_id]))
            for course_id in session.course_ids
            if membership.course_coaches.get(course_id)
        ),
    }


def coach_shares(session: Session) -> tuple[CoachShare, ...]:
    """Return the coaches and their shares, the session's own coach first."""
    return tuple(
        CoachShare(person_id=coach.person_id, share_basis_points=coach.share_basis_points) for coach in session.coaches
    )


def event_roster(enrolments: Iterable[Enrolment]) -> tuple[Participant, ...]:
    """Return the learners who are on the roster now, with their answers and all their periods."""
    return tuple(participant(of_one, of_one) for of_one in of_each_learner(enrolments) if of_one[-1].removed_at is None)


def participant(enrolments: Sequence[Enrolment], periods: Sequence[Enrolment]) -> Participant:
    """Return a learner by their enrolments, the latest one last, with these of them as periods."""
    return Participant(
        person_id=enrolments[-1].person_id,
        acceptance=enrolments[-1].acceptance,
        periods=tuple(Period(enrolled_at=one.enrolled_at, removed_at=one.removed_at) for one in periods),
    )
