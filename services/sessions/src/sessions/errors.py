"""Errors that several nouns raise."""

from chassis.errors import Conflict, Unprocessable


class NameTaken(Conflict):
    """A name, username or code that must be unique in the organisation is in use."""

    slug, title = "name-taken", "The name is in use"


class InUse(Conflict):
    """Something cannot be deleted while something else refers to it."""

    slug, title = "in-use", "It is still in use"


class UnknownReference(Unprocessable):
    """The request names people, courses or seats that do not exist or cannot be used for this."""

    slug, title = "unknown-reference", "The request names something that cannot be used"


class InvalidSchedule(Unprocessable):
    """A date, window or zone of the schedule is not valid."""

    slug, title = "invalid-schedule", "The schedule is not valid"
