"""A state machine that treats a consumer as a log, a handler and a dying process can treat it, in any order.

Hypothesis draws what happens. After every step, the database must agree with a model in which nothing can fail.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

from aiokafka import ConsumerRecord
from chassis.messaging import parked, parked_commands
from chassis.messaging.breaker import FAILURES_IN_A_ROW_MAX, Breaker
from contracts.envelope import Event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from lockstep_testing.databases import ServiceDatabase
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from probing import service
from probing.harness import Probe, Raw, raw
from probing.offline import consume, consumed, offline_probe

KEYS = ("a", "b", "c")
BATCH_MAX = 6
FAILURES_MAX = FAILURES_IN_A_ROW_MAX // 3
"""Too few failures to halt the consumer. Halting has tests of its own."""


class AwayError(OSError):
    """The database went away."""


class ConsumerMachine(RuleBasedStateMachine):
    """A log of one partition, a consumer's position in it, and the effects that must exist by now."""

    runner: asyncio.Runner
    database: ServiceDatabase

    def __init__(self) -> None:
        super().__init__()
        self.stack = AsyncExitStack()
        self.probe: Probe = self._run(self.stack.enter_async_context(offline_probe(self.database)))
        self._run(self._empty())
        self.log: list[tuple[str, Raw, UUID | None]] = []
        """Partition key, record and event id. The id is None for a record that nobody can read."""
        self.promised: dict[str, list[UUID | None]] = {key: [] for key in KEYS}
        """For each partition key, its events in the order in which they were first written."""
        self.position = self.furthest = self.failures = 0
        self.poison: set[UUID] = set()
        self.failing: set[str] = set()
        self.dies_after: int | None = None
        self.breaker = Breaker("probe")

    def _run(self, coroutine: Any) -> Any:
        return self.runner.run(coroutine)

    async def _empty(self) -> None:
        async with self.probe.engine.begin() as db:
            for statement in ("DELETE FROM inbox", "DELETE FROM parked", "UPDATE breaker SET in_a_row = 0"):
                await db.execute(text(statement))

    async def _handle(self, db: AsyncConnection, events: list[service.Ticked]) -> None:
        """Note events, then fail as Hypothesis drew it: because of the event, or because of the database."""
        await service.on_ticked(db, events)
        if self.dies_after is not None and any(event.sequence >= self.dies_after for event in events):
            raise AwayError
        if any(event.event_id in self.poison or event.key in self.failing for event in events):
            raise ValueError("a handler that fails")

    @property
    def handlers(self) -> Mapping[type[Event], Any]:
        return {service.Ticked: self._handle}

    def _batch(self, records: int) -> list[ConsumerRecord]:
        chosen = range(self.position, min(self.position + records, len(self.log)))
        return [consumed(self.probe.topic, offset, self.log[offset][1]) for offset in chosen]

    def _consume(self, batch: Sequence[ConsumerRecord]) -> None:
        self._run(consume(self.probe.engine, self.handlers, self.breaker, batch))
        self.furthest = max(self.furthest, self.position + len(batch))

    # What producers do

    @rule(keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=4))
    def write(self, keys: list[str]) -> None:
        """Write good events."""
        for key in keys:
            event = service.ticked(key, len(self.promised[key]) + 1)
            self._append(key, raw(event), event.event_id)

    @precondition(lambda self: self.failures < FAILURES_MAX)
    @rule(key=st.sampled_from(KEYS))
    def write_poison(self, key: str) -> None:
        """Write an event that the handler cannot handle until it is repaired."""
        self.failures += 1
        event = service.ticked(key, len(self.promised[key]) + 1)
        self.poison.add(event.event_id)
        self._append(key, raw(event), event.event_id)

    @precondition(lambda self: self.failures < FAILURES_MAX)
    @rule(key=st.sampled_from(KEYS))
    def write_garbage(self, key: str) -> None:
        """Write a record that nobody can read."""
        self.failures += 1
        self._append(key, (key.encode(), b"\xff", [("ce_type", service.Ticked.type.encode())]), None)

    @precondition(lambda self: self.log)
    @rule(data=st.data())
    def write_again(self, data: st.DataObject) -> None:
        """Send again what was sent, as a relay does that died between Kafka's answer and its own commit."""
        start = data.draw(st.integers(0, len(self.log) - 1))
        self.log.extend([entry for entry in self.log[start : start + BATCH_MAX] if entry[2] is not None])

    def _append(self, key: str, record: Raw, event_id: UUID | None) -> None:
        self.log.append((key, record, event_id))
        self.promised[key].append(event_id)

    # What consumers do

    @precondition(lambda self: self.position < len(self.log))
    @rule(records=st.integers(1, BATCH_MAX))
    def deliver(self, records: int) -> None:
        """Deliver a batch and commit its offsets."""
        batch = self._batch(records)
        self._consume(batch)
        self.position += len(batch)

    @precondition(lambda self: self.position < len(self.log))
    @rule(records=st.integers(1, BATCH_MAX))
    def deliver_and_die_before_offsets(self, records: int) -> None:
        self._consume(self._batch(records))
        self.breaker = Breaker("probe")

    @precondition(lambda self: self.position < len(self.log))
    @rule(records=st.integers(1, BATCH_MAX), sequence=st.integers(1, 5))
    def die_while_handling(self, records: int, sequence: int) -> None:
        """Deliver a batch while the database goes away in the middle."""
        self.dies_after = sequence
        batch = self._batch(records)
        try:
            self._consume(batch)
            self.position += len(batch)
        except AwayError:
            self.breaker = Breaker("probe")
        finally:
            self.dies_after = None

    @precondition(lambda self: self.position > 0)
    @rule(data=st.data())
    def rewind(self, data: st.DataObject) -> None:
        """Rebalance: the next owner starts at older offsets."""
        self.position = data.draw(st.integers(0, self.position - 1))
        self.breaker = Breaker("probe")

    # What the code and its operators do

    @precondition(lambda self: self.failures < FAILURES_MAX)
    @rule(key=st.sampled_from(KEYS))
    def break_key(self, key: str) -> None:
        """Make the handler fail for a partition key from now on."""
        self.failures += 1
        self.failing.add(key)

    @rule(key=st.sampled_from(KEYS))
    def mend_key(self, key: str) -> None:
        """Repair the handler for a partition key, poison included."""
        self.failing.discard(key)
        self.poison.difference_update(event_id for event_id in self.promised[key] if event_id)

    @rule(data=st.data())
    def replay(self, data: st.DataObject) -> None:
        """Replay the partition key of any parked record, as an operator does."""
        if waiting := self._parked():
            self._replay(data.draw(st.sampled_from(sorted(waiting.values()))))

    def _replay(self, parked_id: int) -> int:
        return int(self._run(parked_commands.replay(self.probe.engine, self.handlers, parked_id)))

    # What must hold

    def _parked(self) -> dict[int, int]:
        """Return the ids of parked records by offset."""
        rows = self._run(self.probe.rows("SELECT id, record_offset FROM parked"))
        return {row.record_offset: row.id for row in rows}

    def _effects(self) -> dict[str, list[UUID]]:
        ours = [event_id for promised in self.promised.values() for event_id in promised if event_id]
        query = "SELECT key, event_id FROM effects WHERE event_id = ANY (CAST(:ours AS uuid[])) ORDER BY id"
        effects: dict[str, list[UUID]] = {key: [] for key in KEYS}
        for row in self._run(self.probe.rows(query, ours=ours)):
            effects[row.key].append(row.event_id)
        return effects

    @invariant()
    def every_event_has_at_most_one_effect_in_order_and_none_behind_a_parked_one(self) -> None:
        waiting, effects = self._parked(), self._effects()
        for key in KEYS:
            done = effects[key]
            assert done == self.promised[key][: len(done)], f"{key}: an effect twice, out of order, or before its turn"
        for offset, (key, _, event_id) in enumerate(self.log[: self.furthest]):
            copies = {n for n, entry in enumerate(self.log) if entry[2] == event_id} if event_id else {offset}
            assert event_id in effects[key] or copies & waiting.keys(), f"{key}: lost at {offset}"

    def teardown(self) -> None:
        """Repair, deliver and replay everything. Check that each event had its effect, and has no further one."""
        try:
            for key in KEYS:
                self.mend_key(key)
            while self.position < len(self.log):
                self.deliver(BATCH_MAX)
            while waiting := self._parked():
                first = min(waiting.values())
                if self._replay(first) != 0:  # by now only unreadable records fail
                    self._run(self._drop_garbage())
            expected = {key: [event_id for event_id in promised if event_id] for key, promised in self.promised.items()}
            assert self._effects() == expected, "something never had its effect"
            self.position = 0
            while self.position < len(self.log):
                self.deliver(BATCH_MAX)
            assert self._effects() == expected, "something had its effect again"
        finally:
            self._run(self._end())

    async def _drop_garbage(self) -> None:
        """Discard the one record that an operator would see at the head of a partition key's list."""
        async with self.probe.engine.begin() as db:
            offsets = [offset for offset, entry in enumerate(self.log) if entry[2] is None]
            query = text("SELECT min(id) FROM parked WHERE record_offset = ANY (CAST(:offsets AS bigint[]))")
            await parked.delete(db, [(await db.execute(query, {"offsets": offsets})).scalar_one()])

    async def _end(self) -> None:
        await self._empty()
        await self.stack.aclose()
