"""`recover`: gives a database that was restored to an earlier copy what its service has published since.

It reads the service's own topics behind the last record that was acknowledged to this database. An importer, which each
service has, writes what the events say. Each part is a transaction of its own, and an importer changes nothing that is
there already. So a recovery that ended in the middle is run again. The last transaction says that the database is
complete. The locks of all shards are held until then, so no relay publishes meanwhile (docs/adr/0018).
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, Final, NamedTuple

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from contracts.cloudevents import MalformedRecordError, from_record
from contracts.envelope import Event
from contracts.topics import PARTITIONS, TOPICS
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.database.engine import create_engine, is_transient
from chassis.database.standing import write_standing
from chassis.database.statement import Statement
from chassis.messaging import behind, refusals
from chassis.messaging.locking import LOCK_SPACE
from chassis.messaging.reading import records_between
from chassis.messaging.unpublished import delete_published, set_right
from chassis.operations import crashpoints
from chassis.operations.settings import ServiceSettings
from chassis.wording import counted, instant_words, printable

LOCKED_WITHIN_SECONDS: Final = 30.0
"""Longer than a frozen relay keeps its locks (idle_in_transaction_session_timeout)."""

LOCK_PAUSE_SECONDS: Final = 0.1
_TRY_LOCKS = Statement("""
    SELECT shard FROM unnest(CAST(:shards AS integer[])) AS free (shard) WHERE pg_try_advisory_lock(:space, shard)
