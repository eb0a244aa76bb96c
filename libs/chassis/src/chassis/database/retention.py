"""Deletes old rows that are no facts: ids of handled events, and stored answers of requests.

Both are deleted in small parts, each in a transaction of its own, by one worker at a time and without waiting for any
lock. An id is deleted when its event can no longer arrive (docs/adr/0006). Its time counts from when the event was
handled, by the clock of the database, so that neither a late event nor a wrong clock elsewhere shortens it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Final, NamedTuple
from uuid import UUID

import structlog
from contracts.envelope import Event
from contracts.topics import TOPIC_OF
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.database.statement import Statement
from chassis.operations import telemetry
from chassis.operations.settings import ServiceSettings
from chassis.waiting import wait_at_most

INTERVAL_SECONDS: Final = 600.0
INTERVAL_JITTER: Final = 0.5
"""How much an interval may differ from the usual one, so that workers that start together do not work together."""

BITE_ROWS: Final = 1_000
BITE_PAUSE_SECONDS: Final = 0.05
BITES_PER_PASS_MAX: Final = 10_000

LOCK_SPACE: Final = 0x10C6
"""The first half of the tables' advisory lock keys. Nothing else in the database uses it."""

BEYOND_TOPIC_DAYS: Final = 8
"""How much longer than the retention of its topic a Kafka record can be delivered. Kafka deletes whole segments, which
it closes after seven days (segment.ms). One more day is for differences of clocks, and for the time between the
creation of a Kafka record and its handling."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_NOW = Statement("SELECT clock_timestamp()")
_LOCK = Statement("SELECT pg_try_advisory_xact_lock(:space, :table)")

# Event ids begin with the time at which they were made. So the oldest ones come first in the primary key, and no other
# index is needed. The walk continues after the last id that it saw, whether that was deleted or is still too young.
_OLDEST = Statement("""
    SELECT event_id FROM inbox WHERE event_id > :behind AND event_id < :boundary ORDER BY event_id LIMIT :limit
""")
_FORGET_EVENTS = Statement("""
    DELETE FROM inbox WHERE event_id = ANY (CAST(:event_ids AS uuid[])) AND handled_at < :before
    RETURNING 1
""")
_FORGET_ANSWERS = Statement("""
    DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM idempotency_keys WHERE created_at < :before ORDER BY created_at LIMIT :limit
    ))
    RETURNING 1
""")
_REMEMBER_FOR_EVER = Statement("""
    INSERT INTO inbox (event_id, handled_at) VALUES (:event_id, 'infinity') ON CONFLICT (event_id) DO NOTHING
""")
_log = structlog.stdlib.get_logger("chassis.database.retention")


class Table(IntEnum):
    """The tables from which old rows are deleted, each with the second half of its advisory lock key."""

    inbox = 1
    idempotency_keys = 2


class Lifetimes(NamedTuple):
    """How long the id of an event stays in the inbox, and the answer of a request under its Idempotency-Key."""

    inbox: timedelta
    idempotency_keys: timedelta


class Bite(NamedTuple):
    """What one transaction did: how many rows it deleted, and after which id to continue (None: nothing is left)."""

    forgotten: int
    behind: UUID | None


Take = Callable[[AsyncConnection, UUID], Awaitable[Bite]]
"""Deletes one part of a table, after an id in it."""


def lifetimes(settings: ServiceSettings, handled: Iterable[type[Event]]) -> Lifetimes:
    """Return the lifetimes of a service.

    Raises ValueError if an event could arrive again from a topic after its id was deleted. Topics that are kept without
    limit need nothing here, because the natural keys of their effects guard against repetition.
    """
    days = settings.inbox_retention_days
    for topic in map(TOPIC_OF.__getitem__, handled):
        if topic.retention_days is not None and days < (needed := topic.retention_days + BEYOND_TOPIC_DAYS):
            raise ValueError(
                f"inbox_retention_days is {days}, but {topic.name} may deliver a record again for {needed} days. "
                "Set it to at least this number."
            )
    return Lifetimes(timedelta(days=days), timedelta(hours=settings.idempotency_key_hours))


async def forget(engine: AsyncEngine, *, stopping: asyncio.Event, kept: Lifetimes) -> bool:
    """Delete everything that is old by now, part by part, until `stopping` is set. Return False: nothing waits."""
    async with engine.connect() as db:
        now: datetime = await _NOW.scalar(db)
    forgotten = {
        "inbox": await forget_events(engine, stopping, before=now - kept.inbox),
        "idempotency_keys": await forget_answers(engine, stopping, before=now - kept.idempotency_keys),
    }
    if any(forgotten.values()):
        _log.info("old rows deleted", **forgotten)
    return False


async def forget_events(engine: AsyncEngine, stopping: asyncio.Event, *, before: datetime) -> int:
    """Delete the ids of events that were made and handled before this instant. Return how many."""
    boundary = first_id_of(before)

    async def take(db: AsyncConnection, behind: UUID) -> Bite:
        bounds = {"behind": behind, "boundary": boundary, "limit": BITE_ROWS}
        event_ids = await _OLDEST.scalars(db, bounds)
        if not event_ids:
            return Bite(0, None)
        gone = await _FORGET_EVENTS.all(db, {"event_ids": event_ids, "before": before})
        return Bite(len(gone), event_ids[-1] if len(event_ids) == BITE_ROWS else None)

    return await _bite_by_bite(engine, stopping, Table.inbox, take)


async def forget_answers(engine: AsyncEngine, stopping: asyncio.Event, *, before: datetime) -> int:
    """Delete the answers of requests that came before this instant. Return how many."""

    async def take(db: AsyncConnection, behind: UUID) -> Bite:
        gone = await _FORGET_ANSWERS.all(db, {"before": before, "limit": BITE_ROWS})
        return Bite(len(gone), behind if len(gone) == BITE_ROWS else None)

    return await _bite_by_bite(engine, stopping, Table.idempotency_keys, take)


async def remember_without_end(db: AsyncConnection, event_id: UUID) -> None:
    """Write to the inbox, without a time limit, an event that must never take effect.

    It has no effect by which a second arrival would be noticed.
    """
    await _REMEMBER_FOR_EVER.execute(db, {"event_id": event_id})


def first_id_of(instant: datetime) -> UUID:
    """Return the smallest UUIDv7 of the instant's millisecond. Only ids that were made earlier are smaller."""
    milliseconds = (instant - EPOCH) // timedelta(milliseconds=1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62)


async def _bite_by_bite(engine: AsyncEngine, stopping: asyncio.Event, table: Table, take: Take) -> int:
    """Delete parts of a table until nothing is left, the worker stops, or another worker has the lock of the table."""
    forgotten, behind = 0, UUID(int=0)
    for _ in range(BITES_PER_PASS_MAX):
        async with engine.begin() as db:
            if not await _LOCK.scalar(db, {"space": LOCK_SPACE, "table": table}):
                break
            bite = await take(db, behind)
        forgotten += bite.forgotten
        telemetry.FORGOTTEN.labels(table.name).inc(bite.forgotten)
        if bite.behind is None or stopping.is_set():
            break
        behind = bite.behind
        await wait_at_most(stopping, BITE_PAUSE_SECONDS)
    return forgotten
