"""The outbox relay keeps the order of every key and loses nothing."""

import asyncio

from chassis.db import create_engine
from chassis.relay import Relay
from probing import service
from probing.harness import Probe, eventually, first_occurrences

KEYS, WRITERS, TICKS = 20, 8, 60


async def test_events_of_a_key_keep_their_order_with_concurrent_writers_and_three_relays(probe: Probe) -> None:
    stopping = asyncio.Event()
    engines = [create_engine(probe.database.worker_url, application_name="relay", pool_size=6) for _ in range(3)]
    relays = [
        asyncio.create_task(Relay(engine, probe.bootstrap_servers, client_id="relay").run(stopping))
        for engine in engines
    ]

    async def write(writer: int) -> None:
        for number in range(TICKS):
            await service.tick_in_transaction(probe.engine, f"key-{(writer + number) % KEYS}")

    await asyncio.gather(*map(write, range(WRITERS)))

    async def drained() -> bool:
        return await probe.count("outbox") == 0

    await eventually(drained, "an empty outbox")
    stopping.set()
    await asyncio.gather(*relays)
    for engine in engines:
        await engine.dispose()

    counted = {row.key.encode(): row.sequence for row in await probe.rows("SELECT * FROM counters")}
    published = first_occurrences(await probe.published())
    assert published == {key: list(range(1, sequence + 1)) for key, sequence in counted.items()}
