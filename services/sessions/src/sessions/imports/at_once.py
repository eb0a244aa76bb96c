"""Import a small file within the transaction of the request."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.report import Outcome, Report
from sessions.imports.errors import ImportRefused
from sessions.imports.kinds.importer import Importer, Parsed, examine
from sessions.imports.sheets.reading import Header, Piece

WEIGHT_MAX = 100_000
"""The number of learners and members that the rows of a request may have. To write them takes about eight seconds."""
CHANGES_MAX = 500
"""The number of existing sessions that a request may change. They are changed one by one, in about 10 ms each."""


async def import_at_once(
    db: AsyncConnection, importer: Importer[Parsed], header: Header, piece: Piece, *, dry_run: bool, partial: bool
) -> Report | None:
    """Import the rows of a file and report on each. If that would take too long, do nothing and return None.

    If any row is wrong, no row is written, unless `partial` is set. Raises ImportRefused, and NameTaken or DoubleBooked
    if a concurrent request was quicker.
    """
    if sum(await importer.weights(db, piece.rows)) > WEIGHT_MAX:
        return None
    found = await examine(db, importer, piece.rows, piece.errors, lock=not dry_run)
    report = _report(header, found.outcomes)
    if dry_run:
        return report
    if report.count("error") and not partial:
        raise ImportRefused(report)
    if importer.is_changed_singly and _changed(report) > CHANGES_MAX:
        return None
    async with db.begin_nested():
        report = _report(header, await found.write(db))
        if report.count("error") and not partial:  # the lessons of a course run could not follow
            raise ImportRefused(report)
    return report


def _report(header: Header, outcomes: Sequence[Outcome]) -> Report:
    results = tuple(outcome._replace(column=header.as_written(outcome.column)) for outcome in outcomes)
    return Report(results, header.hints, header.date_orders)


def _changed(report: Report) -> int:
    """Return how many existing sessions a report changes."""
    return len({row.id for row in report.results if row.result in ("create", "update") and row.id is not None})
