"""A small service for the tests of relay and consumer. It can also run as a process.

It counts per partition key (`tick`), emits `Ticked`, and notes every `Ticked` that it handles. It has no guard of its
own, so an event that is handled twice is seen twice.
"""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar, cast
from uuid import UUID

from chassis.clock import now
from chassis.database import ddl
from chassis.ids import new_id
from chassis.messaging import outbox
from chassis.messaging.consumer import Handler
from chassis.messaging.recovering import Importer, Lost, Outcome, recover
from chassis.messaging.tasks import Task
from chassis.messaging.worker import create_worker
from chassis.operations.cli import serve
from chassis.operations.settings import ServiceSettings
from chassis.operations.telemetry import configure_logging
from contracts.envelope import Event
from contracts.topics import EVENTS, TOPIC_OF, Service, Topic
from faststream.asgi import AsgiFastStream
from lockstep_testing.databases import ServiceDatabase
from pydantic_settings import SettingsConfigDict
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

ROLES_OF = "attendance"
"""The service whose database roles the probe borrows."""

ORG = UUID("00000000-0000-7000-8000-000000000001")


class Ticked(Event):
    """The count of a partition key rose by one. The handler cannot handle a `poison`."""

    type: ClassVar[str] = "lockstep.probe.Ticked.v1"

    poison: bool = False


class Rung(Ticked):
    """An event that only a newer version of the probe handles."""

    type: ClassVar[str] = "lockstep.probe.Rung.v1"


class ProbeSettings(ServiceSettings):
    """Settings of the probe. Its consumer group is the name of the service."""

    model_config = SettingsConfigDict(env_prefix="PROBE_")
    service: ClassVar[str] = "probe"


def register(topic: str) -> None:
    """Register the probe's events for this topic."""
    events = (Ticked, Rung)
    for event in events:
        # Its producer is the service with the name of the topic, as is its consumer group.
        TOPIC_OF[event] = Topic(topic, events, cast("Service", topic), ("probe",), "key", "own", None)
        EVENTS[event.type] = event


def unregister() -> None:
    """Take the probe's events out of the registry."""
    for event in (Ticked, Rung):
        del TOPIC_OF[event], EVENTS[event.type]


async def prepare(database: ServiceDatabase) -> None:
    """Create the probe's tables beside those of the chassis."""
    engine = create_async_engine(database.owner_url)
    async with engine.begin() as db:
        for statement in (
            "CREATE TABLE counters (key text PRIMARY KEY, sequence bigint NOT NULL)",
            "CREATE TABLE effects (id bigint GENERATED ALWAYS AS IDENTITY, event_id uuid, key text, sequence bigint)",
            *ddl.chassis_tables(ROLES_OF),
            *ddl.positions(ROLES_OF),
            *ddl.standing(ROLES_OF),
            *ddl.own_events(ROLES_OF),
            *ddl.grant(ROLES_OF, "counters", worker="SELECT, INSERT, UPDATE"),
            *ddl.grant(ROLES_OF, "effects", worker="SELECT, INSERT"),
        ):
            await db.execute(text(statement))
    await engine.dispose()


_COUNT = text("""
    INSERT INTO counters VALUES (:key, 1) ON CONFLICT (key) DO UPDATE SET sequence = counters.sequence + 1
    RETURNING sequence
""")
_NOTE = text("""
    INSERT INTO effects (event_id, key, sequence)
    SELECT * FROM unnest(CAST(:event_ids AS uuid[]), CAST(:keys AS text[]), CAST(:sequences AS bigint[]))
""")


def rung(key: str, sequence: int) -> Rung:
    """Return an event of the newer type."""
    return Rung(**ticked(key, sequence).model_dump())


def ticked(key: str, sequence: int, *, poison: bool = False) -> Ticked:
    """Return an event."""
    return Ticked(
        event_id=new_id(),
        org_id=ORG,
        occurred_at=now(),
        key=key,
        sequence=sequence,
        correlation_id=new_id(),
        poison=poison,
    )


