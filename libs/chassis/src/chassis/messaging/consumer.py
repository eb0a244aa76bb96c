"""The idempotent consumer: handles a batch of Kafka records in one database transaction, then offsets are committed.

The id of each event is written to the inbox in the transaction that has its effects. So an event that arrives again,
after a crash between the two commits or through a second consumer, has no effect. A Kafka record that can never succeed
is parked in the same transaction, and every later one with its partition key behind it. A transient fault undoes the
whole batch.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from uuid import UUID

import structlog
from aiokafka import ConsumerRecord
from contracts.cloudevents import MalformedRecordError, from_record, header
from contracts.envelope import Event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.database.engine import is_transient
from chassis.database.statement import Statement
from chassis.messaging import parked
from chassis.messaging.breaker import Breaker, ConsumerHaltedError
from chassis.operations import crashpoints, telemetry

BATCH_RECORDS_MAX: Final = 500
BEHIND: Final = "waits behind an earlier parked Kafka record with the same partition key"

Handler = Callable[[AsyncConnection, list[Any]], Awaitable[None]]
"""`async def on_session_completed(db, events: list[SessionCompleted]) -> None`. It gets new events only, in order per
partition key."""

_CLAIM = Statement("""
    INSERT INTO inbox (event_id) SELECT * FROM unnest(CAST(:event_ids AS uuid[]))
    ON CONFLICT (event_id) DO NOTHING RETURNING event_id
