"""The idempotent consumer: handles a batch of Kafka records in one database transaction, then offsets are committed.

The position in each partition moves in the transaction that has the effects, so a batch is exactly once by itself. The
id of each event is written to the inbox in the same transaction, so an event that its producer sent twice has one
effect. An event of a type without a handler is skipped, and the range in which it lies is kept. A Kafka record that can
never succeed is parked, and every later one with its partition key behind it. A transient fault undoes the whole batch.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias
from uuid import UUID

import structlog
from aiokafka import ConsumerRecord
from contracts.cloudevents import header
from contracts.envelope import Event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.database.engine import is_transient
from chassis.database.statement import Statement
from chassis.messaging import parked, skipped
from chassis.messaging.batch import Batch, divide, first_of_each, key_of, outcomes, sort_out, without_other_forms
from chassis.messaging.breaker import Breaker, ConsumerHaltedError
from chassis.messaging.positions import PositionMovedError, Reading
from chassis.operations import crashpoints, telemetry

BATCH_RECORDS_MAX: Final = 500
BEHIND: Final = "waits behind an earlier parked Kafka record with the same partition key"

Handler = Callable[[AsyncConnection, list[Any]], Awaitable[None]]
"""`async def on_session_completed(db, events: list[SessionCompleted]) -> None`. It gets new events only, in order per
partition key."""

_CLAIM_SQL: Final = """
    INSERT INTO inbox (event_id) SELECT * FROM unnest(CAST(:event_ids AS uuid[]))
    ON CONFLICT (event_id) DO NOTHING RETURNING event_id
"""
_CLAIM = Statement(_CLAIM_SQL)
# Moves the positions and claims the events in one round trip.
_MOVE_AND_CLAIM_SQL: Final = f"""
    WITH moved AS (
        UPDATE positions SET record_offset = move.to_offset, record_id = move.record_id
        FROM unnest(CAST(:partitions AS integer[]), CAST(:from_offsets AS bigint[]), CAST(:to_offsets AS bigint[]),
                    CAST(:record_ids AS bytea[])) AS move (partition, from_offset, to_offset, record_id)
        WHERE positions.topic = :topic AND positions.partition = move.partition
          AND positions.record_offset = move.from_offset
        RETURNING positions.partition
    ), claimed AS ({_CLAIM_SQL})
    SELECT (SELECT count(*) FROM moved) AS moved, ARRAY(SELECT event_id FROM claimed) AS claimed
"""  # noqa: S608 - a constant of this module
_MOVE_AND_CLAIM = Statement(_MOVE_AND_CLAIM_SQL)
_RELEASE = Statement("DELETE FROM inbox WHERE event_id = ANY (CAST(:event_ids AS uuid[]))")
# An event that must never take effect has no limit of time (chassis.database.retention).
_RELEASE_AGAIN = Statement("""
    DELETE FROM inbox WHERE event_id = ANY (CAST(:event_ids AS uuid[])) AND handled_at < 'infinity'
