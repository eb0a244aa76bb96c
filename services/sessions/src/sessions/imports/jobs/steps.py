"""Continue a large import, one piece per transaction (docs/adr/0009).

One transaction writes everything that the rows of a piece create and change, the report on these rows, and the place
of the next piece. So if a worker dies, the next step continues at exactly that place.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.database.statement import Insert, Statement
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.report import Outcome, Result
from sessions.imports.errors import nothing_imported, rows_left_out
from sessions.imports.jobs.queries import DRY_RUN, Job, State, read_window, settled
from sessions.imports.kinds.earlier_rows import EarlierRows
from sessions.imports.kinds.importer import Asked, Examined, Importer, SessionNamed, examine
from sessions.imports.kinds.importer_of import importer_of
from sessions.imports.sheets.errors import UnreadableFile
from sessions.imports.sheets.reading import ROW_BYTES_MAX, Piece, Position, check_row_count, read_rows
from sessions.session.events import Author

WINDOW_BYTES: Final = ROW_BYTES_MAX + 1
"""How much of the file a step reads. It is more than the longest row, so that every step makes progress."""

WEIGHT_MAX: Final = 20_000
"""The number of learners and members that the rows of a step may have. To write them takes about two seconds."""

_RESULTS: Final[Mapping[Result, str]] = {
    "create": "created",
    "update": "updated",
    "unchanged": "unchanged",
    "error": "errors",
}

# Rows are written when they are checked, and again when they are imported. ON CONFLICT always finds a row by its key.
# An UPDATE could keep a plan that was made while the table was small.
_KEEP_ROWS = Insert(
    "import_rows",
    "line integer, result text, name text, target_id uuid, column_name text, detail text, key text, external_id text, "
    "digest bytea, same_as_line integer",
    shared="org_id, import_id",
    then="""ON CONFLICT (import_id, line) DO UPDATE
    SET result = excluded.result, target_id = excluded.target_id, column_name = excluded.column_name,
        detail = excluded.detail""",
)
_INSERT_BOOKINGS = Insert(
    "import_claims",
    "line integer, resource_id uuid, starts_at timestamptz, ends_at timestamptz, session_id uuid, learners integer",
    shared="org_id, import_id",
)
_MOVE_ON = Statement("""
    UPDATE imports
    SET next_offset = :offset, next_line = :line, rows = :rows, created = :created, updated = :updated,
        unchanged = :unchanged, errors = :errors, tries = 0
    WHERE org_id = :org_id AND id = :import_id
""")
_BEGIN_WRITING = Statement("""
    UPDATE imports
    SET state = 'writing', next_offset = first_offset, next_line = first_line, created = 0, updated = 0, unchanged = 0,
        errors = 0, tries = 0
    WHERE org_id = :org_id AND id = :import_id
""")
# A row that says the same as an earlier one gets the id that this one has in the end.
_NAME_SAME = Statement("""
    UPDATE import_rows row SET target_id = first.target_id FROM import_rows first
    WHERE row.org_id = :org_id AND row.import_id = :import_id AND row.same_as_line IS NOT NULL
      AND first.org_id = row.org_id AND first.import_id = row.import_id AND first.line = row.same_as_line
""")
_FINISH = Statement("""
    UPDATE imports SET state = :state, detail = :detail, finished_at = :now
    WHERE org_id = :org_id AND id = :import_id AND finished_at IS NULL
""")
_FORGET_CHUNKS = Statement("DELETE FROM import_chunks WHERE org_id = :org_id AND import_id = :import_id")
_FORGET_BOOKINGS = Statement("DELETE FROM import_claims WHERE org_id = :org_id AND import_id = :import_id")
_NOTE_TRY = Statement("""
    UPDATE imports SET tries = tries + 1 WHERE org_id = :org_id AND id = :import_id AND finished_at IS NULL
    RETURNING tries
