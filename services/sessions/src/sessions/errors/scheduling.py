"""Errors of scheduling and changing sessions and batches, and of seeing them."""

from chassis.errors import Conflict, Forbidden, NotFound, Unprocessable


class SessionNotFound(NotFound):
    """No session of the caller's organisation has this id."""

    slug, title = "session-not-found", "There is no such session"


class BatchNotFound(NotFound):
    """No batch of the caller's organisation has this id."""

    slug, title = "batch-not-found", "There is no such batch"


class CalendarNotFound(NotFound):
    """No calendar has this key."""

    slug, title = "calendar-not-found", "There is no such calendar"


class SessionNotOpen(Forbidden):
    """The caller may know of the session, but may not open it now."""

    slug, title = "session-not-open", "The session is not open to you now"


class SeatsTaken(Conflict):
    """There are not enough seats."""

    slug, title = "seats-taken", "There are not enough seats"


class DoubleBooked(Conflict):
    """A coach or a room is already booked at that time."""

    slug, title = "double-booked", "A coach or room is booked already"


class BatchEnded(Conflict):
    """The batch has ended."""

    slug, title = "batch-ended", "The batch has ended"


class AlreadyCancelled(Conflict):
    """The session is cancelled."""

    slug, title = "session-cancelled", "The session is cancelled"


class AlreadyCompleted(Conflict):
    """The session is completed. That is final."""

    slug, title = "already-completed", "The session is already completed"


class UnknownReference(Unprocessable):
    """The request names people, courses or seats that do not exist or cannot be used for this."""

    slug, title = "unknown-reference", "The request names something that cannot be used"


class InvalidSchedule(Unprocessable):
    """A date, window or zone of the schedule is not valid."""

    slug, title = "invalid-schedule", "The schedule is not valid"


class InvalidRule(Unprocessable):
    """The recurrence rule of a series cannot be read, or uses something that is not supported."""

    slug, title = "invalid-rule", "The rule of the series is not valid"


class InvalidShares(Unprocessable):
    """A coach is missing, unknown or named twice, or the shares do not sum to 10,000 basis points."""

    slug, title = "invalid-shares", "The coaches' shares are not valid"


class TooMuchAtOnce(Unprocessable):
    """One request would write more than one transaction should hold."""

    slug, title = "too-much-at-once", "The request would write too much at once"