async def tick(db: AsyncConnection, key: str) -> None:
    """Count a key up and emit the event: first the row changes, then the outbox id is drawn."""
    sequence = (await db.execute(_COUNT, {"key": key})).scalar_one()
    await outbox.add(db, ticked(key, sequence))


async def tick_in_transaction(engine: AsyncEngine, key: str) -> None:
    """Count a key up in a transaction of its own."""
    async with engine.begin() as db:
        await tick(db, key)


async def on_ticked(db: AsyncConnection, events: list[Ticked]) -> None:
    """Note events."""
    await db.execute(
        _NOTE,
        {
            "event_ids": [event.event_id for event in events],
            "keys": [event.key for event in events],
            "sequences": [event.sequence for event in events],
        },
    )
    if any(event.poison for event in events):
        raise ValueError("poison")
    await asyncio.sleep(float(os.environ.get("PROBE_HANDLER_SECONDS", "0")))


_RAISE = text("""
    INSERT INTO counters SELECT * FROM unnest(CAST(:keys AS text[]), CAST(:sequences AS bigint[]))
    ON CONFLICT (key) DO UPDATE SET sequence = excluded.sequence WHERE counters.sequence < excluded.sequence
    RETURNING key
""")


async def take_ticked(db: AsyncConnection, events: Sequence[Event], outcome: Outcome) -> None:
    """Count up to what was published. An event that is a poison has lost something."""
    for event in events:
        if (await db.execute(_RAISE, {"keys": [event.key], "sequences": [event.sequence]})).all():
            outcome.add(event)
        if isinstance(event, Ticked) and event.poison:
            outcome.lost.append(Lost("key", event.key, "poison", event.occurred_at))


async def raise_counters(db: AsyncConnection, sequences: Mapping[str, int]) -> None:
    """Count up to these numbers."""
    if sequences:
        await db.execute(_RAISE, {"keys": list(sequences), "sequences": list(sequences.values())})


async def finish(_: AsyncConnection, __: Outcome, ___: None) -> None:
    """Do nothing more."""


def importer(topic: str) -> Importer:
    """Return what re-imports the probe's events."""
    return Importer([topic], take_ticked, raise_counters, finish)


async def kill_coordinator(_: AsyncEngine) -> bool:
    """End aiokafka's coordinator task, as its own defects were seen to do. This is the step of a background task."""
    while not (found := [task for task in asyncio.all_tasks() if "_coordination_routine" in repr(task)]):  # noqa: ASYNC110
        await asyncio.sleep(0.05)  # aiokafka has no event for the start of its task
    for task in found:
        task.cancel()
    return False


def create_probe(settings: ProbeSettings) -> AsgiFastStream:
    """Return the probe's worker."""
    tasks = (
        [Task("kill the coordinator", kill_coordinator, interval_seconds=3_600)]
        if os.environ.get("PROBE_KILL_COORDINATOR")
        else []
    )
    handlers: dict[type[Event], Handler] = {Ticked: on_ticked}
    if os.environ.get("PROBE_HANDLES_RUNG"):
        handlers[Rung] = on_ticked
    again = os.environ.get("PROBE_AGAIN", "").split()
    return create_worker(settings, handlers=handlers, tasks=tasks, again=again)


def run(topic: str, *command: str) -> None:
    """Be a process of the probe: its worker, or its command `recover`."""
    register(topic)
    # Each test has a consumer group of its own. A member killed by an earlier test would delay the first rebalance.
    ProbeSettings.service = topic
    configure_logging("probe", "worker")
    loaded = ProbeSettings()
    if command:
        sys.exit(asyncio.run(recover(loaded, importer(topic), dry_run="--dry-run" in command)))
    serve(create_probe(loaded), loaded.worker_host, loaded.worker_port)


if __name__ == "__main__":
    run(*sys.argv[1:])
