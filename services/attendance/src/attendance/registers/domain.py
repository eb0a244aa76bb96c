"""The rules of registers: which marks become official, and how a register follows its session. Without I/O."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID

from attendance.codes.domain import DEFAULT_CODE
from attendance.registers.completed import SaidMark, Seat
from attendance.registers.errors import NotYourRegister, RegisterNotFound, WrongMark

RegisterState = Literal["open", "locked", "cancelled"]
MarkSource = Literal["coach", "self_check_in", "call_presence", "import", "policy_default", "completion"]
"""Where a mark comes from. The contracts list the same words, and may list more."""
NOT_ON_THE_REGISTER: Final[frozenset[MarkSource]] = frozenset({"policy_default", "completion"})
"""The sources of official marks that nobody gave on the register, so that they are in no version of it."""


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
    """A mark as it becomes official. `mark_version` is that of the received mark, or None if nobody gave it there."""

    person_id: UUID
    code: str
    minutes: int | None
    source: MarkSource
    mark_version: int | None


class OfficialRegister(NamedTuple):
    """The official register: the version of its marks, one mark per learner, and the learners who were marked late.

    `unknown_version` is the version that the coach named, if it is above the register's, and else None.
    """

    version: int
    marks: tuple[OfficialMark, ...]
    late: tuple[UUID, ...]
    unknown_version: int | None


class Completion(NamedTuple):
    """What a register needs to know about the completion of its session.

    `sequence` is the version of the session. `seen_version` is the version of the marks that the coach saw, or None.
    `said` are the marks that the completion itself says of learners. `unmarked` is the code that the policy gives to
    all others whom nobody marked. `second_person` says whether an amendment of the official register needs a second
    person, and `approvers` which roles decide on one.
    """

    session_id: UUID
    org_id: UUID
    event_id: UUID
    correlation_id: UUID
    sequence: int
    coach_ids: tuple[UUID, ...]
    roster: tuple[Seat, ...]
    seen_version: int | None
    said: Mapping[UUID, SaidMark]
    unmarked: str
    second_person: bool
    approvers: tuple[str, ...]


class RegisterVoid(NamedTuple):
    """The completion of a session was voided at an instant. `completed_sequence` is that of the completion."""

    session_id: UUID
    org_id: UUID
    event_id: UUID
    correlation_id: UUID
    completed_sequence: int
    voided_at: datetime


class SessionNow(NamedTuple):
    """A session as the sessions service says that it is: what its register has of it.

    `sequence` is the version of the session. It tells an older state from a newer one.
    """

    session_id: UUID
    org_id: UUID
    sequence: int
    is_cancelled: bool
    coach_ids: tuple[UUID, ...]
    course_coach_ids: tuple[UUID, ...]
    learner_ids: tuple[UUID, ...]
    course_ids: tuple[UUID, ...]
    category_id: UUID | None
    batch_id: UUID | None
    run_id: UUID | None
    zone: str
    starts_at: datetime | None
    ends_at: datetime | None
    visibility: str
    started_at: datetime | None = None
    display_from: datetime | None = None
    display_until: datetime | None = None
    access_from: datetime | None = None
    access_until: datetime | None = None
    coach_from: datetime | None = None
    coach_until: datetime | None = None


class ShownMark(NamedTuple):
    """A learner's mark as it is shown, with what its code counts for.

    `version` is None for a default or an amendment, `marked_by` and `marked_at` are None for a default. `amendment_id`
    is the amendment that the mark comes from, if it comes from one.
    """

    person_id: UUID
    code: str
    counts_as_present: bool
    weight_basis_points: int
    billable: bool
    minutes: int | None
    remark: str | None
    source: MarkSource
    version: int | None
    marked_by: UUID | None
    marked_at: datetime | None
    amendment_id: UUID | None = None


class Register(NamedTuple):
    """A register as somebody may see it.

    `marks` are the marks so far or, when the register is locked, the official ones. Then `corrected` are the marks that
    hold now, and `late_marks` those that are newer than `official_version`. `unknown_version` is the version that the
    completion named, if it is above the register's.
    """

    session_id: UUID
    state: RegisterState
    version: int
    official_version: int | None
    unknown_version: int | None
    locked_at: datetime | None
    voided_at: datetime | None
    coach_ids: list[UUID]
    roster: list[UUID]
    marks: list[ShownMark]
    corrected: list[ShownMark]
    late_marks: list[ShownMark]


class ReplacedMark(NamedTuple):
    """The mark that a change replaced."""

    code: str
    minutes: int | None
    remark: str | None
    source: MarkSource


class MarkChange(NamedTuple):
    """One change in a register's history: the new mark, the one before, who changed it and when.

    `version` is None for an amendment, and the last four fields are None for any other change. `replaced` is None for
    a learner's first mark.
    """

    person_id: UUID
    version: int | None
    code: str
    minutes: int | None
    remark: str | None
    source: MarkSource
    marked_by: UUID
    marked_at: datetime
    replaced: ReplacedMark | None
    amendment_id: UUID | None
    reason: str | None
    approved_by: UUID | None
    decided_alone: bool | None


def newest(states: Iterable[SessionNow]) -> dict[UUID, SessionNow]:
    """Return the newest state of each session. The states come in any order."""
    return {one.session_id: one for one in sorted(states, key=lambda one: one.sequence)}


def unchanged(mark: GivenMark, current: GivenMark | None) -> bool:
    """Return whether the register has this mark already, so that it needs no new version."""
    return current is not None and mark == current


def wrong_marks(marks: Sequence[GivenMark], on_roster: frozenset[UUID]) -> list[WrongMark]:
    """Return the marks of learners who are not on the roster or are marked twice in the request."""
    wrong = []
    seen: set[UUID] = set()
    for position, mark in enumerate(marks):
        if mark.person_id in seen:
            wrong.append(WrongMark(position, mark.person_id, "is marked twice in this request"))
        elif mark.person_id not in on_roster:
            wrong.append(WrongMark(position, mark.person_id, "is not on the roster of this session"))
        seen.add(mark.person_id)
    return wrong


def expected_learners(
    roster: Iterable[Seat], received: Iterable[ReceivedMark], said: Collection[UUID] = ()
) -> list[UUID]:
    """Return the learners who belong on the official register, which are those on the roster of the completion.

    A learner who was not expected is not absent: they are on the register only if somebody marked them, there or with
    the completion (`said`).
    """
    marked = {mark.person_id for mark in received} | set(said)
    return [seat.person_id for seat in roster if seat.is_expected or seat.person_id in marked]


_NOTHING_SAID: Final[Mapping[UUID, SaidMark]] = {}


def official_register(
    roster: Sequence[UUID],
    received: Iterable[ReceivedMark],
    *,
    current_version: int,
    seen_version: int | None,
    said: Mapping[UUID, SaidMark] = _NOTHING_SAID,
    unmarked: str = DEFAULT_CODE,
) -> OfficialRegister:
    """Return the official register of a completed session.

    `roster` is the roster of the completion: each learner on it gets one mark, and nobody else gets one. It is the
    learner's newest mark up to the version that the coach saw, or the newest of all if the coach sent no version. A
    learner without one gets the mark that the completion says of them, with the source `completion`, and otherwise the
    code `unmarked` with the source `policy_default`. Learners with a mark that is newer than that version are `late`. A
    coach cannot have seen a version that does not exist, so a higher `seen_version` counts as the current one, and is
    named.
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
    marks = tuple(
        _official_mark(person_id, taken.get(person_id), said.get(person_id), unmarked) for person_id in learners
    )
    late = tuple(person for person in learners if person in marked_late)
    is_unknown = seen_version is not None and seen_version > current_version
    return OfficialRegister(version, marks, late, seen_version if is_unknown else None)


