"""Looks into the databases while faults go on: does the inbox have exactly the events up to the positions?"""

import asyncio
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import asyncpg
import attendance.worker
import payouts.worker
import reports.worker
import sessions.worker
from contracts.topics import TOPIC_OF
from lockstep_local.programs import SERVICES
from lockstep_local.stack import Stack

from lockstep_chaos.disasters import MadeAgain
from lockstep_chaos.topics import Records, id_of, type_of

SNAPSHOTS_PER_SERVICE: Final = 50
ANSWER_SECONDS: Final = 10.0
ID_BYTES: Final = 16

HANDLED: Final[Mapping[str, frozenset[str]]] = {
    service: frozenset(event.type for event in worker.HANDLERS)
    for service, worker in (
        ("sessions", sessions.worker),
        ("attendance", attendance.worker),
        ("payouts", payouts.worker),
        ("reports", reports.worker),
    )
}
"""The types that the newest version of each service handles."""

READ_TOPICS: Final[Mapping[str, frozenset[str]]] = {
    service: frozenset(topic.name for event, topic in TOPIC_OF.items() if event.type in handled)
    for service, handled in HANDLED.items()
}

_INBOX: Final = "SELECT coalesce(string_agg(uuid_send(event_id), ''), '') FROM inbox"
_POSITIONS: Final = "SELECT topic, partition, record_offset FROM positions"
_SKIPPED: Final = "SELECT topic, partition, type, first_offset, last_offset FROM skipped"

Place = tuple[str, int]


class Skipped(NamedTuple):
    """A range of records of one type that a service has skipped."""

    place: Place
    type: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one transaction saw in a service's database. `at` is in monotonic seconds, `inbox` has all ids in a row."""

    service: str
    at: float
    positions: Mapping[Place, int]
    skipped: Sequence[Skipped]
    inbox: bytes

    def handled_ids(self) -> set[bytes]:
        """Return the ids in the inbox."""
        return {self.inbox[start : start + ID_BYTES] for start in range(0, len(self.inbox), ID_BYTES)}


async def take(stack: Stack, service: str) -> Snapshot:
    """Return what a service's database has now."""
    db = await asyncpg.connect(stack.postgres.dsn(service), timeout=ANSWER_SECONDS)
    try:
        async with db.transaction(isolation="repeatable_read", readonly=True):
            positions = await db.fetch(_POSITIONS, timeout=ANSWER_SECONDS)
            skipped = await db.fetch(_SKIPPED, timeout=ANSWER_SECONDS)
            inbox = await db.fetchval(_INBOX, timeout=ANSWER_SECONDS)
    finally:
        await db.close(timeout=ANSWER_SECONDS)
    return Snapshot(
        service,
        time.monotonic(),
        {(row["topic"], row["partition"]): row["record_offset"] for row in positions},
        [
            Skipped((row["topic"], row["partition"]), row["type"], row["first_offset"], row["last_offset"])
            for row in skipped
        ],
        bytes(inbox),
    )


async def keep_taking(stack: Stack, seconds: float, stopping: asyncio.Event) -> list[Snapshot]:
    """Take snapshots of every service, SNAPSHOTS_PER_SERVICE in this number of seconds, until `stopping` is set."""
    taken: list[Snapshot] = []
    pause_seconds = seconds / SNAPSHOTS_PER_SERVICE / len(SERVICES)
    while True:
        for service in SERVICES:
            try:
                async with asyncio.timeout(pause_seconds):
                    await stopping.wait()
                return taken
            except TimeoutError:
                pass
            try:
                taken.append(await take(stack, service))
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                continue  # a fault has just taken the database away


class Logs:
    """The events that a service handles, by place and in order of offset."""

    def __init__(self, service: str, records: Records) -> None:
        """Take the service, and all records of all topics."""
        self._events: dict[Place, list[tuple[int, str, bytes]]] = {}
        for topic in READ_TOPICS[service]:
            for record in records[topic]:
                kind = type_of(record)
                if kind in HANDLED[service]:
                    event = (record.offset, kind, id_of(record).bytes)
                    self._events.setdefault((topic, record.partition), []).append(event)

    def up_to(self, positions: Mapping[Place, int], skipped: Iterable[Skipped]) -> set[bytes]:
        """Return the ids of the events at or before the positions, without those in ranges of skipped records."""
        ranges: dict[tuple[Place, str], Skipped] = {(one.place, one.type): one for one in skipped}
        found = set()
        for place, position in positions.items():
            for offset, kind, event_id in self._events.get(place, ()):
                if offset > position:
                    break
                range_ = ranges.get((place, kind))
                if range_ is None or not range_.first <= offset <= range_.last:
                    found.add(event_id)
        return found


def differences(snapshot: Snapshot, logs: Logs, made_again: Collection[MadeAgain]) -> str | None:
    """Return in words how the inbox of a snapshot differs from the events up to its positions, or None.

    After a topic was made again, a reader may have to begin again. Then its inbox also has what it read before.
    """
    inbox = snapshot.handled_ids()
    expected = logs.up_to(snapshot.positions, snapshot.skipped)
    reached = dict(snapshot.positions)
    for one in made_again:
        if one.at <= snapshot.at:
            for partition, end in enumerate(one.ends):
                if (one.topic, partition) in reached:
                    reached[one.topic, partition] = max(reached[one.topic, partition], end - 1)
    missing = expected - inbox
    surplus = inbox - logs.up_to(reached, snapshot.skipped)
    if not missing and not surplus:
        return None
    return f"{snapshot.service}: {len(missing)} events are missing in the inbox, {len(surplus)} are too many"
