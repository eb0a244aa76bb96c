"""The rules of amendments: what one changes, and when it applies. Pure functions, no I/O."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID

from contracts.attendance import Mark

from attendance.codes.domain import CODES
from attendance.corrections.errors import NotAnApprover

Decision = Literal["applied", "rejected"]
_KNOWN_APPROVERS: Final = frozenset({"admin", "support"})


class Amendment(NamedTuple):
    """An amendment of one learner's mark on a locked register: the proposal and its decision.

    `old` is the mark that held at the proposal. `decision` and the fields after it are None while it is open.
    `rejection_reason` says why it was rejected. A reason that was erased is None.
    """

    amendment_id: UUID
    session_id: UUID
    old: Mark
    new: Mark
    reason: str | None
    proposed_by: UUID
    proposed_at: datetime
    decision: Decision | None = None
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    rejection_reason: str | None = None

    @property
    def decided_alone(self) -> bool:
        """Return whether it was applied, and the person who proposed it is the only one who decided."""
        return self.decision == "applied" and self.decided_by == self.proposed_by


def amended_mark(held: Mark, *, code: str, minutes: int | None) -> Mark | None:
    """Return the mark that an amendment puts in place of `held`, or None if it would change nothing."""
    if (code, minutes) == (held.code, held.minutes):
        return None
    return Mark(person_id=held.person_id, code=code, minutes=minutes, source="coach", **CODES[code]._asdict())


def approving(approvers: Iterable[str]) -> frozenset[str]:
    """Return the roles that decide on amendments. An unknown role decides nothing; where none is known, admins do."""
    return _KNOWN_APPROVERS.intersection(approvers) or frozenset({"admin"})


def applies_at_once(approvers: Iterable[str], *, second_person: bool, roles: Collection[str]) -> bool:
    """Return whether a proposal takes effect at once: an approver's does, if no second person is needed."""
    return not second_person and not approving(approvers).isdisjoint(roles)


def check_approver(approvers: Iterable[str], *, roles: Collection[str]) -> None:
    """Raise NotAnApprover unless one of the roles may decide on amendments of the register."""
    if (allowed := approving(approvers)).isdisjoint(roles):
        raise NotAnApprover(sorted(allowed))
