"""A write and its event are stored together or not at all."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import pytest
from chassis.database.engine import create_engine
from chassis.database.statement import Statement
from chassis.messaging import outbox
from contracts.sessions import RosterChanged
from lockstep_testing.databases import ServiceDatabase
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

WRITE = outbox.Emitting("WITH written AS (INSERT INTO breaker VALUES (:consumer, :in_a_row)) SELECT 1")
WRITTEN = Statement("SELECT consumer FROM breaker")
EMITTED = Statement("SELECT key, sequence FROM outbox WHERE key = :key ORDER BY id")


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
