"""A write and its event are stored together or not at all."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from chassis.database.engine import create_engine
from chassis.database.statement import Statement, begin_for
from chassis.ids import new_id
from chassis.messaging import outbox
from contracts.cloudevents import Tombstone
from contracts.sessions import RosterChanged
from lockstep_testing.databases import ServiceDatabase
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

WRITE = outbox.Emitting("WITH written AS (INSERT INTO breaker VALUES (:consumer, :in_a_row)) SELECT 1")
WRITTEN = Statement("SELECT consumer FROM breaker")
EMITTED = Statement("SELECT key, sequence FROM outbox WHERE key = :key ORDER BY id")

ORGANISATIONS = text("SELECT org_id FROM outbox ORDER BY id")
OF_THE_PREVIOUS_RELEASE = text("""
    INSERT INTO outbox (shard, event_id, key, sequence, topic, headers, payload)
    VALUES (0, :event_id, 'key', 1, 'topic', '{}', '')
""")


@pytest.fixture
async def engine(notes_database: ServiceDatabase) -> AsyncIterator[AsyncEngine]:
    """A superuser's engine on a database with the chassis' tables."""
    made = create_engine(notes_database.superuser_url, application_name="test", pool_size=1)
    yield made
    await made.dispose()


async def test_a_statement_writes_and_emits_in_the_order_given_or_does_neither(
    engine: AsyncEngine, events: Callable[..., Any]
) -> None:
    session_id, org_id = uuid4(), uuid4()
    first, second = (events(RosterChanged, session_id, org_id=org_id, sequence=number) for number in (1, 2))
    async with engine.begin() as db:
        await WRITE.execute(db, {"consumer": "one", "in_a_row": 0}, first, second)

    with pytest.raises(IntegrityError):
        async with engine.begin() as db:
            await WRITE.execute(db, {"consumer": "two", "in_a_row": -1}, first)

    async with engine.connect() as db:
        assert await WRITTEN.scalars(db) == ["one"]
        assert [tuple(row) for row in await EMITTED.all(db, {"key": str(session_id)})] == [
            (str(session_id), 1),
            (str(session_id), 2),
        ]


@pytest.fixture
async def api(notes_database: ServiceDatabase, engine: AsyncEngine) -> AsyncIterator[AsyncEngine]:
    """An engine of the API's role on the same database, whose outbox is empty."""
    async with engine.begin() as db:
        await db.execute(text("TRUNCATE outbox"))
    made = create_engine(notes_database.api_url, application_name="test", pool_size=1)
    yield made
    await made.dispose()


async def organisations(engine: AsyncEngine) -> list[UUID | None]:
    async with engine.connect() as db:
        return list((await db.execute(ORGANISATIONS)).scalars())


async def test_an_api_adds_events_and_tombstones_of_its_organisation_and_of_no_other(
    engine: AsyncEngine, api: AsyncEngine, events: Callable[..., Any]
) -> None:
    own, other = uuid4(), uuid4()
    written = [events(RosterChanged, uuid4(), org_id=org_id, sequence=1) for org_id in (own, other)]
    forgotten = [Tombstone(RosterChanged, new_id(), org_id, "key", 2) for org_id in (own, other)]
    async with api.connect() as db:
        await begin_for(db, own)
        await outbox.add(db, written[0], forgotten[0])
        await db.commit()
    for refused in (written[1], forgotten[1]):
        async with api.connect() as db:
            await begin_for(db, own)
            with pytest.raises(ProgrammingError, match="violates row-level security policy"):
                await outbox.add(db, written[0], refused)
    async with api.begin() as db:
        with pytest.raises(ProgrammingError, match="violates row-level security policy"):
            await outbox.add(db, written[0])  # the transaction has no organisation
    assert await organisations(engine) == [own, own]


async def test_an_api_of_the_previous_release_adds_events_of_its_organisation(
    engine: AsyncEngine, api: AsyncEngine
) -> None:
    own = uuid4()
    async with api.connect() as db:
        await begin_for(db, own)
        await db.execute(OF_THE_PREVIOUS_RELEASE, {"event_id": new_id()})
        await db.commit()
    assert await organisations(engine) == [own]


@pytest.mark.parametrize(
    "statement", ["SELECT FROM outbox", "UPDATE outbox SET sequence = 2", "DELETE FROM outbox", "TRUNCATE outbox"]
)
async def test_an_api_reads_changes_and_deletes_no_events(api: AsyncEngine, statement: str) -> None:
    async with api.connect() as db:
        await begin_for(db, uuid4())
        with pytest.raises(ProgrammingError, match="permission denied for table outbox"):
            await db.execute(text(statement))


async def test_a_relay_sees_and_deletes_events_of_all_organisations(
    notes_database: ServiceDatabase, api: AsyncEngine, events: Callable[..., Any]
) -> None:
    written = [events(RosterChanged, uuid4(), org_id=uuid4(), sequence=1) for _ in range(2)]
    for event in written:
        async with api.connect() as db:
            await begin_for(db, event.org_id)
            await outbox.add(db, event)
            await db.commit()
    worker = create_engine(notes_database.worker_url, application_name="test", pool_size=1)
    async with worker.begin() as db:
        deleted = set((await db.execute(text("DELETE FROM outbox RETURNING org_id"))).scalars())
    await worker.dispose()
    assert deleted == {event.org_id for event in written}
