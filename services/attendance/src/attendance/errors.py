"""What attendance refuses, each with its status and problem type."""

from uuid import UUID

from chassis.errors import Conflict, FieldError, Forbidden, NotFound, Unprocessable


class RegisterNotFound(NotFound):
    """No register of that session is visible to the caller."""

    slug, title = "register-not-found", "There is no such register"

    def __init__(self, session_id: UUID) -> None:
        """Take the session that was asked for."""
        super().__init__(
            f"There is no register of session {session_id}. It appears a moment after the session is scheduled."
        )


class NotYourRegister(Forbidden):
    """Someone other than the session's coaches and the admins wants the register."""

    slug, title = "not-your-register", "This register belongs to other coaches"

    def __init__(self) -> None:
        """Say who may."""
        super().__init__("Only the session's own coaches and the organisation's admins have this register.")


class RegisterLocked(Conflict):
    """The session was completed: its register is official."""

    slug, title = "register-locked", "The register is locked"

    def __init__(self, session_id: UUID) -> None:
        """Take the session whose register is locked."""
        super().__init__(
            f"Session {session_id} was completed and its register is official. Nothing was changed; what is wrong "
            "in it is corrected by an amendment."
        )


class RegisterCancelled(Conflict):
    """The session will not take place, so nobody attends it."""

    slug, title = "register-cancelled", "The session was cancelled"

    def __init__(self, session_id: UUID) -> None:
        """Take the cancelled session."""
        super().__init__(f"Session {session_id} was cancelled; its register takes no marks.")


class InvalidMarks(Unprocessable):
    """Some marks cannot be taken, so none was."""

    slug, title = "invalid-marks", "Some marks cannot be taken"

    def __init__(self, errors: list[FieldError]) -> None:
        """Take what is wrong, one entry per mark."""
        super().__init__(f"{len(errors)} of the marks cannot be taken, so none was.", errors=errors)


class RegisterNotLocked(Conflict):
    """Marks of a session that has not ended are marked again, not amended."""

    slug, title = "register-not-locked", "The register is not locked"

    def __init__(self, session_id: UUID) -> None:
        """Take the session whose register is open."""
        super().__init__(
            f"Session {session_id} is not completed, so that its register still takes marks. Mark the learner again."
        )


class RegisterVoided(Conflict):
    """The completion was withdrawn, so that nothing rests on the register any more."""

    slug, title = "already-voided", "The session is voided"

    def __init__(self, session_id: UUID) -> None:
        """Take the withdrawn session."""
        super().__init__(
            f"The completion of session {session_id} was withdrawn. Its register stays as it is and is not corrected."
        )


class NotOnRegister(Unprocessable):
    """Only learners of the official register have a mark that can be corrected."""

    slug, title = "not-on-register", "The learner is not on this register"

    def __init__(self, person_id: UUID) -> None:
        """Take who was named."""
        detail = f"{person_id} is not on the official register of this session. Name one of its learners."
        super().__init__(detail, errors=[FieldError("/person_id", detail)])


class NothingChanges(Unprocessable):
    """A correction has to correct something."""

    slug, title = "nothing-changes", "Nothing would change"

    def __init__(self, code: str) -> None:
        """Take the code that holds."""
        super().__init__(
            f"The learner's mark is {code} with these minutes already. Nothing was proposed; change code or minutes.",
            errors=[FieldError("/code", f"{code} is what holds")],
        )


class AmendmentOpen(Conflict):
    """One correction after the other."""

    slug, title = "amendment-open", "Another correction of this mark is waiting"

    def __init__(self, person_id: UUID) -> None:
        """Take the learner whose mark it is."""
        super().__init__(
            f"A correction of the mark of {person_id} waits for a decision. Have it approved or rejected first."
        )


class AmendmentNotFound(NotFound):
    """This register has no such correction."""

    slug, title = "amendment-not-found", "There is no such amendment"

    def __init__(self, amendment_id: UUID) -> None:
        """Take the correction that was asked for."""
        super().__init__(f"Correction {amendment_id} of this register does not exist. Look at the list of them.")


class AmendmentDecided(Conflict):
    """A decision is final."""

    slug, title = "amendment-decided", "The correction was decided on already"

    def __init__(self, decision: str) -> None:
        """Take what was decided."""
        super().__init__(f"The correction was {decision} already, for good. Propose a new one if it was wrong.")


class SecondPersonNeeded(Forbidden):
    """The organisation wants two people behind a correction."""

    slug, title = "second-person-needed", "Somebody else has to approve this"

    def __init__(self) -> None:
        """Say who may."""
        super().__init__("You proposed this correction, and the policy asks for a second person: ask another admin.")


class AmendmentOutdated(Conflict):
    """What the proposal rests on does not hold any more."""

    slug, title = "amendment-outdated", "What it was to change has changed since"

    def __init__(self, person_id: UUID) -> None:
        """Take the learner whose mark it is."""
        super().__init__(
            f"The mark of {person_id} is another one than when this correction was proposed. Reject it, and propose "
            "a new one if there is still something to correct."
        )
