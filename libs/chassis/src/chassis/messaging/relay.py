"""The outbox relay: sends committed events to Kafka, in order per partition key, at least once.

Each shard is one Kafka partition. One transaction takes the advisory locks of shards, deletes their oldest rows, sends
them, and commits when Kafka has acknowledged all of them. When a relay dies, its transaction rolls back and its shards
are free: there is no lease, clock or heartbeat. When a relay freezes, the server ends its transaction
(idle_in_transaction_session_timeout). When it wakes up, it may send events that its successor has sent already. So
duplicates are possible, but events are not lost, and their first occurrences are not reordered.
"""

import asyncio
import random
import time
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeVar

import orjson
import structlog
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from contracts.topics import PARTITIONS
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.database.standing import write_standing
from chassis.database.statement import Statement
from chassis.messaging import behind, locking, views
from chassis.messaging.backlog import report_backlog
from chassis.messaging.floors import Floors
from chassis.messaging.producer import Producer, Sent, UnknownOffsetError
from chassis.operations import crashpoints, telemetry
from chassis.operations.kafka_access import KafkaAccess
from chassis.waiting import wait_at_most, within

BATCH_EVENTS_MAX: Final = 400
"""Events per shard when it has a transaction of its own. With an ordinary size they fit into one Kafka batch, and only
one Kafka batch per partition is under way at a time."""

FEW_EVENTS: Final = 50
"""Events per shard when all shards share a transaction. If this many were published in all, the relay looks again at
once."""

SHARDS_IN_BACKLOG: Final = 3
ALONE: Final = 1
CONCURRENT_TRANSACTIONS: Final = 2
"""While one waits for Kafka the other one takes rows. More would cost Kafka more, and leave fewer shards to other
relays."""

CONNECTIONS: Final = CONCURRENT_TRANSACTIONS + 2
"""A relay needs at most this many: for its transactions, for the probe, and for counting the backlog."""

POLL_SECONDS_MIN: Final = 0.005
"""Also the time in which events gather while there is traffic, because a transaction costs the same for one event as
for twenty."""

POLL_SECONDS_MAX: Final = 0.02
BACKOFF_SECONDS_MIN: Final = 0.1
BACKOFF_SECONDS_MAX: Final = 2.0

ACKNOWLEDGED_WITHIN_SECONDS: Final = 7
"""Less than idle_in_transaction_session_timeout, so that the relay gives up before the server ends its transaction."""

LOOK_SECONDS: Final = 9
"""How long one look may take. Less than idle_in_transaction_session_timeout, because it holds locks meanwhile."""

LOOK_AGAIN_SECONDS: Final = 2

# The oldest id of each shard above its floor, or null, and the snapshot in which this holds.
PROBE = Statement("""
    SELECT CAST(CAST(pg_snapshot_xmin(snapshot) AS text) AS bigint) AS oldest_running,
           CAST(CAST(pg_snapshot_xmax(snapshot) AS text) AS bigint) AS next_transaction,
           ARRAY(SELECT (SELECT outbox.id FROM outbox
                         WHERE outbox.shard = CAST(given.position - 1 AS smallint) AND outbox.id > given.floor
                         ORDER BY outbox.id LIMIT 1)
                 FROM unnest(CAST(:floors AS bigint[])) WITH ORDINALITY AS given (floor, position)
                 ORDER BY given.position) AS oldest_ids
    FROM pg_current_snapshot() AS snapshot
""")
# Returns one row per destination with its events in order. One row per event would cost the relay 50 % more.
_TAKE = Statement("""
    WITH taken AS (
        DELETE FROM outbox WHERE ctid = ANY (ARRAY(
            SELECT oldest.ctid
            FROM unnest(CAST(:shards AS smallint[]), CAST(:floors AS bigint[])) AS locked (shard, floor)
            CROSS JOIN LATERAL (
                SELECT outbox.ctid, outbox.id FROM outbox
                WHERE outbox.shard = locked.shard AND outbox.id > locked.floor ORDER BY outbox.id LIMIT :limit
            ) AS oldest
        ))
        RETURNING shard, id, key, topic, headers, payload
    )
    SELECT topic, shard, max(id) AS newest_id, array_agg(key ORDER BY id) AS event_keys,
           '[' || string_agg(CAST(headers AS text), ',' ORDER BY id) || ']' AS headers,
           array_agg(payload ORDER BY id) AS payloads
    FROM taken GROUP BY topic, shard
""")
_log = structlog.stdlib.get_logger("chassis.messaging.relay")
Item = TypeVar("Item")


