"""A worker's place in each Kafka partition is a row in its own database, written in the transaction of each batch.

So a batch is exactly once by itself, and a database that is restored to an earlier copy reads again what it forgot.
Kafka's own committed offsets only show the lag. A row has the offset and the id of the last record that was read. After
every seek that record is read again: if another one is in its place, the topic was made again, and everything is read
from the beginning. See docs/adr/0016.
"""

import asyncio
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

import structlog
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from contracts.cloudevents import header
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.database.engine import is_transient
from chassis.database.statement import Statement
from chassis.messaging.skipped import Range, forget_ranges, is_due, once_more, read_ranges
from chassis.operations import telemetry
from chassis.waiting import wait_at_most

LOOK_SECONDS: Final = 2.0
"""How often a worker compares its places with its database, which may have been restored without its notice."""

NOTHING_READ: Final = -1
"""The offset of a partition in which nothing has been read."""

_ID_BYTES_MAX: Final = 64

_CREATE = Statement("""
    INSERT INTO positions (topic, partition)
    SELECT * FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS integer[])) ON CONFLICT DO NOTHING
""")
_READ = Statement("""
    SELECT topic, partition, record_offset, record_id FROM positions WHERE topic = ANY (CAST(:topics AS text[]))
""")
_BEGIN_AGAIN = Statement("""
    UPDATE positions SET record_offset = -1, record_id = ''
    WHERE topic = :topic AND partition = :partition AND record_offset = :record_offset
""")
_log = structlog.stdlib.get_logger("chassis.messaging.positions")


class PositionMovedError(Exception):
    """The database has another position than this worker knows: another worker has read on, or it was restored."""


class Move(NamedTuple):
    """How the position in a partition moves: from the last record that was read to the last one of a batch."""

    partition: int
    from_offset: int
    to_offset: int
    record_id: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """A worker's place in a partition, as the database has it.

    `found` says whether the last record was read again since the latest seek, and was the same. `resume` is the offset
    at which the consumer reads on. `due` are the ranges of types that were skipped and are handled now.
    """

    offset: int
    record_id: bytes
    found: bool
    resume: int
    due: Mapping[str, Range] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """Kafka records of one topic that are to be handled, in order, and what changes in the same transaction.

    `caught_up` are the ranges of skipped types that were read again, each with the offset up to which it is done.
    `again` are the partitions and offsets of records that were handled before, and are handled once more.
    """

    topic: str
    records: Sequence[ConsumerRecord]
    moves: Sequence[Move]
    caught_up: Sequence[tuple[int, str, int]] = ()
    again: frozenset[tuple[int, int]] = frozenset()


def identity(record: ConsumerRecord) -> bytes:
    """Return what tells a record from another one at the same offset: its ce_id, or a digest of key and value."""
    ce_id = header(record.headers, "ce_id")
    if ce_id and len(ce_id) <= _ID_BYTES_MAX:
        return ce_id
    return hashlib.sha256(b"%d:" % len(record.key or b"") + (record.key or b"") + (record.value or b"")).digest()


