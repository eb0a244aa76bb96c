"""The errors of registers: each has a status, a problem type and a text for the caller."""

from uuid import UUID

from chassis.errors import Conflict, FieldError, Forbidden, NotFound, Unprocessable


class RegisterNotFound(NotFound):
    """The session has no register that the caller may see."""

    slug, title = "register-not-found", "There is no such register"

    def __init__(self, session_id: UUID) -> None:
        """Take the session that was asked for."""
        super().__init__(
            f"Session {session_id} has no register that you may see. Check the id. A register appears a moment after "
            "its session is scheduled."
        )


class NotYourRegister(Forbidden):
    """The caller is neither a coach of the session nor somebody who may use every register."""

    slug, title = "not-your-register", "This register belongs to other coaches"

    def __init__(self) -> None:
        """Say who may do it."""
        super().__init__("You are not a coach of this session. Ask one of its coaches or an admin to do this.")


class RegisterLocked(Conflict):
    """The session was completed, so its register is official."""

    slug, title = "register-locked", "The register is locked"

    def __init__(self, session_id: UUID) -> None:
        """Take the session whose register is locked."""
        super().__init__(
            f"Session {session_id} was completed, so its register is official and takes no more marks. Nothing was "
            "changed. To correct a mark, propose an amendment."
        )


class RegisterCancelled(Conflict):
    """The session will not take place, so nobody attends it and nobody is marked."""

    slug, title = "register-cancelled", "The session was cancelled"

    def __init__(self, session_id: UUID) -> None:
        """Take the cancelled session."""
        super().__init__(f"Session {session_id} was cancelled, so its register takes no marks and no amendments.")


class InvalidMarks(Unprocessable):
    """Some marks of a request are wrong, so none of its marks was saved."""

    slug, title = "invalid-marks", "Some marks are wrong"

    def __init__(self, errors: list[FieldError]) -> None:
        """Take what is wrong, one error per mark."""
        super().__init__(
            f"{len(errors)} of the marks are wrong (see errors), so none was saved. Correct them and send all again.",
            errors=errors,
        )
