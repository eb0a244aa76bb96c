"""A fault of Kafka: a topic is deleted and made again, while readers run."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from chassis.messaging.topics import create_topics
from chassis.operations.kafka_access import KafkaAccess
from contracts.topics import PARTITIONS
from lockstep_local.programs import worker_names
from lockstep_local.stack import Stack
from lockstep_local.waiting import eventually

from lockstep_chaos.restoring import each

MADE_AGAIN: Final = "attendance.registers.v1"
MAKER: Final = "attendance"
"""The only service that writes the topic that is made again."""

POLL_MS: Final = 500


@dataclass(frozen=True, slots=True)
class MadeAgain:
    """When a topic was deleted (monotonic seconds), and the end of each partition then. Its copy has the same records
    at the same offsets."""

    topic: str
    at: float
    ends: Sequence[int]


async def make_again(stack: Stack, workers: int) -> MadeAgain:
    """Delete a topic, make it again, and fill it with copies of its records in the same order, while readers run.

    The workers of the service that writes it are stopped meanwhile, so that no record is lost.
    """
    names = worker_names(MAKER, workers)
    await asyncio.to_thread(each, stack.stop, names)
    access = stack.kafka()
    records = await _read(access)
    made = MadeAgain(MADE_AGAIN, time.monotonic(), [len(one) for one in records])
    await _delete(access)

    async def created() -> bool:
        return MADE_AGAIN in await create_topics(access, replication_factor=1)

    await eventually(_bearing(created), f"topic {MADE_AGAIN}")
    await _fill(access, records)
    await asyncio.to_thread(each, stack.start, names)
    return made


def _bearing(look: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[bool]]:
    """Return the same look, which answers False where Kafka does not answer or does not know a topic any more."""

    async def bear() -> bool:
        try:
            return await look()
        except (KafkaError, OSError):
            return False

    return bear


async def _read(access: KafkaAccess) -> list[list[ConsumerRecord]]:
    """Return the records of each partition of the topic."""
    partitions = [TopicPartition(MADE_AGAIN, number) for number in range(PARTITIONS)]
    found: dict[TopicPartition, list[ConsumerRecord]] = {partition: [] for partition in partitions}
    consumer = AIOKafkaConsumer(**access.options(), enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for partition, batch in (await consumer.getmany(timeout_ms=POLL_MS)).items():
                found[partition].extend(batch)
    finally:
        await consumer.stop()
    return [found[partition] for partition in partitions]


async def _delete(access: KafkaAccess) -> None:
    admin = AIOKafkaAdminClient(**access.options())
    await admin.start()
    try:
        await admin.delete_topics([MADE_AGAIN])
    finally:
        await admin.close()


async def _fill(access: KafkaAccess, records: Sequence[Sequence[ConsumerRecord]]) -> None:
    producer = AIOKafkaProducer(**access.options(), acks="all", enable_idempotence=True)
    await producer.start()
    try:
        sent = [
            await producer.send(
                one.topic,
                one.value,
                key=one.key,
                partition=one.partition,
                headers=list(one.headers),
                timestamp_ms=one.timestamp,
            )
            for of_partition in records
            for one in of_partition
        ]
        acknowledged = await asyncio.gather(*sent)
    finally:
        await producer.stop()
    expected = [one.offset for of_partition in records for one in of_partition]
    assert [one.offset for one in acknowledged] == expected, f"{MADE_AGAIN} was not filled as it was"