class Positions:
    """The places of one worker's consumer in its assigned partitions.

    Its lock is held while a batch is handled, so that nothing seeks meanwhile.
    """

    def __init__(self, engine: AsyncEngine, handled: Collection[str]) -> None:
        """Take the worker's engine, and the names of the ranges that it reads: CloudEvents types that it handles."""
        self._engine = engine
        self._handled = sorted(handled)
        self._places: dict[TopicPartition, Place] = {}
        self._assigned = asyncio.Event()
        self.lock = asyncio.Lock()

    def forget(self, partitions: Iterable[TopicPartition]) -> None:
        """Forget places, because another worker may read on there. The next look finds the present ones."""
        for partition in partitions:
            self._places.pop(partition, None)
        self._assigned.set()

    async def keep_looking(self, consumer: Any, stopping: asyncio.Event) -> None:
        """Look at once after every rebalance, and every LOOK_SECONDS, until `stopping` is set.

        `consumer` is a function that returns the consumer, or None while there is none.
        """
        while not stopping.is_set():
            try:
                async with self.lock:
                    if (found := consumer()) is not None:
                        await self.look(found)
            except Exception as error:
                if not is_transient(error) and not isinstance(error, KafkaError):
                    raise
                _log.warning("could not look at the positions, trying again", error=repr(error)[:500])
            await wait_at_most(self._assigned, LOOK_SECONDS)
            self._assigned.clear()

    async def look(self, consumer: Any) -> None:
        """Seek wherever the place is unknown, or differs from the database. Call it with the lock.

        If a log ends before the last record that was read, another log is in its place. Its next record may not come
        for long, so nobody waits for it.
        """
        assigned = set(consumer.assignment())
        for gone in self._places.keys() - assigned:
            del self._places[gone]
        if not assigned:
            return
        topics = sorted({partition.topic for partition in assigned})
        async with self._engine.begin() as db:
            stored = await _positions(db, topics)
            if new := sorted(assigned - stored.keys()):
                parameters = {"topics": [tp.topic for tp in new], "partitions": [tp.partition for tp in new]}
                await _CREATE.execute(db, parameters)
                stored = await _positions(db, topics)
            moved = [tp for tp in sorted(assigned) if not self._is_at(tp, *stored[tp])]
            due = await read_ranges(db, topics, self._handled) if moved else {}
        read = [partition for partition in moved if stored[partition][0] != NOTHING_READ]
        ends = await consumer.end_offsets(read) if read else {}
        for partition in moved:
            offset, record_id = stored[partition]
            place = _place(offset, record_id, due.get(partition, {}))
            if partition in ends and ends[partition] <= offset:
                await self._begin_again(consumer, partition, place)
            else:
                self._seek(consumer, partition, place)

    def _is_at(self, partition: TopicPartition, offset: int, record_id: bytes) -> bool:
        place = self._places.get(partition)
        return place is not None and (place.offset, place.record_id) == (offset, record_id)

    def _seek(self, consumer: Any, partition: TopicPartition, place: Place) -> None:
        try:
            consumer.seek(partition, place.resume)
        except IllegalStateError:  # a rebalance has just taken it away
            return
        self._places[partition] = place

    def rewind(self, consumer: Any, records: Iterable[ConsumerRecord]) -> None:
        """Seek back to where a batch began, because it was not handled."""
        for partition in {TopicPartition(record.topic, record.partition) for record in records}:
            if place := self._places.get(partition):
                self._seek(consumer, partition, place)

    async def read(
        self, consumer: Any, topic: str, records: Sequence[ConsumerRecord]
    ) -> tuple[Reading, dict[TopicPartition, Place]]:
        """Return what a batch of one topic brings, and the places after it was handled. Call it with the lock.

        Records of a partition whose place changed since they were fetched are left out: they will be fetched again.
        """
        kept: list[ConsumerRecord] = []
        moves: list[Move] = []
        caught_up: list[tuple[int, str, int]] = []
        again: set[tuple[int, int]] = set()
        places: dict[TopicPartition, Place] = {}
        for number, fetched in _by_partition(records).items():
            partition = TopicPartition(topic, number)
            place = self._places.get(partition)
            position = position_of(consumer, partition)
            if place is None or position is None or position <= fetched[-1].offset:
                continue
            if not await self._is_same_log(consumer, partition, place, fetched):
                continue
            after = _after(place, fetched)
            moves.append(Move(number, place.offset, after.offset, after.record_id))
            known = [record for record in fetched if record.offset <= place.offset]
            kept += [record for record in known if is_due(place.due, record)] + fetched[len(known) :]
            again |= {(number, record.offset) for record in known if is_due(once_more(place.due), record)}
            caught_up += [(number, kind, fetched[-1].offset) for kind in place.due]
            places[partition] = after
        return Reading(topic, kept, moves, caught_up, frozenset(again)), places

    def adopt(self, places: Mapping[TopicPartition, Place]) -> None:
        """Take the places after a batch. Call it after its transaction has committed."""
        self._places.update(places)

    async def _is_same_log(
        self, consumer: Any, partition: TopicPartition, place: Place, fetched: Sequence[ConsumerRecord]
    ) -> bool:
        """Return whether these records go on where this worker stopped, in the same log. If not, seek.

        The last record that was read may be gone only when the log begins after it, because its time was over.
        """
        if fetched[0].offset < place.resume:  # the log ended before the place, so aiokafka went to its beginning
            end = (await consumer.end_offsets([partition]))[partition]
            if end <= place.offset:
                await self._begin_again(consumer, partition, place)
            else:
                self._seek(consumer, partition, _place(place.offset, place.record_id, place.due))
            return False
        if place.found or fetched[-1].offset < place.offset:
            return True
        if any(one.offset == place.offset and identity(one) == place.record_id for one in fetched):
            return True
        begins = (await consumer.beginning_offsets([partition]))[partition]
        if begins <= place.offset:
            await self._begin_again(consumer, partition, place)
            return False
        missing = begins - place.offset - 1
        if missing:
            _log.error("records were deleted before they were read", partition=str(partition), records=missing)
            telemetry.CONSUMER_MISSED.labels(partition.topic).inc(missing)
        return True

    async def _begin_again(self, consumer: Any, partition: TopicPartition, place: Place) -> None:
        """Read a partition from its beginning, because another log is in its place."""
        where = {"topic": partition.topic, "partition": partition.partition}
        async with self._engine.begin() as db:
            await _BEGIN_AGAIN.execute(db, {**where, "record_offset": place.offset})
            await forget_ranges(db, **where)
        _log.warning("the topic was made again, reading it from its beginning", partition=str(partition))
        telemetry.CONSUMER_BEGUN_AGAIN.labels(partition.topic).inc()
        self._seek(consumer, partition, _place(NOTHING_READ, b"", {}))


