"""In a compacted topic the newest message of a key is the last one, whatever a frozen relay writes when it wakes up."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import cast

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from chassis.database.engine import create_engine
from chassis.messaging import behind, relay, views
from chassis.messaging.outbox import shard_of
from contracts.cloudevents import Tombstone
from contracts.topics import TOPIC_OF, Topic
from lockstep_local.waiting import eventually
from probing import service
from probing.harness import Probe, Raw, raw

KEY, SHARD = "key", shard_of(b"key")
OTHER = next(f"key-{number}" for number in range(1_000) if shard_of(f"key-{number}".encode()) == SHARD)


@pytest.fixture
def view(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> Probe:
    """The probe, with a topic that is compacted."""
    registered = cast("dict[object, Topic]", TOPIC_OF)
    for event in (service.Ticked, service.Rung):
        monkeypatch.setitem(registered, event, replace(TOPIC_OF[event], compacted=True))
    return probe


@pytest.fixture
async def relaying(view: Probe) -> AsyncIterator[None]:
    """A relay that publishes in this process, and ends with the test."""
    engine = create_engine(view.database.worker_url, application_name="relay", pool_size=4, repeatable=True)
    stopping = asyncio.Event()
    publishing = relay.Relay(engine, view.access, service=view.topic)
    running = asyncio.create_task(publishing.keep_publishing(stopping))
    yield
    stopping.set()
    await running
    await engine.dispose()


def copy(record: ConsumerRecord) -> Raw:
    return record.key, record.value, [*record.headers]


async def covered(view: Probe) -> list[ConsumerRecord]:
    """Look once, and return what was put into the outbox again."""
    async with view.engine.begin() as db, behind.reader(view.access, client_id="test") as consumer:
        return await views.restore_newest(db, consumer, view.topic, range(12))


async def write(view: Probe, *events: Raw, acknowledged: bool) -> None:
    """Write records into the partition of the key. Those that are acknowledged are known to the relay."""
    before = len(await view.published())
    await view.publish(*events, partition=SHARD, acknowledged=False)
    if acknowledged:
        async with view.engine.begin() as db:
            await behind.acknowledge(db, {TopicPartition(view.topic, SHARD): before + len(events) - 1})


async def test_an_older_message_that_came_last_makes_the_newest_one_be_sent_again(view: Probe) -> None:
    old, new, other = (raw(service.ticked(key, sequence)) for key, sequence in ((KEY, 1), (KEY, 2), (OTHER, 1)))
    await write(view, old, new, other, acknowledged=True)
    assert await covered(view) == []
    await write(view, old, other, acknowledged=False)

    [again] = await covered(view)

    assert copy(again) == new
    [row] = await view.rows("SELECT shard, key, sequence, topic, payload, headers FROM outbox")
    assert (row.shard, row.key, row.sequence, row.topic, row.payload) == (SHARD, KEY, 2, view.topic, new[1])
    assert [(name, value.encode()) for name, value in sorted(row.headers.items())] == sorted(new[2])


async def test_a_tombstone_stays_the_last_message_too(view: Probe) -> None:
    old = raw(service.ticked(KEY, 1))
    event = service.ticked(KEY, 2)
    tombstone = Tombstone(service.Ticked, event_id=event.event_id, org_id=event.org_id, key=KEY, sequence=2)
    await write(view, old, (KEY.encode(), None, [*tombstone.headers()]), acknowledged=True)
    await write(view, old, acknowledged=False)

    [again] = await covered(view)

    assert again.value is None
    assert await view.rows("SELECT payload, sequence FROM outbox") == [(None, 2)]


async def test_copies_in_order_are_left_alone(view: Probe) -> None:
    old, new = raw(service.ticked(KEY, 1)), raw(service.ticked(KEY, 2))
    await write(view, old, new, acknowledged=True)
    await write(view, old, new, acknowledged=False)
    assert await covered(view) == []


@pytest.mark.usefixtures("relaying")
async def test_a_relay_notices_when_it_writes_behind_somebody_else(view: Probe) -> None:
    for _ in range(2):
        await service.tick_in_transaction(view.engine, KEY)

    async def last_sequence() -> bytes | None:
        found = [record for record in await view.published() if record.key == KEY.encode()]
        return dict(found[-1].headers)["ce_sequence"] if found else None

    async def is_newest() -> bool:
        return await last_sequence() == b"2" and await view.count("outbox") == 0

    await eventually(is_newest, "both messages")
    old, *_ = await view.published()
    await view.publish(copy(old), partition=SHARD, acknowledged=False)
    assert await last_sequence() == b"1"

    await service.tick_in_transaction(view.engine, OTHER)

    await eventually(is_newest, "the newest message as the last one")