""")
# A dry run is one transaction that is rolled back, however long it takes.
_NO_LIMITS = Statement("""
    SELECT set_config('transaction_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)
""")
_COMPACTED: Final = {topic.name for topic in TOPICS if topic.compacted}


class NotRecoverableError(Exception):
    """The database contradicts what was published, so nobody can repair it by events. The text says what to do."""


class Lost(NamedTuple):
    """Something that the events do not have: what it belongs to, its id, what it is, and when it was made."""

    kind: str
    id: object
    what: str
    at: datetime

    def sentence(self) -> str:
        """Return it in words."""
        return f"lost: {self.what} of {self.kind} {self.id}, {instant_words(self.at)}"


@dataclass
class Outcome:
    """What a part of a recovery did: events that were re-imported, by their type, and what is lost."""

    imported: Counter[str] = field(default_factory=Counter)
    lost: list[Lost] = field(default_factory=list)

    def add(self, event: Event) -> None:
        """Count an event that was re-imported."""
        self.imported[type(event).__name__] += 1


class Importer(NamedTuple):
    """How a service re-imports its own events. Its functions write in the caller's transaction."""

    topics: Sequence[str]
    """The topics of the service, in the order in which they are read."""
    take: Callable[[AsyncConnection, Sequence[Event], Outcome], Awaitable[None]]
    """Writes what some events of one partition say, in order, as far as the database lacks it."""
    raise_sequences: Callable[[AsyncConnection, Mapping[str, int]], Awaitable[None]]
    """Raises the versions of aggregates, which are known by their partition keys, to at least these numbers."""
    finish: Callable[[AsyncConnection, Outcome, Any], Awaitable[Any]]
    """Does a part of what can be done only after all events. It gets None first, and then what it returned for the part
    before. None ends it."""


async def recover(settings: ServiceSettings, importer: Importer, *, dry_run: bool) -> int:
    """Recover the database and print what was re-imported and what is lost. Return the exit status.

    0: the database is complete now, or would be. 1: it is not; the text says why and what to do.
    """
    engine = create_engine(
        settings.needed("worker_database_url"), application_name=f"{settings.service}-recover", pool_size=1
    )
    client_id = f"{settings.service}-recover"
    try:
        async with (
            behind.reader(settings.kafka(), client_id=client_id) as consumer,
            engine.connect() as db,
        ):
            if not await _hold_shards(db):
                _say("Another process keeps a lock of the relay. Stop the workers of this service, and run this again.")
                return 1
            await _Recovery(db, consumer, settings.service, importer, dry_run).run()
            return 0
    except NotRecoverableError as error:
        _say(f"{error} The database stays closed.")
    except Exception as error:
        if not isinstance(error, KafkaError) and not is_transient(error):
            raise
        refused = await refusals.reason(settings.kafka(), refusals.needs_of(settings.service, ()))
        what = refused or f"PostgreSQL or Kafka does not answer: {error!r}"
        _say(f"{what}. What was re-imported stays. Run this again.")
    finally:
        await engine.dispose()
    return 1


async def _hold_shards(db: AsyncConnection) -> bool:
    """Take the locks of all shards until the connection ends. Return whether all of them were free in time."""
    missing, until = set(range(PARTITIONS)), monotonic() + LOCKED_WITHIN_SECONDS
    while True:
        async with db.begin():
            missing -= set(await _TRY_LOCKS.scalars(db, {"space": LOCK_SPACE, "shards": sorted(missing)}))
        if not missing or monotonic() > until:
            return not missing
        await asyncio.sleep(LOCK_PAUSE_SECONDS)


@dataclass
class _Recovery:
    """One run of the command, on a connection that holds the locks."""

    db: AsyncConnection
    consumer: AIOKafkaConsumer
    service: str
    importer: Importer
    dry_run: bool
    total: Counter[str] = field(default_factory=Counter)
    noticed: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Import everything, and say what was done."""
        if self.dry_run:
            async with self.db.begin() as transaction:
                await _NO_LIMITS.execute(self.db)
                await self._import_all()
                await transaction.rollback()
        else:
            await self._import_all()
        self._say_result()

    async def _import_all(self) -> None:
        partitions = [TopicPartition(topic, shard) for topic in self.importer.topics for shard in range(PARTITIONS)]
        async with self._transaction():
            known = await behind.acknowledged(self.db, self.importer.topics, range(PARTITIONS))
        begins = await self.consumer.beginning_offsets(partitions)
        ends = await self.consumer.end_offsets(partitions)
        missing = {one: (max(known.get(one, -1) + 1, begins[one]), ends[one]) for one in partitions}
        async for partition, records in self._own_records(missing):
            async with self._transaction():
                event_ids = [event_id for record in records if (event_id := behind.event_id_of(record))]
                await delete_published(self.db, partition.partition, event_ids)
        for partition in partitions:
            gone = missing[partition][0] - known.get(partition, -1) - 1
            if gone and partition.topic not in _COMPACTED:
                where = f"{partition.topic}[{partition.partition}]"
                self._notice(f"lost: {counted(gone, 'record')} of {where}, which Kafka keeps no longer")
        async for partition, records in self._own_records(missing):
            await self._import(partition, records)
        await self._finish()
        async with self._transaction():
            await behind.acknowledge(self.db, {one: end - 1 for one, end in ends.items() if end})
            await write_standing(self.db, behind=None)

    async def _own_records(
        self, ranges: Mapping[TopicPartition, tuple[int, int]]
    ) -> AsyncIterator[tuple[TopicPartition, list[ConsumerRecord]]]:
        """Yield the service's records in these ranges of offsets, in parts of bounded size."""
        for partition, (begin, end) in ranges.items():
            async for records in records_between(self.consumer, partition, begin, end):
                yield partition, [record for record in records if behind.is_from(self.service, record)]

    async def _finish(self) -> None:
        after = None
        while True:
            outcome = Outcome()
            async with self._transaction():
                after = await self.importer.finish(self.db, outcome, after)
            self._tell(outcome)
            if after is None:
                return

    async def _import(self, partition: TopicPartition, records: Sequence[ConsumerRecord]) -> None:
        """Import some records of a partition, and bring the outbox into line with them."""
        outcome, events, unread = Outcome(), [], []
        for record in records:
            if record.value is None:
                continue  # a tombstone: an event says what it erases
            try:
                events.append(from_record(record.headers, record.value))
            except MalformedRecordError as error:
                unread.append(f"lost: {behind.name_of(record)}: {error}")
        async with self._transaction():
            await self.importer.take(self.db, events, outcome)
            moved = await set_right(self.db, partition.partition, partition.topic, events, views=_COMPACTED)
            await self.importer.raise_sequences(self.db, {one.key: one.last for one in moved})
            crashpoints.reached("recover: imported, not committed")
        crashpoints.reached("recover: part committed")
        self._tell(outcome)
        for sentence in (*unread, *(one.sentence() for one in moved)):
            self._notice(sentence)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[None]:
        """Give a transaction that commits; in a dry run, the one transaction of the run."""
        if self.dry_run:
            yield
        else:
            async with self.db.begin():
                yield

    def _tell(self, outcome: Outcome) -> None:
        self.total += outcome.imported
        for lost in outcome.lost:
            self._notice(lost.sentence())

    def _notice(self, sentence: str) -> None:
        """Say something once, although a relay may have published its event twice."""
        if sentence not in self.noticed:
            self.noticed.add(sentence)
            _say(sentence)

    def _say_result(self) -> None:
        if self.total:
            kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(self.total.items()))
            _say(f"{counted(self.total.total(), 'event')} re-imported: {kinds}.")
        elif not self.noticed:
            _say("Nothing to do: the database has everything that was published from it.")
        else:
            _say("No event was missing.")
        if self.dry_run:
            _say("This was a dry run. Nothing was changed.")
        else:
            _say("The database is complete. Its worker and its API go on within some seconds.")


def _say(text: str) -> None:
    """Print a line. Anybody may have written what is in it."""
    print(printable(text), flush=True)
