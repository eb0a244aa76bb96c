"""A service small enough to see through, for the tests of relay and consumer; also run as a process.

It counts on keys (`tick`), emits `Ticked` and notes every `Ticked` that it handles, without any guard of its own: what
is handled twice is seen twice.
"""

import asyncio
import os
import sys
from typing import ClassVar
from uuid import UUID

from chassis import ddl, outbox
from chassis.cli import serve
from chassis.clock import now
from chassis.ids import new_id
from chassis.settings import ServiceSettings
from chassis.telemetry import configure_logging
from chassis.testing import ServiceDatabase
from chassis.worker import create_worker
from contracts.envelope import Event
from contracts.topics import EVENTS, TOPIC_OF, Topic
from faststream.asgi import AsgiFastStream
from pydantic_settings import SettingsConfigDict
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

ROLES_OF = "attendance"
"""Whose database roles the probe borrows."""

ORG = UUID("00000000-0000-7000-8000-000000000001")


class Ticked(Event):
    """A key was counted up. A `poison` is something that the handler cannot handle."""

    type: ClassVar[str] = "lockstep.probe.Ticked.v1"

    poison: bool = False


class ProbeSettings(ServiceSettings):
    """Settings of the probe; the group is its service name."""

    model_config = SettingsConfigDict(env_prefix="PROBE_")
    service: ClassVar[str] = "probe"


def register(topic: str) -> None:
    """Let `Ticked` travel on this topic."""
    TOPIC_OF[Ticked] = Topic(topic, (Ticked,), "sessions", ("probe",), "key", None)
    EVENTS[Ticked.type] = Ticked


async def prepare(database: ServiceDatabase) -> None:
    """Make the probe's tables beside the chassis' own."""
    engine = create_async_engine(database.owner_url)
    async with engine.begin() as db:
        for statement in (
            "CREATE TABLE counters (key text PRIMARY KEY, sequence bigint NOT NULL)",
            "CREATE TABLE effects (id bigint GENERATED ALWAYS AS IDENTITY, event_id uuid, key text, sequence bigint)",
            *ddl.chassis_tables(ROLES_OF),
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
    """Count a key up and emit it: the row is bumped first, the outbox id drawn after."""
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


async def kill_coordinator(_: AsyncEngine, stopping: asyncio.Event) -> None:
    """A background task that ends aiokafka's coordinator task, as its own defects were seen to do."""
    while not (found := [task for task in asyncio.all_tasks() if "_coordination_routine" in repr(task)]):  # noqa: ASYNC110
        await asyncio.sleep(0.05)  # aiokafka tells nobody when its task has started
    for task in found:
        task.cancel()
    await stopping.wait()


def create_probe(settings: ProbeSettings) -> AsgiFastStream:
    """Return the probe's worker."""
    tasks = [kill_coordinator] if os.environ.get("PROBE_KILL_COORDINATOR") else []
    return create_worker(settings, handlers={Ticked: on_ticked}, tasks=tasks)


if __name__ == "__main__":
    register(sys.argv[1])
    # A group of its own per test: a member that an earlier test killed would hold up this one's first rebalance.
    ProbeSettings.service = sys.argv[1]
    configure_logging("probe", "worker")
    loaded = ProbeSettings()
    serve(create_probe(loaded), loaded.worker_host, loaded.worker_port)
