"""A process that ends between any two durable steps loses nothing and does nothing twice."""

import asyncio
import signal

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from chassis.messaging.watchdog import WATCHDOG_EXIT_STATUS
from chassis.operations import crashpoints
from lockstep_local import ports
from lockstep_local.waiting import HANGING_SECONDS, eventually
from probing import service
from probing.harness import Probe, first_occurrences, raw
from probing.process import ProbeProcess

TICKS = 30

POINTS = (
    "relay: taken, not sent",
    "relay: sent, not committed",
    "consumer: handled, not committed",
    "consumer: committed, offsets not",
)


async def ended(process: ProbeProcess) -> int:
    """Return the exit status of a process that is to end by itself."""
    return await asyncio.to_thread(process.wait, HANGING_SECONDS)


@pytest.mark.parametrize("point", POINTS)
async def test_a_crash_between_two_durable_steps_is_not_seen_afterwards(probe: Probe, point: str) -> None:
    for number in range(TICKS):
        await service.tick_in_transaction(probe.engine, f"key-{number % 3}")
    crashing = probe.start_worker(**{crashpoints.VARIABLE: point})
    assert await ended(crashing) == crashpoints.EXIT_STATUS, "it reached the place"

    probe.start_worker()
    await eventually(lambda: probe.has("effects", TICKS), "every effect")

    async def drained() -> bool:
        return await probe.count("outbox") == 0

    await eventually(drained, "an empty outbox")
    effects = [(row.key, row.sequence) for row in await probe.rows("SELECT key, sequence FROM effects ORDER BY id")]
    for key in ("key-0", "key-1", "key-2"):
        assert [sequence for effect, sequence in effects if effect == key] == list(range(1, TICKS // 3 + 1))
    for sequences in first_occurrences(await probe.published()).values():
        assert sequences == list(range(1, TICKS // 3 + 1))


async def test_a_stopping_worker_finishes_its_batch_and_leaves_the_group(probe: Probe) -> None:
    await probe.publish(*[raw(service.ticked(f"key-{number}", 1)) for number in range(5)])
    worker = probe.start_worker(PROBE_HANDLER_SECONDS="1")

    async def handling() -> bool:
        active = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'"
        return bool(await probe.rows(active + " AND query LIKE '%INSERT INTO effects%'"))

    await eventually(handling, "a batch under way")
    worker.send_signal(signal.SIGTERM)
    assert await ended(worker) in (0, -signal.SIGTERM)
    assert await probe.count("effects") == 5

    assert await members(probe) == 0, "the next worker would wait for the old one's session to end"

    await probe.publish(raw(service.ticked("key-9", 1)))
    probe.start_worker()
    await eventually(lambda: probe.has("effects", 6), "the next event")


async def members(probe: Probe) -> int:
    """Return the number of members that Kafka counts in the probe's consumer group."""
    admin = AIOKafkaAdminClient(**probe.access.options())
    await admin.start()
    try:
        (described,) = await admin.describe_consumer_groups([probe.topic])
        ((_, group, *_, members, _),) = described.groups
        assert group == probe.topic
        return len(members)
    finally:
        await admin.close()


async def test_a_frozen_relay_loses_its_shard_to_another_and_order_holds_when_it_wakes(probe: Probe) -> None:
    frozen = probe.start_worker()
    writing = True

    async def write() -> int:
        ticks = 0
        while writing:
            await service.tick_in_transaction(probe.engine, "key")
            ticks += 1
        return ticks

    writer = asyncio.create_task(write())
    await eventually(lambda: probe.has("effects", 20), "a relay at work")
    locks = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
    while True:  # until it is frozen while it holds the shard
        frozen.send_signal(signal.SIGSTOP)
        if await probe.rows(locks):
            await asyncio.sleep(0.05)
            if await probe.rows(locks):
                break
        frozen.send_signal(signal.SIGCONT)
        await asyncio.sleep(0.01)
    before = await probe.count("effects")
    probe.start_worker()
    await eventually(lambda: probe.has("effects", before + 200), "the other relay took over")
    frozen.send_signal(signal.SIGCONT)
    writing = False
    ticks = await writer
    await eventually(lambda: probe.has("effects", ticks), "every effect")
    effects = [row.sequence for row in await probe.rows("SELECT sequence FROM effects ORDER BY id")]
    assert effects == list(range(1, ticks + 1))
    assert first_occurrences(await probe.published())[b"key"] == list(range(1, ticks + 1))


async def test_a_worker_whose_coordinator_is_gone_ends_itself(probe: Probe) -> None:
    worker = probe.start_worker(PROBE_KILL_COORDINATOR="1")
    assert await ended(worker) == WATCHDOG_EXIT_STATUS


async def test_a_worker_that_starts_while_kafka_is_away_ends_instead_of_running_without_consumers(probe: Probe) -> None:
    worker = probe.start_worker(PROBE_KAFKA_BOOTSTRAP_SERVERS=f"127.0.0.1:{ports.find_free()}")
    assert await ended(worker) == WATCHDOG_EXIT_STATUS
