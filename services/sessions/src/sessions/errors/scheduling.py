"""Errors of scheduling and changing sessions and batches, and of seeing them."""

from chassis.errors import Unprocessable


class UnknownReference(Unprocessable):
    """The request names people, courses or seats that do not exist or cannot be used for this."""

    slug, title = "unknown-reference", "The request names something that cannot be used"


class InvalidSchedule(Unprocessable):
    """A date, window or zone of the schedule is not valid."""

    slug, title = "invalid-schedule", "The schedule is not valid"
