"""The errors of imports."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.errors import FieldError, NotFound, Unprocessable

ERRORS_NAMED_MAX: Final = 20
"""How many wrong rows the problem lists in `errors`. Its report has all of them."""


def nothing_imported(wrong: int, rows: int) -> str:
    """Return why nothing was imported: this number of the rows is wrong."""
    return (
        f"{wrong} of {rows} rows are wrong, so nothing was imported. Correct them and send the file again, or send it "
        "with partial=true to import the others."
    )


class ImportNotFound(NotFound):
    """No large import of the caller's organisation has this id."""

    slug, title = "import-not-found", "There is no such import"

    def __init__(self, import_id: UUID) -> None:
        """Take the id."""
        super().__init__(
            f"There is no import {import_id} in your organisation. Small files are imported at once and have no id."
        )


class ImportRefused(Unprocessable):
    """Some rows are wrong, so nothing was imported. The problem document carries the whole report."""

    slug, title = "import-refused", "Nothing was imported"

    def __init__(self, wrong: Sequence[tuple[int, str | None, str | None]], rows: int, report: object) -> None:
        """Take the line, column and fault of each wrong row, the number of all rows, and the report as JSON."""
        super().__init__(
            nothing_imported(len(wrong), rows),
            errors=[
                FieldError(f"line {line}, {column or 'row'}", fault or "")
                for line, column, fault in wrong[:ERRORS_NAMED_MAX]
            ],
            report=report,
        )
