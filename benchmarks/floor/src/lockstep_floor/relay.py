"""The relay: one transaction takes a shard's rows, sends them and commits when Kafka has acknowledged all of them."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.producer.message_accumulator import BatchBuilder
from asyncpg import Record
from chassis import relay
from contracts.topics import PARTITIONS

from lockstep_floor.statements import Database, bare

_PROBE: Final = bare(relay._PROBE)
_LOCK: Final = bare(relay._LOCK)
_TAKE: Final = bare(relay._TAKE)


async def run(database: Database, producer: AIOKafkaProducer) -> None:
    """Publish for ever, polling as often as the real relay does."""
    idle_seconds = relay.IDLE_SECONDS_MIN
    async with database.acquire() as prober:
        while True:
            waiting = await prober.fetch(*_PROBE(shards=PARTITIONS))
            if waiting:
                await asyncio.gather(*(_publish(database, producer, row["shard"]) for row in waiting))
                idle_seconds = relay.IDLE_SECONDS_MIN
            else:
                await asyncio.sleep(idle_seconds)
                idle_seconds = min(idle_seconds * 1.1, relay.IDLE_SECONDS_MAX)


async def _publish(database: Database, producer: AIOKafkaProducer, shard: int) -> None:
    async with database.acquire() as db, db.transaction():
        if not await db.fetchval(*_LOCK(space=relay.LOCK_SPACE, shard=shard)):
            return
        rows = await db.fetch(*_TAKE(shard=shard, limit=relay.BATCH_EVENTS_MAX))
        by_topic: dict[str, list[Record]] = {}
        for row in sorted(rows, key=lambda row: int(row["id"])):
            by_topic.setdefault(row["topic"], []).append(row)
        await asyncio.gather(
            *[
                await producer.send_batch(batch, topic, partition=shard)
                for topic, group in by_topic.items()
                for batch in _batches(producer, group)
            ]
        )


def _batches(producer: AIOKafkaProducer, rows: Sequence[Record]) -> Iterator[BatchBuilder]:
    batch = producer.create_batch()
    for row in rows:
        record = {
            "key": row["key"].encode(),
            "value": row["payload"],
            "timestamp": None,
            "headers": [(name, value.encode()) for name, value in orjson.loads(row["headers"]).items()],
        }
        if batch.append(**record) is None:  # full
            yield batch
            batch = producer.create_batch()
            batch.append(**record)
    yield batch
