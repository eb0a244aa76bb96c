"""The transactional outbox: an event is written in the transaction of its cause, or not at all.

The order per partition key holds because callers follow one rule: lock or update the row of the aggregate first, and
call `add` after that. Then ids are drawn in the order in which transactions on this aggregate commit, and the relay
sends events in the order of ids.

An API may add events of the organisation of its transaction only: row-level security compares the two.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

import orjson
from aiokafka.partitioner import murmur2
from contracts.cloudevents import Tombstone, to_record
from contracts.envelope import Event
from contracts.topics import PARTITIONS, TOPIC_OF
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database.statement import Statement
from chassis.operations.telemetry import traceparent_for

Headers: TypeAlias = Sequence[tuple[str, bytes]]

EVENT_BYTES_MAX: Final = 900_000
"""Below the broker's limit of 1 MiB per message. An event that no broker takes would block its shard without end."""

_INSERT: Final = """
    INSERT INTO outbox (shard, event_id, org_id, key, sequence, topic, headers, payload)
    SELECT shard, event_id, org_id, key, sequence, topic, headers, payload
    FROM unnest(CAST(:shards AS smallint[]), CAST(:event_ids AS uuid[]), CAST(:org_ids AS uuid[]),
                CAST(:keys AS text[]), CAST(:sequences AS bigint[]), CAST(:topics AS text[]),
                CAST(:headers AS jsonb[]), CAST(:payloads AS bytea[]))
         WITH ORDINALITY AS new (shard, event_id, org_id, key, sequence, topic, headers, payload, position)
    ORDER BY position
"""
_ADD = Statement(_INSERT)


def shard_of(key: bytes) -> int:
    """Return the outbox shard of a partition key: its Kafka partition, as Kafka's own clients compute it (murmur2)."""
    return int(murmur2(key) & 0x7FFFFFFF) % PARTITIONS


async def add(db: AsyncConnection, *events: Event | Tombstone) -> None:
    """Write events and tombstones to the outbox in the caller's transaction, in this order. Never commits.

    Raises ValueError for an event larger than EVENT_BYTES_MAX. The database refuses an API's event of an organisation
    other than that of the transaction.
    """
    if events:
        await _ADD.execute(db, _columns(events))


class Emitting:
    """A writing statement that adds its events to the outbox in the same round trip. It is for the busiest commands.

    An earlier statement must have locked the row of the aggregate, so that ids follow the order of commits.
    """

    def __init__(self, sql: str) -> None:
        """Take the SQL text, which must begin with WITH and is otherwise like that of a `Statement`."""
        assert sql.split(maxsplit=1)[0] == "WITH"
        self._statement = Statement(f"WITH emitted AS ({_INSERT}), {sql.lstrip().removeprefix('WITH')}")

    async def execute(self, db: AsyncConnection, parameters: Mapping[str, Any], *events: Event | Tombstone) -> None:
        """Run the statement and add the events in this order. Never commits. Raises ValueError as `add` does."""
        await self._statement.execute(db, {**parameters, **_columns(events)})


def _columns(events: Sequence[Event | Tombstone]) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {
        name: [] for name in ("shards", "event_ids", "org_ids", "keys", "sequences", "topics", "headers", "payloads")
    }
    for event in events:
        topic, value, own_headers = _tombstone(event) if isinstance(event, Tombstone) else _record(event)
        headers = {name: content.decode() for name, content in own_headers}
        if isinstance(event, Event) and (traceparent := traceparent_for(event.causation_id)):
            headers["traceparent"] = traceparent
        columns["shards"].append(shard_of(event.key.encode()))
        columns["event_ids"].append(event.event_id)
        columns["org_ids"].append(event.org_id)
        columns["keys"].append(event.key)
        columns["sequences"].append(event.sequence)
        columns["topics"].append(topic)
        columns["headers"].append(orjson.dumps(headers).decode())
        columns["payloads"].append(value)
    return columns


def _record(event: Event) -> tuple[str, bytes | None, Headers]:
    record = to_record(event)
    if (size := len(record.value)) > EVENT_BYTES_MAX:
        raise ValueError(f"{event.type} {event.event_id} has {size} bytes; at most {EVENT_BYTES_MAX} are allowed")
    return record.topic, record.value, record.headers


def _tombstone(tombstone: Tombstone) -> tuple[str, bytes | None, Headers]:
    return TOPIC_OF[tombstone.event].name, None, tombstone.headers()
