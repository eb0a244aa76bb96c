"""The errors of a session."""

from chassis.errors import Conflict, FieldError, Forbidden, NotFound, Unprocessable

from sessions.errors import NameTaken


class SessionNotFound(NotFound):
    """No session of the caller's organisation has this id."""

    slug, title = "session-not-found", "There is no such session"


class SessionNameTaken(NameTaken):
    """Another session has the name."""

    def __init__(self, name: str) -> None:
        """Take the name."""
        super().__init__(
            f"There is another session named {name!r}. Names are unique, so choose another one.",
            errors=[FieldError("/name", "is in use")],
        )


class SessionNotOpen(Forbidden):
    """The caller may know of the session, but may not open it now."""

    slug, title = "session-not-open", "The session is not open to you now"


class SeatsTaken(Conflict):
    """There are not enough seats."""

    slug, title = "seats-taken", "There are not enough seats"


class DoubleBooked(Conflict):
    """A coach or a room is already booked at that time."""

    slug, title = "double-booked", "A coach or room is booked already"


class AlreadyCancelled(Conflict):
    """The session is cancelled."""

    slug, title = "session-cancelled", "The session is cancelled"


class AlreadyCompleted(Conflict):
    """The session is completed. That is final."""

    slug, title = "already-completed", "The session is already completed"


class InvalidShares(Unprocessable):
    """A coach is missing, unknown or named twice, or the shares do not sum to 10,000 basis points."""

    slug, title = "invalid-shares", "The coaches' shares are not valid"


class NotTheCoach(Forbidden):
    """Only the coaches of a session may start and complete it."""

    slug, title = "not-the-coach", "Only the session's own coaches may do this"


class NotAParticipant(Forbidden):
    """The person is neither on the session's roster nor one of its coaches."""

    slug, title = "not-a-participant", "Only the session's coaches and learners may do this"
