"""The error of a file that cannot be read."""

from chassis.errors import Unprocessable


class UnreadableFile(Unprocessable):
    """The body is not a CSV file that can be imported."""

    slug, title = "unreadable-file", "The file cannot be read"