""")


async def go_on(db: AsyncConnection, job: Job, *, now: datetime, new_id: NewId) -> None:
    """Check or write the next piece of an import that is locked.

    The first pass checks the whole file and writes none of it. A second pass writes, if no row is wrong or if the
    import is partial. A row may be correct in the first pass and no longer in the second, because other requests have
    changed things meanwhile. Such a row is reported as wrong, and the others are written.
    """
    # While the file is checked, its earlier rows are not in the database. While it is written, they are.
    of_file = EarlierRows(**job.scope)
    earlier = of_file if job.state == "checking" else None
    importer = importer_of(job.kind, _asked(job, now, new_id), earlier, of_file)
    try:
        piece, is_end = await _next_piece(db, job, importer)
    except UnreadableFile as error:
        await finish(db, job, "refused", detail=f"{error.detail} Nothing was imported.", now=now)
        return
    if job.state == "checking":
        await _check(db, job, importer, piece, is_end=is_end, now=now)
    else:
        await _write(db, job, importer, piece, is_end=is_end, now=now)


async def finish(db: AsyncConnection, job: Job, state: State, *, detail: str | None, now: datetime) -> None:
    """End an import. Its file is deleted. The report on its rows stays."""
    await _NAME_SAME.execute(db, job.scope)
    await _FINISH.execute(db, {**job.scope, "state": state, "detail": detail, "now": now})
    await _FORGET_CHUNKS.execute(db, job.scope)
    await _FORGET_BOOKINGS.execute(db, job.scope)


async def note_try(db: AsyncConnection, job: Job) -> int:
    """Note that a step of an import failed, and return how many steps have failed since the last success."""
    return await _NOTE_TRY.scalar(db, job.scope) or 0


async def _next_piece(db: AsyncConnection, job: Job, importer: Importer[Any]) -> tuple[Piece, bool]:
    """Return the next rows, and whether they are the last ones. Raises UnreadableFile."""
    data, is_last = await read_window(db, job, size=WINDOW_BYTES)
    rows_max = importer.rows_per_step
    piece = read_rows(job.header, data, job.at, is_last=is_last, limit=rows_max)
    light = _light(await importer.weights(db, piece.rows))
    if light < len(piece.rows):
        rows_max = light
        piece = read_rows(job.header, data, job.at, is_last=is_last, limit=rows_max)
    count = len(piece.rows) + len(piece.errors)
    if job.state == "checking":
        check_row_count(job.rows + count)
    return piece, is_last and (count < rows_max or piece.after.offset == job.bytes)


def _light(weights: Sequence[int]) -> int:
    """Return how many rows together weigh at most WEIGHT_MAX, but at least one."""
    total = 0
    for place, weight in enumerate(weights):
        total += weight
        if total > WEIGHT_MAX:
            return max(place, 1)
    return len(weights)


async def _check(
    db: AsyncConnection, job: Job, importer: Importer[Any], piece: Piece, *, is_end: bool, now: datetime
) -> None:
    found = await examine(db, importer, piece.rows, piece.errors, lock=False)
    outcomes = found.outcomes
    await _keep_rows(db, job, found, outcomes)
    await _INSERT_BOOKINGS.rows(db, found.checked.bookings, **job.scope)
    counts = _counts(job, [outcome.result for outcome in outcomes])
    await _move_on(db, job, piece.after, rows=job.rows + len(outcomes), counts=counts)
    if not is_end:
        return
    errors, rows = counts["errors"], job.rows + len(outcomes)
    if job.dry_run:
        await finish(db, job, "done", detail=DRY_RUN, now=now)
    elif errors and not job.partial:
        await finish(db, job, "refused", detail=nothing_imported(errors, rows), now=now)
    else:
        await _BEGIN_WRITING.execute(db, job.scope)
        await _FORGET_BOOKINGS.execute(db, job.scope)


async def _write(
    db: AsyncConnection, job: Job, importer: Importer[Any], piece: Piece, *, is_end: bool, now: datetime
) -> None:
    lines = [row.line for row in piece.rows] + [error.line for error in piece.errors]
    done = await settled(db, job, first=min(lines), last=max(lines)) if lines else {}
    rows = [row for row in piece.rows if row.line not in done]
    found = await examine(db, importer, rows, (), lock=True)
    outcomes = [_late(outcome) for outcome in await found.write(db)]
    await _keep_rows(db, job, found, outcomes)
    counts = _counts(job, [*done.values(), *(outcome.result for outcome in outcomes)])
    await _move_on(db, job, piece.after, rows=job.rows, counts=counts)
    if is_end:
        errors = counts["errors"]
        detail = rows_left_out(errors) if errors else None
        await finish(db, job, "done", detail=detail, now=now)


def _late(outcome: Outcome) -> Outcome:
    """Return what became of a row that was correct when the file was checked."""
    if outcome.result != "error":
        return outcome
    return outcome._replace(detail=f"{outcome.detail} (the row was correct when the file was checked)")


def _asked(job: Job, now: datetime, new_id: NewId) -> Asked:
    """Return who imports and how. The worker acts on behalf of the person who sent the file."""
    named = job.options["session"]
    return Asked(
        author=Author(job.org_id, job.created_by, job.id),
        import_mode=job.import_mode,
        zone=job.options["zone"],
        mode=job.options["session_mode"],
        acceptance=job.options["acceptance"],
        session=None if named is None else SessionNamed(UUID(named[0]), named[1]),
        now=now,
        new_id=new_id,
        date_orders=job.header.date_orders,
    )


def _counts(job: Job, results: Sequence[Result]) -> dict[str, int]:
    found = Counter(results)
    return {count: getattr(job, count) + found[result] for result, count in _RESULTS.items()}


async def _move_on(db: AsyncConnection, job: Job, after: Position, *, rows: int, counts: Mapping[str, int]) -> None:
    await _MOVE_ON.execute(db, {**job.scope, "offset": after.offset, "line": after.line, "rows": rows, **counts})


async def _keep_rows(db: AsyncConnection, job: Job, found: Examined, outcomes: Sequence[Outcome]) -> None:
    as_written = job.header.as_written
    same_as = {repeat.row.line: repeat.first.line for repeat in found.same}
    rows = [
        (
            *outcome._replace(column=as_written(outcome.column)),
            *(
                (None, None, None)
                if (keyed := found.keys.get(outcome.line)) is None
                else (keyed.key, keyed.external_id, keyed.digest)
            ),
            same_as.get(outcome.line),
        )
        for outcome in outcomes
    ]
    await _KEEP_ROWS.rows(db, rows, **job.scope)
