"""The rules of correcting a completed session: who may propose and decide, and what may change.

The completion record never changes. Each correction is a new fact beside it.
"""

from collections.abc import Collection
from typing import Any, Final, NamedTuple, assert_never
from uuid import UUID

from sessions.corrections.errors import (
    AlreadyVoided,
    AmendmentDecided,
    AmendmentOutdated,
    CorrectionReasonMissing,
    NotAnApprover,
    NotCompleted,
    NothingChanges,
    OnlyItsCoachesAndStaff,
    OtherCoaches,
    SecondPersonNeeded,
    TooManyAmendments,
    VoidNotAllowed,
)
from sessions.corrections.standing import CorrectedField, Correction, Outcome, Standing, Values, shares_json, value_of
from sessions.ending.domain import Recap, check_recap, count_characters, decide_minutes
from sessions.ending.errors import MinutesOffStep
from sessions.ending.record import recap_value
from sessions.organisation.domain import Policy
from sessions.sealed.canonical import text_digest
from sessions.session.domain import Coach, Session, split_shares

AMENDMENTS_MAX: Final = 100
"""The most amendments that one session can have. It can still be voided after that."""


class NewMinutes(NamedTuple):
    """New minutes, in place of the logged ones."""

    minutes: int


class NewRecap(NamedTuple):
    """A new recap."""

    recap: Recap


class NewShares(NamedTuple):
    """New shares of the earnings for the same coaches."""

    shares: tuple[tuple[UUID, int], ...]


class Void(NamedTuple):
    """A void: the completion is to be taken back as a whole."""


CorrectionRequest = NewMinutes | NewRecap | NewShares | Void
"""What somebody wants to correct, and the new value."""


def field_of(request: CorrectionRequest) -> CorrectedField:
    """Return the field that is to be corrected."""
    match request:
        case NewMinutes():
            return "minutes"
        case NewRecap():
            return "recap"
        case NewShares():
            return "coach_shares"
        case Void():
            return "void"
        case _:
            assert_never(request)


def check_proposer(session: Session, *, by: UUID, sees_all: bool) -> None:
    """Raise NotTheCoach unless the person may propose corrections of the session."""
    if not session.is_coach(by) and not sees_all:
        raise OnlyItsCoachesAndStaff


def completed(standing: Standing | None) -> Standing:
    """Return the standing of a completed session. Raises NotCompleted if there is none."""
    if standing is None:
        raise NotCompleted
    return standing


def check_correctable(standing: Standing, field: CorrectedField, policy: Policy, *, zone: str) -> None:
    """Raise AlreadyVoided, VoidNotAllowed or TooManyAmendments if the session may not be corrected in this way."""
    if standing.voided_at is not None:
        raise AlreadyVoided(standing.voided_at, zone=zone)
    if field == "void" and not policy.void_allowed:
        raise VoidNotAllowed(policy.version)
    if field != "void" and len(standing.applied) >= AMENDMENTS_MAX:
        raise TooManyAmendments(AMENDMENTS_MAX)


def check_reason(reason: str) -> None:
    """Raise ReasonMissing for a reason without a visible character."""
    if not count_characters(reason):
        raise CorrectionReasonMissing


def decide_correction(
    request: CorrectionRequest, standing: Standing, *, policy: Policy, salt: bytes, recap_now: Any
) -> Any:
    """Return the field's new value as JSON, or None for a void. Raises the error of the first rule that it breaks.

    `policy` is the one under which the session was completed, `salt` is the salt of the new texts. `recap_now` is the
    current recap as JSON, or None if it was erased. It is needed because only the text shows whether a recap differs.
    """
    values = standing.values
    match request:
        case NewMinutes(minutes):
            return _decide_minutes(minutes, values, policy=policy)
        case NewRecap(recap):
            check_recap(policy, recap)
            if recap_value(recap) == recap_now:
                raise NothingChanges("/recap", "the recap already has this text")
            return text_digest(salt, "recap", recap_value(recap)).hex()
        case NewShares(shares):
            return _decide_shares(shares, values)
        case Void():
            return None
        case _:
            assert_never(request)


def _decide_minutes(minutes: int, values: Values, *, policy: Policy) -> int:
    try:
        _, logged = decide_minutes(policy, minutes=minutes, raw_minutes=None)
    except MinutesOffStep:  # its advice, raw_minutes, exists only when a session is completed
        raise MinutesOffStep(minutes, step=policy.step_minutes) from None
    if logged == values.logged_minutes:
        raise NothingChanges("/minutes", f"the session is already logged with {logged} minutes")
    return logged


def _decide_shares(shares: tuple[tuple[UUID, int], ...], values: Values) -> list[dict[str, Any]]:
    """Return the new shares as JSON. The coaches stay those of the record, in its order: they delivered the session."""
    given = dict(split_shares(shares))
    if given.keys() != {coach.person_id for coach in values.coaches}:
        raise OtherCoaches([coach.person_id for coach in values.coaches])
    coaches = tuple(Coach(coach.person_id, given[coach.person_id]) for coach in values.coaches)
    if coaches == values.coaches:
        held = ", ".join(f"{coach.person_id} {coach.share_basis_points}" for coach in coaches)
        raise NothingChanges("/coaches", f"the shares are already these: {held}")
    return shares_json(coaches)


def needs_second_person(policy: Policy, field: CorrectedField) -> bool:
    """Return whether a correction needs the approval of somebody else than its proposer."""
    return policy.void_second_person if field == "void" else policy.amendment_second_person


def applies_at_once(policy: Policy, field: CorrectedField, *, roles: Collection[str]) -> bool:
    """Return whether a proposal by a person with these roles needs no approval."""
    return not needs_second_person(policy, field) and not set(policy.amendment_approvers).isdisjoint(roles)


def check_approval(
    correction: Correction, standing: Standing, *, policy: Policy, zone: str, by: UUID, roles: Collection[str]
) -> None:
    """Raise unless the person may approve the proposal now, and the value that it replaces still holds."""
    check_approver(policy, roles=roles)
    if needs_second_person(policy, correction.field) and by == correction.proposed_by:
        raise SecondPersonNeeded(policy.amendment_approvers)
    check_correctable(standing, correction.field, policy, zone=zone)
    if value_of(standing.values, correction.field) != correction.old:
        raise AmendmentOutdated


def check_approver(policy: Policy, *, roles: Collection[str]) -> None:
    """Raise NotAnApprover unless one of the roles may decide on corrections."""
    if set(policy.amendment_approvers).isdisjoint(roles):
        raise NotAnApprover(policy.amendment_approvers)


def check_rejection(correction: Correction, *, policy: Policy, by: UUID, roles: Collection[str]) -> None:
    """Raise NotAnApprover unless the person may reject the proposal. The proposer may always take it back this way."""
    if by != correction.proposed_by:
        check_approver(policy, roles=roles)


def is_repeated(correction: Correction, outcome: Outcome, *, zone: str, by: UUID) -> bool:
    """Return whether the same person has already made the same decision. Raises AmendmentDecided for another one."""
    if correction.decided is None:
        return False
    if (correction.decided.outcome, correction.decided.by) != (outcome, by):
        decided = correction.decided
        raise AmendmentDecided(decided.outcome, at=decided.at, zone=zone, by=decided.by)
    return True