""")
_log = structlog.stdlib.get_logger("chassis.messaging.consumer")


_Received: TypeAlias = tuple[ConsumerRecord, Event]
ApplyNew: TypeAlias = Callable[
    [AsyncConnection, Mapping[type[Event], Handler], Sequence[_Received], Batch], Awaitable[set[UUID]]
]
"""Hands new events to their handlers, and adds failures and what waits behind them to the batch."""


async def claim(db: AsyncConnection, events: Sequence[Event]) -> set[UUID]:
    """Write events to the inbox and return the ids that are new. Ids are sorted, so two consumers cannot deadlock."""
    event_ids = sorted({event.event_id for event in events})
    return set(await _CLAIM.scalars(db, {"event_ids": event_ids}))


async def consume(
    engine: AsyncEngine, handlers: Mapping[type[Event], Handler], breaker: Breaker, reading: Reading
) -> None:
    """Handle one batch of Kafka records of one topic, move the positions, and commit.

    The events are handled together. If a handler fails, everything is undone and they are handled again one by one. So
    a batch without a fault, which is the usual case, needs no savepoint. Raises transient database errors,
    ConsumerHaltedError and PositionMovedError; in each case nothing was changed.
    """
    try:
        await _consume(engine, handlers, breaker, reading, apply_new=_apply_together)
    except (ConsumerHaltedError, PositionMovedError):
        raise
    except Exception as error:
        if is_transient(error):
            raise
        _log.warning("batch failed, handling one by one", records=len(reading.records), error=repr(error)[:500])
        await _consume(engine, handlers, breaker, reading, apply_new=_apply_one_by_one)


async def _consume(
    engine: AsyncEngine,
    handlers: Mapping[type[Event], Handler],
    breaker: Breaker,
    reading: Reading,
    *,
    apply_new: ApplyNew,
) -> None:
    """Handle one batch in one transaction: move, claim, handle, skip, park, judge."""
    claiming, skipped_records = divide(reading.records, {event.type for event in handlers})
    async with engine.begin() as db:
        held = await parked.keys_held(db, sorted({key_of(record) for record in claiming})) if claiming else set()
        batch = sort_out(claiming, held, handlers)
        batch.skipped = without_other_forms(skipped_records, batch.events)
        again = {event.event_id for one, event in batch.events if (one.partition, one.offset) in reading.again}
        if again:
            await _RELEASE_AGAIN.execute(db, {"event_ids": sorted(again)})
        new = await _move_and_claim(db, reading, [event for _, event in batch.events])
        todo = first_of_each(batch.events, new)
        failed = await apply_new(db, handlers, todo, batch)
        if failed:
            await _RELEASE.execute(db, {"event_ids": sorted(failed)})
        await _park(db, batch)
        await skipped.keep(db, reading.topic, batch.skipped)
        await skipped.shorten_ranges(db, reading.topic, reading.caught_up)
        await breaker.judge(db, outcomes(claiming, batch))
        crashpoints.reached("consumer: handled, not committed")
    breaker.committed()
    crashpoints.reached("consumer: committed, offsets not")
    telemetry.CONSUMER_SKIPPED.labels(reading.topic).inc(len(skipped_records))
    telemetry.CONSUMER_DUPLICATES.inc(len(batch.events) - len(todo))
    telemetry.CONSUMER_BATCH.observe(len(reading.records))
    telemetry.CONSUMER_HALTED.set(0)
    for _, event in todo:
        telemetry.CONSUMER_HANDLED.labels(type(event).__name__).inc()


async def _move_and_claim(db: AsyncConnection, reading: Reading, events: Sequence[Event]) -> set[UUID]:
    """Move the positions and write events to the inbox. Return the ids that are new.

    Raises PositionMovedError if a position is not where this worker left it.
    """
    row = await _MOVE_AND_CLAIM.one(
        db,
        {
            "topic": reading.topic,
            "partitions": [move.partition for move in reading.moves],
            "from_offsets": [move.from_offset for move in reading.moves],
            "to_offsets": [move.to_offset for move in reading.moves],
            "record_ids": [move.record_id for move in reading.moves],
            "event_ids": sorted({event.event_id for event in events}),
        },
    )
    if row.moved != len(reading.moves):
        raise PositionMovedError(f"a position in {reading.topic} is not where this worker left it")
    return set(row.claimed)


async def _apply_together(
    db: AsyncConnection, handlers: Mapping[type[Event], Handler], todo: Sequence[_Received], _: Batch
) -> set[UUID]:
    """Hand all events to their handlers."""
    await apply(db, handlers, [event for _, event in todo], _traceparents(todo))
    return set()


async def _apply_one_by_one(
    db: AsyncConnection, handlers: Mapping[type[Event], Handler], todo: Sequence[_Received], batch: Batch
) -> set[UUID]:
    """Hand events to their handlers, each in a savepoint. Return the ids of those that failed or wait behind one."""
    failed: set[UUID] = set()
    held: set[tuple[str, bytes]] = set()
    for record, event in todo:
        if key_of(record) in held:
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
            held.add(key_of(record))
    return failed


async def apply(
    db: AsyncConnection,
    handlers: Mapping[type[Event], Handler],
    events: Sequence[Event],
    traceparents: Mapping[UUID, str],
) -> None:
    """Hand events to their handlers, in as few calls as the order per partition key allows."""
    with telemetry.caused_by(traceparents):
        for kind, group in _in_steps(events):
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


async def _park(db: AsyncConnection, batch: Batch) -> None:
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
