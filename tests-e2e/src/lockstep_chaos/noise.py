"""Writes Kafka records that readers must bear: unknown types, tombstones, copies of events with an unknown field."""

import asyncio
import random
from typing import Final
from uuid import uuid4

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError
from chassis.messaging import behind
from contracts.topics import DOWNSTREAM, PARTITIONS, TOPICS
from lockstep_local.stack import Stack

from lockstep_chaos.topics import type_of

PAUSE_SECONDS: Final = 0.4
ANSWER_SECONDS: Final = 5.0
RECENT_RECORDS: Final = 20
UNKNOWN_TYPE: Final = b"lockstep.chaos.NobodyKnowsThis.v1"
CONSUMED: Final = tuple(topic.name for topic in TOPICS if set(topic.consumers) - {DOWNSTREAM})
"""The topics that a service reads."""

COMPACTED: Final = frozenset(topic.name for topic in TOPICS if topic.compacted)


class Noise:
    """A producer beside the services. It writes into every topic that a service reads."""

    def __init__(self, stack: Stack, seed: int) -> None:
        """Take the stack, and the seed of what is written where."""
        self._access = stack.kafka()
        self._random = random.Random(seed)
        self.lock = asyncio.Lock()
        """Held while something is written. Who makes a topic again holds it meanwhile."""

        self.written = 0

    async def run(self, stopping: asyncio.Event) -> None:
        """Write until `stopping` is set. What Kafka does not take while it is away is left out."""
        while not stopping.is_set():
            partition = TopicPartition(self._random.choice(CONSUMED), self._random.randrange(PARTITIONS))
            try:
                async with self.lock, asyncio.timeout(ANSWER_SECONDS):
                    await self._write(partition)
            except (KafkaError, OSError, TimeoutError):
                continue
            finally:
                await asyncio.sleep(PAUSE_SECONDS)

    async def _write(self, partition: TopicPartition) -> None:
        unknown = [
            ("ce_specversion", b"1.0"),
            # no UUID, as other producers may write it: a service takes an unknown UUID for an event of its own
            ("ce_id", f"noise-{uuid4()}".encode()),
            ("ce_source", b"/chaos"),
            ("ce_type", UNKNOWN_TYPE),
            ("content-type", b"application/json"),
        ]
        key = str(uuid4()).encode()
        records = [(key, b"{}", unknown), (key, None, []), *await self._copies(partition)]
        # a new one each time, because a producer that lost its broker can stay broken
        producer = AIOKafkaProducer(**self._access.options(), acks="all")
        try:
            await producer.start()
            for key, value, headers in records:
                await producer.send_and_wait(
                    partition.topic, value, key=key, headers=headers, partition=partition.partition
                )
                self.written += 1
        finally:
            await producer.stop()

    async def _copies(self, partition: TopicPartition) -> list[tuple[bytes, bytes, list[tuple[str, bytes]]]]:
        """Return one of the latest events of a partition with a field more and the same id, or none if it has none.

        None of a compacted topic, whose latest event counts.
        """
        if partition.topic in COMPACTED:
            return []
        consumer = AIOKafkaConsumer(**self._access.options(), enable_auto_commit=False)
        try:
            await consumer.start()
            consumer.assign([partition])
            end = (await consumer.end_offsets([partition]))[partition]
            consumer.seek(partition, max(end - RECENT_RECORDS, 0))
            found = (await consumer.getmany(partition, timeout_ms=200)).get(partition, [])
        finally:
            await behind.stop_reading(consumer)
        events = [record for record in found if type_of(record)]
        if not events:
            return []
        chosen = self._random.choice(events)
        value = orjson.dumps(orjson.loads(chosen.value) | {"added_by_the_fault_test": {"x": [1, 2]}})
        return [(chosen.key, value, list(chosen.headers))]
