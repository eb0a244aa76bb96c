"""The topic of one relay. It is made for one benchmark, watched while the relay is measured, and read back."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, NamedTuple
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import for_code
from chassis.messaging.outbox import shard_of
from chassis.messaging.producer import KAFKA_BATCH_BYTES
from chassis.operations.kafka_access import KafkaAccess
from contracts.topics import PARTITIONS

from lockstep_bench.failure import BenchError

ADMIN_TIMEOUT_MS: Final = 15_000
POLL_SECONDS: Final = 0.02
READ_MS: Final = 200
RECEIVED_SECONDS_MAX: Final = 20


class Arrived(NamedTuple):
    """What a drain left in the topic: when the broker appended the first and last Kafka record, and the duplicates."""

    first_at: float
    last_at: float
    duplicates: int


@asynccontextmanager
async def fresh_topics(kafka: KafkaAccess, names: Sequence[str]) -> AsyncIterator[dict[str, str]]:
    """Make a topic for each of `names` and yield their names in Kafka. Delete the topics afterwards.

    The broker stamps Kafka records when it appends them. So a drain is timed without a consumer that reads meanwhile.
    """
    topics = {name: f"relay-{name}-{uuid4().hex[:8]}" for name in names}
    configuration = {"message.timestamp.type": "LogAppendTime", "min.insync.replicas": "1"}
    admin = AIOKafkaAdminClient(**kafka.options(), request_timeout_ms=ADMIN_TIMEOUT_MS)
    await admin.start()
    try:
        wanted = [
            NewTopic(topic, num_partitions=PARTITIONS, replication_factor=1, topic_configs=configuration)
            for topic in topics.values()
        ]
        for name, code, *_ in (await admin.create_topics(wanted)).topic_errors:
            if code != 0:
                raise BenchError(f"Kafka made no topic {name}: {for_code(code).__name__}")
        yield topics
    finally:
        await admin.delete_topics(list(topics.values()))
        await admin.close()


class Reader:
    """Reads all partitions of one topic. It fetches only while a method asks for it."""

    def __init__(self, consumer: AIOKafkaConsumer, topic: str) -> None:
        """Take a consumer that has started: see `open_reader`."""
        self.topic = topic
        self._consumer = consumer
        self._partitions = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        self._read_to: dict[TopicPartition, int] = {}

    async def begin(self) -> None:
        """Take the position behind the last Kafka record."""
        self._consumer.assign(self._partitions)
        await self.skip()

    async def skip(self) -> None:
        """Move the position behind the last Kafka record."""
        self._consumer.pause(*self._partitions)
        self._read_to = await self._consumer.end_offsets(self._partitions)
        for partition, offset in self._read_to.items():
            self._consumer.seek(partition, offset)

    async def wait_for(self, count: int, *, seconds: float) -> None:
        """Wait until `count` Kafka records lie behind the position. Raises BenchError."""
        found = 0
        try:
            async with asyncio.timeout(seconds):
                while found < count:
                    await asyncio.sleep(POLL_SECONDS)
                    ends = await self._consumer.end_offsets(self._partitions)
                    found = sum(ends[partition] - offset for partition, offset in self._read_to.items())
        except TimeoutError:
            raise BenchError(f"{self.topic}: {found} of {count} events after {seconds:.0f} s") from None

    async def read_back(self, expected: Mapping[bytes, Sequence[bytes]]) -> Arrived:
        """Read what lies behind the position and compare every payload of every key, its order and its partition.

        `expected` has the written payloads by partition key. A Kafka record that arrives again is counted. Raises
        BenchError if one is missing, unknown, changed, out of order or in a wrong partition.
        """
        left = sum(map(len, expected.values()))
        seen = dict.fromkeys(expected, 0)
        partitions = {key: shard_of(key) for key in expected}
        duplicates, first_at, last_at = 0, float("inf"), 0.0
        self._consumer.resume(*self._partitions)
        while left:
            records = await self._poll()
            for record in records:
                place, payloads = seen.get(record.key, 0), expected.get(record.key, ())
                if place < len(payloads) and record.value == payloads[place]:
                    seen[record.key] += 1
                    left -= 1
                elif record.value in payloads[:place]:
                    duplicates += 1
                else:
                    raise BenchError(f"{self.topic}: unknown or out of order: {record.key!r} {record.value[:200]!r}")
                if record.partition != partitions[record.key]:
                    raise BenchError(f"{self.topic}: {record.key!r} is in partition {record.partition}")
                first_at, last_at = min(first_at, record.timestamp / 1000), max(last_at, record.timestamp / 1000)
        await self.skip()
        return Arrived(first_at, last_at, duplicates)

    def listen(self) -> None:
        """Fetch from now on, so that every Kafka record is received at once."""
        self._consumer.resume(*self._partitions)

    async def receive(self, key: bytes) -> float:
        """Return the instant (of time.perf_counter) at which a Kafka record of the key arrives. Raises BenchError."""
        deadline = time.perf_counter() + RECEIVED_SECONDS_MAX
        while time.perf_counter() < deadline:
            found = await self._consumer.getmany(timeout_ms=READ_MS)
            now = time.perf_counter()
            if any(record.key == key for records in found.values() for record in records):
                return now
        raise BenchError(f"{self.topic}: an event did not arrive within {RECEIVED_SECONDS_MAX} s")

    async def _poll(self) -> list[ConsumerRecord]:
        deadline = time.perf_counter() + RECEIVED_SECONDS_MAX
        while time.perf_counter() < deadline:
            if found := await self._consumer.getmany(timeout_ms=READ_MS):
                return [record for records in found.values() for record in records]
        raise BenchError(f"{self.topic}: events are missing")


@asynccontextmanager
async def open_reader(kafka: KafkaAccess, topic: str) -> AsyncIterator[Reader]:
    """Yield a reader of a topic, positioned behind the last Kafka record."""
    consumer = AIOKafkaConsumer(**kafka.options(), enable_auto_commit=False, fetch_max_wait_ms=READ_MS)
    await consumer.start()
    try:
        reader = Reader(consumer, topic)
        await reader.begin()
        yield reader
    finally:
        await consumer.stop()


@asynccontextmanager
async def open_producer(kafka: KafkaAccess) -> AsyncIterator[AIOKafkaProducer]:
    """Yield a producer with the settings of the platform's relay."""
    producer = AIOKafkaProducer(
        **kafka.options(), acks="all", enable_idempotence=True, max_batch_size=KAFKA_BATCH_BYTES
    )
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()
