"""The relay. One transaction takes the rows of all shards, sends them and commits when Kafka has acknowledged them."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder
from asyncpg import Record
from chassis.messaging import locking, relay
from contracts.topics import PARTITIONS

from lockstep_floor.statements import Database, bare

PROBE: Final = bare(relay.PROBE)
_LOCK: Final = bare(locking._LOCK)
_TAKE: Final = bare(relay._TAKE)
_NO_FLOORS: Final = [0] * PARTITIONS


async def run(database: Database, producer: AIOKafkaProducer) -> None:
    """Publish without end. Poll as often as the real relay does."""
    poll_seconds = relay.POLL_SECONDS_MIN
    async with database.acquire() as prober:
        while True:
            oldest_ids = await prober.fetchval(*PROBE(floors=_NO_FLOORS), column=2)
            waiting = [shard for shard, oldest_id in enumerate(oldest_ids) if oldest_id is not None]
            published = await _publish(database, producer, waiting) if waiting else 0
            if published < relay.FEW_EVENTS:
                poll_seconds = relay.POLL_SECONDS_MIN if published else min(poll_seconds * 1.1, relay.POLL_SECONDS_MAX)
                await asyncio.sleep(poll_seconds)


async def _publish(database: Database, producer: AIOKafkaProducer, shards: Sequence[int]) -> int:
    async with database.acquire() as db, db.transaction():
        locked = [row["shard"] for row in await db.fetch(*_LOCK(space=locking.LOCK_SPACE, shards=shards))]
        taken = await db.fetch(*_TAKE(shards=locked, floors=_NO_FLOORS[: len(locked)], limit=relay.BATCH_EVENTS_MAX))
        await asyncio.gather(
            *[
                await producer.send_batch(batch, to["topic"], partition=to["shard"])
                for to in taken
                for batch in _batches(producer, to)
            ]
        )
    return sum(len(to["event_keys"]) for to in taken)


def _batches(producer: AIOKafkaProducer, to: Record) -> Iterator[BatchBuilder]:
    batch = producer.create_batch()
    for key, headers, payload in zip(to["event_keys"], orjson.loads(to["headers"]), to["payloads"], strict=True):
        record = {
            "key": key.encode(),
            "value": payload,
            "timestamp": None,
            "headers": [(name, value.encode()) for name, value in headers.items()],
        }
        if batch.append(**record) is None:  # full
            yield batch
            batch = producer.create_batch()
            batch.append(**record)
    yield batch
