"""Read topics, and make services read again what they have read."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from chassis.messaging.outbox import shard_of
from contracts.cloudevents import from_record, to_record
from contracts.envelope import Event
from contracts.topics import PARTITIONS, TOPIC_OF, TOPICS
from lockstep_local.waiting import eventually

from lockstep_e2e.platform import Platform

READ_TIMEOUT_SECONDS = 20.0
ALL_TOPICS = tuple(topic.name for topic in TOPICS)


@asynccontextmanager
async def _consumer(platform: Platform, partitions: Sequence[TopicPartition]) -> AsyncIterator[Any]:
    consumer = AIOKafkaConsumer(**platform.kafka.options(), enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign(partitions)  # at once, because questions about topics that it does not know take half a second
        yield consumer
    finally:
        await consumer.stop()


def partitions_of(topics: Iterable[str], key: UUID | str | None = None) -> list[TopicPartition]:
    """Return the partitions of topics: the one of a partition key, or all."""
    numbers = range(PARTITIONS) if key is None else [shard_of(str(key).encode())]
    return [TopicPartition(topic, number) for topic in topics for number in numbers]


async def ends(platform: Platform, topics: Iterable[str], key: UUID | str) -> dict[str, int]:
    """Return the end of the partition that has the key, per topic."""
    partitions = partitions_of(topics, key)
    async with _consumer(platform, partitions) as consumer:
        found = await consumer.end_offsets(partitions)
    return {partition.topic: end for partition, end in found.items()}


async def records(platform: Platform, topic: str, key: UUID | str) -> list[ConsumerRecord[bytes, bytes]]:
    """Return every record of a partition key in a topic."""
    [partition] = partitions_of([topic], key)
    found = []
    async with _consumer(platform, [partition]) as consumer, asyncio.timeout(READ_TIMEOUT_SECONDS):
        await consumer.seek_to_beginning(partition)
        end = (await consumer.end_offsets([partition]))[partition]
        while await consumer.position(partition) < end:
            for batch in (await consumer.getmany(partition, timeout_ms=200)).values():
                found += [record for record in batch if record.key == str(key).encode()]
    return found


async def all_records(platform: Platform, topics: Iterable[str]) -> list[ConsumerRecord[bytes, bytes]]:
    """Return every record of these topics."""
    partitions = partitions_of(topics)
    found = []
    async with _consumer(platform, partitions) as consumer, asyncio.timeout(READ_TIMEOUT_SECONDS):
        await consumer.seek_to_beginning(*partitions)
        open_ends = {one: end for one, end in (await consumer.end_offsets(partitions)).items() if end}
        while open_ends:
            for batch in (await consumer.getmany(*open_ends, timeout_ms=200)).values():
                found += batch
            open_ends = {one: end for one, end in open_ends.items() if await consumer.position(one) < end}
    return found


_ACKNOWLEDGE = """
    INSERT INTO acknowledged (topic, partition, record_offset) VALUES ($1, $2, $3) ON CONFLICT (topic, partition)
    DO UPDATE SET record_offset = greatest(acknowledged.record_offset, excluded.record_offset)
"""


async def events(platform: Platform, key: UUID | str, *topics: str) -> list[Event]:
    """Return the events of a partition key in these topics, or in all topics, by topic and in order."""
    found = []
    for topic in topics or ALL_TOPICS:
        found += [from_record(record.headers, record.value) for record in await records(platform, topic, key)]
    return found


async def publish(platform: Platform, event: Event) -> None:
    """Write an event to its topic directly, without an outbox.

    The database of its service notes it as published. Otherwise the service would find that it lacks an event.
    """
    record = to_record(event)
    producer = AIOKafkaProducer(**platform.kafka.options())
    await producer.start()
    try:
        sent = await producer.send_and_wait(record.topic, record.value, key=record.key, headers=record.headers)
    finally:
        await producer.stop()
    await platform.rows(TOPIC_OF[type(event)].producer, _ACKNOWLEDGE, record.topic, sent.partition, sent.offset)


async def rewind(platform: Platform, service: str, topics: Sequence[str]) -> None:
    """Make a service start again at the first record of every topic. Its workers must be stopped."""
    await platform.rows(
        service, "UPDATE positions SET record_offset = -1, record_id = '' WHERE topic = ANY ($1)", list(topics)
    )


async def caught_up(platform: Platform, service: str, topics: Sequence[str]) -> None:
    """Return when a service has read everything that its topics hold now."""
    partitions = partitions_of(topics)
    async with _consumer(platform, partitions) as consumer:
        until = await consumer.end_offsets(partitions)

    async def look() -> bool:
        rows = await platform.rows(
            service, "SELECT topic, partition, record_offset FROM positions WHERE topic = ANY ($1)", list(topics)
        )
        read = {TopicPartition(row["topic"], row["partition"]): row["record_offset"] + 1 for row in rows}
        return all(read.get(partition, 0) >= until[partition] for partition in partitions)

    await eventually(look, f"end of what {service} has to consume")
