"""What the register of a session must be by its events, beside what attendance holds. Pure functions, no I/O."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from contracts.transparency.standing import Standing

from attendance.codes.domain import default_code

RECOVERED: Final = (True, ("admin",))
"""Who corrects a register that was re-imported from its own event, which does not say it: the strictest answer."""


class HeldRegister(NamedTuple):
    """A locked register. `coach_ids` are those of the completion as long as nothing newer named others, else None.

    `marks` has the code of each learner, and `defaults` the learners who got that of the policy.
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
    for name, (expected, found) in said.items():
        if expected != found:
            yield f"{name}: its events say {_words(expected)}, attendance {_words(found)}"
    came = {one.person_id for one in completion.roster if one.acceptance != "declined"}
    for person_id in sorted(came - held.marks.keys()):
        yield f"learner {person_id} is on its roster, but has no mark"
    listed = {one.person_id for one in completion.roster}
    for person_id in sorted(held.defaults - listed):
        yield f"learner {person_id} has a mark that nobody gave, but is not on its roster"
    unmarked = default_code(policy.attendance_default)
    for person_id in sorted(one for one in held.defaults & listed if held.marks[one] != unmarked):
        yield f"learner {person_id} was marked by nobody and is {held.marks[person_id]}, the policy says {unmarked}"


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value) or "none"
    return "none" if value is None else value.isoformat() if isinstance(value, datetime) else str(value)
