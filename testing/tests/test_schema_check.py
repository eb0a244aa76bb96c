"""The check of the services' schemas finds the differences that it is made for."""

from collections.abc import AsyncIterator

import pytest
from chassis.database import ddl
from lockstep_testing.databases import Databases, ServiceDatabase
from lockstep_testing.schema_check import differences, unprotected_tables
from probing import service
from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine

KNOWN = MetaData()
Table("pupils", KNOWN, Column("org_id", Uuid, primary_key=True), Column("id", Uuid, primary_key=True))
Table(
    "notes",
    KNOWN,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("org_id", Uuid, nullable=False),
    Column("pupil_ids", ARRAY(Uuid), nullable=False),
    Column("answers", BigInteger),
    Column("note", Text),
    Column("noted_at", DateTime(timezone=True)),
)
MADE = (
    "CREATE TABLE pupils (org_id uuid, id uuid, PRIMARY KEY (org_id, id))",
    "CREATE TABLE notes (id bigint PRIMARY KEY, org_id uuid NOT NULL, pupil_ids uuid[] NOT NULL, "
    "answers bigint UNIQUE REFERENCES notes, note text, noted_at timestamptz)",
    "CREATE INDEX notes_by_time ON notes (org_id, noted_at) INCLUDE (note)",
    "CREATE TABLE breaker (consumer text PRIMARY KEY)",
    *ddl.tenant(service.ROLES_OF, "pupils"),
    *ddl.tenant(service.ROLES_OF, "notes"),
)


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[ServiceDatabase]:
    """A database without tables."""
    async with databases.fresh_empty(service.ROLES_OF) as made:
        yield made


async def test_what_the_code_knows_is_no_difference_and_neither_are_tables_that_it_does_not_know(
    superuser: AsyncEngine,
) -> None:
    async with superuser.connect() as db:
        for statement in MADE:
            await db.execute(text(statement))
        assert await db.run_sync(differences, KNOWN) == []
        assert await db.run_sync(unprotected_tables) == []


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE pupils",
        "ALTER TABLE pupils DROP CONSTRAINT pupils_pkey, ADD PRIMARY KEY (id, org_id)",
        "ALTER TABLE notes ADD COLUMN more text",
        "ALTER TABLE notes DROP COLUMN pupil_ids",
        "ALTER TABLE notes ALTER note SET NOT NULL",
        "ALTER TABLE notes ALTER answers TYPE integer",
        "ALTER TABLE notes ALTER pupil_ids TYPE text[]",
        "ALTER TABLE notes ALTER noted_at TYPE timestamp",
    ],
)
async def test_a_difference_is_found(change: str, superuser: AsyncEngine) -> None:
    async with superuser.connect() as db:
        for statement in (*MADE, change):
            await db.execute(text(statement))
        assert len(await db.run_sync(differences, KNOWN)) == 1


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE notes DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE notes NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON notes",
        "CREATE POLICY everybody ON notes USING (true)",
    ],
)
async def test_a_table_that_does_not_keep_tenants_apart_is_found(change: str, superuser: AsyncEngine) -> None:
    async with superuser.connect() as db:
        for statement in (*MADE, change):
            await db.execute(text(statement))
        assert await db.run_sync(unprotected_tables) == ["notes"]