def position_of(consumer: Any, partition: TopicPartition) -> int | None:
    """Return the consumer's position in a partition, or None while it is unknown or the partition is not assigned."""
    subscription = consumer._subscription.subscription
    assignment = subscription.assignment if subscription is not None else None
    state = assignment.state_value(partition) if assignment is not None else None
    return state.position if state is not None and state.has_valid_position else None


def _place(offset: int, record_id: bytes, due: Mapping[str, Range]) -> Place:
    """Return a place to seek to: the last record that was read, or before it the first one that is due."""
    resume = min([max(offset, 0), *(due_range.first for due_range in due.values())])
    return Place(offset, record_id, found=offset == NOTHING_READ, resume=resume, due=due)


def _after(place: Place, fetched: Sequence[ConsumerRecord]) -> Place:
    """Return the place after these records, which were found to be of the same log."""
    last = fetched[-1]
    due = {kind: range_ for kind, range_ in place.due.items() if range_.last > last.offset}
    reached = place.found or last.offset >= place.offset
    if last.offset <= place.offset:
        return replace(place, found=reached, resume=last.offset + 1, due=due)
    return Place(last.offset, identity(last), found=True, resume=last.offset + 1, due=due)


def _by_partition(records: Sequence[ConsumerRecord]) -> dict[int, list[ConsumerRecord]]:
    partitions: dict[int, list[ConsumerRecord]] = {}
    for record in records:
        partitions.setdefault(record.partition, []).append(record)
    return partitions


async def _positions(db: AsyncConnection, topics: Sequence[str]) -> dict[TopicPartition, tuple[int, bytes]]:
    rows = await _READ.all(db, {"topics": topics})
    return {TopicPartition(row.topic, row.partition): (row.record_offset, bytes(row.record_id)) for row in rows}
