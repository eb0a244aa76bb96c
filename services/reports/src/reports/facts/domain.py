"""What reports learns from events. Pure functions, no I/O."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from contracts.sessions import CoachShare, Participant

SubjectType = Literal["learner", "coach", "batch"]
"""What insight inputs are about. The contracts list the same words, and may list more."""


class Subject(NamedTuple):
    """A learner, coach or batch of an organisation. Rows are locked in the order in which these tuples sort."""

    org_id: UUID
    subject_type: SubjectType
    subject_id: UUID

    @property
    def key(self) -> str:
        """Return the partition key of the subject's events."""
        return f"{self.subject_type}:{self.subject_id}"


class Cause(NamedTuple):
    """The event that causes the refresh of a subject; the latest one if there are several."""

    at: datetime
    session_id: UUID
    event_id: UUID
    correlation_id: UUID


@dataclass(frozen=True, slots=True)
class Completion:
    """What reports needs to know about a completed session."""

    cause: Cause
    org_id: UUID
    logged_minutes: int
    record_hash: bytes
    subjects: tuple[Subject, ...]


def subjects_of(
    org_id: UUID,
    *,
    roster: Iterable[Participant],
    coaches: Iterable[CoachShare],
    batch_id: UUID | None,
    never_answered: Collection[UUID] = (),
) -> tuple[Subject, ...]:
    """Return the subjects for which a completed session counts, each once: its learners, coaches and batch.

    A learner who declined, or never answered and was not there, did not take part, and one who was removed before the
    completion takes no part any more. So the session does not count for them.
    """
    found = [
        Subject(org_id, "learner", one.person_id)
        for one in roster
        if one.acceptance != "declined" and one.person_id not in never_answered and not _was_removed(one)
    ]
    found += [Subject(org_id, "coach", coach.person_id) for coach in coaches]
    if batch_id is not None:
        found.append(Subject(org_id, "batch", batch_id))
    return tuple(dict.fromkeys(found))


def _was_removed(learner: Participant) -> bool:
    return bool(learner.periods) and all(period.removed_at is not None for period in learner.periods)


class Lock(NamedTuple):
    """A locked register: whether each marked learner counts as present."""

    cause: Cause
    org_id: UUID
    marks: Mapping[UUID, bool]


class Earned(NamedTuple):
    """What one event of payouts adds to the earnings of a session, per coach and currency. Reversals are negative.

    `sequence` is that of the event. The events of a session arrive in order, and some may arrive more than once.
    """

    cause: Cause
    org_id: UUID
    sequence: int
    amounts: Mapping[tuple[UUID | None, str], int]
    """In minor units."""


class Amendment(NamedTuple):
    """An amended session: the minutes that hold from the event with this sequence on, even if they did not change."""

    cause: Cause
    sequence: int
    minutes: int


class AmendedMark(NamedTuple):
    """An amended mark: whether the learner counts as present from the register's event with this sequence on."""

    cause: Cause
    org_id: UUID
    sequence: int
    person_id: UUID
    counts_as_present: bool
