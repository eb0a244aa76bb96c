"""A service that is behind itself publishes nothing, and its API stays closed; ordinary duplicates do not close it."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import RecordsToDelete
from chassis.database.engine import create_engine
from chassis.database.standing import Standing, read_standing
from chassis.messaging import behind, relay
from chassis.messaging.admin import administration
from chassis.operations import crashpoints
from contracts.topics import PARTITIONS
from lockstep_local.waiting import HANGING_SECONDS, eventually
from probing import service
from probing.harness import Probe, raw
from probing.process import ProbeProcess
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

TICKS = 10


@asynccontextmanager
async def owner(probe: Probe) -> AsyncIterator[AsyncConnection]:
    """Give a connection of the owner, in a transaction."""
    engine = create_async_engine(probe.database.superuser_url)
    async with engine.begin() as db:
        yield db
    await engine.dispose()


async def standing(probe: Probe) -> Standing | None:
    async with probe.engine.connect() as db:
        return await read_standing(db)


async def another_look(probe: Probe) -> None:
    """Return when a worker has looked once more."""
    query = "SELECT looked_at FROM standings"
    [(before,)] = await probe.rows(query)

    async def looked() -> bool:
        [(at,)] = await probe.rows(query)
        return bool(at > before)

    await eventually(looked, "another look")


async def drained(probe: Probe) -> bool:
    return await probe.count("outbox") == 0


async def tick(probe: Probe, count: int = TICKS) -> None:
    for _ in range(count):
        await service.tick_in_transaction(probe.engine, "key")


async def stop(worker: ProbeProcess) -> None:
    worker.terminate()
    await asyncio.to_thread(worker.wait)


async def forget_the_latest(probe: Probe, count: int) -> None:
    """Set the database back to before its latest events: its counter, and what the relay remembers."""
    async with owner(probe) as db:
        for statement in (
            f"UPDATE counters SET sequence = sequence - {count}",
            f"UPDATE acknowledged SET record_offset = record_offset - {count}",
        ):
            await db.execute(text(statement))


async def test_a_database_that_lacks_published_events_is_found_and_nothing_more_is_published(probe: Probe) -> None:
    worker = probe.start_worker()
    await tick(probe)
    await eventually(lambda: probe.has("effects", TICKS), "every effect")
    assert await standing(probe) == Standing(None)
    await stop(worker)

    await forget_the_latest(probe, 3)
    await tick(probe, 1)
    worker = probe.start_worker()

    async def found() -> bool:
        return await standing(probe) != Standing(None)

    await eventually(found, "what the worker saw")
    seen = await standing(probe)
    assert seen is not None
    assert seen.behind is not None
    assert seen.behind.startswith("the database lacks events that were published from it: lockstep.probe.Ticked.v1 of")
    await probe.publish(raw(service.ticked("other", 1)), acknowledged=False)
    # Between two looks a relay tries to publish, and a consumer gets its batch several times.
    for _ in range(2):
        await another_look(probe)
    assert await probe.count("outbox") == 1
    assert len(await probe.published()) == TICKS + 1
    assert await probe.count("effects") == TICKS


async def test_a_restore_beneath_a_worker_is_found_by_the_first_connection_that_is_lost(probe: Probe) -> None:
    probe.start_worker()
    await tick(probe)
    await eventually(lambda: probe.has("effects", TICKS), "every effect")
    await forget_the_latest(probe, 3)
    # Those of the relay stay, as if the relay had nothing to do and noticed nothing.
    ended = await probe.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE :name",
        name=f"{probe.topic}-worker",
    )
    assert ended

    async def found() -> bool:
        return await standing(probe) != Standing(None)

    await eventually(found, "what the worker saw")
    await probe.publish(raw(service.ticked("other", 1)), acknowledged=False)
    await another_look(probe)
    assert await probe.count("effects") == TICKS


async def test_what_was_sent_and_not_committed_does_not_close_the_service(probe: Probe) -> None:
    await tick(probe)
    crashing = probe.start_worker(**{crashpoints.VARIABLE: "relay: sent, not committed"})
    assert await asyncio.to_thread(crashing.wait, HANGING_SECONDS) == crashpoints.EXIT_STATUS
    assert len(await probe.published()) > 0
    probe.start_worker()
    await eventually(lambda: drained(probe), "an empty outbox")
    assert await standing(probe) == Standing(None)


async def test_a_copy_that_a_frozen_relay_wrote_when_it_woke_up_does_not_close_the_service(probe: Probe) -> None:
    worker = probe.start_worker()
    await tick(probe)
    await eventually(lambda: drained(probe), "an empty outbox")
    await stop(worker)
    (first, *_), partition = await probe.published(), (await probe.rows("SELECT partition FROM acknowledged"))[0][0]
    await probe.publish((first.key, first.value, [*first.headers]), partition=partition, acknowledged=False)
    probe.start_worker()
    await tick(probe)
    await eventually(lambda: drained(probe), "an empty outbox")
    assert await standing(probe) == Standing(None)


async def test_a_look_at_copies_in_every_partition_ends_in_time(probe: Probe) -> None:
    for partition in range(PARTITIONS):
        event = raw(service.ticked(f"key-{partition}", 1))
        await probe.publish(event, event, partition=partition)
    async with owner(probe) as db:
        offsets = {TopicPartition(probe.topic, partition): 0 for partition in range(PARTITIONS)}
        await behind.acknowledge(db, offsets)
    begun = time.monotonic()
    async with probe.engine.begin() as db, behind.reader(probe.access, client_id="test") as consumer:
        unknown = await behind.unknown_events(db, consumer, probe.topic, range(PARTITIONS))
    assert unknown == []
    assert time.monotonic() - begun < relay.LOOK_SECONDS


async def test_a_look_begins_where_kafka_still_has_records(probe: Probe) -> None:
    """A topic keeps its records for some time only, and a database may know of none."""
    partitions = [TopicPartition(probe.topic, partition) for partition in range(PARTITIONS)]
    for one in partitions:
        await probe.publish(raw(service.ticked(f"key-{one.partition}", 1)), partition=one.partition, acknowledged=False)
    async with administration(probe.access) as admin:
        await admin.delete_records({one: RecordsToDelete(before_offset=-1) for one in partitions})
    begun = time.monotonic()
    async with probe.engine.begin() as db, behind.reader(probe.access, client_id="test") as consumer:
        assert await behind.unknown_events(db, consumer, probe.topic, range(PARTITIONS)) == []
    assert time.monotonic() - begun < relay.LOOK_SECONDS / 2


class Interrupted:
    """A consumer that has to cancel a fetch when it stops, as aiokafka's does while the broker is away."""

    async def stop(self) -> None:
        fetch = asyncio.create_task(asyncio.sleep(HANGING_SECONDS))
        await asyncio.sleep(0)
        fetch.cancel()
        await fetch


