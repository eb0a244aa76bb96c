"""Correcting a completed session: who may propose and decide, and what may change. Source: DESIGN 6, Immutable."""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, assert_never
from uuid import UUID

from chassis.errors import FieldError

from sessions.domain.completion import Recap, check_recap, count_characters, decide_minutes
from sessions.domain.policy import Policy
from sessions.domain.record import instant, recap_value, text_digest
from sessions.domain.sessions import Coach, Session, split_shares
from sessions.domain.standing import CorrectedField, Correction, Outcome, Standing, Values, shares_json, value_of
from sessions.errors import (
    AlreadyVoided,
    AmendmentDecided,
    AmendmentOutdated,
    InvalidShares,
    MinutesOffStep,
    NotAnApprover,
    NotCompleted,
    NothingChanges,
    NotTheCoach,
    ReasonMissing,
    SecondPersonNeeded,
    TooManyAmendments,
    VoidNotAllowed,
)

PROPOSERS: Final = ("admin", "support")
"""Roles that may propose a correction, besides the session's own coaches."""
AMENDMENTS_MAX: Final = 100
"""How many amendments of one session are applied; withdrawing it is possible afterwards, too."""
_TICK: Final = timedelta(microseconds=1)


class NewMinutes(NamedTuple):
    """Other minutes than were logged."""

    minutes: int


class NewRecap(NamedTuple):
    """Another recap."""

    recap: Recap


class NewShares(NamedTuple):
    """Another division of the earnings among the same coaches."""

    shares: tuple[tuple[UUID, int], ...]


class Withdrawal(NamedTuple):
    """The whole completion is withdrawn."""


Change = NewMinutes | NewRecap | NewShares | Withdrawal


def field_of(change: Change) -> CorrectedField:
    """Return the field that a change is about."""
    match change:
        case NewMinutes():
            return "minutes"
        case NewRecap():
            return "recap"
        case NewShares():
            return "coach_shares"
        case Withdrawal():
            return "void"
        case _:
            assert_never(change)


def check_proposer(session: Session, *, by: UUID, roles: frozenset[str]) -> None:
    """Raise NotTheCoach unless the person may propose corrections of the session."""
    if not session.is_coach(by) and roles.isdisjoint(PROPOSERS):
        raise NotTheCoach("Only the session's own coaches, admins and support propose to correct it.")


def completed(standing: Standing | None) -> Standing:
    """Return how a completed session stands, or raise NotCompleted."""
    if standing is None:
        raise NotCompleted("Only a completed session is corrected; this one can still be changed or cancelled.")
    return standing


def check_correctable(standing: Standing, field: CorrectedField, policy: Policy) -> None:
    """Raise unless the session was not withdrawn and may be corrected in this way."""
    if standing.voided_at is not None:
        raise AlreadyVoided(f"The session was voided on {instant(standing.voided_at)}; that is final.")
    if field == "void" and not policy.void_allowed:
        raise VoidNotAllowed(
            f"The policy under which the session was completed (version {policy.version}) allows no void. Amend it."
        )
    if field != "void" and len(standing.applied) >= AMENDMENTS_MAX:
        raise TooManyAmendments(f"The session was amended {AMENDMENTS_MAX} times; no more are possible. Void it.")


def check_reason(reason: str) -> None:
    """Raise ReasonMissing for a reason that nobody can see."""
    if not count_characters(reason):
        raise ReasonMissing("Say why it is to be corrected.", errors=[FieldError("/reason", "is needed")])


def decide_change(change: Change, standing: Standing, *, policy: Policy, salt: bytes, recap_now: Any) -> Any:
    """Return the field's new value as JSON has it (None for a withdrawal), or raise the first rule that it breaks.

    `policy` is the one under which the session was completed, `salt` that of the new texts. `recap_now` is the text
    that holds, as JSON has it, or None where it was erased: whether a recap differs can only be told by the text.
    """
    values = standing.values
    match change:
        case NewMinutes(minutes):
            return _decide_minutes(minutes, values, policy=policy)
        case NewRecap(recap):
            check_recap(policy, recap)
            if recap_value(recap) == recap_now:
                raise _nothing_changes("/recap", "the recap is this very text already")
            return text_digest(salt, "recap", recap_value(recap)).hex()
        case NewShares(shares):
            return _decide_shares(shares, values)
        case Withdrawal():
            return None
        case _:
            assert_never(change)


