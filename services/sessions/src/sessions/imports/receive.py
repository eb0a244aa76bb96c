"""Receive a file. A small one is imported at once. For a large one, an import in the background begins."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.at_once import import_at_once
from sessions.imports.checks.report import ImportKind, Report
from sessions.imports.decode import Text
from sessions.imports.jobs.queries import CHUNK_BYTES
from sessions.imports.jobs.start import start_import
from sessions.imports.kinds.importer import Asked
from sessions.imports.kinds.importer_of import importer_of
from sessions.imports.sheets.reading import ROW_BYTES_MAX, read_header, read_rows

BYTES_AT_ONCE_MAX: Final = 1_048_576
ROWS_AT_ONCE_MAX: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a file is to be imported: only checked (`dry_run`), or its correct rows even if others are wrong."""

    kind: ImportKind
    dry_run: bool
    partial: bool


async def import_file(db: AsyncConnection, text: Text, wanted: Wanted, asked: Asked) -> Report | UUID:
    """Import a small file and return its report. For a large one, begin an import and return its id.

    Raises UnreadableFile, and what import_at_once raises.
    """
    if text.refusal is not None:
        raise text.refusal
    importer, file = importer_of(wanted.kind, asked), text.upload
    header = read_header(
        file.read(0, ROW_BYTES_MAX), layouts=importer.layouts, is_sheet=text.is_sheet, hints=text.hints
    )
    if file.size <= BYTES_AT_ONCE_MAX:
        data = file.read(header.start.offset, file.size)
        piece = read_rows(header, data, header.start, is_last=True, limit=ROWS_AT_ONCE_MAX + 1)
        if len(piece.rows) + len(piece.errors) <= ROWS_AT_ONCE_MAX:
            report = await import_at_once(db, importer, header, piece, dry_run=wanted.dry_run, partial=wanted.partial)
            if report is not None:
                return report
    return await start_import(
        db,
        kind=wanted.kind,
        asked=asked,
        header=header,
        size=file.size,
        chunks=file.pieces(CHUNK_BYTES),
        dry_run=wanted.dry_run,
        partial=wanted.partial,
    )
