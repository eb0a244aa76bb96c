"""The errors of imports."""

from typing import Final
from uuid import UUID

from chassis.errors import FieldError, NotFound, Unprocessable

from sessions.imports.checks.report import Report

ERRORS_NAMED_MAX: Final = 20
"""How many wrong rows the problem lists in `errors`. Its report has all of them."""


def nothing_imported(wrong: int, rows: int) -> str:
    """Return why nothing was imported: this number of the rows is wrong."""
    return (
        f"{wrong} of {rows} rows are wrong, so nothing was imported. Correct them and send the file again, or send it "
        "with partial=true to import the others."
    )


def rows_left_out(errors: int) -> str:
    """Return what happened to the wrong rows of a partial import."""
    return f"{errors} rows are wrong and were not written. The report says why."


class ImportNotFound(NotFound):
    """No import of the caller's organisation has this id."""

    slug, title = "import-not-found", "There is no such import"

    def __init__(self, import_id: UUID) -> None:
        """Take the id."""
        super().__init__(f"There is no import {import_id} in your organisation. GET /v1/imports lists all.")


class ImportRefused(Unprocessable):
    """Some rows are wrong, so nothing was imported. The problem document carries the whole report."""

    slug, title = "import-refused", "Nothing was imported"

    def __init__(self, report: Report) -> None:
        """Take the report on all rows."""
        wrong = [row for row in report.results if row.result == "error"]
        super().__init__(
            nothing_imported(len(wrong), len(report.results)),
            errors=[
                FieldError(f"line {row.line}, {row.column or 'row'}", row.detail or "")
                for row in wrong[:ERRORS_NAMED_MAX]
            ],
            report=report.document(),
        )
        self.rows = report