def _official_mark(person_id: UUID, mark: ReceivedMark | None, said: SaidMark | None, unmarked: str) -> OfficialMark:
    if mark is not None:
        return OfficialMark(person_id, mark.code, mark.minutes, mark.source, mark.version)
    if said is not None:
        return OfficialMark(person_id, said.code, said.minutes, "completion", None)
    return OfficialMark(person_id, unmarked, None, "policy_default", None)


class Coaches(NamedTuple):
    """The coaches of a session, who keep its register, and those of its courses, who read it."""

    coach_ids: Sequence[UUID]
    course_coach_ids: Sequence[UUID]


def sees_every_mark(caller_id: UUID, coaches: Coaches, *, sees_all: bool) -> bool:
    """Return whether a person sees all marks of a register: as a coach, or because they see every register."""
    return sees_all or caller_id in coaches.coach_ids or caller_id in coaches.course_coach_ids


def check_keeper(session_id: UUID, caller_id: UUID, coaches: Coaches, *, sees_all: bool) -> None:
    """Raise unless a person keeps a register: as a coach of its session, or because they reach every register.

    Raises NotYourRegister for a coach of one of its courses, who may read it, and RegisterNotFound for anybody else,
    because they must not learn that it exists.
    """
    if sees_all or caller_id in coaches.coach_ids:
        return
    raise NotYourRegister if caller_id in coaches.course_coach_ids else RegisterNotFound(session_id)