async def test_a_fetch_that_is_cancelled_at_the_end_does_not_cancel_the_reader() -> None:
    await behind.stop_reading(cast("AIOKafkaConsumer", Interrupted()))
    reader = asyncio.create_task(behind.stop_reading(cast("AIOKafkaConsumer", Interrupted())))
    await asyncio.sleep(0)
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader


async def test_a_look_that_does_not_end_is_given_up_and_repeated(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging, over, stopping = 0, asyncio.Event(), asyncio.Event()
    stop_consumer = AIOKafkaConsumer.stop

    async def hang_once(consumer: AIOKafkaConsumer) -> None:
        nonlocal hanging
        hanging += 1
        while hanging == 1 and not over.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await over.wait()
        await stop_consumer(consumer)

    monkeypatch.setattr(AIOKafkaConsumer, "stop", hang_once)
    monkeypatch.setattr(relay, "LOOK_SECONDS", 1)
    await tick(probe)
    engine = create_engine(probe.database.worker_url, application_name="relay", pool_size=4, repeatable=True)
    publishing = relay.Relay(engine, probe.access, service=probe.topic)
    running = asyncio.create_task(publishing.keep_publishing(stopping))
    try:
        await eventually(lambda: drained(probe), "an empty outbox", timeout_seconds=HANGING_SECONDS / 4)
    finally:
        over.set()
        stopping.set()
        await running
        await engine.dispose()


async def test_an_event_of_another_identity_is_unknown(probe: Probe) -> None:
    await probe.publish(raw(service.ticked("key", 1)), acknowledged=False)
    async with probe.engine.begin() as db, behind.reader(probe.access, client_id="test") as consumer:
        unknown = await behind.unknown_events(db, consumer, probe.topic, range(12))
    assert len(unknown) == 1


async def test_a_database_of_another_identity_has_no_standing(probe: Probe) -> None:
    async with owner(probe) as db:
        await db.execute(text("DELETE FROM standings"))
        await db.execute(text("INSERT INTO standings (identity) VALUES ('another/1/5')"))
    assert await standing(probe) is None
