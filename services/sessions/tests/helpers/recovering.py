"""Helpers for the tests of recovery: a copy of the database, and the events that were made since."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import orjson
from chassis.database.engine import create_engine
from chassis.messaging.recovering import Outcome
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
        bootstrap_servers="",
        org_id=None,
        checkpoints=path,
    )
