"""The Kafka producer of the relay: idempotent, with a limit on every wait, and replaced after any fault.

It is aiokafka's and not FastStream's. FastStream gives all messages of a batch the same headers, and every event has
headers of its own. FastStream also encodes values itself, and those of the outbox are encoded already.
"""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from chassis.operations.kafka_access import KafkaAccess

REQUEST_TIMEOUT_SECONDS: Final = 5
STOP_SECONDS: Final = 2
KAFKA_BATCH_BYTES: Final = 950_000

Message: TypeAlias = tuple[str, Mapping[str, str], bytes | None]
"""Partition key, headers and value. A tombstone has no value."""


class UnknownOffsetError(Exception):
    """Kafka has the records, but does not say where. They are sent again, so that their place is known."""


class Sent(NamedTuple):
    """A Kafka batch that is on its way."""

    records: int
    acknowledgement: "asyncio.Future[Any]"

    async def last_offset(self) -> int:
        """Wait for Kafka's answer and return the offset of the last record of the batch."""
        answer = await self.acknowledgement
        if answer.offset < 0:
            raise UnknownOffsetError(f"{answer.topic}[{answer.partition}]")
        return int(answer.offset) + self.records - 1


class Producer:
    """Starts a producer when one is needed, and a new one after the last one was discarded."""

    def __init__(self, access: KafkaAccess, *, client_id: str) -> None:
        """Take the way to Kafka, and the client id that Kafka sees."""
        self._access = access
        self._client_id = client_id
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        self._discarded: set[asyncio.Task[None]] = set()

    async def send(self, topic: str, partition: int, events: Iterable[Message]) -> list["Sent"]:
        """Send events to a partition in order, in as few Kafka batches as possible. Return those on their way."""
        producer = await self._started()
        sent = []
        for batch in _kafka_batches(producer, events):
            records = batch.record_count()
            acknowledgement: asyncio.Future[Any] = await producer.send_batch(batch, topic, partition=partition)
            acknowledgement.add_done_callback(_retrieve)
            sent.append(Sent(records, acknowledgement))
        return sent

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    **self._access.options(),
                    client_id=self._client_id,
                    acks="all",
                    enable_idempotence=True,
                    max_batch_size=KAFKA_BATCH_BYTES,
                    request_timeout_ms=REQUEST_TIMEOUT_SECONDS * 1000,
                )
                try:
                    await producer.start()
                except BaseException:
                    self._stop_in_background(producer)
                    raise
                self._producer = producer
            return self._producer

    def discard(self) -> None:
        """Drop the producer, because an expired batch can make an idempotent producer unusable."""
        producer, self._producer = self._producer, None
        if producer is not None:
            self._stop_in_background(producer)

    def _stop_in_background(self, producer: AIOKafkaProducer) -> None:
        """Stop it without waiting. This can hang while Kafka does not answer, so it has a time limit too."""
        task = asyncio.create_task(_stop(producer))
        self._discarded.add(task)
        task.add_done_callback(self._discarded.discard)

    async def close(self) -> None:
        """Drop the producer, and wait until all dropped ones have stopped or their time is over."""
        self.discard()
        if self._discarded:
            await asyncio.wait(self._discarded, timeout=STOP_SECONDS + 1)


async def _stop(producer: AIOKafkaProducer) -> None:
    with contextlib.suppress(KafkaError, TimeoutError, OSError):
        async with asyncio.timeout(STOP_SECONDS):
            await producer.stop()


def _kafka_batches(producer: AIOKafkaProducer, events: Iterable[Message]) -> Iterable[Any]:
    """Yield closed Kafka batches that contain the events in order."""
    batch = producer.create_batch()
    for key, headers, value in events:
        sent = [(name, content.encode()) for name, content in headers.items()]
        if batch.append(timestamp=None, key=key.encode(), value=value, headers=sent) is None:  # full
            yield batch
            batch = producer.create_batch()
            batch.append(timestamp=None, key=key.encode(), value=value, headers=sent)
    batch.close()
    yield batch


def _retrieve(acknowledgement: asyncio.Future[Any]) -> None:
    """Read the outcome, so that asyncio does not warn about an exception that nobody retrieved."""
    if not acknowledgement.cancelled():
        acknowledgement.exception()
