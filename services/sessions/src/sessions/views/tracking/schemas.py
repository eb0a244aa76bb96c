"""Bodies for what happened to a session and to its learners."""

from typing import Annotated, Any
from uuid import UUID

from chassis.http.fields import Body, Instant
from contracts.sessions import Acceptance
from pydantic import Field, JsonValue

from sessions.fields import EXAMPLE_UTC, DoneByOut, PersonId, PersonName
from sessions.views.tracking.history import HistoryAction, HistoryEntry


class FieldChangeOut(Body):
    """One field that changed."""

    field: Annotated[
        str,
        Field(
            description="A field of the session. For a roster the learner's id; for courses `<course id>/coaches`.",
            examples=["starts_at"],
        ),
    ]
    old: Annotated[JsonValue, Field(description="The old value; null if there was none.", examples=[EXAMPLE_UTC])]
    new: Annotated[JsonValue, Field(description="The new value; null if there is none.", examples=[EXAMPLE_UTC])]


class HistoryEntryOut(Body):
    """Something that was done to a session."""

    at: Annotated[Instant, Field(description="When it was done.", examples=[EXAMPLE_UTC])]
    action: Annotated[HistoryAction, Field(description="What was done.", examples=["roster_changed"])]
    version: Annotated[
        int | None, Field(description="The session's version that it made, if that is known.", examples=[3])
    ]
    by: Annotated[DoneByOut | None, Field(description="Who did it; null if that was not recorded.")]
    changes: Annotated[list[FieldChangeOut], Field(description="The fields that it changed.")]
    people: Annotated[list[PersonName], Field(description="The names of the people in the changes.")]


def history_entry_out(entry: HistoryEntry) -> HistoryEntryOut:
    """Return the body for an entry of the history."""
    return HistoryEntryOut(
        at=entry.at,
        action=entry.action,
        version=entry.known_version,
        by=None if entry.by is None else DoneByOut(person_id=entry.by, name=entry.by_name),
        changes=[FieldChangeOut(**change._asdict()) for change in entry.changes],
        people=[PersonName(person_id=person_id, name=name) for person_id, name in entry.names],
    )


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
