"""The errors of registers: each has a status, a problem type and a text for the caller."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from chassis.errors import Conflict, FieldError, Forbidden, NotFound, StaleVersion, Unprocessable
from chassis.wording import instant_words


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


class SessionNotOpen(Forbidden):
    """The caller may know of the session, but may not do this with its register now."""

    slug, title = "session-not-open", "The session is not open to you now"

    def __init__(self, opens_at: datetime | None, zone: str) -> None:
        """Take when it opens, or None if it has closed, and the zone of the session."""
        super().__init__(
            "The session is closed now."
            if opens_at is None
            else f"The session opens at {instant_words(opens_at, zone=zone)}."
        )


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


class IsACourseRun(Conflict):
    """The session is a course run: nobody attends it, but its lessons."""

    slug, title = "is-a-course-run", "A course run does not take place itself"

    def __init__(self, session_id: UUID) -> None:
        """Take the course run."""
        super().__init__(
            f"Session {session_id} has no planned time, so it is a course run, and its register takes no marks. Plan a "
            "lesson inside it and mark that: POST /v1/sessions, or POST /v1/batches for a series, with its id as "
            "`run_id`."
        )


class StaleMarks(StaleVersion):
    """Somebody else has changed the marks since the caller read them."""

    def __init__(self, read: frozenset[int], current: int) -> None:
        """Take the versions that the caller read, and the current one."""
        super().__init__(
            f"You read version {' or '.join(map(str, sorted(read)))} of the marks, and the current one is {current}. "
            "Read the register again, then send your marks."
        )


class WrongMark(NamedTuple):
    """A mark of a request that cannot be saved: its place in the request, its learner, and what is wrong."""

    position: int
    person_id: UUID
    fault: Literal["is marked twice in this request", "is not on the roster of this session"]


class InvalidMarks(Unprocessable):
    """Some marks of a request are wrong, so none of its marks was saved."""

    slug, title = "invalid-marks", "Some marks are wrong"

    def __init__(self, wrong: Sequence[WrongMark]) -> None:
        """Take the marks that are wrong."""
        super().__init__(
            f"{len(wrong)} of the marks are wrong (see errors), so none was saved. Correct them and send all again.",
            errors=[FieldError(f"/marks/{one.position}/person_id", f"{one.person_id} {one.fault}") for one in wrong],
        )
