"""The outbox relay: hands committed events to Kafka, in order per key, at least once.

One transaction feeds one shard, which is one Kafka partition: it takes the shard's advisory lock, deletes the oldest
rows, sends them and commits once Kafka has acknowledged all of them. A relay that dies rolls back and so frees its
shard: there is no lease, clock or heartbeat. One that freezes is ended by the server
(idle_in_transaction_session_timeout), and whatever it still sends when it wakes up repeats what its successor sent
before. Duplicates are possible; loss, and reordering of first occurrences, are not.
"""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from contracts.topics import PARTITIONS
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis import crashpoints, parked, telemetry

BATCH_EVENTS_MAX: Final = 500
CONCURRENT_SHARDS: Final = 4
LOCK_SPACE: Final = 0x10C5
"""First half of the shards' advisory lock keys; nothing else in the database uses it."""

IDLE_SECONDS_MIN: Final = 0.002
IDLE_SECONDS_MAX: Final = 0.02
BACKOFF_SECONDS_MIN: Final = 0.1
BACKOFF_SECONDS_MAX: Final = 2.0

REQUEST_TIMEOUT_SECONDS: Final = 5
ACKNOWLEDGED_WITHIN_SECONDS: Final = 7
"""Less than idle_in_transaction_session_timeout: the relay gives up before the server ends its transaction."""

PRODUCER_STOP_SECONDS: Final = 2
BACKLOG_INTERVAL_SECONDS: Final = 5
KAFKA_BATCH_BYTES: Final = 950_000

_PROBE = text("""
    SELECT probe.shard FROM generate_series(0, :shards - 1) AS probe (shard)
    WHERE EXISTS (SELECT FROM outbox WHERE outbox.shard = CAST(probe.shard AS smallint))
""")
_LOCK = text("SELECT pg_try_advisory_xact_lock(:space, :shard)")
_TAKE = text("""
    DELETE FROM outbox WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM outbox WHERE shard = CAST(:shard AS smallint) ORDER BY id LIMIT :limit
    ))
    RETURNING id, key, topic, headers, payload
""")
_BACKLOG = text("SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) FROM outbox")
_log = structlog.stdlib.get_logger("chassis.relay")


