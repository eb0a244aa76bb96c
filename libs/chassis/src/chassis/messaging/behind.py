"""Finds out whether a service is behind itself: its database lacks events that the service has published already.

That happens when the database was restored to an earlier copy. The service would draw sequence numbers again, and its
readers would drop the new events as old ones. So before a relay publishes a shard, it looks, under the shard's lock, at
what lies in Kafka behind the last record that was acknowledged to this database (docs/adr/0017). Events that still wait
in the outbox are the relay's ordinary duplicates, and so is an event that stands in the log twice. Any other event of
the service says that the database is behind.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from contracts.cloudevents import header
from contracts.topics import TOPIC_OF
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database.statement import Statement
from chassis.operations.kafka_access import KafkaAccess

RECORDS_MAX: Final = 2_000
"""At most this number of records per partition is read behind the acknowledged one. The verdict needs no more."""

BACK_RECORDS_MAX: Final = 20_000
"""The distance before the acknowledged record in which another copy of an event is looked for. A relay that was frozen
in the middle of its work writes such a copy when it wakes up."""

BACK_STEP_RECORDS: Final = 5_000
NAMED_MAX: Final = 3
POLL_MS: Final = 1_000
REQUEST_TIMEOUT_MS: Final = 5_000
FETCH_WAIT_MS: Final = 20
"""How long Kafka holds a request at the end of a partition. The reader cannot go to another partition meanwhile. With
aiokafka's half second, a look at all partitions would take longer than the relay gives it."""

_ACKNOWLEDGED = Statement("""
    SELECT topic, partition, record_offset FROM acknowledged
    WHERE topic = ANY (CAST(:topics AS text[])) AND partition = ANY (CAST(:partitions AS integer[]))
""")
_WAITING = Statement("""
    SELECT event_id FROM outbox
    WHERE shard = ANY (CAST(:shards AS smallint[])) AND event_id = ANY (CAST(:event_ids AS uuid[]))
""")
_ACKNOWLEDGE = Statement("""
    INSERT INTO acknowledged (topic, partition, record_offset)
    SELECT * FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS integer[]), CAST(:offsets AS bigint[]))
    ON CONFLICT (topic, partition) DO UPDATE SET record_offset = excluded.record_offset
    RETURNING topic, partition, old.record_offset AS earlier
""")


async def acknowledge(db: AsyncConnection, offsets: Mapping[TopicPartition, int]) -> dict[TopicPartition, int]:
    """Note the offset of the last record of each partition that Kafka acknowledged. In the relay's transaction.

    Returns the offsets that were noted before, of the partitions that had one.
    """
    partitions = sorted(offsets)
    rows = await _ACKNOWLEDGE.all(
        db,
        {
            "topics": [one.topic for one in partitions],
            "partitions": [one.partition for one in partitions],
            "offsets": [offsets[one] for one in partitions],
        },
    )
    return {TopicPartition(row.topic, row.partition): row.earlier for row in rows if row.earlier is not None}


async def acknowledged(
    db: AsyncConnection, topics: Sequence[str], partitions: Sequence[int]
) -> dict[TopicPartition, int]:
    """Return the offset of the last acknowledged record of each partition that has one."""
    rows = await _ACKNOWLEDGED.all(db, {"topics": topics, "partitions": partitions})
    return {TopicPartition(row.topic, row.partition): row.record_offset for row in rows}


def topics_of(service: str) -> list[str]:
    """Return the topics that decide whether a service is behind itself: its own ones that keep every event.

    A compacted topic is a view of what the others say.
    """
    return sorted({topic.name for topic in TOPIC_OF.values() if topic.producer == service and not topic.compacted})