class Relay:
    """Publishes the outbox of one service until it is stopped. Several can run, because they share shards by locks."""

    def __init__(
        self, engine: AsyncEngine, access: KafkaAccess, *, service: str, emitted: asyncio.Event | None = None
    ) -> None:
        """Take the relay's engine, the way to Kafka, and the service whose events it publishes.

        Code that has committed events in this process sets `emitted`, so that they need not wait for the next poll.
        """
        self._engine = engine
        self._access, self._service = access, service
        self._producer = Producer(access, client_id=f"{service}-relay")
        self._looked: set[int] = set()
        """The shards into which this relay has looked."""
        self._doubtful: dict[TopicPartition, int] = {}
        """Partitions of views into which somebody else has written, with the offset behind which this was."""
        self._emitted = asyncio.Event() if emitted is None else emitted
        self.floors = Floors(PARTITIONS)
        """The id below which each shard is empty for good, as far as this relay knows."""
        self._together = PARTITIONS
        self._prober: AsyncConnection | None = None

    def has_looked(self) -> bool:
        """Return whether this relay has looked into every shard, and found that the service is not behind itself."""
        return len(self._looked) == PARTITIONS

    def doubt(self) -> None:
        """Look into every shard again before anything else is done, because a connection to the database was lost.

        A database that is restored loses all connections, and not this relay alone may be the first to use a lost one.
        """
        self._looked = set()

    def _doubt_view(self, place: TopicPartition, offset: int) -> None:
        """Look into a shard again, because somebody else has written behind this offset, perhaps a frozen relay."""
        if place.topic in views.topics_of(self._service):
            self._doubtful.setdefault(place, offset)
            self._looked.discard(place.partition)

    async def keep_publishing(self, stopping: asyncio.Event) -> None:
        """Publish until `stopping` is set, then finish the running transactions. Faults never end it."""
        poll_seconds, backoff_seconds, look_at = POLL_SECONDS_MIN, BACKOFF_SECONDS_MIN, time.monotonic()
        reporting = asyncio.create_task(report_backlog(self._engine, self.floors, stopping))
        try:
            while not stopping.is_set():
                try:
                    if not self.has_looked() and time.monotonic() >= look_at:
                        look_at = time.monotonic() + LOOK_AGAIN_SECONDS
                        await within(LOOK_SECONDS + 1, self._look())
                    published = await self._publish_waiting()
                except Exception as error:
                    telemetry.RELAY_FAILURES.inc()
                    _log.warning(
                        "relay transaction rolled back", error=repr(error)[:500], retry_seconds=backoff_seconds
                    )
                    self._producer.discard()
                    self.floors.forget()
                    if not isinstance(error, KafkaError | UnknownOffsetError | TimeoutError):
                        self.doubt()  # the database that answers next may be another one
                    await wait_at_most(stopping, backoff_seconds)
                    backoff_seconds = min(backoff_seconds * 2, BACKOFF_SECONDS_MAX)
                    continue
                backoff_seconds = BACKOFF_SECONDS_MIN
                if published >= FEW_EVENTS:
                    continue
                poll_seconds = POLL_SECONDS_MIN if published else min(poll_seconds * 1.1, POLL_SECONDS_MAX)
                await wait_at_most(self._emitted, poll_seconds)
                self._emitted.clear()
        finally:
            reporting.cancel()
            await self._close_prober()
            await self._producer.close()

    async def _publish_waiting(self) -> int:
        """Publish one batch of every shard that has rows, and return the number of events.

        While shards have few rows, all of them share one transaction, because it costs the same for one shard as for
        twelve. With a backlog only a few share one, so that other relays find free shards. After a fault each shard has
        a transaction of its own, so that an event which Kafka refuses blocks only its own shard.
        """
        if not self._looked:
            return 0
        waiting = [shard for shard in await self._waiting_shards() if shard in self._looked]
        random.shuffle(waiting)  # a shard with a fault must not make the same other shards come last every time
        size, self._together = self._together, ALONE
        limit = FEW_EVENTS if size == PARTITIONS else BATCH_EVENTS_MAX
        published = 0
        for some in _chunks(list(_chunks(waiting, size)), CONCURRENT_TRANSACTIONS):
            # return_exceptions: every transaction must have ended before the producer can be dropped.
            results = await asyncio.gather(*(self._publish(shards, limit) for shards in some), return_exceptions=True)
            for result in results:
                if isinstance(result, BaseException):
                    raise result
                published += result
        self._together = PARTITIONS if published < BATCH_EVENTS_MAX else SHARDS_IN_BACKLOG
        return published

    async def _waiting_shards(self) -> list[int]:
        """Return the shards that have rows. Uses its own connection without transactions: one round trip per poll."""
        if self._prober is None:
            connection = await self._engine.connect()
            self._prober = await connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            found = await PROBE.one(self._prober, {"floors": self.floors.of_each_shard()})
        except BaseException:
            await self._close_prober()
            raise
        self.floors.probed(
            found.oldest_ids, oldest_running=found.oldest_running, next_transaction=found.next_transaction
        )
        return [shard for shard, oldest_id in enumerate(found.oldest_ids) if oldest_id is not None]

    async def _close_prober(self) -> None:
        prober, self._prober = self._prober, None
        if prober is not None:
            await prober.close()

    async def _publish(self, shards: Sequence[int], limit: int) -> int:
        """Move the oldest events of each shard, at most `limit`, to Kafka in one transaction. Return their number.

        Shards whose lock another relay has are left to it.
        """
        async with self._engine.begin() as db:
            locked = await locking.lock_free(db, shards)
            if not locked:
                return 0
            floors = self.floors.of_each_shard()
            taken = {"shards": locked, "floors": [floors[shard] for shard in locked], "limit": limit}
            batches = await _TAKE.all(db, taken)
            if not batches:
                return 0
            crashpoints.reached("relay: taken, not sent")
            async with asyncio.timeout(ACKNOWLEDGED_WITHIN_SECONDS):
                offsets = await self._send(batches)
            crashpoints.reached("relay: sent, not committed")
            earlier = await behind.acknowledge(db, offsets)
        for batch in batches:
            place = TopicPartition(batch.topic, batch.shard)
            if place in earlier and offsets[place] - len(batch.event_keys) > earlier[place]:
                self._doubt_view(place, earlier[place])
        self.floors.seen(max(batch.newest_id for batch in batches))
        published = sum(len(batch.event_keys) for batch in batches)
        telemetry.RELAY_PUBLISHED.inc(published)
        telemetry.RELAY_BATCH.observe(published)
        return published

    async def _send(self, batches: Sequence[Any]) -> dict[TopicPartition, int]:
        """Send the events of each destination in order, and wait for every acknowledgement.

        Returns the offset of the last record in each partition.
        """
        sent: dict[TopicPartition, list[Sent]] = {}
        for batch in batches:
            events = zip(batch.event_keys, orjson.loads(batch.headers), batch.payloads, strict=True)
            partition = TopicPartition(batch.topic, batch.shard)
            sent[partition] = await self._producer.send(batch.topic, batch.shard, events)
        await asyncio.gather(*(one.acknowledgement for several in sent.values() for one in several))
        return {partition: await several[-1].last_offset() for partition, several in sent.items()}

    async def _look(self) -> None:
        """Look into the shards that were not looked at yet, as far as no other relay has them, and write what was seen.

        The relay publishes only shards into which it has looked since its start or its latest lost connection. While
        the service is behind itself, nothing is published.
        """
        looked = self._looked  # a look that was given up must not count after the set was replaced
        shards = [shard for shard in range(PARTITIONS) if shard not in looked]
        client_id = f"{self._service}-look"
        async with (
            asyncio.timeout(LOOK_SECONDS),
            behind.reader(self._access, client_id=client_id) as consumer,
            self._engine.begin() as db,
        ):
            locked = await locking.lock_in_turn(db, shards)
            unknown = await behind.unknown_events(db, consumer, self._service, locked)
            covered = [] if unknown else await views.restore_newest(db, consumer, self._service, locked, self._doubtful)
            if not unknown:
                looked.update(locked)
            if unknown or self.has_looked():
                await write_standing(db, behind.described(unknown) if unknown else None)
        if unknown:
            self._looked = set()
            _log.critical("the service is behind itself: run `recover`", reason=behind.described(unknown))
        self._doubtful = {place: offset for place, offset in self._doubtful.items() if place.partition not in looked}
        if covered:
            _log.warning("older messages came after newer ones, which are sent again", messages=len(covered))
        telemetry.BEHIND_ITSELF.set(1 if unknown else 0)


def _chunks(items: Sequence[Item], size: int) -> Iterable[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
