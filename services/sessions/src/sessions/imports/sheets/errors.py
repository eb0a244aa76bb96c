"""The error of a file that cannot be read."""

from chassis.errors import FieldError, Unprocessable


class UnreadableFile(Unprocessable):
    """The body is not a CSV file that can be imported."""

    slug, title = "unreadable-file", "The file cannot be read"

    def __init__(self, fault: str) -> None:
        """Take what is wrong with the file, where, and how to mend it."""
        super().__init__(fault, errors=[FieldError("body", fault)])
