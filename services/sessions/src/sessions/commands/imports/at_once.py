"""Small files: all of it in the request's transaction."""

from collections.abc import Sequence

from chassis.errors import FieldError
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.commands.imports.importer import Importer, Parsed, examine, in_order
from sessions.domain.imports.report import Outcome, Report
from sessions.domain.sheets.reading import Header, Piece
from sessions.errors import ImportRefused

WEIGHT_MAX = 100_000
"""Learners and members that the rows of a request may have: to write that many takes some eight seconds."""
CHANGES_MAX = 500
"""Sessions that exist and are changed, one after the other, some 10 ms each."""

ERRORS_NAMED_MAX = 20
"""How many rows the problem lists as offending fields; its report has them all."""


async def import_at_once(
    db: AsyncConnection, importer: Importer[Parsed], header: Header, piece: Piece, *, dry_run: bool, partial: bool
) -> Report | None:
    """Import the rows of a file and report on each, or do nothing and return None where that would take too long.

    Rows that are wrong keep all the others from being written, unless `partial`. Raises ImportRefused, and NameTaken or
    DoubleBooked where somebody else was quicker.
    """
    if sum(await importer.weights(db, piece.rows)) > WEIGHT_MAX:
        return None
    found = await examine(db, importer, piece.rows, piece.errors, lock=not dry_run)
    report = Report(tuple(found.outcomes), header.notes)
    if dry_run:
        return report
    if report.count("error") and not partial:
        raise _refused(report)
    if importer.is_changed_singly and _changed(report) > CHANGES_MAX:
        return None
    written = await found.plan.write(db)
    return Report(tuple(in_order([*found.refused, *written])), header.notes)


def _changed(report: Report) -> int:
    """Return how many sessions that exist are changed."""
    return len({row.id for row in report.results if row.result in ("create", "update") and row.id is not None})


def _refused(report: Report) -> ImportRefused:
    wrong: Sequence[Outcome] = [outcome for outcome in report.results if outcome.result == "error"]
    return ImportRefused(
        f"{len(wrong)} of {len(report.results)} rows are wrong, so nothing was imported. Correct them and send the "
        "file again, or send it with partial=true to import the others.",
        errors=[
            FieldError(f"line {outcome.line}, {outcome.column or 'row'}", outcome.detail or "")
            for outcome in wrong[:ERRORS_NAMED_MAX]
        ],
        report=report.document(),
    )
