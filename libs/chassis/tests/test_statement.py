"""Statements on the driver behave like SQLAlchemy's own. Only their cost differs."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from chassis.database.engine import create_engine, is_transient
from chassis.database.statement import Statement, begin_for
from lockstep_local.waiting import HANGING_SECONDS
from lockstep_testing.databases import Databases
from lockstep_testing.sent_statements import sent_statements
from probing import service
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

WRITE = Statement("INSERT INTO notes VALUES (:id, :note) RETURNING note")
READ = Statement("SELECT id, note FROM notes ORDER BY id")


@pytest.fixture
async def engine(databases: Databases) -> AsyncIterator[AsyncEngine]:
    """An engine of one connection, as the owner of an empty database with one table."""
    async with databases.fresh_empty(service.ROLES_OF) as database:
        made = create_engine(database.owner_url, application_name="test", pool_size=1)
        async with made.begin() as db:
            await db.execute(text("CREATE TABLE notes (id integer PRIMARY KEY, note text NOT NULL)"))
        yield made
        await made.dispose()


async def test_rows_are_read_by_name_by_place_and_as_mappings(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        assert await WRITE.scalar(db, {"id": 1, "note": "one", "unused": 0}) == "one"
        await WRITE.execute(db, {"id": 2, "note": "two"})
        first, second = await READ.all(db)
        assert (first.id, first["note"], first[1], tuple(second)) == (1, "one", "one", (2, "two"))
        assert dict(second) == {"id": 2, "note": "two"}
        assert await READ.scalars(db) == [1, 2]
        assert not hasattr(first, "missing")


async def test_one_row_is_one_row(engine: AsyncEngine) -> None:
    async with engine.begin() as db:
        assert await READ.one_or_none(db) is None
        assert await READ.scalar(db) is None
        with pytest.raises(ValueError, match="not enough"):
            await READ.one(db)
        for number in (1, 2):
            await WRITE.execute(db, {"id": number, "note": "x"})
        for read in (READ.one, READ.one_or_none):
            with pytest.raises(ValueError, match="too many"):
                await read(db)


async def test_what_it_wrote_is_undone_with_the_transaction_that_sqlalchemy_manages(engine: AsyncEngine) -> None:
    with pytest.raises(RuntimeError):
        async with engine.begin() as db:
            await WRITE.execute(db, {"id": 1, "note": "undone"})
            raise RuntimeError
    async with engine.connect() as db:
        await WRITE.execute(db, {"id": 2, "note": "also undone: nobody commits"})
    async with engine.begin() as db:
        await WRITE.execute(db, {"id": 3, "note": "kept"})
        with pytest.raises(IntegrityError):
            async with db.begin_nested():
                await WRITE.execute(db, {"id": 3, "note": "again"})
        await db.execute(text("INSERT INTO notes VALUES (4, 'by SQLAlchemy')"))
    async with engine.connect() as db:
        assert await READ.scalars(db) == [3, 4]


async def test_errors_are_those_of_sqlalchemy(engine: AsyncEngine) -> None:
    for broken, parameters, kind in (
        (WRITE, {"id": 1, "note": None}, IntegrityError),
        (Statement("SELECT 1 / CAST(:zero AS integer)"), {"zero": 0}, DBAPIError),
        (Statement("SELECT CAST(:id AS uuid)"), {"id": "no uuid"}, DBAPIError),
    ):
        async with engine.connect() as db:
            with pytest.raises(kind) as caught:
                await broken.execute(db, parameters)
            assert not is_transient(caught.value)


async def test_a_lost_connection_is_a_passing_fault_and_the_next_one_works(engine: AsyncEngine) -> None:
    async with engine.connect() as db:
        with pytest.raises((OperationalError, DBAPIError)) as caught:
            await Statement("SELECT pg_terminate_backend(pg_backend_pid())").execute(db)
        assert is_transient(caught.value)
        assert db.invalidated
    async with engine.connect() as db:
        assert await READ.all(db) == []


async def test_a_cancelled_statement_leaves_no_connection_behind_that_still_runs_it(engine: AsyncEngine) -> None:
    async def wait() -> None:
        async with engine.begin() as db:
            await WRITE.execute(db, {"id": 1, "note": "locked"})
            await Statement("SELECT pg_sleep(30)").execute(db)

    task = asyncio.create_task(wait())
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(HANGING_SECONDS), engine.begin() as db:
        await WRITE.execute(db, {"id": 1, "note": "the lock is gone"})


async def test_a_statement_survives_a_migration_that_changes_its_columns(engine: AsyncEngine) -> None:
    everything = Statement("SELECT * FROM notes")
    async with engine.connect() as db:
        await everything.execute(db)
    other = create_engine(engine.url.render_as_string(hide_password=False), application_name="migration", pool_size=1)
    async with other.begin() as db:
        await db.execute(text("ALTER TABLE notes ADD COLUMN more text"))
    await other.dispose()
    async with engine.connect() as db:
        with pytest.raises(DBAPIError) as caught:
            await everything.execute(db)
        assert is_transient(caught.value)
    async with engine.connect() as db:
        await everything.execute(db)


async def test_a_database_that_an_operator_restores_just_now_comes_back(databases: Databases) -> None:
    async with databases.fresh_empty(service.ROLES_OF) as closed, databases.fresh_empty(service.ROLES_OF) as server:
        name = urlsplit(closed.superuser_url).path.removeprefix("/")
        operator = create_engine(server.superuser_url, application_name="operator", pool_size=1)
        engines = [
            create_engine(url, application_name="test", pool_size=1)
            for url in (closed.owner_url, closed.owner_url.replace(name, "no_such_database"))
        ]
        async with operator.connect() as plain:
            db = await plain.execution_options(isolation_level="AUTOCOMMIT")
            await db.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
            for engine in engines:
                with pytest.raises(DBAPIError) as caught:
                    await engine.connect()
                assert is_transient(caught.value)
                await engine.dispose()
            await db.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        await operator.dispose()


async def test_it_runs_without_a_transaction_where_the_connection_commits_by_itself(engine: AsyncEngine) -> None:
    async with engine.connect() as plain:
        db = await plain.execution_options(isolation_level="AUTOCOMMIT")
        await WRITE.execute(db, {"id": 1, "note": "at once"})
    async with engine.connect() as db:
        assert await READ.scalars(db) == [1]


async def test_the_log_of_statements_holds_each_once_whoever_sent_it(engine: AsyncEngine) -> None:
    sent = sent_statements(engine)
    async with engine.connect() as db:
        await READ.all(db)
        await db.execute(text("SELECT 1 FROM notes"))
        async with db.begin_nested():
            await READ.all(db)
        await READ.all(db)  # the driver reports a query a moment late: by now it has reported the earlier ones
    assert sent.count("SELECT 1 FROM notes") == 1
    assert sent.count(READ.sql) in (2, 3)


ORGANISATION = Statement("SELECT current_setting('app.org_id', true)")


async def test_a_transaction_begins_with_its_organisation_in_one_message_and_the_next_has_none(
    engine: AsyncEngine,
) -> None:
    org_id, sent = uuid4(), []
    async with engine.connect() as db:
        driver: Any = (await db.get_raw_connection()).driver_connection
        driver.add_query_logger(lambda query: sent.append(query.query))
        await begin_for(db, org_id)
        assert await ORGANISATION.scalar(db) == str(org_id)
        await WRITE.execute(db, {"id": 1, "note": "kept"})
        await db.commit()
        assert await ORGANISATION.scalar(db) == ""
        assert await READ.scalars(db) == [1]
    assert [query for query in sent if "set_config" in query] == [sent[0]]
    assert sent[0].startswith("BEGIN")


async def test_a_connection_on_which_nothing_could_begin_is_given_up_and_the_next_is_sound(engine: AsyncEngine) -> None:
    async with engine.connect() as db:
        driver: Any = (await db.get_raw_connection()).driver_connection
        driver.terminate()
        with pytest.raises(DBAPIError) as caught:
            await begin_for(db, uuid4())
        assert is_transient(caught.value)
    async with engine.connect() as db:
        await begin_for(db, uuid4())
        assert await READ.all(db) == []
