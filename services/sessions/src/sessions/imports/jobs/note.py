"""Note an import that was answered at once, so that the list of imports has it: who, when, what, and the counts.

Its rows are not kept, because its report is the answer. So a trace costs one row, and names nobody of the file.
"""

from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.report import ImportKind, Report
from sessions.imports.jobs.queries import DRY_RUN, State
from sessions.imports.jobs.start import values_of
from sessions.imports.kinds.importer import Asked
from sessions.imports.sheets.reading import Header, Position

_NOTE = Statement("""
    INSERT INTO imports (org_id, id, kind, state, dry_run, mode, partial, options, header, file_name, rows_kept, bytes,
                         first_offset, first_line, next_offset, next_line, rows, created, updated, unchanged, errors,
                         detail, created_at, created_by, finished_at)
    VALUES (:org_id, :id, :kind, :state, :dry_run, :mode, :partial, CAST(:options AS jsonb), CAST(:header AS jsonb),
            :file_name, false, :bytes, 0, 1, :bytes, 1, :rows, :created, :updated, :unchanged, :errors, :detail, :now,
            :by, :now)
""")


async def note_import(
    db: AsyncConnection,
    *,
    kind: ImportKind,
    asked: Asked,
    state: State,
    report: Report,
    detail: str | None,
    size: int,
    dry_run: bool,
    partial: bool,
) -> UUID:
    """Note an import that has ended, and return its id. `size` is that of the file in bytes."""
    import_id = asked.new_id()
    header = Header((), ";", "utf-8", Position(0, 1), report.hints, date_orders=report.date_orders)
    await _NOTE.execute(
        db,
        {
            **values_of(asked, kind=kind, header=header, size=size, dry_run=dry_run, partial=partial),
            "id": import_id,
            "state": state,
            "rows": len(report.results),
            "created": report.count("create"),
            "updated": report.count("update"),
            "unchanged": report.count("unchanged"),
            "errors": report.count("error"),
            "detail": DRY_RUN if dry_run and detail is None else detail,
        },
    )
    return import_id
