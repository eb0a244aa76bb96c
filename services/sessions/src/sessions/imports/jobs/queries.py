"""Read imports: their state, the rest of the file, and the report on its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.report import ImportKind, ImportMode, Outcome, Result
from sessions.imports.errors import ImportNotFound
from sessions.imports.sheets.reading import Header, Position

State = Literal["checking", "writing", "done", "refused", "failed"]
CHUNK_BYTES = 262_144
DRY_RUN: Final = "This was a dry run, so nothing was written."

_IMPORTS: Final = Keyset(before=datetime, before_id=UUID)
_LINES: Final = Keyset(after=int)

_COLUMNS = """
    i.org_id, i.id, i.kind, i.state, i.dry_run, i.mode, i.partial, i.options, i.header, i.bytes, i.next_offset,
    i.next_line, i.rows, i.created, i.updated, i.unchanged, i.errors, i.detail, i.created_at, i.created_by,
    i.finished_at, i.file_name, i.rows_kept
"""
_WAITING = Statement("SELECT DISTINCT org_id FROM imports WHERE finished_at IS NULL")
# An organisation has one import at a time, in the order of their creation, because a later one may need what an earlier
# one creates. An import that another worker has locked is skipped.
_LOCK_NEXT = Statement(f"""
    SELECT {_COLUMNS} FROM imports i
    WHERE i.org_id = ANY (CAST(:org_ids AS uuid[])) AND i.finished_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM imports older
        WHERE older.org_id = i.org_id AND older.finished_at IS NULL
          AND (older.created_at, older.id) < (i.created_at, i.id)
    )
    ORDER BY i.created_at, i.id LIMIT 1
    FOR UPDATE OF i SKIP LOCKED
""")  # noqa: S608 - names of this module
_READ = Statement(f"SELECT {_COLUMNS} FROM imports i WHERE i.org_id = :org_id AND i.id = :import_id")  # noqa: S608
_LIST = Statement(f"""
    SELECT {_COLUMNS} FROM imports i
    WHERE i.org_id = :org_id AND (CAST(:before AS timestamptz) IS NULL OR (i.created_at, i.id) < (:before, :before_id))
    ORDER BY i.created_at DESC, i.id DESC LIMIT :limit
""")  # noqa: S608
_CHUNKS = Statement("""
    SELECT starts_at, data FROM import_chunks
    WHERE org_id = :org_id AND import_id = :import_id AND starts_at > :first AND starts_at < :last
    ORDER BY starts_at
""")
_ROWS = Statement("""
    SELECT line, result, name, target_id, column_name, detail FROM import_rows
    WHERE org_id = :org_id AND import_id = :import_id AND line > coalesce(CAST(:after AS bigint), 0)
    ORDER BY line LIMIT :limit
""")
_ROWS_OF_RESULT = Statement("""
    SELECT line, result, name, target_id, column_name, detail FROM import_rows
    WHERE org_id = :org_id AND import_id = :import_id AND result = :result
      AND line > coalesce(CAST(:after AS bigint), 0)
    ORDER BY line LIMIT :limit
""")
_SETTLED = Statement("""
    SELECT line, result FROM import_rows
    WHERE org_id = :org_id AND import_id = :import_id AND line BETWEEN :first AND :last
      AND (result = 'error' OR same_as_line IS NOT NULL)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An import, and its progress. `at` is the place in the file from which it continues.

    An import that was answered at once has ended, and its rows are not kept.
    """

    org_id: UUID
    id: UUID
    kind: ImportKind
    state: State
    dry_run: bool
    import_mode: ImportMode
    partial: bool
    options: Mapping[str, Any]
    header: Header
    bytes: int
    at: Position
    rows: int
    created: int
    updated: int
    unchanged: int
    errors: int
    detail: str | None
    created_at: datetime
    created_by: UUID
    finished_at: datetime | None
    file_name: str | None
    rows_kept: bool

    @property
    def scope(self) -> dict[str, UUID]:
        """Return the parameters that every statement about the import takes."""
        return {"org_id": self.org_id, "import_id": self.id}


class Window(NamedTuple):
    """A piece of a file, and whether the file ends with it."""

    data: bytes
    is_last: bool


async def organisations_importing(db: AsyncConnection, *, now: datetime) -> list[UUID]:  # noqa: ARG001 - see Waiting
    """Return the organisations that have an import to continue."""
    return await _WAITING.scalars(db)


async def lock_next(db: AsyncConnection, *, org_ids: Sequence[UUID]) -> Job | None:
    """Return the import to continue, locked until the transaction ends, or None if nothing is left to do."""
    row = await _LOCK_NEXT.one_or_none(db, {"org_ids": list(org_ids)})
    return None if row is None else _job(row)


async def read_import(db: AsyncConnection, *, org_id: UUID, import_id: UUID) -> Job:
    """Return an import, or raise ImportNotFound."""
    row = await _READ.one_or_none(db, {"org_id": org_id, "import_id": import_id})
    if row is None:
        raise ImportNotFound(import_id)
    return _job(row)


async def list_imports(db: AsyncConnection, *, org_id: UUID, limit: int, cursor: str | None) -> Slice[Job]:
    """Return a page of imports, the latest first. Raises InvalidCursor."""
    rows = await _LIST.all(db, {"org_id": org_id, "limit": limit + 1, **_IMPORTS.parameters(cursor)})
    return _IMPORTS.page(rows, limit=limit, key=lambda row: (row.created_at, row.id)).map(_job)


async def list_rows(
    db: AsyncConnection, job: Job, *, result: Result | None, limit: int, cursor: str | None
) -> Slice[Outcome]:
    """Return a page of the report on an import's rows, in the order of lines. Raises InvalidCursor."""
    statement = _ROWS if result is None else _ROWS_OF_RESULT
    scope = {**job.scope, "result": result, "limit": limit + 1, **_LINES.parameters(cursor)}
    outcomes = [Outcome(*row) for row in await statement.all(db, scope)]
    return _LINES.page(outcomes, limit=limit, key=lambda outcome: (outcome.line,))


async def read_window(db: AsyncConnection, job: Job, *, size: int) -> Window:
    """Return at least `size` bytes of the file from where the import continues, or all that are left."""
    end = min(job.at.offset + size, job.bytes)
    chunks = await _CHUNKS.all(db, {**job.scope, "first": job.at.offset - CHUNK_BYTES, "last": max(end, 1)})
    if not chunks:
        return Window(b"", is_last=True)
    data = b"".join(chunk.data for chunk in chunks)[job.at.offset - chunks[0].starts_at :]
    return Window(data, is_last=job.at.offset + len(data) == job.bytes)


async def settled(db: AsyncConnection, job: Job, *, first: int, last: int) -> dict[int, Result]:
    """Return the rows from line `first` to `last` of which nothing is written: wrong ones, and those that repeat."""
    rows = await _SETTLED.all(db, {**job.scope, "first": first, "last": last})
    return {row.line: row.result for row in rows}


def _job(row: Any) -> Job:
    return Job(
        org_id=row.org_id,
        id=row.id,
        kind=row.kind,
        state=row.state,
        dry_run=row.dry_run,
        import_mode=row.mode,
        partial=row.partial,
        options=row.options,
        header=Header.from_document(row.header),
        bytes=row.bytes,
        at=Position(row.next_offset, row.next_line),
        rows=row.rows,
        created=row.created,
        updated=row.updated,
        unchanged=row.unchanged,
        errors=row.errors,
        detail=row.detail,
        created_at=row.created_at,
        created_by=row.created_by,
        finished_at=row.finished_at,
        file_name=row.file_name,
        rows_kept=row.rows_kept,
    )