def _decide_minutes(minutes: int, values: Values, *, policy: Policy) -> int:
    try:
        _, logged = decide_minutes(policy, minutes=minutes, raw_minutes=None)
    except MinutesOffStep as error:  # its advice, to send raw minutes, is for completing only
        raise MinutesOffStep(
            f"Minutes are logged in steps of {policy.step_minutes}; {minutes} is between two.", errors=error.errors
        ) from None
    if logged == values.logged_minutes:
        raise _nothing_changes("/minutes", f"it is logged with {logged} minutes already")
    return logged


def _decide_shares(shares: tuple[tuple[UUID, int], ...], values: Values) -> list[dict[str, Any]]:
    """Pay goes to who delivered: the coaches stay those of the record, in its order."""
    given = dict(split_shares(shares))
    if given.keys() != {coach.person_id for coach in values.coaches}:
        raise InvalidShares(
            "Shares are amended among the coaches who delivered the session. Give each of them one, and nobody else.",
            errors=[FieldError("/coaches", f"the coaches are {', '.join(str(one) for one, _ in values.coaches)}")],
        )
    coaches = tuple(Coach(coach.person_id, given[coach.person_id]) for coach in values.coaches)
    if coaches == values.coaches:
        held = ", ".join(f"{coach.person_id} {coach.share_basis_points}" for coach in coaches)
        raise _nothing_changes("/coaches", f"these are the shares already: {held}")
    return shares_json(coaches)


def _nothing_changes(pointer: str, detail: str) -> NothingChanges:
    return NothingChanges(f"Nothing would change: {detail}.", errors=[FieldError(pointer, detail)])


def applies_at_once(policy: Policy, *, roles: frozenset[str]) -> bool:
    """Say whether what somebody with these roles proposes needs nobody else's approval."""
    return not policy.amendment_second_person and not roles.isdisjoint(policy.amendment_approvers)


def check_approval(
    correction: Correction, standing: Standing, *, policy: Policy, by: UUID, roles: frozenset[str]
) -> None:
    """Raise unless the person may approve the proposal now, and what it would change still holds."""
    check_approver(policy, roles=roles)
    if policy.amendment_second_person and by == correction.proposed_by:
        raise SecondPersonNeeded("You proposed it, and the policy asks for a second person's approval.")
    check_correctable(standing, correction.field, policy)
    if value_of(standing.values, correction.field) != correction.old:
        raise AmendmentOutdated(
            "What it was to change has been amended since it was proposed. Reject it, and propose it anew."
        )


def check_approver(policy: Policy, *, roles: frozenset[str]) -> None:
    """Raise NotAnApprover unless one of the roles decides on corrections."""
    if roles.isdisjoint(policy.amendment_approvers):
        raise NotAnApprover(f"Corrections of this session are decided on by {' or '.join(policy.amendment_approvers)}.")


def check_rejection(correction: Correction, *, policy: Policy, by: UUID, roles: frozenset[str]) -> None:
    """Raise NotAnApprover unless the person may reject the proposal: who proposed it may take it back."""
    if by != correction.proposed_by:
        check_approver(policy, roles=roles)


def is_repeated(correction: Correction, outcome: Outcome, *, by: UUID) -> bool:
    """Say whether the person decided just so before; raise AmendmentDecided where it was decided otherwise."""
    if correction.decided is None:
        return False
    if (correction.decided.outcome, correction.decided.by) != (outcome, by):
        raise AmendmentDecided(
            f"It was {correction.decided.outcome} on {instant(correction.decided.at)} by {correction.decided.by}."
        )
    return True


def following(now: datetime, *earlier: datetime) -> datetime:
    """Return the instant of what happens now, after all that happened before.

    Requests read the clock before they wait for the session's lock, so that who comes second may have the earlier time.
    """
    return max(now, *(one + _TICK for one in earlier))