class Relay:
    """Publishes one service's outbox until told to stop. Several may run: shards are shared by lock."""

    def __init__(self, engine: AsyncEngine, bootstrap_servers: str, *, client_id: str) -> None:
        """Take the worker's engine, Kafka's addresses and the name that Kafka sees."""
        self._engine = engine
        self._bootstrap_servers = bootstrap_servers
        self._client_id = client_id
        self._producer: AIOKafkaProducer | None = None
        self._prober: AsyncConnection | None = None
        self._starting = asyncio.Lock()
        self._discarded: set[asyncio.Task[None]] = set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Publish until `stopping` is set; then finish the transactions under way. Faults never end it."""
        idle_seconds, backoff_seconds = IDLE_SECONDS_MIN, BACKOFF_SECONDS_MIN
        reporting = asyncio.create_task(self._report_backlog(stopping))
        try:
            while not stopping.is_set():
                try:
                    published = await self._publish_waiting()
                except Exception as error:
                    telemetry.RELAY_FAILURES.inc()
                    _log.warning(
                        "relay transaction rolled back", error=repr(error)[:500], retry_seconds=backoff_seconds
                    )
                    self._discard_producer()
                    await _wait(stopping, backoff_seconds)
                    backoff_seconds = min(backoff_seconds * 2, BACKOFF_SECONDS_MAX)
                    continue
                backoff_seconds = BACKOFF_SECONDS_MIN
                if published:
                    idle_seconds = IDLE_SECONDS_MIN
                    continue
                await _wait(stopping, idle_seconds)
                idle_seconds = min(idle_seconds * 1.1, IDLE_SECONDS_MAX)
        finally:
            reporting.cancel()
            await self._close_prober()
            self._discard_producer()
            if self._discarded:
                await asyncio.wait(self._discarded, timeout=PRODUCER_STOP_SECONDS + 1)

    async def _publish_waiting(self) -> int:
        """Publish one batch of every shard that has rows; return how many events that were."""
        waiting = await self._waiting_shards()
        published = 0
        for shards in _chunks(waiting, CONCURRENT_SHARDS):
            # return_exceptions: every transaction must have ended before the producer may be dropped.
            results = await asyncio.gather(*map(self._publish_shard, shards), return_exceptions=True)
            for result in results:
                if isinstance(result, BaseException):
                    raise result
                published += result
        return published

    async def _waiting_shards(self) -> Sequence[int]:
        """Return the shards that have rows. On a connection of its own without transactions: one round trip a poll."""
        if self._prober is None:
            connection = await self._engine.connect()
            self._prober = await connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            return (await self._prober.execute(_PROBE, {"shards": PARTITIONS})).scalars().all()
        except BaseException:
            await self._close_prober()
            raise

    async def _close_prober(self) -> None:
        prober, self._prober = self._prober, None
        if prober is not None:
            await prober.close()

    async def _publish_shard(self, shard: int) -> int:
        """Move the oldest batch of a shard to Kafka in one transaction; return its size, 0 if another relay has it."""
        async with self._engine.begin() as db:
            if not await _lock_shard(db, shard):
                return 0
            rows = (await db.execute(_TAKE, {"shard": shard, "limit": BATCH_EVENTS_MAX})).all()
            if not rows:
                return 0
            crashpoints.reached("relay: taken, not sent")
            async with asyncio.timeout(ACKNOWLEDGED_WITHIN_SECONDS):
                await self._send(shard, sorted(rows, key=lambda row: row.id))
            crashpoints.reached("relay: sent, not committed")
        telemetry.RELAY_PUBLISHED.inc(len(rows))
        telemetry.RELAY_BATCH.observe(len(rows))
        return len(rows)

    async def _send(self, partition: int, rows: Sequence[Row[Any]]) -> None:
        """Send rows to a partition, in order per topic, as few Kafka batches as fit; wait for every acknowledgement."""
        producer = await self._started_producer()
        by_topic: dict[str, list[Row[Any]]] = {}
        for row in rows:
            by_topic.setdefault(row.topic, []).append(row)
        acknowledgements: list[asyncio.Future[Any]] = []
        for topic, group in by_topic.items():
            for batch in _kafka_batches(producer, group):
                acknowledgement = await producer.send_batch(batch, topic, partition=partition)
                acknowledgement.add_done_callback(_retrieve)
                acknowledgements.append(acknowledgement)
        await asyncio.gather(*acknowledgements)

    async def _started_producer(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    bootstrap_servers=self._bootstrap_servers,
                    client_id=self._client_id,
                    acks="all",
                    enable_idempotence=True,
                    max_batch_size=KAFKA_BATCH_BYTES,
                    request_timeout_ms=REQUEST_TIMEOUT_SECONDS * 1000,
                )
                try:
                    await producer.start()
                except BaseException:
                    self._discard(producer)
                    raise
                self._producer = producer
            return self._producer

    def _discard(self, producer: AIOKafkaProducer | None) -> None:
        """Drop a producer: an idempotent one can be poisoned for good by a batch that expired.

        Its stop may hang while Kafka is away, so it is bounded and nobody waits for it.
        """
        if producer is not None:
            task = asyncio.create_task(_stop_producer(producer))
            self._discarded.add(task)
            task.add_done_callback(self._discarded.discard)

    def _discard_producer(self) -> None:
        producer, self._producer = self._producer, None
        self._discard(producer)

    async def _report_backlog(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            with contextlib.suppress(Exception):  # a metric: the relay itself reports faults
                async with self._engine.connect() as db:
                    count, age_seconds = (await db.execute(_BACKLOG)).one()
                    telemetry.PARKED_KEYS.set(await parked.count_keys(db))
                telemetry.RELAY_BACKLOG.set(count)
                telemetry.RELAY_AGE.set(float(age_seconds))
            await _wait(stopping, BACKLOG_INTERVAL_SECONDS)


async def _lock_shard(db: AsyncConnection, shard: int) -> bool:
    """Take the shard for this transaction. A statement of its own, so that the next one's snapshot is fresh."""
    return bool((await db.execute(_LOCK, {"space": LOCK_SPACE, "shard": shard})).scalar())


async def _stop_producer(producer: AIOKafkaProducer) -> None:
    with contextlib.suppress(KafkaError, TimeoutError, OSError):
        async with asyncio.timeout(PRODUCER_STOP_SECONDS):
            await producer.stop()


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    """Wait, but not longer than until the worker stops."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stopping.wait()


def _kafka_batches(producer: AIOKafkaProducer, rows: Iterable[Row[Any]]) -> Iterable[Any]:
    """Yield closed Kafka batches that hold the rows in order."""
    batch = producer.create_batch()
    for row in rows:
        record = {
            "timestamp": None,
            "key": row.key.encode(),
            "value": row.payload,
            "headers": [(name, value.encode()) for name, value in row.headers.items()],
        }
        if batch.append(**record) is None:  # full
            yield batch
            batch = producer.create_batch()
            batch.append(**record)
    batch.close()
    yield batch


def _retrieve(acknowledgement: asyncio.Future[Any]) -> None:
    """Look at the outcome, so that one which nobody waits for any more is not reported as forgotten."""
    if not acknowledgement.cancelled():
        acknowledgement.exception()


def _chunks(shards: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (shards[start : start + size] for start in range(0, len(shards), size))