""")
_RELEASE = Statement("DELETE FROM inbox WHERE event_id = ANY (CAST(:event_ids AS uuid[]))")
_log = structlog.stdlib.get_logger("chassis.messaging.consumer")


@dataclass(slots=True)
class _Batch:
    """The outcomes of the Kafka records of one batch."""

    events: list[tuple[ConsumerRecord, Event]] = field(default_factory=list)
    failures: list[tuple[ConsumerRecord, str]] = field(default_factory=list)
    behind: list[ConsumerRecord] = field(default_factory=list)


_Received: TypeAlias = tuple[ConsumerRecord, Event]
ApplyNew: TypeAlias = Callable[
    [AsyncConnection, Mapping[type[Event], Handler], Sequence[_Received], _Batch], Awaitable[set[UUID]]
]
"""Hands new events to their handlers, and adds failures and what waits behind them to the batch."""


async def claim(db: AsyncConnection, events: Sequence[Event]) -> set[UUID]:
    """Write events to the inbox and return the ids that are new. Ids are sorted, so two consumers cannot deadlock."""
    event_ids = sorted({event.event_id for event in events})
    return set(await _CLAIM.scalars(db, {"event_ids": event_ids}))


async def consume(
    engine: AsyncEngine, handlers: Mapping[type[Event], Handler], breaker: Breaker, records: Sequence[ConsumerRecord]
) -> None:
    """Handle one batch of Kafka records of one topic, and commit. The caller commits the offsets afterwards.

    The events are handled together. If a handler fails, everything is undone and they are handled again one by one. So
    a batch without a fault, which is the usual case, needs no savepoint. Raises transient database errors and
    ConsumerHaltedError; in both cases nothing was changed.
    """
    try:
        await _consume(engine, handlers, breaker, records, apply_new=_apply_together)
    except ConsumerHaltedError:
        raise
    except Exception as error:
        if is_transient(error):
            raise
        _log.warning("batch failed, handling one by one", records=len(records), error=repr(error)[:500])
        await _consume(engine, handlers, breaker, records, apply_new=_apply_one_by_one)


async def _consume(
    engine: AsyncEngine,
    handlers: Mapping[type[Event], Handler],
    breaker: Breaker,
    records: Sequence[ConsumerRecord],
    *,
    apply_new: ApplyNew,
) -> None:
    """Handle one batch in one transaction: claim, handle, park, judge."""
    async with engine.begin() as db:
        held = await parked.keys_held(db, sorted({_key(record) for record in records}))
        batch = _sort_out(records, held)
        new = await claim(db, [event for _, event in batch.events]) if batch.events else set()
        todo = _first_of_each(batch.events, new)
        failed = await apply_new(db, handlers, todo, batch)
        if failed:
            await _RELEASE.execute(db, {"event_ids": sorted(failed)})
        await _park(db, batch)
        await breaker.judge(db, _outcomes(records, batch))
        crashpoints.reached("consumer: handled, not committed")
    breaker.committed()
    crashpoints.reached("consumer: committed, offsets not")
    telemetry.CONSUMER_DUPLICATES.inc(len(batch.events) - len(todo))
    telemetry.CONSUMER_BATCH.observe(len(records))
    telemetry.CONSUMER_HALTED.set(0)
    for _, event in todo:
        telemetry.CONSUMER_HANDLED.labels(type(event).__name__).inc()


def _key(record: ConsumerRecord) -> tuple[str, bytes]:
    return record.topic, record.key or b""


def _sort_out(records: Sequence[ConsumerRecord], held: set[tuple[str, bytes]]) -> _Batch:
    """Split Kafka records into events, failures, and those behind a failure. Adds the keys of failures to `held`."""
    batch = _Batch()
    for record in records:
        if _key(record) in held:
            batch.behind.append(record)
            continue
        try:
            batch.events.append((record, from_record(record.headers, record.value)))
        except MalformedRecordError as error:
            batch.failures.append((record, str(error)))
            held.add(_key(record))
    return batch


def _first_of_each(events: list[tuple[ConsumerRecord, Event]], new: set[UUID]) -> list[tuple[ConsumerRecord, Event]]:
    """Return the first occurrence of every new event, because a batch may have an event twice."""
    left = set(new)
    kept = []
    for record, event in events:
        if event.event_id in left:
            left.discard(event.event_id)
            kept.append((record, event))
    return kept


async def _apply_together(
    db: AsyncConnection, handlers: Mapping[type[Event], Handler], todo: Sequence[_Received], _: _Batch
) -> set[UUID]:
    """Hand all events to their handlers."""
    await apply(db, handlers, [event for _, event in todo], _traceparents(todo))
    return set()


async def _apply_one_by_one(
    db: AsyncConnection, handlers: Mapping[type[Event], Handler], todo: Sequence[_Received], batch: _Batch
) -> set[UUID]:
    """Hand events to their handlers, each in a savepoint. Return the ids of those that failed or wait behind one."""
    failed: set[UUID] = set()
    held: set[tuple[str, bytes]] = set()
    for record, event in todo:
        if _key(record) in held:
            batch.behind.append(record)
            failed.add(event.event_id)
            continue
        try:
            async with db.begin_nested():
                await apply(db, handlers, [event], _traceparents([(record, event)]))
        except Exception as error:
            if is_transient(error):
                raise
            batch.failures.append((record, f"{type(error).__name__}: {error}"))
            failed.add(event.event_id)
            held.add(_key(record))
    return failed


async def apply(
    db: AsyncConnection,
    handlers: Mapping[type[Event], Handler],
    events: Sequence[Event],
    traceparents: Mapping[UUID, str],
) -> None:
    """Hand events to their handlers, in as few calls as the order per partition key allows.

    Events of a type without a handler are skipped.
    """
    with telemetry.caused_by(traceparents):
        for kind, group in _in_steps(events):
            if kind in handlers:
                await handlers[kind](db, group)


def _in_steps(events: Sequence[Event]) -> list[tuple[type[Event], list[Event]]]:
    """Group events by type into steps. An event is in a later step than earlier ones of its key with another type."""
    latest: dict[str, tuple[int, type[Event]]] = {}
    steps: dict[tuple[int, type[Event]], list[Event]] = {}
    for event in events:
        kind = type(event)
        depth, previous = latest.get(event.key, (0, kind))
        if previous is not kind:
            depth += 1
        latest[event.key] = (depth, kind)
        steps.setdefault((depth, kind), []).append(event)
    return [(kind, steps[depth, kind]) for depth, kind in sorted(steps, key=lambda step: step[0])]


def _traceparents(events: Sequence[tuple[ConsumerRecord, Event]]) -> dict[UUID, str]:
    found = {}
    for record, event in events:
        if value := header(record.headers, "traceparent"):
            found[event.event_id] = value.decode("ascii", "replace")
    return found


async def _park(db: AsyncConnection, batch: _Batch) -> None:
    """Park failures and what waits behind them, in the order in which they came."""
    errors = {(record.topic, record.partition, record.offset): error for record, error in batch.failures}
    records = [*(record for record, _ in batch.failures), *batch.behind]
    for record in sorted(records, key=lambda record: (record.topic, record.partition, record.offset)):
        position = (record.topic, record.partition, record.offset)
        await parked.park(db, record, errors.get(position, BEHIND))
        telemetry.PARKED_RECORDS.labels(record.topic).inc()
        if position in errors:
            _log.error(
                "Kafka record parked",
                topic=record.topic,
                partition=record.partition,
                offset=record.offset,
                key=repr(record.key)[:100],
                error=errors[position],
            )


def _outcomes(records: Sequence[ConsumerRecord], batch: _Batch) -> list[bool]:
    """Return for each Kafka record, in order, whether it failed. Those that wait behind a failure are left out."""
    failed = {id(record) for record, _ in batch.failures}
    behind = {id(record) for record in batch.behind}
    return [id(record) in failed for record in records if id(record) not in behind]
