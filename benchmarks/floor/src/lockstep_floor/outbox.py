"""Emits events. Rows and messages are those of `chassis.messaging.outbox`, made from plain dictionaries."""

from datetime import datetime
from typing import Final

import orjson
from chassis.ids import new_id
from chassis.messaging import outbox
from contracts.envelope import Event
from contracts.topics import TOPIC_OF

from lockstep_floor.statements import Db, Message, bare

_INSERT: Final = bare(outbox._ADD)


def envelope(
    *, org_id: object, key: str, sequence: int, at: datetime, correlation_id: object, causation_id: object = None
) -> Message:
    """Return the fields that every message has."""
    return {
        "event_id": str(new_id()),
        "org_id": org_id,
        "occurred_at": at,
        "key": key,
        "sequence": sequence,
        "correlation_id": correlation_id,
        "causation_id": causation_id,
    }


def payload(message: object) -> bytes:
    """Return a message's bytes. It needs `default` because orjson does not know asyncpg's subclass of UUID."""
    return orjson.dumps(message, default=str, option=orjson.OPT_UTC_Z)


def headers(kind: type[Event], message: Message) -> dict[str, str]:
    """Return the CloudEvents headers of a message."""
    return {
        "ce_specversion": "1.0",
        "ce_id": message["event_id"],
        "ce_source": f"/lockstep/{TOPIC_OF[kind].producer}",
        "ce_type": kind.type,
        "ce_time": message["occurred_at"].isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "ce_subject": message["key"],
        "ce_partitionkey": message["key"],
        "ce_sequence": str(message["sequence"]),
        "content-type": "application/json",
    }


async def add(db: Db, prefix: str, *added: tuple[type[Event], Message]) -> None:
    """Write messages, each with its type, into the outbox. `prefix` is the prefix of the floor's topics."""
    messages = [message for _, message in added]
    await db.execute(
        *_INSERT(
            shards=[outbox.shard_of(message["key"].encode()) for message in messages],
            event_ids=[message["event_id"] for message in messages],
            org_ids=[message["org_id"] for message in messages],
            keys=[message["key"] for message in messages],
            sequences=[message["sequence"] for message in messages],
            topics=[prefix + TOPIC_OF[kind].name for kind, _ in added],
            headers=[orjson.dumps(headers(kind, message)).decode() for kind, message in added],
            payloads=[payload(message) for message in messages],
        )
    )
