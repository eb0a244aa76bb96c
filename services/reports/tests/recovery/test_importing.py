"""Insight inputs that are refreshed after a restore have versions above those that were published before."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import orjson
from chassis.database.engine import create_engine
from chassis.messaging.recovering import Outcome
from contracts.cloudevents import from_record
from contracts.reports import InsightInputsRefreshed
from contracts.sessions import SessionCompleted
from lockstep_testing.databases import Databases, ServiceDatabase
from reports.handlers import on_session_completed
from reports.recovery.importer import IMPORTER
from sqlalchemy import text

ORG, COACH, ANNA = uuid4(), uuid4(), uuid4()


async def completed(database: ServiceDatabase, *completions: SessionCompleted) -> None:
    """Handle completions as the consumer does, each in a batch of its own."""
    engine = create_engine(database.worker_url, application_name="test", pool_size=1)
    for one in completions:
        async with engine.begin() as db:
            await on_session_completed(db, [one])
    await engine.dispose()


async def published(database: ServiceDatabase) -> list[InsightInputsRefreshed]:
    """Return what is in the outbox, in order."""
    engine = create_engine(database.superuser_url, application_name="test", pool_size=1)
    async with engine.connect() as db:
        rows = (await db.execute(text("SELECT CAST(headers AS text), payload FROM outbox ORDER BY id"))).all()
    await engine.dispose()
    found = []
    for headers, payload in rows:
        event = from_record([(name, value.encode()) for name, value in orjson.loads(headers).items()], payload)
        assert isinstance(event, InsightInputsRefreshed)
        found.append(event)
    return found


async def recover(database: ServiceDatabase, events: list[InsightInputsRefreshed]) -> Outcome:
    """Import events as the command does."""
    outcome = Outcome()
    engine = create_engine(database.worker_url, application_name="test", pool_size=1)
    async with engine.begin() as db:
        await IMPORTER.take(db, events, outcome)
    await engine.dispose()
    return outcome


async def test_versions_continue_above_what_was_published(databases: Databases, events: Callable[..., Any]) -> None:
    people = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA]}
    made: list[UUID] = [uuid4() for _ in range(4)]
    first, *others = [events(SessionCompleted, one, sequence=3, **people) for one in made]
    async with databases.fresh("reports") as original, databases.fresh("reports") as restored:
        await completed(original, first, *others)
        await completed(restored, first)
        latest = {event.key: event for event in await published(original)}
        outcome = await recover(restored, list(latest.values()))  # the topic keeps the latest ones
        assert outcome.imported == {"InsightInputsRefreshed": 2}
        assert (await recover(restored, list(latest.values()))).imported == {}
        await completed(restored, *others)
        refreshed = {event.key: event for event in await published(restored)}
    assert refreshed.keys() == latest.keys()
    for key, event in refreshed.items():
        assert event.sequence > latest[key].sequence
        assert event.features == latest[key].features
        assert event.records == latest[key].records
