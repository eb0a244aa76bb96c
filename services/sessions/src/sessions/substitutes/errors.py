"""The errors of substitutions."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.errors import Conflict, FieldError, Forbidden, NotFound
from chassis.wording import instant_words

from sessions.errors import ReasonMissing, UnknownReference
from sessions.planners.errors import SessionBegun
from sessions.session.errors import NotTheCoach

_CAUSES: Final = {
    "cancelled": "the session was cancelled",
    "completed": "the session is completed",
    "begun": "the session has begun",
    "not_their_session": "the coach who proposed it does not coach the session any more",
    "coaches_it": "the proposed substitute coaches the session already",
    "no_coach": "the proposed substitute is no coach any more",
    "replaced": "the coach has made another proposal since",
}
"""What overtakes a proposal, in words."""


class SubstitutionNotFound(NotFound):
    """The caller's organisation has no substitution with this id, or the coach has no part in it."""

    slug, title = "substitution-not-found", "There is no such substitution"

    def __init__(self, proposal_id: UUID) -> None:
        """Take the id."""
        super().__init__(f"There is no substitution {proposal_id} in your organisation.")


class NotItsCoach(NotTheCoach):
    """The person sees the session, but is neither its session coach nor a co-coach."""

    def __init__(self) -> None:
        """Say who may propose."""
        super().__init__("Only the session coach and the co-coaches of a session may propose a substitute for it.")


class NotTheProposer(Forbidden):
    """The coach is the proposed substitute. The proposal is not theirs."""

    slug, title = "not-the-proposer", "Somebody else proposed it"

    def __init__(self) -> None:
        """Say whom to ask."""
        super().__init__("Only the coach who proposed it and admins may take the proposal back. Ask one of them.")


class TooLateForASubstitute(SessionBegun):
    """A coach proposes a substitute for a session that has begun."""

    def __init__(self, began_at: datetime, *, zone: str) -> None:
        """Take when it began, and its zone."""
        super().__init__(
            f"The session began at {instant_words(began_at, zone=zone)}. A coach can propose a substitute until it "
            "begins. Ask an admin."
        )


class SubstitutionOpen(Conflict):
    """The coach has proposed a substitute for the session already."""

    slug, title = "substitution-open", "Your earlier proposal waits for a decision"

    def __init__(self, proposal_id: UUID) -> None:
        """Take the proposal that waits."""
        super().__init__(
            f"Your proposal {proposal_id} for this session is still open. Wait for an admin, or withdraw it first."
        )


class SubstitutionOvertaken(Conflict):
    """What happened since the proposal leaves nothing to confirm."""

    slug, title = "substitution-overtaken", "The proposal was overtaken"

    def __init__(self, cause: str) -> None:
        """Take what overtook it."""
        super().__init__(
            f"The proposal is no longer open, because {_CAUSES[cause]}. If the session still needs another coach, an "
            "admin changes its coaches."
        )


class SubstitutionDecided(Conflict):
    """Somebody else decided on the proposal, or the decision was a different one."""

    slug, title = "substitution-decided", "The proposal has been decided"

    def __init__(self, outcome: str, *, at: datetime, zone: str, by: UUID) -> None:
        """Take the decision, when it was, the zone of the session, and who decided."""
        super().__init__(f"The proposal was {outcome} at {instant_words(at, zone=zone)} by {by}.")


class RejectionReasonMissing(ReasonMissing):
    """An admin rejects a proposal without a reason."""

    def __init__(self) -> None:
        """Say where to write it."""
        super().__init__(
            "Say in `reason` why you reject the proposal.", errors=[FieldError("/reason", "is needed to reject it")]
        )


class CoachesItAlready(UnknownReference):
    """The proposed substitute is the proposer, or another coach of the session."""

    def __init__(self, coach_id: UUID) -> None:
        """Take the proposed substitute."""
        super().__init__(
            "A substitute is a coach who does not coach the session yet. Name another coach.",
            errors=[FieldError("/coach_id", f"{coach_id} coaches the session already")],
        )


class NoSuchCoach(UnknownReference):
    """The proposed substitute does not exist or is no coach. The answer does not say which."""

    def __init__(self, coach_id: UUID) -> None:
        """Take the proposed substitute."""
        super().__init__(
            "A substitute is a coach of your organisation. Name one.",
            errors=[FieldError("/coach_id", f"there is no coach {coach_id}")],
        )
