"""The body of a session."""

from dataclasses import fields
from typing import Annotated, Any
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, Body, Instant, PersonId
from pydantic import Field

from sessions.fields import EXTERNAL_ID, Zone
from sessions.session.domain import Session, State
from sessions.session.schemas import CourseIds, RoomId, TraitsOut, window_side
from sessions.session.seats import Seat
from sessions.words import Acceptance, AnsweredBy


class CoachOut(Body):
    """A coach and their share of the earnings."""

    person_id: PersonId
    share_basis_points: Annotated[
        int, Field(description="Their share in basis points; 10,000 is the whole.", examples=[10_000])
    ]


class SeatOut(Body):
    """A learner on the roster."""

    person_id: PersonId
    acceptance: Annotated[Acceptance, Field(description="Their answer to the invitation.", examples=["accepted"])]
    accepted_by: Annotated[
        AnsweredBy | None,
        Field(
            description="How it came about that they take part. answer: they or a guardian accepted; series: they "
            "accepted its series or course run; enrolment: they were enrolled by class, file or course run, which "
            "counts as accepted; admin: an admin wrote it; attending: nobody answered, but they were there; policy: "
            "the policy does not wait for answers. Null: they have not accepted, or it was not kept.",
            examples=["answer"],
        ),
    ] = None


class SessionOut(TraitsOut):
    """A session."""

    session_id: Annotated[UUID, Field(description="The session's id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, Field(description="Its version, with which its ETag begins.", examples=[2])]
    state: Annotated[State, Field(description="Its state.", examples=["scheduled"])]
    name: Annotated[
        str,
        Field(
            description="Its name, unique in the organisation, whatever its case and width. The names of cancelled "
            "and voided sessions can be used again.",
            examples=["Algebra, Mon 7:10"],
        ),
    ]
    external_id: Annotated[str | None, EXTERNAL_ID]
    batch_id: Annotated[UUID | None, Field(description="The id of its batch.", examples=[None])]
    planned_by_coach: Annotated[
        bool,
        Field(description="Whether a coach planned it, so that each learner has to accept.", examples=[False]),
    ]
    run_id: Annotated[
        UUID | None, Field(description="The course run inside which it is planned, if it is.", examples=[None])
    ]
    is_run: Annotated[
        bool,
        Field(
            description="Whether it is a course run: it has no planned time, and lessons are planned inside it.",
            examples=[False],
        ),
    ]
    category_id: Annotated[UUID | None, Field(description="The id of its category.", examples=[EXAMPLE_ID])]
    course_ids: CourseIds
    coaches: Annotated[list[CoachOut], Field(description="The session coach first, then co-coaches.")]
    roster: Annotated[
        list[SeatOut],
        Field(
            description="Its learners, in order of person id. Learners see themselves, and guardians their learners."
        ),
    ]
    learner_count: Annotated[int, Field(description="How many learners are on its roster.", examples=[4])]
    in_call: Annotated[
        list[UUID],
        Field(
            description="The people in the call now. Learners see its coaches and themselves.", examples=[[EXAMPLE_ID]]
        ),
    ]
    starts_at: Annotated[Instant | None, Field(description="Planned start.", examples=["2026-11-02T06:10:00Z"])]
    ends_at: Annotated[Instant | None, Field(description="Planned end.", examples=["2026-11-02T06:55:00Z"])]
    zone: Zone
    started_at: Annotated[Instant | None, Field(description="Actual start.", examples=["2026-11-02T06:10:12Z"])]
    completed_at: Annotated[Instant | None, Field(description="When it was completed, if it was.", examples=[None])]
    voided_at: Annotated[
        Instant | None, Field(description="When its completion was voided, if it was.", examples=[None])
    ]
    successor_of: Annotated[
        UUID | None, Field(description="The voided session that it replaces, if any.", examples=[None])
    ]
    cancelled_at: Annotated[Instant | None, Field(description="When it was cancelled, if it was.", examples=[None])]
    notice: Annotated[
        str | None, Field(description="If it was cancelled: the message for its people.", examples=[None])
    ]
    display_from: Annotated[Instant | None, window_side("display_from", None)]
    display_until: Annotated[Instant | None, window_side("display_until", None)]
    access_from: Annotated[Instant | None, window_side("access_from", None)]
    access_until: Annotated[Instant | None, window_side("access_until", None)]
    coach_from: Annotated[Instant | None, window_side("coach_from", None)]
    coach_until: Annotated[Instant | None, window_side("coach_until", None)]
    room_id: RoomId


def session_out(session: Session, *, only: frozenset[UUID] | None = None) -> SessionOut:
    """Return the body for a session. `only` are the learners whose seats the caller sees; None: all of them."""
    return SessionOut(**session_fields(session, only=only))


def call_seen(session: Session, *, only: frozenset[UUID] | None) -> list[UUID]:
    """Return the people in the call whom the caller sees: all of them, or the coaches and the learners in `only`."""
    return sorted(one for one in session.in_call if only is None or one in only or session.is_coach(one))


def seat_out(seat: Seat) -> SeatOut:
    """Return the body for a learner on a roster."""
    return SeatOut(person_id=seat.person_id, acceptance=seat.acceptance, accepted_by=seat.accepted_by)


_SAME_NAME = (SessionOut.model_fields.keys() & {field.name for field in fields(Session)}) - {
    "coaches",
    "roster",
    "in_call",
    "course_ids",
}


def session_fields(session: Session, *, only: frozenset[UUID] | None) -> dict[str, Any]:
    """Return the values of SessionOut for a session, as keyword arguments."""
    roster = [seat for seat in session.roster if only is None or seat.person_id in only]
    return {
        **{name: getattr(session, name) for name in _SAME_NAME},
        "is_run": session.is_run,
        "course_ids": list(session.course_ids),
        "coaches": [CoachOut(**coach._asdict()) for coach in session.coaches],
        "roster": [seat_out(seat) for seat in roster],
        "learner_count": len(session.roster),
        "in_call": call_seen(session, only=only),
    }
