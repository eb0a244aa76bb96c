"""The mistakes in single rows of a file."""

from typing import NamedTuple


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
