"""The errors of batches."""

from chassis.errors import Conflict, NotFound, Unprocessable


class BatchNotFound(NotFound):
    """No batch of the caller's organisation has this id."""

    slug, title = "batch-not-found", "There is no such batch"


class BatchEnded(Conflict):
    """The batch has ended."""

    slug, title = "batch-ended", "The batch has ended"


class InvalidRule(Unprocessable):
    """The recurrence rule of a series cannot be read, or uses something that is not supported."""

    slug, title = "invalid-rule", "The rule of the series is not valid"


class TooMuchAtOnce(Unprocessable):
    """One request would write more than one transaction should hold."""

    slug, title = "too-much-at-once", "The request would write too much at once"
