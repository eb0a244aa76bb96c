"""The errors of a file: of the whole file, or of one row."""

from typing import NamedTuple

from chassis.errors import FieldError

from sessions.sheets.errors import UnreadableFile


class Mistake(Exception):  # noqa: N818 - a mistake in the file, which is collected into the report
    """A mistake in one row: the column, and what is wrong."""

    def __init__(self, column: str | None, detail: str) -> None:
        """Take the column, if there is one, and a text that says what is wrong and how to correct it."""
        super().__init__(detail)
        self.column = column
        self.detail = detail


class RowError(NamedTuple):
    """A mistake with its place. `name` is the row's name for its person, course or session."""

    line: int
    name: str
    column: str | None
    detail: str


def unreadable(detail: str) -> UnreadableFile:
    """Return the error for a whole file."""
    return UnreadableFile(detail, errors=[FieldError("body", detail)])
