"""The rules of projections: what a session adds to the totals of its subjects. No I/O.

All that a session adds is a sum, a maximum or a set. So events can arrive in any order and in any batches, and the
totals are the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from contracts.envelope import BasisPoints
from contracts.reports import InsightFeatures

from reports.facts.domain import Cause, Subject, SubjectType

FULL_BASIS_POINTS = 10_000


class Totals(NamedTuple):
    """The sums of one subject.

    `sessions_with_attendance` counts completed sessions whose locked register has a counted mark, `sessions_attended`
    those of them with a mark that counts as present. For a learner only the learner's own marks count. For a coach or
    batch the marks of all learners in their sessions count.
    """

    sessions_completed: int = 0
    minutes_logged: int = 0
    sessions_with_attendance: int = 0
    sessions_attended: int = 0
    marks_counted: int = 0
    marks_present: int = 0

    def plus(self, other: "Totals") -> "Totals":
        """Return the sum."""
        return Totals(*(mine + its for mine, its in zip(self, other, strict=True)))

    def minus(self, other: "Totals") -> "Totals":
        """Return the difference. Its parts can be negative, because a correction can take away."""
        return Totals(*(mine - its for mine, its in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Change:
    """What a batch of events adds to one subject."""

    totals: Totals
    cause: Cause
    last_completed_at: datetime | None = None

    def merge(self, other: Self) -> Self:
        """Return both changes as one."""
        instants = [at for at in (self.last_completed_at, other.last_completed_at) if at is not None]
        return type(self)(self.totals.plus(other.totals), max(self.cause, other.cause), max(instants, default=None))


Changes = dict[Subject, Change]


def add_change(changes: Changes, subject: Subject, change: Change) -> None:
    """Merge a change of a subject into the changes of the batch."""
    known = changes.get(subject)
    changes[subject] = change if known is None else known.merge(change)


def completion_totals(logged_minutes: int) -> Totals:
    """Return what a completion adds to each of its subjects."""
    return Totals(sessions_completed=1, minutes_logged=logged_minutes)


def session_totals(subjects: Iterable[Subject], *, minutes: int, marks: Mapping[UUID, bool]) -> dict[Subject, Totals]:
    """Return what a session adds to each of its subjects: its minutes, and its attendance if its register is locked."""
    subjects = tuple(subjects)
    totals = completion_totals(minutes)
    attendance = attendance_totals(subjects, marks)
    return {subject: totals.plus(attendance[subject]) if subject in attendance else totals for subject in subjects}


def difference(before: Mapping[Subject, Totals], after: Mapping[Subject, Totals]) -> dict[Subject, Totals]:
    """Return what to add to each subject's totals when a session adds `after` instead of `before`.

    Subjects without a difference are not in the result, because nothing is published for them.
    """
    nothing = Totals()
    changed = {
        subject: after.get(subject, nothing).minus(before.get(subject, nothing)) for subject in {*before, *after}
    }
    return {subject: totals for subject, totals in changed.items() if any(totals)}


def attendance_totals(subjects: Iterable[Subject], marks: Mapping[UUID, bool]) -> dict[Subject, Totals]:
    """Return what a locked register adds to each subject of its session.

    `marks` says whether each marked learner counts as present. Marks of learners who are no subjects of the session,
    because they declined, are left out. Subjects to which nothing is added are not in the result.
    """
    subjects = tuple(subjects)
    present = {
        subject: marks[subject.subject_id]
        for subject in subjects
        if subject.subject_type == "learner" and subject.subject_id in marks
    }
    if not present:
        return {}
    whole = _attendance(list(present.values()))
    return {
        subject: _attendance([present[subject]]) if subject in present else whole
        for subject in subjects
        if subject in present or subject.subject_type != "learner"
    }


def _attendance(present: list[bool]) -> Totals:
    return Totals(
        sessions_with_attendance=1,
        sessions_attended=int(any(present)),
        marks_counted=len(present),
        marks_present=sum(present),
    )


class InsightInputs(NamedTuple):
    """A version of a subject's insight inputs, as it was published, and the latest records that it counts."""

    subject_type: SubjectType
    subject_id: UUID
    version: int
    event_id: UUID
    caused_by: UUID
    refreshed_at: datetime
    features: Mapping[str, Any]
    records: list[tuple[UUID, bytes]]


def attendance_rate_basis_points(*, marks_present: int, marks_counted: int) -> BasisPoints | None:
    """Return the share of marks that count as present, in basis points, rounded half up. None if there are no marks."""
    if marks_counted == 0:
        return None
    return (2 * FULL_BASIS_POINTS * marks_present + marks_counted) // (2 * marks_counted)


def features_of(totals: Totals, last_completed_at: datetime | None) -> InsightFeatures:
    """Return the features that are published for a subject with these totals."""
    return InsightFeatures(
        sessions_completed=totals.sessions_completed,
        minutes_logged=totals.minutes_logged,
        sessions_attended=totals.sessions_attended,
        sessions_with_attendance=totals.sessions_with_attendance,
        attendance_rate_basis_points=attendance_rate_basis_points(
            marks_present=totals.marks_present, marks_counted=totals.marks_counted
        ),
        last_completed_at=last_completed_at,
    )
