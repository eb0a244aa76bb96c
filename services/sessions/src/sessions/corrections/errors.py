"""The errors of corrections."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.errors import Conflict, FieldError, Forbidden, NotFound, Unprocessable
from chassis.wording import instant_words

from sessions.errors import ReasonMissing
from sessions.record.errors import RecordNotFound
from sessions.session.errors import InvalidShares, NotTheCoach


class AmendmentNotFound(NotFound):
    """The session has no correction with this id."""

    slug, title = "amendment-not-found", "There is no such amendment"

    def __init__(self, amendment_id: UUID) -> None:
        """Take the id."""
        super().__init__(f"The session has no amendment or void {amendment_id}.")


class NotAnApprover(Forbidden):
    """The policy lets other roles decide on corrections."""

    slug, title = "not-an-approver", "You may not decide on corrections of this session"

    def __init__(self, roles: Sequence[str]) -> None:
        """Take the roles that may decide."""
        super().__init__(f"You need the role {' or '.join(roles)} to decide on corrections of this session.")


class SecondPersonNeeded(Forbidden):
    """The policy requires a second person, so nobody may approve their own proposal.

    The session keeps the policy of its completion. So another version of the policy would not help, but another person
    with the role does.
    """

    slug, title = "second-person-needed", "A second person must approve it"

    def __init__(self, roles: Sequence[str]) -> None:
        """Take the roles that may decide, and say whom to ask."""
        allowed = " or ".join(roles)
        super().__init__(
            "You proposed this correction, and the policy requires a second person. Ask somebody else with the role "
            f"{allowed} to approve it. If nobody else has it, give it to one more person. The proposal waits."
        )


class NotCompleted(Conflict):
    """Only a completed session can be corrected."""

    slug, title = "not-completed", "The session is not completed"

    def __init__(self) -> None:
        """Say what is possible."""
        super().__init__("The session is not completed, so there is nothing to correct. Change or cancel it instead.")


class AlreadyVoided(Conflict):
    """The session was voided. That is final."""

    slug, title = "already-voided", "The session is voided"

    def __init__(self, at: datetime, *, zone: str) -> None:
        """Take when it was voided, and the zone of the session."""
        super().__init__(f"The session was voided at {instant_words(at, zone=zone)}. That is final.")


class VoidNotAllowed(Conflict):
    """The policy under which the session was completed does not allow a void."""

    slug, title = "void-not-allowed", "The policy does not allow a void"

    def __init__(self, policy_version: int) -> None:
        """Take the version of the policy."""
        super().__init__(
            f"The policy under which the session was completed (version {policy_version}) does not allow a void. "
            "Amend the session instead."
        )


class TooManyAmendments(Conflict):
    """The session has reached the maximum number of amendments."""

    slug, title = "too-many-amendments", "The session has too many amendments"

    def __init__(self, maximum: int) -> None:
        """Take the maximum."""
        super().__init__(f"The session has been amended {maximum} times, which is the maximum. Void it instead.")


class AmendmentOpen(Conflict):
    """Another proposal for the same field waits for a decision."""

    slug, title = "amendment-open", "Another proposal waits for a decision"

    def __init__(self, amendment_id: UUID) -> None:
        """Take the id of the proposal that waits."""
        super().__init__(
            f"Proposal {amendment_id} for the same field is still open. It must be approved or rejected before "
            "you can propose another one."
        )


class AmendmentOutdated(Conflict):
    """The value that the proposal would change has changed since."""

    slug, title = "amendment-outdated", "The value has changed since the proposal"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            "The value has been amended since this correction was proposed. Reject the proposal, and make a new one."
        )


class AmendmentDecided(Conflict):
    """Somebody else decided on the proposal, or the decision was a different one."""

    slug, title = "amendment-decided", "The proposal has been decided"

    def __init__(self, outcome: str, *, at: datetime, zone: str, by: UUID) -> None:
        """Take the decision: applied or rejected, when, the zone of the session, and by whom."""
        super().__init__(f"The proposal was {outcome} at {instant_words(at, zone=zone)} by {by}.")


class NothingChanges(Unprocessable):
    """The amendment would change nothing."""

    slug, title = "nothing-changes", "Nothing would change"

    def __init__(self, pointer: str, reason: str) -> None:
        """Take the field, and why its new value is none."""
        super().__init__(f"Nothing would change: {reason}.", errors=[FieldError(pointer, reason)])


class OnlyItsCoachesAndStaff(NotTheCoach):
    """The person is no coach of the session, and no admin or support."""

    def __init__(self) -> None:
        """Say who may propose."""
        super().__init__("Only the session's own coaches, admins and support may propose a correction.")


class CorrectionReasonMissing(ReasonMissing):
    """The correction has no reason."""

    def __init__(self) -> None:
        """Say where to write it."""
        super().__init__("Say in `reason` why the session is corrected.", errors=[FieldError("/reason", "is needed")])


class OtherCoaches(InvalidShares):
    """The shares are not those of exactly the coaches who delivered the session."""

    def __init__(self, coach_ids: Sequence[UUID]) -> None:
        """Take the coaches who delivered the session."""
        super().__init__(
            "Give a share to each coach who delivered the session, and to nobody else.",
            errors=[FieldError("/coaches", f"the coaches are {', '.join(map(str, coach_ids))}")],
        )


class NoRecapThen(RecordNotFound):
    """The session has no recap now, or had none at the instant that was asked for."""

    def __init__(self) -> None:
        """Say why."""
        super().__init__("The session was not completed, or not yet at that time, so there is no record.")
