"""Response bodies for batches: one batch, what a change did, and rows of lists."""

from dataclasses import fields
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from chassis.http.fields import EXAMPLE_ID, Body, Instant, PersonId
from pydantic import Field

from sessions.batches.domain import Batch, BatchChange, BatchState
from sessions.batches.queries import BatchDetail
from sessions.batches.schemas import AheadDays, DurationMinutes, FirstAt, RuleText
from sessions.fields import PersonName, Zone
from sessions.session.answers import CoachOut, SeatOut, seat_out
from sessions.session.schemas import CourseIds, RoomId, TraitsOut
from sessions.words import Mode

EXAMPLE_UTC: Final = "2026-11-02T16:00:00Z"


class BatchOut(TraitsOut):
    """A batch."""

    batch_id: Annotated[UUID, Field(description="The batch's id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, Field(description="Its version, with which its ETag begins.", examples=[2])]
    state: Annotated[BatchState, Field(description="Whether it is active or has ended.", examples=["active"])]
    run_id: Annotated[
        UUID | None, Field(description="The course run inside which it is planned, if it is.", examples=[None])
    ]
    name: Annotated[str, Field(description="Its name, unique among batches.", examples=["Algebra"])]
    planned_by_coach: Annotated[
        bool,
        Field(description="Whether a coach planned it, so that each learner has to accept.", examples=[False]),
    ]
    coaches: Annotated[list[CoachOut], Field(description="The session coach of its sessions first, then co-coaches.")]
    course_ids: CourseIds
    category_id: Annotated[UUID | None, Field(description="The id of its category.", examples=[EXAMPLE_ID])]
    zone: Zone
    rule: RuleText
    first_at: FirstAt
    duration_minutes: DurationMinutes
    room_id: RoomId
    ahead_days: AheadDays
    generated_to: Annotated[
        date, Field(description="Sessions were generated for the dates before this one.", examples=["2026-12-01"])
    ]
    ended_at: Annotated[
        Instant | None,
        Field(description="If the batch has ended: no session takes place after this instant.", examples=[None]),
    ]
    class_ids: Annotated[list[UUID], Field(description="The classes that were enrolled.", examples=[[EXAMPLE_ID]])]


class BatchChangeOut(BatchOut):
    """A batch after a change, and what the change did to its sessions."""

    roster: Annotated[list[SeatOut], Field(description="The learners of each new session, in order of person id.")]
    sessions_created: Annotated[int, Field(description="Number of sessions that were created.", examples=[4])]
    sessions_changed: Annotated[int, Field(description="Number of sessions that were changed or moved.", examples=[0])]
    sessions_cancelled: Annotated[int, Field(description="Number of sessions that were cancelled.", examples=[0])]


class BatchSeatOut(SeatOut):
    """A learner of a batch."""

    added_at: Annotated[Instant, Field(description="When they were added.", examples=[EXAMPLE_UTC])]


class BatchCourseOut(Body):
    """A course of a batch."""

    course_id: Annotated[UUID, Field(description="The course's id.", examples=[EXAMPLE_ID])]
    code: Annotated[str, Field(description="Its code.", examples=["MATH-1"])]
    title: Annotated[str, Field(description="Its title.", examples=["Algebra for beginners"])]


class NextSession(Body):
    """An upcoming session of a batch."""

    session_id: Annotated[UUID, Field(description="The session's id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, Field(description="Its version.", examples=[1])]
    name: Annotated[str, Field(description="Its name.", examples=["Algebra 2026-11-02 17:00"])]
    occurrence: Annotated[date, Field(description="The date that the rule gives it.", examples=["2026-11-02"])]
    starts_at: Annotated[Instant, Field(description="Planned start.", examples=[EXAMPLE_UTC])]
    ends_at: Annotated[Instant, Field(description="Planned end.", examples=["2026-11-02T17:00:00Z"])]
    zone: Zone
    learner_count: Annotated[int, Field(description="Number of learners.", examples=[12])]
    own_fields: Annotated[
        list[str],
        Field(
            description="The fields that were changed on this session alone. Changes of the batch do not touch them.",
            examples=[["starts_at"]],
        ),
    ]


class SkippedOccurrence(Body):
    """A date of the rule for which no session could be generated."""

    occurrence: Annotated[date, Field(description="The date.", examples=["2026-11-09"])]
    detail: Annotated[str, Field(description="The reason.", examples=["Grace Hopper is booked for 'Drama' from …"])]
    at: Annotated[
        Instant,
        Field(description="When it was last tried. A future date is tried again.", examples=[EXAMPLE_UTC]),
    ]


class BatchDetailOut(BatchOut):
    """A batch with the names of what it refers to, its next sessions, and the dates that were skipped."""

    category: Annotated[str | None, Field(description="The name of its category.", examples=["Maths"])]
    room: Annotated[str | None, Field(description="The name of its room.", examples=["Room 4"])]
    courses: Annotated[list[BatchCourseOut], Field(description="Its courses, in order.")]
    roster: Annotated[list[BatchSeatOut], Field(description="The learners of each new session, in order of person id.")]
    people: Annotated[list[PersonName], Field(description="The names of its coaches and learners.")]
    next_sessions: Annotated[list[NextSession], Field(description="Its next sessions, in order of their start.")]
    skipped: Annotated[
        list[SkippedOccurrence], Field(description="The latest dates for which no session could be generated.")
    ]


class BatchSummary(Body):
    """A batch in a list."""

    batch_id: Annotated[UUID, Field(description="The batch's id.", examples=[EXAMPLE_ID])]
    version: Annotated[int, Field(description="Its version.", examples=[2])]
    name: Annotated[str, Field(description="Its name.", examples=["Algebra"])]
    state: Annotated[BatchState, Field(description="Whether it is active or has ended.", examples=["active"])]
    run_id: Annotated[
        UUID | None, Field(description="The course run inside which it is planned, if it is.", examples=[None])
    ]
    mode: Annotated[Mode, Field(description="Where it takes place.", examples=["online"])]
    rule: RuleText
    first_at: FirstAt
    zone: Zone
    duration_minutes: DurationMinutes
    ended_at: Annotated[
        Instant | None,
        Field(description="If the batch has ended: no session takes place after this instant.", examples=[None]),
    ]
    coach_id: PersonId
    coach_name: Annotated[str, Field(description="The coach's name.", examples=["Grace Hopper"])]
    learner_count: Annotated[int, Field(description="Number of learners.", examples=[12])]
    skipped_count: Annotated[
        int, Field(description="Number of dates from today on for which no session could be generated.", examples=[0])
    ]


def batch_change_out(change: BatchChange) -> BatchChangeOut:
    """Return the body for a batch after a change."""
    return BatchChangeOut(
        **_batch_fields(change.batch),
        roster=[seat_out(seat) for seat in change.batch.roster],
        sessions_created=change.created,
        sessions_changed=change.changed,
        sessions_cancelled=change.cancelled,
    )


def batch_detail_out(detail: BatchDetail) -> BatchDetailOut:
    """Return the body for a batch with names."""
    return BatchDetailOut(
        **_batch_fields(detail.batch),
        category=detail.category,
        room=detail.room,
        courses=[BatchCourseOut(**dict(row)) for row in detail.courses],
        roster=[BatchSeatOut(**dict(row)) for row in detail.roster],
        people=[PersonName(**dict(row)) for row in detail.people],
        next_sessions=[NextSession(**dict(row)) for row in detail.next_sessions],
        skipped=[SkippedOccurrence(**dict(row)) for row in detail.skipped],
    )


def batch_summary(row: Any) -> BatchSummary:
    """Return the body for a row of the list."""
    return BatchSummary(**dict(row))


_SAME_NAME = (BatchOut.model_fields.keys() & {field.name for field in fields(Batch)}) - {
    "coaches",
    "course_ids",
    "class_ids",
}


def _batch_fields(batch: Batch) -> dict[str, Any]:
    rule = batch.rule
    return {
        **{name: getattr(batch, name) for name in _SAME_NAME},
        "zone": rule.zone,
        "rule": rule.text,
        "first_at": rule.first_at,
        "duration_minutes": rule.duration_minutes,
        "coaches": [CoachOut(**coach._asdict()) for coach in batch.coaches],
        "course_ids": list(batch.course_ids),
        "class_ids": list(batch.class_ids),
    }
