"""The rules of registers: which marks become official, and how a register follows its session. Without I/O."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple
from uuid import UUID

from contracts.attendance import MarkSource

from attendance.codes.domain import DEFAULT_CODE

RegisterState = Literal["open", "locked", "cancelled"]


class GivenMark(NamedTuple):
    """A mark as somebody gives it. `minutes` is how long the learner was there, or None if nobody knows."""

    person_id: UUID
    code: str
    minutes: int | None
    remark: str | None
    source: MarkSource


class ReceivedMark(NamedTuple):
    """A mark as it was received. `version` is the version of the register in which it was saved."""

    person_id: UUID
    version: int
    code: str
    minutes: int | None
    source: MarkSource


class OfficialMark(NamedTuple):
    """A mark as it becomes official. `mark_version` is the version of the received mark, or None for the default."""

    person_id: UUID
    code: str
    minutes: int | None
    source: MarkSource
    mark_version: int | None


class OfficialRegister(NamedTuple):
    """The official register: the version of its marks, one mark per learner, and the learners who were marked late."""

    version: int
    marks: tuple[OfficialMark, ...]
    late: tuple[UUID, ...]


class RegisterChange(NamedTuple):
    """What one event of a session says about its register. A field is None if the event says nothing about it.

    `sequence` is the version of the session in the sessions service. It tells an older event from a newer one.
    """

    session_id: UUID
    org_id: UUID
    sequence: int
    coach_ids: tuple[UUID, ...] | None = None
    learner_ids: tuple[UUID, ...] | None = None
    cancelled: bool = False


class RegisterHead(NamedTuple):
    """A register without its learners and marks: its coaches, and the sequences of the events it has applied."""

    session_id: UUID
    state: RegisterState
    coach_ids: tuple[UUID, ...]
    coaches_sequence: int
    roster_sequence: int


class Followed(NamedTuple):
    """An updated register. `learner_ids` is the new roster, or None if the roster stays as it is."""

    head: RegisterHead
    learner_ids: tuple[UUID, ...] | None


def follow(head: RegisterHead, changes: Iterable[RegisterChange]) -> Followed | None:
    """Return the register after these changes, which may come in any order, or None if all of them are old.

    Coaches and roster are followed separately, because some events have only one of them. For each, the newest event
    wins. A locked register follows nothing any more.
    """
    if head.state == "locked":
        return None
    learner_ids: tuple[UUID, ...] | None = None
    followed = head
    for change in changes:
        if change.coach_ids is not None and change.sequence > followed.coaches_sequence:
            followed = followed._replace(coach_ids=change.coach_ids, coaches_sequence=change.sequence)
        if change.learner_ids is not None and change.sequence > followed.roster_sequence:
            followed = followed._replace(roster_sequence=change.sequence)
            learner_ids = change.learner_ids
        if change.cancelled:  # final in the sessions service, so no later sequence can undo it
            followed = followed._replace(state="cancelled")
    return None if followed == head else Followed(followed, learner_ids)


def unchanged(mark: GivenMark, current: GivenMark | None) -> bool:
    """Return whether the register has this mark already, so that it needs no new version."""
    return current is not None and mark == current


def official_register(
    roster: Sequence[UUID],
    received: Iterable[ReceivedMark],
    *,
    current_version: int,
    seen_version: int | None,
    unmarked: str = DEFAULT_CODE,
) -> OfficialRegister:
    """Return the official register of a completed session.

    `roster` is the roster of the completion: each learner on it gets one mark, and nobody else gets one. It is the
    learner's newest mark up to the version that the coach saw, or the newest of all if the coach sent no version. A
    learner without one gets the code `unmarked` with the source `policy_default`. Learners with a mark that is newer
    than that version are `late`. A coach cannot have seen a version that does not exist, so a higher `seen_version`
    counts as the current one.
    """
    version = current_version if seen_version is None else min(seen_version, current_version)
    taken: dict[UUID, ReceivedMark] = {}
    marked_late: set[UUID] = set()
    for mark in received:
        if mark.version > version:
            marked_late.add(mark.person_id)
        elif mark.person_id not in taken or taken[mark.person_id].version < mark.version:
            taken[mark.person_id] = mark
    learners = tuple(dict.fromkeys(roster))
    marks = tuple(_official_mark(person_id, taken.get(person_id), unmarked) for person_id in learners)
    return OfficialRegister(version, marks, tuple(person for person in learners if person in marked_late))


def _official_mark(person_id: UUID, mark: ReceivedMark | None, unmarked: str) -> OfficialMark:
    if mark is None:
        return OfficialMark(person_id, unmarked, None, "policy_default", None)
    return OfficialMark(person_id, mark.code, mark.minutes, mark.source, mark.version)


def learners_of(caller_id: UUID, *, coach_ids: Sequence[UUID], sees_all: bool) -> UUID | None:
    """Return the only learner whose marks the caller may see, or None if the caller may see all marks.

    Coaches of the session and those who may see every register see all marks. Learners see their own mark.
    """
    return None if sees_all or caller_id in coach_ids else caller_id
