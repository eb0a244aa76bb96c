"""Reads topics from their beginning to a fixed end, partition by partition, without a consumer group: for commands."""

import logging
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from contracts.topics import PARTITIONS

from chassis.messaging import behind, refusals
from chassis.operations.kafka_access import KafkaAccess

PART_RECORDS_MAX: Final = 100
"""How many records are handed out at once. Kafka sends no more than a megabyte of them at a time."""

KAFKA_SECONDS: Final = 30.0
"""How long Kafka may take to send the next records. A whole topic may take longer."""


class UnreadableTopicsError(Exception):
    """Kafka did not give what was asked for. The text says why."""


@asynccontextmanager
async def reading(access: KafkaAccess, topics: Collection[str], *, client_id: str) -> AsyncIterator[AIOKafkaConsumer]:
    """Give a consumer of these topics. Raises UnreadableTopicsError if Kafka refuses them or does not answer."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # the error below says it, once
    try:
        async with behind.reader(access, client_id=client_id) as consumer:
            yield consumer
    except (KafkaError, OSError, TimeoutError) as error:
        needs = refusals.Needs(frozenset(topics), frozenset(), None)
        why = await refusals.reason(access, needs) or str(error) or type(error).__name__
        names = ", ".join(sorted(topics))
        raise UnreadableTopicsError(f"{names} cannot be read from Kafka at {access.bootstrap_servers}: {why}") from None


async def ends_of(consumer: AIOKafkaConsumer, topic: str) -> dict[TopicPartition, int]:
    """Return the offset behind the last record of each partition of a topic."""
    ends: dict[TopicPartition, int] = await consumer.end_offsets(
        [TopicPartition(topic, one) for one in range(PARTITIONS)]
    )
    return ends


async def records_between(
    consumer: AIOKafkaConsumer, partition: TopicPartition, begin: int, end: int
) -> AsyncIterator[list[ConsumerRecord]]:
    """Yield the records of a partition from `begin` up to `end`, which is excluded, in parts of bounded size.

    Raises TimeoutError if Kafka sends nothing for KAFKA_SECONDS.
    """
    if begin >= end:
        return
    consumer.assign([partition])
    consumer.seek(partition, begin)
    until = monotonic() + KAFKA_SECONDS
    while (position := await consumer.position(partition)) < end:
        found: Mapping[Any, list[ConsumerRecord]] = await consumer.getmany(
            partition, timeout_ms=behind.POLL_MS, max_records=PART_RECORDS_MAX
        )
        if records := [record for record in found.get(partition, []) if record.offset < end]:
            yield records
        if await consumer.position(partition) > position:
            until = monotonic() + KAFKA_SECONDS
        elif monotonic() > until:
            raise TimeoutError(f"it sends no record of {partition.topic}[{partition.partition}] behind {position}")


async def records_until(
    consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]
) -> AsyncIterator[list[ConsumerRecord]]:
    """Yield all records of these partitions that Kafka keeps, up to their ends, one partition after the other."""
    begins = await consumer.beginning_offsets(list(ends))
    for partition, end in ends.items():
        async for records in records_between(consumer, partition, begins[partition], end):
            yield records
