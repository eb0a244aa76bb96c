"""Bodies for what became of the learners of a session."""

from typing import Annotated, Any
from uuid import UUID

from chassis.http.fields import EXAMPLE_UTC, Body, Instant, PersonId
from pydantic import Field

from sessions.words import Acceptance


class EnrolmentOut(Body):
    """A period on the roster."""

    added_at: Annotated[Instant, Field(description="When they were added.", examples=[EXAMPLE_UTC])]
    removed_at: Annotated[
        Instant | None, Field(description="When they were removed; null if they are still on it.", examples=[None])
    ]


class AttendanceOut(Body):
    """The learner's mark on the session's locked register."""

    code: Annotated[str, Field(description="The mark.", examples=["late"])]
    counts_as_present: Annotated[bool, Field(description="Whether the mark counts as present.", examples=[True])]
    minutes: Annotated[
        int | None, Field(description="Minutes of attendance; null if nobody entered them.", examples=[40])
    ]


class TrackedLearnerOut(Body):
    """A learner who is or was on the roster."""

    person_id: PersonId
    name: Annotated[str, Field(description="Their name.", examples=["Ada Lovelace"])]
    is_enrolled: Annotated[bool, Field(description="Whether they are on the roster now.", examples=[True])]
    acceptance: Annotated[Acceptance, Field(description="Their latest answer.", examples=["accepted"])]
    answered_at: Annotated[Instant | None, Field(description="When they gave it.", examples=[EXAMPLE_UTC])]
    enrolments: Annotated[list[EnrolmentOut], Field(description="The periods in which they were on the roster.")]
    first_access_at: Annotated[
        Instant | None, Field(description="When they first opened the session in its access window.", examples=[None])
    ]
    last_access_at: Annotated[
        Instant | None, Field(description="When they last opened it, to the minute.", examples=[EXAMPLE_UTC])
    ]
    attendance: Annotated[AttendanceOut | None, Field(description="Null until the register is locked.")]


def tracked_learner_out(row: Any) -> TrackedLearnerOut:
    """Return the body for a learner's row."""
    attendance = (
        None
        if row.code is None
        else AttendanceOut(code=row.code, counts_as_present=row.counts_as_present, minutes=row.minutes)
    )
    person_id: UUID = row.person_id
    return TrackedLearnerOut(
        person_id=person_id,
        name=row.name,
        is_enrolled=row.is_enrolled,
        acceptance=row.acceptance,
        answered_at=row.answered_at,
        enrolments=[
            EnrolmentOut(added_at=added_at, removed_at=removed_at)
            for added_at, removed_at in zip(row.added, row.removed, strict=True)
        ],
        first_access_at=row.first_at,
        last_access_at=row.last_at,
        attendance=attendance,
    )
