"""The error of a record that does not exist."""

from chassis.errors import NotFound


class RecordNotFound(NotFound):
    """The session has not been completed, so it has no completion record."""

    slug, title = "record-not-found", "There is no completion record"

    def __init__(self, detail: str = "The session has not been completed, so there is no record of it yet.") -> None:
        """Take what is missing, if it is not the record itself."""
        super().__init__(detail)
