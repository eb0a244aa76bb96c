"""What the register of a session must be by its events, beside what attendance holds. Pure functions, no I/O."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from contracts.transparency.standing import Standing

from attendance.codes.domain import default_code
from attendance.registers.completed import marks_said_by, seats_of

RECOVERED: Final = (True, ("admin",))
"""Who corrects a register that was re-imported from its own event, which does not say it: the strictest answer."""


class HeldRegister(NamedTuple):
    """A locked register. `coach_ids` are those of the completion as long as nothing newer named others, else None.

    `marks` has the code of each learner, `defaults` the learners who got that of the policy, and `said` those who got
    the one that the completion says of them.
    """

    org_id: UUID
    completion_event_id: UUID
    second_person: bool
    approvers: tuple[str, ...]
    voided_at: datetime | None
    coaches_sequence: int
    coach_ids: tuple[UUID, ...]
    marks: Mapping[UUID, str]
    defaults: frozenset[UUID]
    said: frozenset[UUID]


def differences(standing: Standing, held: HeldRegister | None) -> Iterator[str]:
    """Yield each place where the register of a session is not what its events say."""
    if held is None:
        yield "attendance has no locked register of it"
        return
    completion, policy = standing.completion, standing.completion.policy
    said: dict[str, tuple[object, object]] = {
        "organisation": (completion.org_id, held.org_id),
        "completion": (completion.event_id, held.completion_event_id),
        "voided": (standing.voided_at, held.voided_at),
    }
    if held.coaches_sequence == completion.sequence:
        said["coaches"] = (tuple(one.person_id for one in completion.coaches), held.coach_ids)
    if (held.second_person, held.approvers) != RECOVERED:
        said["second person"] = policy.amendment_second_person, held.second_person
        said["approvers"] = policy.amendment_approvers, held.approvers
    for name, (meant, found) in said.items():
        if meant != found:
            yield f"{name}: its events say {_words(meant)}, attendance {_words(found)}"
    expected = {seat.person_id for seat in seats_of(completion) if seat.is_expected}
    for person_id in sorted(expected - held.marks.keys()):
        yield f"learner {person_id} is on its roster, but has no mark"
    listed = {one.person_id for one in completion.roster}
    for person_id in sorted((held.defaults | held.said) - listed):
        yield f"learner {person_id} has a mark that nobody gave, but is not on its roster"
    unmarked = default_code(policy.attendance_default)
    for person_id in sorted(one for one in held.defaults & listed if held.marks[one] != unmarked):
        yield f"learner {person_id} was marked by nobody and is {held.marks[person_id]}, the policy says {unmarked}"
    says = {person_id: mark.code for person_id, mark in marks_said_by(completion).items()}
    for person_id in sorted(one for one in held.said & listed if held.marks[one] != says.get(one)):
        by_completion = says.get(person_id, "nothing")
        yield f"learner {person_id} is {held.marks[person_id]} by the completion, which says {by_completion}"


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value) or "none"
    return "none" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
