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
    query = "SELECT CAST(headers AS text), payload FROM outbox ORDER BY id"
    found = []
    for headers, payload in await rows(database, query):
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


async def kept(database: ServiceDatabase) -> set[tuple[str, int, UUID]]:
    """Return the newest insight inputs of each subject, which the API shows: key, version and event."""
    query = """
        SELECT DISTINCT ON (key) subject_type || ':' || subject_id AS key, version, event_id FROM insight_inputs
        ORDER BY key, version DESC
    """
    return {(row.key, row.version, row.event_id) for row in await rows(database, query)}


async def rows(database: ServiceDatabase, query: str) -> list[Any]:
    """Return the rows of a query."""
    engine = create_engine(database.superuser_url, application_name="test", pool_size=1)
    async with engine.connect() as db:
        found = list((await db.execute(text(query))).all())
    await engine.dispose()
    return found


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
        assert await kept(restored) == {(event.key, event.sequence, event.event_id) for event in latest.values()}
        await completed(restored, *others)
        refreshed = {event.key: event for event in await published(restored)}
    assert refreshed.keys() == latest.keys()
    for key, event in refreshed.items():
        assert event.sequence > latest[key].sequence
        assert event.features == latest[key].features
        assert event.records == latest[key].records


async def test_older_versions_and_subjects_of_a_newer_version_change_nothing(
    databases: Databases, events: Callable[..., Any]
) -> None:
    people = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA]}
    query = "SELECT subject_type, subject_id, version FROM subjects ORDER BY 1, 2"
    async with databases.fresh("reports") as database:
        await completed(database, *(events(SessionCompleted, uuid4(), sequence=3, **people) for _ in range(2)))
        before = await rows(database, query)
        first, *_ = await published(database)
        foreign = first.model_copy(
            update={"subject_type": "team", "key": f"team:{first.subject_id}", "sequence": 9, "event_id": uuid4()}
        )
        assert (await recover(database, [first, foreign])).imported == {}
        assert await rows(database, query) == before


async def test_the_version_of_a_subject_is_raised_to_that_of_a_waiting_event(
    databases: Databases, events: Callable[..., Any]
) -> None:
    people = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA]}
    async with databases.fresh("reports") as database:
        await completed(database, events(SessionCompleted, uuid4(), sequence=3, **people))
        engine = create_engine(database.worker_url, application_name="test", pool_size=1)
        async with engine.begin() as db:
            await IMPORTER.raise_sequences(db, {f"learner:{ANNA}": 7, f"coach:{COACH}": 0, f"learner:{COACH}": 7})
        await engine.dispose()
        found = await rows(database, "SELECT subject_type, version FROM subjects ORDER BY 1")
    assert [tuple(row) for row in found] == [("coach", 1), ("learner", 7)]
