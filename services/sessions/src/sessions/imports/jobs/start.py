"""Store a large file in chunks. The worker imports it in the background."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.report import ImportKind
from sessions.imports.kinds.importer import Asked
from sessions.imports.sheets.reading import Header

_INSERT = Statement("""
    INSERT INTO imports (org_id, id, kind, state, dry_run, mode, partial, options, header, file_name, bytes,
                         first_offset, first_line, next_offset, next_line, created_at, created_by)
    VALUES (:org_id, :id, :kind, 'checking', :dry_run, :mode, :partial, CAST(:options AS jsonb),
            CAST(:header AS jsonb), :file_name, :bytes, :offset, :line, :offset, :line, :now, :by)
""")
_INSERT_CHUNK = Statement("""
    INSERT INTO import_chunks (org_id, import_id, starts_at, data) VALUES (:org_id, :import_id, :starts_at, :data)
""")


async def start_import(
    db: AsyncConnection,
    *,
    kind: ImportKind,
    asked: Asked,
    header: Header,
    size: int,
    chunks: Iterable[tuple[int, bytes]],
    dry_run: bool,
    partial: bool,
) -> UUID:
    """Store a file to be imported, chunk by chunk, and return the import's id."""
    import_id, org_id = asked.new_id(), asked.org_id
    values = values_of(asked, kind=kind, header=header, size=size, dry_run=dry_run, partial=partial)
    await _INSERT.execute(db, {"id": import_id, **values, "offset": header.start.offset, "line": header.start.line})
    for starts_at, data in chunks:
        await _INSERT_CHUNK.execute(
            db, {"org_id": org_id, "import_id": import_id, "starts_at": starts_at, "data": data}
        )
    return import_id


def values_of(
    asked: Asked, *, kind: ImportKind, header: Header, size: int, dry_run: bool, partial: bool
) -> dict[str, Any]:
    """Return what the row of every import says: who asked for what, when, and how the file is read."""
    options = {
        "zone": asked.zone,
        "session_mode": asked.mode,  # the key under which earlier imports have it
        "acceptance": asked.acceptance,
        "session": None if asked.session is None else [str(asked.session.id), asked.session.name],
    }
    return {
        "org_id": asked.org_id,
        "kind": kind,
        "dry_run": dry_run,
        "mode": asked.import_mode,
        "partial": partial,
        "options": orjson.dumps(options).decode(),
        "header": orjson.dumps(header.document()).decode(),
        "file_name": asked.file_name,
        "bytes": size,
        "now": asked.now,
        "by": asked.author.person_id,
    }
