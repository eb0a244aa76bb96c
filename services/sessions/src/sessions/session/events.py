"""Turn a session into the fields of its events, and every change of it into the state that readers follow."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.ids import derived_id
from contracts.envelope import EventFields
from contracts.sessions import (
    CoachShare,
    CompletionState,
    CourseCoaches,
    Participant,
    Period,
    RosterChanged,
    SessionAmended,
    SessionCancelled,
    SessionChanged,
    SessionCompleted,
    SessionScheduled,
    SessionStarted,
    SessionState,
    SessionStateChanged,
    SessionVoided,
    State,
)

from sessions.session.domain import PLANNED, Coach, Session
from sessions.session.membership import of_each_learner
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


Change = (
    SessionScheduled
    | SessionChanged
    | RosterChanged
    | SessionStarted
    | SessionCancelled
    | SessionCompleted
    | SessionAmended
    | SessionVoided
)
"""The events that change what SessionStateChanged shows. PresenceChanged and SessionFoundUnlogged do not."""


def with_state(
    event: Change, after: Session, completion: CompletionState | None = None
) -> tuple[Change, SessionStateChanged]:
    """Return an event of a session, and beside it the whole state that the session has after it.

    A command emits both, in one statement. `completion` is given for a completed session. The state repeats the
    sequence of the event, and its id is derived from that of the event.
    """
    state = SessionStateChanged(
        event_id=derived_id(SessionStateChanged.type, cause=event.event_id, subject=after.session_id),
        org_id=event.org_id,
        occurred_at=event.occurred_at,
        key=event.key,
        sequence=event.sequence,
        correlation_id=event.correlation_id,
        causation_id=event.event_id,
        state=_state(after, completion),
        started_at=after.started_at,
        cancelled_at=after.cancelled_at,
        completion=completion,
        **plan_fields(after),
    )
    return event, state


def _state(session: Session, completion: CompletionState | None) -> State:
    assert (completion is not None) == (session.state == "completed")
    return session.state if completion is None or completion.voided_at is None else "voided"


def plan_fields(session: Session) -> dict[str, Any]:
    """Return the whole plan of a session and who belongs to it, as keyword arguments of an event.

    The contract says which values of the plan are published: those that SessionState has under the same name.
    """
    course_coaches = {
        course_id: tuple(one.person_id for one in of_course)
        for course_id, of_course in groupby(session.course_coaches, key=attrgetter("course_id"))
    }
    return {
        **{name: getattr(session, name) for name in _PUBLISHED},
        "session_id": session.session_id,
        "run_id": session.run_id,
        "planned_by_coach": session.planned_by_coach,
        "batch_id": session.batch_id,
        "successor_of": session.successor_of,
        "course_ids": session.course_ids,
        "coaches": coach_shares(session.coaches),
        "roster": event_roster(session.enrolments),
        "class_ids": session.class_ids,
        "course_coaches": tuple(
            CourseCoaches(course_id=course_id, person_ids=course_coaches[course_id])
            for course_id in session.course_ids
            if course_id in course_coaches
        ),
    }


def coach_shares(coaches: Iterable[Coach]) -> tuple[CoachShare, ...]:
    """Return coaches and their shares, as events have them."""
    return tuple(
        CoachShare(person_id=coach.person_id, share_basis_points=coach.share_basis_points) for coach in coaches
    )


def event_roster(enrolments: Iterable[Enrolment]) -> tuple[Participant, ...]:
    """Return the learners who are on the roster now, with their answers and all their periods."""
    return tuple(participant(of_one, of_one) for of_one in of_each_learner(enrolments) if of_one[-1].removed_at is None)


def participant(enrolments: Sequence[Enrolment], periods: Sequence[Enrolment]) -> Participant:
    """Return a learner by their enrolments, the latest one last, with these of them as periods."""
    return Participant(
        person_id=enrolments[-1].person_id,
        acceptance=enrolments[-1].acceptance,
        accepted_by=enrolments[-1].seat.accepted_by,
        periods=tuple(Period(enrolled_at=one.enrolled_at, removed_at=one.removed_at) for one in periods),
    )
