"""The outbox relay: hands committed events to Kafka, in order per key, at least once.

One transaction takes the advisory locks of shards, each of which is one Kafka partition, deletes their oldest rows,
sends them and commits once Kafka has acknowledged all of them. A relay that dies rolls back and so frees its shards:
there is no lease, clock or heartbeat. One that freezes is ended by the server
(idle_in_transaction_session_timeout), and whatever it still sends when it wakes up repeats what its successor sent
before. Duplicates are possible; loss, and reordering of first occurrences, are not.
"""

import asyncio
import contextlib
import random
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeVar

import orjson
import structlog
from contracts.topics import PARTITIONS
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis import crashpoints, parked, telemetry
from chassis.floors import Floors
from chassis.producer import Producer
from chassis.statement import Statement
from chassis.waiting import wait_at_most

BATCH_EVENTS_MAX: Final = 400
"""Per shard, in a transaction of its own: of an ordinary size they fit one Kafka batch, of which one is on its way."""

FEW_EVENTS: Final = 50
"""Per shard, where all shards share a transaction. So many in all are a reason to look for more at once."""

SHARDS_IN_BACKLOG: Final = 3
ALONE: Final = 1
CONCURRENT_TRANSACTIONS: Final = 2
"""While one waits for Kafka the other takes rows. More cost Kafka more, and leave fewer shards to other relays."""

CONNECTIONS: Final = CONCURRENT_TRANSACTIONS + 2
"""What a relay needs at most: its transactions, the probe and the count of what waits."""

LOCK_SPACE: Final = 0x10C5
"""First half of the shards' advisory lock keys; nothing else in the database uses it."""

POLL_SECONDS_MIN: Final = 0.005
"""Also how long events gather while there is traffic: a transaction costs the same for one event as for twenty."""

POLL_SECONDS_MAX: Final = 0.02
BACKOFF_SECONDS_MIN: Final = 0.1
BACKOFF_SECONDS_MAX: Final = 2.0

ACKNOWLEDGED_WITHIN_SECONDS: Final = 7
"""Less than idle_in_transaction_session_timeout: the relay gives up before the server ends its transaction."""

BACKLOG_INTERVAL_SECONDS: Final = 5

# Each shard's oldest id behind its floor, or null; with the snapshot in which that is so.
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
_LOCK = Statement("""
    SELECT shard FROM unnest(CAST(:shards AS integer[])) AS waiting (shard)
    WHERE pg_try_advisory_xact_lock(:space, shard)
""")
# One row per destination, its events in order: a row per event costs the relay half as much again.
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
_BACKLOG = Statement("""
    SELECT shard, count(*) AS events, min(id) AS oldest_id,
           CAST(extract(epoch FROM clock_timestamp() - min(created_at)) AS float8) AS age_seconds
    FROM outbox GROUP BY shard
""")
_log = structlog.stdlib.get_logger("chassis.relay")
Item = TypeVar("Item")


class Relay:
    """Publishes one service's outbox until told to stop. Several may run: shards are shared by lock."""

    def __init__(
        self, engine: AsyncEngine, bootstrap_servers: str, *, client_id: str, emitted: asyncio.Event | None = None
    ) -> None:
        """Take the relay's engine, Kafka's addresses and the name that Kafka sees.

        `emitted` is set by whoever has just committed events in this process: they need not wait for the next poll.
        """
        self._engine = engine
        self._producer = Producer(bootstrap_servers, client_id=client_id)
        self._emitted = asyncio.Event() if emitted is None else emitted
        self.floors = Floors(PARTITIONS)
        """The id below which each shard is empty for good, as far as this relay knows."""
        self._together = PARTITIONS
        self._prober: AsyncConnection | None = None

    async def run(self, stopping: asyncio.Event) -> None:
        """Publish until `stopping` is set; then finish the transactions under way. Faults never end it."""
        poll_seconds, backoff_seconds = POLL_SECONDS_MIN, BACKOFF_SECONDS_MIN
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
                    self._producer.discard()
                    self.floors.forget()
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
        """Publish one batch of every shard that has rows; return how many events that were.

        All shards share a transaction while they have little: it costs the same for one as for twelve. A few do
        while there is a backlog, so that other relays find free shards; after a fault each is alone, so that an event
        which Kafka refuses holds up its own shard only.
        """
        waiting = await self._waiting_shards()
        random.shuffle(waiting)  # the fault of one shard must not put the same others last every time
        size, self._together = self._together, ALONE
        limit = FEW_EVENTS if size == PARTITIONS else BATCH_EVENTS_MAX
        published = 0
        for some in _chunks(list(_chunks(waiting, size)), CONCURRENT_TRANSACTIONS):
            # return_exceptions: every transaction must have ended before the producer may be dropped.
            results = await asyncio.gather(*(self._publish(shards, limit) for shards in some), return_exceptions=True)
            for result in results:
                if isinstance(result, BaseException):
                    raise result
                published += result
        self._together = PARTITIONS if published < BATCH_EVENTS_MAX else SHARDS_IN_BACKLOG
        return published

    async def _waiting_shards(self) -> list[int]:
        """Return the shards that have rows. On a connection of its own without transactions: one round trip a poll."""
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
        """Move the oldest events of each shard, so many at most, to Kafka in one transaction; return how many.

        Shards that another relay has are left to it.
        """
        async with self._engine.begin() as db:
            locked = await _lock(db, shards)
            if not locked:
                return 0
            floors = self.floors.of_each_shard()
            taken = {"shards": locked, "floors": [floors[shard] for shard in locked], "limit": limit}
            batches = await _TAKE.all(db, taken)
            if not batches:
                return 0
            crashpoints.reached("relay: taken, not sent")
            async with asyncio.timeout(ACKNOWLEDGED_WITHIN_SECONDS):
                await self._send(batches)
            crashpoints.reached("relay: sent, not committed")
        self.floors.seen(max(batch.newest_id for batch in batches))
        published = sum(len(batch.event_keys) for batch in batches)
        telemetry.RELAY_PUBLISHED.inc(published)
        telemetry.RELAY_BATCH.observe(published)
        return published

    async def _send(self, batches: Sequence[Any]) -> None:
        """Send each destination's events in order; wait for every acknowledgement."""
        acknowledgements: list[asyncio.Future[Any]] = []
        for batch in batches:
            events = zip(batch.event_keys, orjson.loads(batch.headers), batch.payloads, strict=True)
            acknowledgements += await self._producer.send(batch.topic, batch.shard, events)
        await asyncio.gather(*acknowledgements)

    async def _report_backlog(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            # metrics, and a second look at floors: the relay itself reports faults
            with contextlib.suppress(Exception):
                async with self._engine.connect() as db:
                    shards = await _BACKLOG.all(db)
                    telemetry.PARKED_KEYS.set(await parked.count_keys(db))
                for row in shards:
                    self.floors.found(row.shard, row.oldest_id)
                telemetry.RELAY_BACKLOG.set(sum(row.events for row in shards))
                telemetry.RELAY_AGE.set(max((row.age_seconds for row in shards), default=0.0))
            await wait_at_most(stopping, BACKLOG_INTERVAL_SECONDS)


async def _lock(db: AsyncConnection, shards: Sequence[int]) -> list[int]:
    """Take shards for this transaction, and return those that no other relay has.

    A statement of its own, so that the next one's snapshot is fresh.
    """
    return await _LOCK.scalars(db, {"space": LOCK_SPACE, "shards": shards})


def _chunks(items: Sequence[Item], size: int) -> Iterable[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
