"""The rules of substitutions: who proposes a substitute and until when, and what may be decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sessions.session.domain import Coach, Session, began_at, check_open
from sessions.substitutes.errors import (
    CoachesItAlready,
    NotItsCoach,
    NotTheProposer,
    RejectionReasonMissing,
    SubstitutionDecided,
    SubstitutionOvertaken,
    TooLateForASubstitute,
)

Outcome = Literal["confirmed", "rejected", "withdrawn"]
SubstitutionState = Literal["open", "confirmed", "rejected", "withdrawn", "overtaken"]
"""overtaken: nobody has decided, and what happened since leaves nothing to confirm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitution:
    """A proposed substitute: `coach_id` for `proposed_by` in one session, and the decision about it.

    `overtaken_by` is the cause if it was overtaken, a key of the words in `errors`. `reason_id` is the text that says
    why it was rejected. `session_version` is the version of the session that its confirmation made.
    """

    proposal_id: UUID
    session_id: UUID
    proposed_by: UUID
    coach_id: UUID
    proposed_at: datetime
    state: SubstitutionState = "open"
    overtaken_by: str | None = None
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    reason_id: UUID | None = None
    session_version: int | None = None


def check_proposer(session: Session, *, by: UUID) -> None:
    """Raise NotTheCoach unless the person is the session coach or a co-coach."""
    if not session.is_coach(by):
        raise NotItsCoach


def check_to_come(session: Session, *, now: datetime) -> None:
    """Raise AlreadyCompleted, AlreadyCancelled or SessionBegun unless the session is still to come."""
    check_open(session)
    if (began := began_at(session, now=now)) is not None:
        raise TooLateForASubstitute(began, zone=session.zone)


def check_new_to_it(session: Session, *, coach_id: UUID) -> None:
    """Raise UnknownReference if the proposed substitute coaches the session, as the proposer does."""
    if session.is_coach(coach_id):
        raise CoachesItAlready(coach_id)


def check_still_open(substitution: Substitution) -> None:
    """Raise SubstitutionOvertaken if what happened since leaves nothing to confirm or reject."""
    if substitution.overtaken_by is not None:
        raise SubstitutionOvertaken(substitution.overtaken_by)


def rejection_by(substitution: Substitution, *, by: UUID, is_admin: bool) -> Outcome:
    """Return what it is if this person rejects the proposal. The proposer withdraws it, also as an admin.

    Raises NotTheProposer.
    """
    if by == substitution.proposed_by:
        return "withdrawn"
    if not is_admin:
        raise NotTheProposer
    return "rejected"


def check_reason(reason: str | None) -> None:
    """Raise ReasonMissing if an admin rejects without a reason."""
    if reason is None:
        raise RejectionReasonMissing


def is_repeated(substitution: Substitution, outcome: Outcome, *, by: UUID, zone: str) -> bool:
    """Return whether the same person has already made the same decision. Raises SubstitutionDecided for another."""
    if substitution.decided_by is None or substitution.decided_at is None:
        return False
    if (substitution.state, substitution.decided_by) != (outcome, by):
        raise SubstitutionDecided(substitution.state, at=substitution.decided_at, zone=zone, by=substitution.decided_by)
    return True


def with_substitute(coaches: Sequence[Coach], substitution: Substitution) -> tuple[Coach, ...]:
    """Return the coaches of a session with the substitute in the place of the proposer, with the same share."""
    return tuple(
        coach._replace(person_id=substitution.coach_id) if coach.person_id == substitution.proposed_by else coach
        for coach in coaches
    )
