"""Kafka or PostgreSQL goes away under load and comes back: nothing is lost, and nobody has to restart anything."""

import asyncio
import signal

from chassis.database.engine import is_transient
from chassis.operations.kafka_access import KafkaAccess
from lockstep_local import postgres as local_postgres
from lockstep_local.waiting import eventually
from lockstep_testing.databases import Databases
from lockstep_testing.properties import EXAMPLES_FACTOR
from lockstep_testing.servers import admitted
from probing import service
from probing.harness import OwnServer, Probe, first_occurrences, probe_on

KAFKA_AWAY_SECONDS = 20 if EXAMPLES_FACTOR == 1 else 60
"""A minute in `make test-full`. A third of it is ten times as long as the relay ever pauses."""

LOOKS = 3
KEYS = 5


class Load:
    """Ticks on a few keys until it is stopped. A failed tick is tried again, and counts only when it is committed."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        self.running = True
        self.faults = 0
        self.pause_seconds = 0.02

    async def run(self) -> None:
        while self.running:
            for key in range(KEYS):
                try:
                    await service.tick_in_transaction(self.probe.engine, f"key-{key}")
                except Exception as error:
                    assert is_transient(error), repr(error)
                    self.faults += 1
                    await asyncio.sleep(0.1)
            await asyncio.sleep(self.pause_seconds)


async def _at_work(probe: Probe) -> None:
    """Wait until another hundred events have had their effect."""
    rows = await probe.count("effects") + 100
    await eventually(lambda: probe.has("effects", rows), "a pipeline at work")


async def _check(probe: Probe) -> None:
    counted = {row.key: row.sequence for row in await probe.rows("SELECT * FROM counters")}

    async def all_effects() -> bool:
        return await probe.has("effects", sum(counted.values()))

    await eventually(all_effects, "every effect")
    effects = await probe.rows("SELECT key, sequence FROM effects ORDER BY id")
    for key, last in counted.items():
        assert [row.sequence for row in effects if row.key == key] == list(range(1, last + 1))
    published = first_occurrences(await probe.published())
    assert published == {key.encode(): list(range(1, last + 1)) for key, last in counted.items()}


async def test_kafka_may_be_away_while_writes_continue(databases: Databases, own_kafka: OwnServer) -> None:
    async with probe_on(databases, await admitted(own_kafka.folder, own_kafka.port)) as probe:
        load = Load(probe)
        loading = asyncio.create_task(load.run())
        worker = probe.start_worker()
        await eventually(lambda: probe.has("effects", 50), "a pipeline at work")

        await asyncio.to_thread(own_kafka.end, signal.SIGKILL)
        waiting = [await probe.count("outbox")]
        for _ in range(LOOKS):
            await asyncio.sleep(KAFKA_AWAY_SECONDS / LOOKS)  # the length of the outage is what is tested
            waiting.append(await probe.count("outbox"))
        assert sorted(set(waiting)) == waiting, "writes continued from look to look"
        await asyncio.to_thread(own_kafka.start)
        load.running = False
        await loading

        async def drained() -> bool:
            return await probe.count("outbox") == 0

        await eventually(drained, "an empty outbox")
        await _check(probe)
        assert worker.returncode is None, "nobody had to restart the worker"
        assert load.faults == 0, "no write failed"


async def test_postgresql_may_be_ended_at_once_under_load(own_postgres: OwnServer, kafka_access: KafkaAccess) -> None:
    databases = Databases(local_postgres.server(own_postgres.folder, own_postgres.port).dsn())
    async with probe_on(databases, kafka_access) as probe:
        load = Load(probe)
        loading = asyncio.create_task(load.run())
        worker = probe.start_worker()
        for _ in range(3):
            await _at_work(probe)
            await asyncio.to_thread(own_postgres.end, signal.SIGQUIT)  # no clean-up, so it recovers when it starts
            await asyncio.to_thread(own_postgres.start)
        await _at_work(probe)
        load.running = False
        await loading
        await _check(probe)
        assert load.faults > 0, "the outage made writes fail"
        assert worker.returncode is None, "nobody had to restart the worker"
