"""The transactional outbox: an event is written where its cause is written, or not at all.

Order per key holds exactly because of one rule that callers follow: lock or bump the aggregate's row first and call
`add` after it. Then ids are drawn in the order in which transactions on that key commit, and the relay sends by id.
"""

from typing import Final

import orjson
from aiokafka.partitioner import murmur2
from contracts.cloudevents import to_record
from contracts.envelope import Event
from contracts.topics import PARTITIONS
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.statement import Statement
from chassis.telemetry import traceparent_for

EVENT_BYTES_MAX: Final = 900_000
"""Below the broker's limit of 1 MiB per message: an event that no broker takes would block its shard for ever."""

_INSERT = Statement("""
    INSERT INTO outbox (shard, event_id, key, sequence, topic, headers, payload)
    SELECT shard, event_id, key, sequence, topic, headers, payload
    FROM unnest(CAST(:shards AS smallint[]), CAST(:event_ids AS uuid[]), CAST(:keys AS text[]),
                CAST(:sequences AS bigint[]), CAST(:topics AS text[]), CAST(:headers AS jsonb[]),
                CAST(:payloads AS bytea[]))
         WITH ORDINALITY AS new (shard, event_id, key, sequence, topic, headers, payload, position)
    ORDER BY position
""")


def shard_of(key: bytes) -> int:
    """Return the outbox shard of a key: its Kafka partition, as Kafka's own clients compute it (murmur2)."""
    return int(murmur2(key) & 0x7FFFFFFF) % PARTITIONS


async def add(db: AsyncConnection, *events: Event) -> None:
    """Write events into the outbox of the caller's transaction, in this order. Never commits.

    Raises ValueError for an event larger than EVENT_BYTES_MAX.
    """
    if not events:
        return
    columns: dict[str, list[object]] = {
        name: [] for name in ("shards", "event_ids", "keys", "sequences", "topics", "headers", "payloads")
    }
    for event in events:
        record = to_record(event)
        if len(record.value) > EVENT_BYTES_MAX:
            raise ValueError(f"{event.type} {event.event_id} has {len(record.value)} bytes, at most {EVENT_BYTES_MAX}")
        headers = {name: value.decode() for name, value in record.headers}
        if traceparent := traceparent_for(event.causation_id):
            headers["traceparent"] = traceparent
        columns["shards"].append(shard_of(record.key))
        columns["event_ids"].append(event.event_id)
        columns["keys"].append(event.key)
        columns["sequences"].append(event.sequence)
        columns["topics"].append(record.topic)
        columns["headers"].append(orjson.dumps(headers).decode())
        columns["payloads"].append(record.value)
    await _INSERT.run(db, columns)
