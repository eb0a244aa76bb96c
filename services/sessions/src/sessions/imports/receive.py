"""Receive a file. A small one is imported at once. For a large one, an import in the background begins."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.at_once import import_at_once
from sessions.imports.checks.report import ImportKind, Report
from sessions.imports.decode import Text
from sessions.imports.errors import ImportRefused, rows_left_out
from sessions.imports.files import Upload
from sessions.imports.jobs.note import note_import
from sessions.imports.jobs.queries import CHUNK_BYTES
from sessions.imports.jobs.start import start_import
from sessions.imports.kinds.importer import Asked
from sessions.imports.kinds.importer_of import importer_of
from sessions.imports.sheets.date_orders import MAY_BE_DATE, DateOrders, Order, OrderFinder
from sessions.imports.sheets.errors import UnreadableFile
from sessions.imports.sheets.reading import ROW_BYTES_MAX, ROWS_MAX, Header, read_header, read_rows

BYTES_AT_ONCE_MAX: Final = 1_048_576
ROWS_AT_ONCE_MAX: Final = 5_000
_DATE_BYTES_MAX: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a file is to be imported: only checked (`dry_run`), or its correct rows even if others are wrong.

    `date_order` says whether the day or the month comes first, if the sender says it.
    """

    kind: ImportKind
    dry_run: bool
    partial: bool
    date_order: Order | None = None


class Received(NamedTuple):
    """What became of a file: the id of its import, and its report or the reason why nothing was imported.

    A large file has neither yet.
    """

    import_id: UUID
    report: Report | None = None
    refusal: UnreadableFile | ImportRefused | None = None


async def receive(db: AsyncConnection, text: Text, wanted: Wanted, asked: Asked) -> Received:
    """Import a small file. For a large one, begin an import. Either leaves a trace in the list of imports.

    A refusal is returned and not raised, because its trace is to be committed. Raises what import_at_once raises if
    another request was quicker; then nothing happened, and there is no trace.
    """
    refusal: UnreadableFile | ImportRefused | None = None
    detail: str | None = None
    try:
        found = await _import(db, text, wanted, asked)
        if isinstance(found, UUID):
            return Received(found)
        if not wanted.dry_run and (errors := found.count("error")):
            detail = rows_left_out(errors)
    except UnreadableFile as error:
        # Its detail may show a cell, and traces name nobody.
        refusal, found, detail = error, Report((), text.hints), f"{error.title}. The answer said why."
    except ImportRefused as error:
        refusal, found, detail = error, error.rows, error.detail
    import_id = await note_import(
        db,
        kind=wanted.kind,
        asked=asked,
        state="done" if refusal is None else "refused",
        report=found,
        detail=detail,
        size=text.upload.size,
        dry_run=wanted.dry_run,
        partial=wanted.partial,
    )
    return Received(import_id, None if refusal else found, refusal)


async def _import(db: AsyncConnection, text: Text, wanted: Wanted, asked: Asked) -> Report | UUID:
    """Import a small file and return its report. For a large one, begin an import and return its id."""
    if text.refusal is not None:
        raise text.refusal
    importer, file = importer_of(wanted.kind, asked), text.upload
    header = read_header(
        file.read(0, ROW_BYTES_MAX), layouts=importer.layouts, is_sheet=text.is_sheet, hints=text.hints
    )
    if importer.date_columns:
        orders = await asyncio.to_thread(_date_orders, file, header, importer.date_columns, wanted.date_order)
        hints = (*header.hints, *(one.hint for one in orders.found))
        header, asked = replace(header, date_orders=orders, hints=hints), replace(asked, date_orders=orders)
        importer = importer_of(wanted.kind, asked)
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


def _date_orders(file: Upload, header: Header, columns: Sequence[str], asked: Order | None) -> DateOrders:
    """Return how the dates of a file are read. Its rows are only read if it may have dates that need it."""
    finder = OrderFinder(asked)
    if not any(
        MAY_BE_DATE.search(file.read(begin, CHUNK_BYTES + _DATE_BYTES_MAX))
        for begin in range(0, file.size, CHUNK_BYTES)
    ):
        return finder.result()
    at, is_last = header.start, False
    while not is_last:
        data = file.read(at.offset, ROW_BYTES_MAX + 1)
        is_last = at.offset + len(data) == file.size
        piece = read_rows(header, data, at, is_last=is_last, limit=ROWS_MAX + 1)
        finder.feed(piece.rows, columns)
        at = piece.after
    return finder.result()
