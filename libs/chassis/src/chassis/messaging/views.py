"""Keeps the newest message of each key the last one in compacted topics, which keep only the last one.

A relay that was frozen, and whose shards another relay has taken meanwhile, may write old messages when it wakes up.
Readers drop them by their sequence, but compaction would keep the old one, and a reader that starts later would see
nothing else. So a relay that looks into a shard (`behind`) also looks at what lies behind the last acknowledged record
of its compacted topics, and sends the newest message of a key again where an older one came after it (docs/adr/0017).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import orjson
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from contracts.cloudevents import header
from contracts.topics import TOPIC_OF
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database.statement import Insert
from chassis.messaging import behind

_SEND_AGAIN: Final = Insert(
    "outbox", "shard smallint, event_id uuid, key text, sequence bigint, topic text, headers jsonb, payload bytea"
)
_NOTHING: Final[Mapping[TopicPartition, int]] = {}


def topics_of(service: str) -> list[str]:
    """Return the compacted topics of a service."""
    return sorted({topic.name for topic in TOPIC_OF.values() if topic.producer == service and topic.compacted})


async def restore_newest(
    db: AsyncConnection,
    consumer: AIOKafkaConsumer,
    service: str,
    shards: Sequence[int],
    doubtful: Mapping[TopicPartition, int] = _NOTHING,
) -> list[ConsumerRecord]:
    """Put the newest messages that older ones have covered into the outbox again, and return them.

    What lies behind the last acknowledged record is looked at, or behind the offset in `doubtful`. The caller holds the
    locks of the shards, so nobody publishes meanwhile. Raises errors of Kafka and TimeoutError.
    """
    topics = topics_of(service)
    partitions = [TopicPartition(topic, shard) for topic in topics for shard in shards]
    if not partitions:
        return []
    known = {**await behind.acknowledged(db, topics, shards), **doubtful}
    ends = await consumer.end_offsets(partitions)
    covered = [
        record
        for partition in partitions
        if ends[partition] > (begin := known.get(partition, -1) + 1)
        for record in await _covered(consumer, partition, begin, ends[partition], service)
    ]
    await _SEND_AGAIN.rows(db, [_row(record) for record in covered])
    return covered


async def _covered(
    consumer: AIOKafkaConsumer, partition: TopicPartition, begin: int, end: int, service: str
) -> list[ConsumerRecord]:
    """Return the newest record of each key whose last record, at `begin` or later, is an older one."""
    end = min(end, begin + behind.RECORDS_MAX)
    last = {record.key: record for record in await _own(consumer, partition, begin, end, service)}
    if not last:
        return []
    begins = (await consumer.beginning_offsets([partition]))[partition]
    earliest = max(begins, begin - behind.BACK_RECORDS_MAX)
    newest = _newest_of(last.keys(), await _own(consumer, partition, earliest, end, service))
    return [record for key, record in newest.items() if _sequence(record) > _sequence(last[key])]


async def _own(
    consumer: AIOKafkaConsumer, partition: TopicPartition, begin: int, end: int, service: str
) -> list[ConsumerRecord]:
    records = await behind.read_records(consumer, partition, begin, end)
    return [one for one in records if behind.is_from(service, one) and behind.event_id_of(one) and _sequence(one)]


def _newest_of(keys: Collection[bytes | None], records: Sequence[ConsumerRecord]) -> dict[bytes | None, ConsumerRecord]:
    """Return the record with the highest sequence of each of these keys, the latest one of equals."""
    newest: dict[bytes | None, ConsumerRecord] = {}
    for record in records:
        if record.key in keys and (record.key not in newest or _sequence(record) >= _sequence(newest[record.key])):
            newest[record.key] = record
    return newest


def _sequence(record: ConsumerRecord) -> int:
    """Return the sequence in a record's headers, or 0 if it has none."""
    sequence = header(record.headers, "ce_sequence") or b""
    return int(sequence) if sequence.isdigit() else 0


def _row(record: ConsumerRecord) -> tuple[object, ...]:
    headers = orjson.dumps({name: content.decode() for name, content in record.headers}).decode()
    key = (record.key or b"").decode()
    event_id = behind.event_id_of(record)
    return record.partition, event_id, key, _sequence(record), record.topic, headers, record.value