@asynccontextmanager
async def reader(access: KafkaAccess, *, client_id: str) -> AsyncIterator[AIOKafkaConsumer]:
    """Give a consumer without a group, for reading parts of topics."""
    consumer = AIOKafkaConsumer(
        **access.options(),
        client_id=client_id,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        fetch_max_wait_ms=FETCH_WAIT_MS,
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await stop_reading(consumer)


async def stop_reading(consumer: AIOKafkaConsumer) -> None:
    """Stop a consumer.

    aiokafka cancels the fetches that are on their way and awaits them. If one waits for a broker that is away, its
    cancellation comes out here, as if the caller were cancelled.
    """
    try:
        await consumer.stop()
    except asyncio.CancelledError:
        if (task := asyncio.current_task()) is not None and task.cancelling():
            raise


async def unknown_events(
    db: AsyncConnection, consumer: AIOKafkaConsumer, service: str, shards: Sequence[int]
) -> list[ConsumerRecord]:
    """Return the service's events of the first partition that has some which its database does not know, oldest first.

    The caller holds the locks of the shards, so nobody publishes meanwhile. Raises errors of Kafka and TimeoutError.
    """
    topics = topics_of(service)
    known = await acknowledged(db, topics, shards)
    partitions = [TopicPartition(topic, shard) for topic in topics for shard in shards]
    if not partitions:
        return []
    ends = await consumer.end_offsets(partitions)
    # Kafka may keep the oldest records no longer. A client that asks for them waits for seconds, for each partition.
    begins = await consumer.beginning_offsets(partitions)
    for partition in partitions:
        begin = max(known.get(partition, -1) + 1, begins[partition])
        if ends[partition] <= begin:
            continue
        records = await read_records(consumer, partition, begin, min(ends[partition], begin + RECORDS_MAX))
        own = [record for record in records if is_from(service, record)]
        new = {event_id: record for record in own if (event_id := event_id_of(record)) is not None}
        waiting = set(await _WAITING.scalars(db, {"shards": shards, "event_ids": sorted(new)}))
        rest = {event_id: record for event_id, record in new.items() if event_id not in waiting}
        copies = await _written_before(consumer, partition, begin, rest.keys()) if rest else set()
        if unknown := [record for event_id, record in rest.items() if event_id not in copies]:
            return unknown
    return []


async def _written_before(
    consumer: AIOKafkaConsumer, partition: TopicPartition, offset: int, event_ids: Collection[UUID]
) -> set[UUID]:
    """Return those events that also stand before an offset, looking back at most BACK_RECORDS_MAX records."""
    begins = (await consumer.beginning_offsets([partition]))[partition]
    found: set[UUID] = set()
    earliest = max(begins, offset - BACK_RECORDS_MAX)
    while offset > earliest and len(found) < len(event_ids):
        start = max(earliest, offset - BACK_STEP_RECORDS)
        records = await read_records(consumer, partition, start, offset)
        found.update(event_id for record in records if (event_id := event_id_of(record)) in event_ids and event_id)
        offset = start
    return found


async def read_records(
    consumer: AIOKafkaConsumer, partition: TopicPartition, begin: int, end: int
) -> list[ConsumerRecord]:
    """Return the records of a partition from `begin` up to `end`, which is excluded."""
    consumer.assign([partition])
    consumer.seek(partition, begin)
    found: list[ConsumerRecord] = []
    while await consumer.position(partition) < end:
        batch = (await consumer.getmany(partition, timeout_ms=POLL_MS)).get(partition, [])
        found += [record for record in batch if record.offset < end]
    return found


def is_from(service: str, record: ConsumerRecord) -> bool:
    """Return whether a record says that this service has published it."""
    return header(record.headers, "ce_source") == f"/lockstep/{service}".encode()


def event_id_of(record: ConsumerRecord) -> UUID | None:
    """Return the id of an event, or None for a record that no service of the platform wrote."""
    try:
        return UUID((header(record.headers, "ce_id") or b"").decode())
    except ValueError:
        return None


def described(records: Sequence[ConsumerRecord]) -> str:
    """Return in words which events a database lacks, naming the first few."""
    named = ", ".join(name_of(record) for record in records[:NAMED_MAX])
    more = f" and {len(records) - NAMED_MAX} more" if len(records) > NAMED_MAX else ""
    return f"the database lacks events that were published from it: {named}{more}"


def name_of(record: ConsumerRecord) -> str:
    """Return the name of a record in words: its type, its partition key, and its place."""
    kind = (header(record.headers, "ce_type") or b"?").decode("utf-8", "replace")
    key = (record.key or b"").decode("utf-8", "replace")
    return f"{kind} of {key} ({record.topic}[{record.partition}]@{record.offset})"
