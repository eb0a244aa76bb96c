"""Searches whole databases for texts, to show that something is stored nowhere."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_COLUMNS = """
    SELECT c.table_schema, c.table_name, c.column_name, c.data_type
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema')
    ORDER BY 1, 2, c.ordinal_position
"""


async def columns_with(db: AsyncConnection, words: Iterable[str]) -> list[str]:
    """Return each column of each table that has one of the words, as `table.column: word`. Needs a superuser.

    Letters of either case are the same. Bytes are searched too.
    """
    found = []
    searched = list(words)
    for schema, table, column, kind in (await db.execute(text(_COLUMNS))).all():
        name = f'"{column}"'
        where = (
            f"position(convert_to(wanted.word, 'UTF8') IN held.{name}) > 0"
            if kind == "bytea"
            else f"position(lower(wanted.word) IN lower(CAST(held.{name} AS text))) > 0"
        )
        query = (
            f'SELECT DISTINCT wanted.word FROM "{schema}"."{table}" AS held, '  # noqa: S608 - names from the catalogue
            f"unnest(CAST(:words AS text[])) AS wanted (word) WHERE {where} ORDER BY 1"
        )
        rows = await db.execute(text(query), {"words": searched})
        found += [f"{table}.{column}: {row.word}" for row in rows]
    return found
