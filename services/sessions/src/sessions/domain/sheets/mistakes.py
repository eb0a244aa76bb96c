"""What can be wrong with a file: all of it, or one of its rows."""

from typing import NamedTuple

from chassis.errors import FieldError

from sessions.errors import UnreadableFile


class Mistake(Exception):  # noqa: N818 - a mistake of the file, collected into the report and never a crash
    """What is wrong in one row, and in which column."""

    def __init__(self, column: str | None, detail: str) -> None:
        """Take the column, where there is one, and a text that says how to mend it."""
        super().__init__(detail)
        self.column = column
        self.detail = detail


class RowError(NamedTuple):
    """A mistake with its place; `name` is what the row calls its person, course or session."""

    line: int
    name: str
    column: str | None
    detail: str


def unreadable(detail: str) -> UnreadableFile:
    """Return the refusal of a whole file."""
    return UnreadableFile(detail, errors=[FieldError("body", detail)])
