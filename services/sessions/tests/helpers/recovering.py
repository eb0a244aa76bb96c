"""Helpers for the tests of recovery: a copy of the database, and the events that were made since."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import orjson
from chassis.database.engine import create_engine
from chassis.messaging.recovering import Outcome
from chassis.operations.kafka_access import KafkaAccess
from contracts.cloudevents import from_record
from contracts.envelope import Event
from contracts.topics import TOPIC_OF
from lockstep_local.issuer import Issuer
from lockstep_testing.api import serve, settings_for
from lockstep_testing.databases import Databases
from sessions.app import create_app
from sessions.audit.walk import audit_logs
from sessions.recovery.importer import IMPORTER, TOPICS
from sessions.settings import SessionsSettings

from ..conftest import School
from .transparency import LOG_NAME, SIGNER, sequence

SAME = {
    "sessions": "org_id, id, version, state, batch_id, category_id, mode, starts_at, ends_at, zone, started_at, "
    "completed_at, cancelled_at, display_from, access_until, visibility, learner_count, occurrence",
    "session_coaches": "*",
    "session_courses": "*",
    "session_course_people": "*",
    "session_classes": "session_id, class_id",
    "roster": "org_id, session_id, person_id, added_at, removed_at, acceptance",
    "call_presence": "*",
    "completion_records": "org_id, session_id, event_id, record, leaf_hash, completed_at",
    "correction_records": "*",
    "amendments": "*",
    "amendment_decisions": "*",
    "open_proposals": "*",
    "policies": "org_id, version, minimum_minutes, step_minutes, log_within_hours, unpaid",
}
LOG = {"log_leaves": "*", "log_nodes": "*", "log_checkpoints": "*"}
Copy = Callable[[], Awaitable[School]]


@asynccontextmanager
async def copied(school: School, databases: Databases, issuer: Issuer) -> AsyncIterator[School]:
    """Give the school on a copy of its database as it is now, with an API of its own."""
    await school.engine.dispose()
    await school.superuser.dispose()
    async with databases.fresh_copy(school.database) as database:
        superuser = create_engine(database.superuser_url, application_name="test", pool_size=4)
        # Tests share one app, and this one has to serve beside that of the original.
        async with serve(create_app(settings_for(SessionsSettings, database, issuer)), issuer) as api:
            yield replace(school, api=api, database=database, superuser=superuser, people=dict(school.people))
        await superuser.dispose()


async def published(school: School) -> list[Event]:
    """Return all that is in the outbox of a school without a relay, in order."""
    rows = await school.rows("SELECT CAST(headers AS text), payload FROM outbox WHERE payload IS NOT NULL ORDER BY id")
    return [
        from_record([(name, value.encode()) for name, value in orjson.loads(headers).items()], payload)
        for headers, payload in rows
    ]


async def import_into(school: School, events: Sequence[Event]) -> Outcome:
    """Import events as the command does: topic by topic, as the worker, each in a transaction of its own."""
    outcome = Outcome()
    engine = create_engine(school.database.worker_url, application_name="test-recover", pool_size=1)
    try:
        for topic in TOPICS:
            for event in events:
                if TOPIC_OF[type(event)].name == topic:
                    async with engine.begin() as db:
                        await IMPORTER.take(db, [event], outcome)
        after, is_done = None, False
        while not is_done:
            async with engine.begin() as db:
                after = await IMPORTER.finish(db, outcome, after)
            is_done = after is None
    finally:
        await engine.dispose()
    return outcome


async def sequenced(school: School) -> None:
    """Append all queued records to the log."""
    engine = create_engine(school.database.worker_url, application_name="test-worker", pool_size=1)
    await sequence(engine)
    await engine.dispose()


async def notes(school: School) -> str:
    """Return the notes of all checkpoints."""
    return "\n".join(row.note for row in await school.rows("SELECT note FROM log_checkpoints ORDER BY size"))


async def audit(school: School, folder: Path, kept: str) -> int:
    """Audit a school's log against kept notes, and return the exit status."""
    path = folder / "kept"
    path.write_text(kept)
    return await audit_logs(
        school.database.worker_url,
        log_name=LOG_NAME,
        public_key=SIGNER.public_key(),
        access=KafkaAccess(""),
        org_id=None,
        checkpoints=path,
    )


async def assert_same(one: School, other: School, tables: dict[str, str]) -> None:
    """Assert that two schools have the same rows."""
    for table, columns in tables.items():
        query = f"SELECT {columns} FROM {table} AS row ORDER BY CAST(row AS text)"
        if columns != "*":
            query = f"SELECT * FROM (SELECT {columns} FROM {table}) AS row ORDER BY CAST(row AS text)"
        assert await one.rows(query) == await other.rows(query), table


def lost(outcome: Outcome) -> set[tuple[str, str, str]]:
    """Return what an outcome names as lost, without the times."""
    return {(one.kind, str(one.id), one.what) for one in outcome.lost}
