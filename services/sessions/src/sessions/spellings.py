"""Find rows by names in any spelling (docs/adr/0019).

Names are compared in their folded form, and only PostgreSQL folds: Python has another version of Unicode. So a look-up
sends the names as they are written. Each row comes back with the spelling by which it was asked for.
"""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

# ruff: noqa: S608 - the statements are put together from names that modules wrote
_GIVEN: Final = "SELECT spelling, folded(spelling) AS folded FROM unnest(CAST(:names AS text[])) AS spelling ORDER BY 2"
_FOLDED: Final = Statement("""
    SELECT folded(spelling) FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS given (spelling, position)
    ORDER BY position
""")


class Finder:
    """Finds rows of one table by its names. It can also lock them until the transaction ends."""

    def __init__(self, table: str, key: str, columns: str, *, lock: str = "", is_exact: bool = False) -> None:
        """Take a table, the column of the names, and the columns to return. `t` is the table in these, and in a lock.

        With `is_exact`, only the name as it is written is found. Otherwise every spelling of it is.

        Names are looked up one by one, and as the first row of a range in order, because only the unique index has that
        order. So a plan that was made while the table was small does not read all of its rows later. Rows are locked in
        the order of their ids, as everywhere, so that two transactions cannot deadlock.
        """
        column, wanted = (f"t.{key}", "given.spelling") if is_exact else (f"t.folded_{key}", "given.folded")
        where = f"t.org_id = :org_id AND {column} >= {wanted} AND {column} <= {wanted}"
        first = f"ORDER BY {column} LIMIT 1"
        given = f"({_GIVEN})"
        if lock:
            given = f"""(
                SELECT given.*, known.id FROM {given} AS given
                CROSS JOIN LATERAL (SELECT t.id FROM {table} t WHERE {where} {first}) AS known ORDER BY known.id
            )"""
            where += " AND t.id = given.id"
        self.statement: Final = Statement(f"""
            SELECT given.spelling, found.* FROM {given} AS given
            CROSS JOIN LATERAL (SELECT {columns} FROM {table} t WHERE {where} {first} {lock}) AS found
        """)

    async def find(self, db: AsyncConnection, *, org_id: UUID, names: Collection[str]) -> dict[str, Any]:
        """Return the rows that exist, by the given spellings. Two spellings of one name have the same row."""
        if not names:
            return {}
        return {row.spelling: row for row in await self.statement.all(db, {"org_id": org_id, "names": list(names)})}


async def folded(db: AsyncConnection, names: Collection[str]) -> list[str]:
    """Return the folded forms of names, in their order."""
    return await _FOLDED.scalars(db, {"names": list(names)}) if names else []
