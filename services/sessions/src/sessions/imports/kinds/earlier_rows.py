"""Read what the rows of a large file would do that earlier steps have checked and nobody has written yet."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.checks.bookings import FileClash, RowBooking
from sessions.imports.checks.matching import Earlier
from sessions.imports.checks.report import FirstRow

# Keys are looked up one by one. A plan that was made while the table was small would read all rows of the import.
_FIRST_ROWS = Statement("""
    SELECT wanted.folded, first.line, first.key, first.digest
    FROM unnest(CAST(:folded AS text[])) AS wanted (folded)
    CROSS JOIN LATERAL (
        SELECT r.line, r.key, CASE WHEN r.result <> 'error' THEN r.digest END AS digest FROM import_rows r
        WHERE r.org_id = :org_id AND r.import_id = :import_id AND r.folded_key = wanted.folded
        ORDER BY r.line LIMIT 1
    ) AS first
""")
_SAME_TARGET = Statement("""
    SELECT wanted.id, first.line, first.key FROM unnest(CAST(:ids AS uuid[])) AS wanted (id)
    CROSS JOIN LATERAL (
        SELECT r.line, r.key FROM import_rows r
        WHERE r.org_id = :org_id AND r.import_id = :import_id AND r.target_id = wanted.id AND r.result <> 'error'
        ORDER BY r.line LIMIT 1
    ) AS first
""")
_SAME_EXTERNAL_ID = Statement("""
    SELECT wanted.external_id, first.line, first.key
    FROM unnest(CAST(:external_ids AS text[])) AS wanted (external_id)
    CROSS JOIN LATERAL (
        SELECT r.line, r.key FROM import_rows r
        WHERE r.org_id = :org_id AND r.import_id = :import_id AND r.external_id = wanted.external_id
          AND r.result <> 'error'
        ORDER BY r.line LIMIT 1
    ) AS first
""")
_NAMED = Statement("""
    SELECT wanted.folded, first.line, correct.line AS correct_line, correct.key, correct.external_id
    FROM unnest(CAST(:folded AS text[])) AS wanted (folded)
    CROSS JOIN LATERAL (
        SELECT r.line FROM import_rows r
        WHERE r.org_id = :org_id AND r.import_id = :import_id AND r.folded_key = wanted.folded
        ORDER BY r.line LIMIT 1
    ) AS first
    LEFT JOIN LATERAL (
        SELECT r.line, r.key, r.external_id FROM import_rows r
        WHERE r.org_id = :org_id AND r.import_id = :import_id AND r.folded_key = wanted.folded AND r.result <> 'error'
        ORDER BY r.line LIMIT 1
    ) AS correct ON true
""")
_MADE = Statement("""
    SELECT wanted.id FROM unnest(CAST(:ids AS uuid[])) AS wanted (id)
    CROSS JOIN LATERAL (
        SELECT 1 FROM import_rows r
        WHERE r.org_id = :org_id AND r.import_id = :import_id AND r.target_id = wanted.id AND r.result = 'create'
        LIMIT 1
    ) AS found
""")
# The times that earlier rows take of one resource never overlap. So only the first one that ends after the wanted start
# can clash.
_BOOKED = Statement("""
    SELECT wanted.position, taken.line, taken.starts_at, taken.ends_at
    FROM unnest(CAST(:resource_ids AS uuid[]), CAST(:starts_at AS timestamptz[]), CAST(:ends_at AS timestamptz[]))
         WITH ORDINALITY AS wanted (resource_id, starts_at, ends_at, position)
    CROSS JOIN LATERAL (
        SELECT c.line, c.starts_at, c.ends_at FROM import_claims c
        WHERE c.org_id = :org_id AND c.import_id = :import_id AND c.resource_id = wanted.resource_id
          AND c.ends_at > wanted.starts_at
        ORDER BY c.ends_at LIMIT 1
    ) AS taken
    WHERE taken.starts_at < wanted.ends_at
    ORDER BY wanted.position
