"""Read whole topics, and tell events of the platform from Kafka records that the fault test itself wrote."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from chassis.operations.kafka_access import KafkaAccess
from contracts.cloudevents import header
from contracts.topics import EVENTS, TOPICS

POLL_MS: Final = 500
Records = Mapping[str, list[ConsumerRecord]]
"""The Kafka records of each topic, those of a partition in order."""


async def read_topics(access: KafkaAccess) -> Records:
    """Return all records of all topics, per partition in order."""
    records: dict[str, list[ConsumerRecord]] = {topic.name: [] for topic in TOPICS}
    consumer = AIOKafkaConsumer(*records, **access.options(), auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    try:
        ends = await consumer.end_offsets(list(consumer.assignment()))
        for partition, end in ends.items():
            while await consumer.position(partition) < end:
                for batch in (await consumer.getmany(partition, timeout_ms=POLL_MS)).values():
                    records[partition.topic].extend(batch)
    finally:
        await consumer.stop()
    return records


def type_of(record: ConsumerRecord) -> str | None:
    """Return the type of an event that the platform knows. None for a tombstone and for an unknown type."""
    kind = (header(record.headers, "ce_type") or b"").decode()
    return kind if record.value is not None and kind in EVENTS else None


def id_of(record: ConsumerRecord) -> UUID:
    """Return the id of an event."""
    return UUID((header(record.headers, "ce_id") or b"").decode())
