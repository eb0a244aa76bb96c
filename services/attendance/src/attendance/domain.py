"""The rules of attendance: what a mark counts for, and which marks become official. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID

from contracts.attendance import Mark, MarkSource

RegisterState = Literal["open", "locked", "cancelled"]
Decision = Literal["approved", "rejected"]


class CodeMeaning(NamedTuple):
    """What a code counts for. The weight (basis points) is the part of a full attendance that it is worth."""

    counts_as_present: bool
    weight_basis_points: int
    billable: bool


CODES: Final[Mapping[str, CodeMeaning]] = {
    "present": CodeMeaning(counts_as_present=True, weight_basis_points=10_000, billable=True),
    "late": CodeMeaning(counts_as_present=True, weight_basis_points=5_000, billable=True),
    "excused": CodeMeaning(counts_as_present=False, weight_basis_points=0, billable=False),
    "absent": CodeMeaning(counts_as_present=False, weight_basis_points=0, billable=False),
}
"""The built-in codes (DESIGN 7)."""

DEFAULT_CODE: Final = "absent"
"""What a learner gets whom nobody marked in time, where the organisation's policy names no code."""


class MarkEntry(NamedTuple):
    """A mark as somebody gives it. `minutes` is how long the learner was there, where that is known."""

    person_id: UUID
    code: str
    minutes: int | None
    remark: str | None
    source: MarkSource


class ReceivedMark(NamedTuple):
    """A mark as it was received: `version` is the version of the register that it made."""

    person_id: UUID
    version: int
    code: str
    minutes: int | None
    source: MarkSource


class OfficialMark(NamedTuple):
    """A mark as it becomes official; `mark_version` is the received mark it rests on, None for the default."""

    person_id: UUID
    code: str
    minutes: int | None
    source: MarkSource
    mark_version: int | None


class OfficialRegister(NamedTuple):
    """The official outcome: the version of the marks that were taken, one mark per learner, who was marked late."""

    version: int
    marks: tuple[OfficialMark, ...]
    late: tuple[UUID, ...]


class Amendment(NamedTuple):
    """A correction of one learner's mark on a locked register: as it was proposed, and what became of it.

    `old` is the mark that held at the proposal. `decision` and what follows it are None while it is open; `rejection`
    says why it was rejected.
    """

    amendment_id: UUID
    session_id: UUID
    old: Mark
    new: Mark
    reason: str
    proposed_by: UUID
    proposed_at: datetime
    decision: Decision | None = None
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    rejection: str | None = None


class RegisterChange(NamedTuple):
    """What one event of a session's life says about its register; None where it says nothing.

    `sequence` is the sessions service's version of the session, by which old news is told from new.
    """

    session_id: UUID
    org_id: UUID
    sequence: int
    coach_ids: tuple[UUID, ...] | None = None
    learner_ids: tuple[UUID, ...] | None = None
    cancelled: bool = False


class RegisterHead(NamedTuple):
    """A register without its learners and marks: who coaches, and how far the session's life was followed."""

    session_id: UUID
    state: RegisterState
    coach_ids: tuple[UUID, ...]
    coaches_sequence: int
    roster_sequence: int


class Followed(NamedTuple):
    """A register brought up to date; `learner_ids` is the new roster, None where it stays as it is."""

    head: RegisterHead
    learner_ids: tuple[UUID, ...] | None


def follow(head: RegisterHead, changes: Iterable[RegisterChange]) -> Followed | None:
    """Return the register after these changes in whatever order they come, or None if they are all old news.

    Coaches and roster are followed separately, because some events carry only one of them: the newest word on each
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
        if change.cancelled:  # final in the sessions service, so no sequence can undo it
            followed = followed._replace(state="cancelled")
    return None if followed == head else Followed(followed, learner_ids)


def unchanged(entry: MarkEntry, current: MarkEntry | None) -> bool:
    """Say whether a mark repeats what the register already says, so that it makes no new version."""
    return current is not None and entry == current


def default_code(wanted: str | None) -> str:
    """Return the code of learners whom nobody marked: the policy's where it is a known one, else DEFAULT_CODE."""
    return wanted if wanted is not None and wanted in CODES else DEFAULT_CODE


def official_register(
    roster: Sequence[UUID],
    received: Iterable[ReceivedMark],
    *,
    current_version: int,
    seen_version: int | None,
    unmarked: str = DEFAULT_CODE,
) -> OfficialRegister:
    """Return the official register of a completed session.

    `roster` is the one frozen by the completion: everybody on it gets one mark and nobody else does. Taken are each
    learner's newest marks up to the version that the coach saw, or all received so far when they did not say. Who
    has none gets the code `unmarked`, flagged by its source. Learners of the roster whose marks are newer than that
    version are late. A coach cannot have seen what does not exist, so the version is at most the current one.
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
    """Return the one learner whose marks the caller is shown, or None when the caller is shown everybody's.

    Coaches of the session and those who may see every register see all of it, a learner sees their own mark.
    """
    return None if sees_all or caller_id in coach_ids else caller_id


def amended_mark(held: Mark, *, code: str, minutes: int | None) -> Mark | None:
    """Return the mark that a correction makes of the one that holds, or None where nothing changes."""
    if (code, minutes) == (held.code, held.minutes):
        return None
    return Mark(person_id=held.person_id, code=code, minutes=minutes, source="coach", **CODES[code]._asdict())


def applies_at_once(*, second_person: bool, is_admin: bool) -> bool:
    """Say whether a correction takes effect as it is proposed: an admin's, where nobody else needs to approve it."""
    return is_admin and not second_person