""")
_MOVED = Statement("""
    SELECT wanted.id FROM unnest(CAST(:session_ids AS uuid[])) AS wanted (id)
    CROSS JOIN LATERAL (
        SELECT 1 FROM import_claims c
        WHERE c.org_id = :org_id AND c.import_id = :import_id AND c.session_id = wanted.id LIMIT 1
    ) AS found
""")
_LEARNERS = Statement("""
    SELECT wanted.id, claimed.learners FROM unnest(CAST(:session_ids AS uuid[])) AS wanted (id)
    CROSS JOIN LATERAL (
        SELECT sum(c.learners) AS learners FROM import_claims c
        WHERE c.org_id = :org_id AND c.import_id = :import_id AND c.resource_id = wanted.id
    ) AS claimed
""")


class RowsOfName(NamedTuple):
    """The first line of a file that has a key, and the first correct row that has it, with its id of another system."""

    line: int
    correct: FirstRow | None
    external_id: str | None


class EarlierRows:
    """What the rows that earlier steps have checked would do when they are written."""

    def __init__(self, *, org_id: UUID, import_id: UUID) -> None:
        """Take the import."""
        self._scope = {"org_id": org_id, "import_id": import_id}

    async def first_rows(self, db: AsyncConnection, folded: Collection[str]) -> dict[str, FirstRow]:
        """Return the first row that has each of these folded keys."""
        rows = await _FIRST_ROWS.all(db, {**self._scope, "folded": list(folded)})
        return {row.folded: FirstRow(row.line, row.key, row.digest) for row in rows}

    async def meaning(self, db: AsyncConnection, *, ids: Collection[UUID], external_ids: Collection[str]) -> Earlier:
        """Return the first rows that mean these things that exist, or have these ids of another system."""
        targets = await _SAME_TARGET.all(db, {**self._scope, "ids": list(ids)})
        external = await _SAME_EXTERNAL_ID.all(db, {**self._scope, "external_ids": list(external_ids)})
        return Earlier(
            {row.id: FirstRow(row.line, row.key) for row in targets},
            {row.external_id: FirstRow(row.line, row.key) for row in external},
        )

    async def named(self, db: AsyncConnection, folded: Collection[str]) -> dict[str, RowsOfName]:
        """Return where the file names something, by folded keys."""
        rows = await _NAMED.all(db, {**self._scope, "folded": list(folded)})
        return {
            row.folded: RowsOfName(
                row.line,
                None if row.correct_line is None else FirstRow(row.correct_line, row.key),
                row.external_id,
            )
            for row in rows
        }

    async def made(self, db: AsyncConnection, ids: Collection[UUID]) -> set[UUID]:
        """Return which of the things with these ids rows of the file have created."""
        return set(await _MADE.scalars(db, {**self._scope, "ids": list(ids)}))

    async def clashes(self, db: AsyncConnection, bookings: Sequence[RowBooking]) -> list[FileClash]:
        """Return the bookings that clash with bookings of earlier rows."""
        timed = [booking for booking in bookings if booking.starts_at is not None]
        if not timed:
            return []
        columns = {
            "resource_ids": [booking.resource_id for booking in timed],
            "starts_at": [booking.starts_at for booking in timed],
            "ends_at": [booking.ends_at for booking in timed],
        }
        rows = await _BOOKED.all(db, {**self._scope, **columns})
        return [FileClash(timed[row.position - 1], row.line, row.starts_at, row.ends_at) for row in rows]

    async def moved(self, db: AsyncConnection, session_ids: Collection[UUID]) -> list[UUID]:
        """Return the sessions among these that earlier rows move."""
        if not session_ids:
            return []
        return await _MOVED.scalars(db, {**self._scope, "session_ids": list(session_ids)})

    async def learners(self, db: AsyncConnection, session_ids: Collection[UUID]) -> dict[UUID, int]:
        """Return how many learners earlier rows add to sessions, or to classes by their place (`place_of`)."""
        rows = await _LEARNERS.all(db, {**self._scope, "session_ids": list(session_ids)})
        return {row.id: row.learners or 0 for row in rows}
