"""The error of a record that does not exist."""

from chassis.errors import NotFound


class RecordNotFound(NotFound):
    """The session has not been completed, so it has no completion record."""

    slug, title = "record-not-found", "There is no completion record"
