"""Errors of scheduling and changing sessions and batches, and of seeing them."""

from chassis.errors import Conflict, NotFound, Unprocessable


class BatchNotFound(NotFound):
    """No batch of the caller's organisation has this id."""

    slug, title = "batch-not-found", "There is no such batch"


class CalendarNotFound(NotFound):
    """No calendar has this key."""

    slug, title = "calendar-not-found", "There is no such calendar"


class BatchEnded(Conflict):
    """The batch has ended."""

    slug, title = "batch-ended", "The batch has ended"


class UnknownReference(Unprocessable):
    """The request names people, courses or seats that do not exist or cannot be used for this."""

    slug, title = "unknown-reference", "The request names something that cannot be used"


class InvalidSchedule(Unprocessable):
    """A date, window or zone of the schedule is not valid."""

    slug, title = "invalid-schedule", "The schedule is not valid"


class InvalidRule(Unprocessable):
    """The recurrence rule of a series cannot be read, or uses something that is not supported."""

    slug, title = "invalid-rule", "The rule of the series is not valid"


class TooMuchAtOnce(Unprocessable):
    """One request would write more than one transaction should hold."""

    slug, title = "too-much-at-once", "The request would write too much at once"
