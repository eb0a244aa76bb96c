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
