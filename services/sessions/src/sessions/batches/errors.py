"""The errors of batches."""

from chassis.errors import Conflict, FieldError, NotFound, Unprocessable

from sessions.errors import NameTaken


class BatchNotFound(NotFound):
    """No batch of the caller's organisation has this id."""

    slug, title = "batch-not-found", "There is no such batch"


class BatchNameTaken(NameTaken):
    """Another batch has the name."""

    def __init__(self, name: str) -> None:
        """Take the name."""
        super().__init__(
            f"There is another batch named {name!r}. Names are unique, so choose another one.",
            errors=[FieldError("/name", "is in use")],
        )


class BatchEnded(Conflict):
    """The batch has ended."""

    slug, title = "batch-ended", "The batch has ended"


class InvalidRule(Unprocessable):
    """The recurrence rule of a series cannot be read, or uses something that is not supported."""

    slug, title = "invalid-rule", "The rule of the series is not valid"


class TooMuchAtOnce(Unprocessable):
    """One request would write more than one transaction should hold."""

    slug, title = "too-much-at-once", "The request would write too much at once"
