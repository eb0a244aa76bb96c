"""A prepared statement keeps its plan. A plan that was made for an empty table must suit a full one."""

from collections.abc import AsyncIterator

import pytest
from chassis.database.engine import create_engine
from chassis.database.statement import Statement
from lockstep_testing.databases import Databases
from probing import service
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

RUNS = 10
"""More than five: after the fifth run, PostgreSQL keeps one plan for a prepared statement."""

FIND = Statement("SELECT note FROM notes WHERE id = :id")
FILL = Statement("INSERT INTO notes SELECT number, 'note' FROM generate_series(1, 5000) AS number")
FLUSH = Statement("SELECT pg_stat_force_next_flush()")
WHOLE_READS = Statement("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'notes'")


@pytest.fixture
async def engine(databases: Databases) -> AsyncIterator[AsyncEngine]:
    """An engine of one connection, so that a statement is prepared once, and an empty table."""
    async with databases.fresh_empty(service.ROLES_OF) as database:
        made = create_engine(database.owner_url, application_name="test", pool_size=1)
        async with made.begin() as db:
            # without autovacuum, whose ANALYZE would have the statement planned anew
            await db.execute(
                text("CREATE TABLE notes (id integer PRIMARY KEY, note text) WITH (autovacuum_enabled = off)")
            )
            await db.execute(text("ANALYZE notes"))  # PostgreSQL takes a table for ten pages until it has looked
        yield made
        await made.dispose()


async def test_a_statement_planned_on_an_empty_table_does_not_read_all_of_it_once_it_is_full(
    engine: AsyncEngine,
) -> None:
    before = await whole_reads(engine)
    await find(engine, None)
    async with engine.begin() as db:
        await FILL.execute(db)
    await find(engine, "note")
    assert await whole_reads(engine) == before


async def find(engine: AsyncEngine, expected: str | None) -> None:
    """Run the statement until PostgreSQL keeps its plan."""
    for number in range(1, RUNS + 1):
        async with engine.connect() as db:
            assert await FIND.scalar(db, {"id": number}) == expected


async def whole_reads(engine: AsyncEngine) -> int:
    """Return how often the table has been read from end to end."""
    async with engine.begin() as db:
        await FLUSH.execute(db)  # takes effect at the end of this transaction
    async with engine.connect() as db:
        return int(await WHOLE_READS.scalar(db))
