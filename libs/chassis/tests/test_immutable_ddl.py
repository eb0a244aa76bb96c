"""An immutable table refuses every change by everybody."""

import asyncio

import asyncpg
import pytest
from chassis.database import ddl
from lockstep_testing.databases import Databases, ServiceDatabase

SERVICE = "attendance"
CHANGES = ("UPDATE records SET content = 'x'", "DELETE FROM records", "TRUNCATE records", "TRUNCATE records CASCADE")


async def connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(url.replace("+asyncpg", ""))


@pytest.fixture(scope="module")
def database(databases: Databases) -> ServiceDatabase:
    """A database with an immutable table of one row, and a table that refers to it."""

    async def make() -> ServiceDatabase:
        made = await databases.create_empty(SERVICE)
        owner = await connect(made.owner_url)
        for statement in (
            "CREATE TABLE records (id integer PRIMARY KEY, content text NOT NULL)",
            "CREATE TABLE more (id integer PRIMARY KEY, record integer REFERENCES records ON DELETE CASCADE)",
            *ddl.immutable("records"),
            *ddl.immutable("more"),
            f"GRANT USAGE ON SCHEMA public TO {SERVICE}_worker",
            *ddl.grant(SERVICE, "records", worker="SELECT, INSERT, UPDATE, DELETE, TRUNCATE"),
            "INSERT INTO records VALUES (1, 'as it was')",
            "INSERT INTO more VALUES (1, 1)",
        ):
            await owner.execute(statement)
        await owner.close()
        return made

    return asyncio.run(make())


async def refuses_all_changes(db: "asyncpg.Connection[asyncpg.Record]") -> None:
    for change in CHANGES:
        with pytest.raises(asyncpg.PostgresError):
            await db.execute(change)
    assert [tuple(row) for row in await db.fetch("SELECT * FROM records")] == [(1, "as it was")]


@pytest.mark.parametrize("role", ["owner", "superuser", "worker"])
async def test_a_change_is_refused_to_every_role(database: ServiceDatabase, role: str) -> None:
    db = await connect(getattr(database, f"{role}_url"))
    await refuses_all_changes(db)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="UPDATE on records is refused"):
        await db.execute("UPDATE records SET content = content")
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="rows are immutable"):
        await db.execute("INSERT INTO records VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET content = 'x'")
    await db.close()


@pytest.mark.parametrize("mode", ["replica", "local"])
async def test_no_replication_role_gets_around_it(database: ServiceDatabase, mode: str) -> None:
    db = await connect(database.superuser_url)
    await db.execute(f"SET session_replication_role = {mode}")
    await refuses_all_changes(db)
    await db.close()


async def test_a_change_by_merge_is_refused_too(database: ServiceDatabase) -> None:
    db = await connect(database.superuser_url)
    for action in ("UPDATE SET content = 'x'", "DELETE"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await db.execute(
                f"MERGE INTO records USING (SELECT 1 AS id) new ON records.id = new.id WHEN MATCHED THEN {action}"
            )
    await db.close()


async def test_new_rows_are_welcome(database: ServiceDatabase) -> None:
    db = await connect(database.worker_url)
    transaction = db.transaction()
    await transaction.start()
    await db.execute("INSERT INTO records VALUES (2, 'new')")
    assert await db.fetchval("SELECT count(*) FROM records") == 2
    await transaction.rollback()
    await db.close()
