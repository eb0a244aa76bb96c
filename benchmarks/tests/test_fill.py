"""Rows that COPY fills in without any check fulfil what the checks demand."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from lockstep_bench.fill import School, fill
from lockstep_bench.fill_effects import INBOX_KEPT, tables_of
from lockstep_testing.databases import Databases

SCHOOL = School(1, 600, datetime.now(UTC))


@pytest.mark.parametrize("service", ["sessions", "attendance", "payouts", "reports"])
async def test_every_reference_holds_and_every_guard_is_back(databases: Databases, service: str) -> None:
    database = await databases.create(service)
    db = await asyncpg.connect(database.superuser_url.replace("+asyncpg", ""))
    always = "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'A'"
    guards = await db.fetchval(always)
    await fill(db, tables_of(service, SCHOOL))
    assert await db.fetchval(always) == guards > 0
    references = await db.fetch(
        "SELECT conname AS name, conrelid::regclass::text AS table, pg_get_constraintdef(oid) AS definition "
        "FROM pg_constraint WHERE contype = 'f'"
    )
    for one in references:  # a constraint that is made anew is checked for all rows
        await db.execute(f"ALTER TABLE {one['table']} DROP CONSTRAINT {one['name']}")
        await db.execute(f"ALTER TABLE {one['table']} ADD CONSTRAINT {one['name']} {one['definition']}")
    await db.close()


async def test_an_inbox_holds_what_pruning_leaves(databases: Databases) -> None:
    database = await databases.create("reports")
    db = await asyncpg.connect(database.superuser_url.replace("+asyncpg", ""))
    await fill(db, tables_of("reports", SCHOOL))
    oldest = await db.fetchval("SELECT min(handled_at) FROM inbox")
    made = await db.fetchval("SELECT uuid_extract_timestamp(event_id) FROM inbox ORDER BY event_id LIMIT 1")
    assert abs(oldest - (SCHOOL.until - INBOX_KEPT)) < timedelta(days=1)
    assert abs(made - oldest) < timedelta(milliseconds=2), "ids begin with their time"
    await db.close()
