"""The errors of amendments: each has a status, a problem type and a text for the caller."""

from collections.abc import Sequence
from uuid import UUID

from chassis.errors import Conflict, FieldError, Forbidden, NotFound, Unprocessable


class NotAnApprover(Forbidden):
    """The policy at the completion does not name a role of the caller."""

    slug, title = "not-an-approver", "You may not decide on corrections of this session"

    def __init__(self, roles: Sequence[str]) -> None:
        """Take the roles that may."""
        super().__init__(f"You need the role {' or '.join(roles)} to decide on amendments of this register.")


class RegisterNotLocked(Conflict):
    """The session has not ended. Its marks can be changed without an amendment."""

    slug, title = "register-not-locked", "The register is not locked"

    def __init__(self, session_id: UUID) -> None:
        """Take the session whose register is open."""
        super().__init__(
            f"Session {session_id} is not completed, so its register is still open. Mark the learner again instead of "
            "proposing an amendment."
        )


class RegisterVoided(Conflict):
    """The completion was voided, so the register no longer counts."""

    slug, title = "already-voided", "The session is voided"

    def __init__(self, session_id: UUID) -> None:
        """Take the voided session."""
        super().__init__(
            f"The completion of session {session_id} was voided. Its register stays as it is and takes no amendments."
        )


class NotOnRegister(Unprocessable):
    """The person has no mark on the official register, so there is nothing to amend."""

    slug, title = "not-on-register", "The learner is not on this register"

    def __init__(self, person_id: UUID) -> None:
        """Take the person who was named."""
        detail = f"{person_id} is not on the official register of this session. Name a learner who is on it."
        super().__init__(detail, errors=[FieldError("/person_id", detail)])


class NothingChanges(Unprocessable):
    """The proposed mark is the one that holds already."""

    slug, title = "nothing-changes", "Nothing would change"

    def __init__(self, code: str) -> None:
        """Take the code that holds."""
        super().__init__(
            f"The learner's mark is already {code} with these minutes. Nothing was proposed. Send another code or "
            "other minutes.",
            errors=[FieldError("/code", f"the mark is already {code}")],
        )


class AmendmentOpen(Conflict):
    """A mark can have one undecided amendment at a time."""

    slug, title = "amendment-open", "Another proposal waits for a decision"

    def __init__(self, person_id: UUID) -> None:
        """Take the learner whose mark it is."""
        super().__init__(
            f"An amendment of the mark of {person_id} waits for a decision. Ask an admin to approve or reject it first."
        )


class AmendmentNotFound(NotFound):
    """The register has no amendment with this id."""

    slug, title = "amendment-not-found", "There is no such amendment"

    def __init__(self, amendment_id: UUID) -> None:
        """Take the amendment that was asked for."""
        super().__init__(f"This register has no amendment {amendment_id}. List its amendments to find the right id.")


class AmendmentDecided(Conflict):
    """The opposite was decided, and a decision is final."""

    slug, title = "amendment-decided", "The proposal has been decided"

    def __init__(self, decision: str) -> None:
        """Take what was decided."""
        super().__init__(f"The amendment was already {decision}, which is final. Propose a new one if that was wrong.")


class SecondPersonNeeded(Forbidden):
    """The policy asks for two people, and the caller is the proposer."""

    slug, title = "second-person-needed", "A second person must approve it"

    def __init__(self, roles: Sequence[str]) -> None:
        """Take the roles that may decide, and say whom to ask."""
        allowed = " or ".join(roles)
        super().__init__(
            "You proposed this amendment, and the policy asks for a second person. Ask somebody else with the role "
            f"{allowed} to approve it. If nobody else has it, give it to one more person. The proposal waits."
        )


class AmendmentOutdated(Conflict):
    """Another mark holds now than when the amendment was proposed."""

    slug, title = "amendment-outdated", "The value has changed since the proposal"

    def __init__(self, person_id: UUID) -> None:
        """Take the learner whose mark it is."""
        super().__init__(
            f"The mark of {person_id} has changed since this amendment was proposed. Reject the amendment, and propose "
            "a new one if the mark is still wrong."
        )
