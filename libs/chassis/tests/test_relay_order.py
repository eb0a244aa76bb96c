"""The outbox relay keeps the order of every partition key, loses nothing, and does not slow down with its past work."""

import asyncio

from chassis.database.engine import create_engine
from chassis.ids import new_id
from chassis.messaging import outbox, relay
from chassis.messaging.outbox import shard_of
from chassis.messaging.relay import BATCH_EVENTS_MAX, CONNECTIONS, Relay
from contracts.cloudevents import Tombstone
from contracts.topics import PARTITIONS
from lockstep_local.waiting import eventually
from probing import service
from probing.harness import Probe, first_occurrences
from sqlalchemy import text

KEYS, WRITERS, TICKS = 20, 8, 60


async def test_events_of_a_key_keep_their_order_with_concurrent_writers_and_three_relays(probe: Probe) -> None:
    stopping = asyncio.Event()
    engines = [create_engine(probe.database.worker_url, application_name="relay", pool_size=6) for _ in range(3)]
    relays = [
        asyncio.create_task(Relay(engine, probe.access, service="relay").keep_publishing(stopping))
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


async def relayed(probe: Probe) -> None:
    """Run a relay until the outbox is empty."""
    engine = create_engine(probe.database.worker_url, application_name="relay", pool_size=CONNECTIONS)
    stopping = asyncio.Event()
    running = asyncio.create_task(Relay(engine, probe.access, service="relay").keep_publishing(stopping))

    async def drained() -> bool:
        return await probe.count("outbox") == 0

    await eventually(drained, "an empty outbox")
    stopping.set()
    await running
    await engine.dispose()


async def test_a_backlog_of_many_batches_arrives_complete_and_in_order(probe: Probe) -> None:
    """With more than a batch per shard, shards first share a transaction. In a backlog each has its own."""
    async with probe.engine.begin() as db:
        for number in range(1, 2 * BATCH_EVENTS_MAX // 10):
            await outbox.add(db, *(service.ticked(f"key-{key}", number) for key in range(40)))
    waiting = await probe.count("outbox")

    await relayed(probe)

    published = first_occurrences(await probe.published())
    assert sum(map(len, published.values())) == waiting
    assert all(sequences == sorted(sequences) for sequences in published.values())


async def test_an_event_that_kafka_refuses_holds_up_its_own_shard_alone(probe: Probe) -> None:
    """Such an event cannot be emitted (outbox.EVENT_BYTES_MAX). If it is inserted by hand, it stops no other shard."""
    refused = "refused"
    others = [key for key in map("key-{}".format, range(40)) if shard_of(key.encode()) != shard_of(refused.encode())]
    async with probe.engine.begin() as db:
        await outbox.add(db, service.ticked(refused, 1))
        await db.execute(
            text("""
                INSERT INTO outbox (shard, event_id, key, sequence, topic, headers, payload)
                SELECT shard, event_id, key, sequence, 'no such topic!', headers, payload FROM outbox
            """)
        )
        await db.execute(text("DELETE FROM outbox WHERE topic <> 'no such topic!'"))
        await outbox.add(db, *(service.ticked(key, 1) for key in others))
    engine = create_engine(probe.database.worker_url, application_name="relay", pool_size=CONNECTIONS)
    stopping = asyncio.Event()
    running = asyncio.create_task(Relay(engine, probe.access, service="relay").keep_publishing(stopping))

    async def only_the_refused_one_is_left() -> bool:
        return await probe.count("outbox") == 1

    await eventually(only_the_refused_one_is_left, "an outbox with nothing but the event that Kafka refuses")
    stopping.set()
    await running
    await engine.dispose()


async def test_rows_that_an_old_snapshot_keeps_from_vacuum_are_not_walked_over_again(probe: Probe) -> None:
    """A probe of the outbox touches as few pages with thousands of dead rows as it does with none."""

    async def pages_touched(floors: list[int]) -> int:
        async with probe.engine.connect() as db:
            driver = (await db.get_raw_connection()).driver_connection
            assert driver is not None
            plan = await driver.fetchval("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + relay.PROBE.sql, floors)
            return int(plan[0]["Plan"]["Shared Hit Blocks"])

    engine = create_engine(probe.database.worker_url, application_name="relay", pool_size=CONNECTIONS)
    stopping, publisher = asyncio.Event(), None
    async with probe.engine.connect() as pinned:
        await pinned.execution_options(isolation_level="REPEATABLE READ")
        await pinned.execute(text("SELECT count(*) FROM outbox"))
        publisher = Relay(engine, probe.access, service="relay")
        running = asyncio.create_task(publisher.keep_publishing(stopping))
        for number in range(1, 61):
            async with probe.engine.begin() as db:
                await outbox.add(db, *(service.ticked(f"key-{key}", number) for key in range(100)))

        async def beyond_nearly_everything() -> bool:
            return await probe.count("outbox") == 0 and await pages_touched(publisher.floors.of_each_shard()) < 100

        await eventually(beyond_nearly_everything, "a look that touches few pages")
        assert await pages_touched([0] * PARTITIONS) > 2_000, "without floors every dead row is visited"
    stopping.set()
    await running
    await engine.dispose()


async def test_a_tombstone_is_published_behind_the_event_that_it_forgets(probe: Probe) -> None:
    async with probe.engine.begin() as db:
        event = service.ticked("key", 1)
        await outbox.add(
            db, event, Tombstone(service.Ticked, new_id(), event.org_id, "key", 2), service.ticked("other", 1)
        )
    await relayed(probe)
    found = [(record.key, record.value is None, dict(record.headers)["ce_type"]) for record in await probe.published()]
    kind = service.Ticked.type.encode()
    assert [one for one in found if one[0] == b"key"] == [(b"key", False, kind), (b"key", True, kind)]
    assert (b"other", False, kind) in found
