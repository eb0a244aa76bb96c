"""Errors of scheduling and changing sessions and batches, and of seeing them."""

from chassis.errors import NotFound, Unprocessable


class CalendarNotFound(NotFound):
    """No calendar has this key."""

    slug, title = "calendar-not-found", "There is no such calendar"


class UnknownReference(Unprocessable):
    """The request names people, courses or seats that do not exist or cannot be used for this."""

    slug, title = "unknown-reference", "The request names something that cannot be used"


class InvalidSchedule(Unprocessable):
    """A date, window or zone of the schedule is not valid."""

    slug, title = "invalid-schedule", "The schedule is not valid"
