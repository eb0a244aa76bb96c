"""A state machine over a topic, its consumer and the consumer's database, which Hypothesis restores and replaces.

The database must always hold what the model says: the effects of exactly those events that lie before its position and
were handled by the version that read them, each once.
"""

import asyncio
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

from chassis.database.engine import create_engine
from chassis.messaging.breaker import Breaker
from chassis.messaging.consumer import consume
from chassis.messaging.positions import NOTHING_READ, PositionMovedError, Positions
from contracts.envelope import Event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from lockstep_testing.databases import ServiceDatabase
from sqlalchemy import text

from probing import service
from probing.harness import Probe, Raw, raw
from probing.log import Log, LogConsumer
from probing.offline import offline_probe

BATCH_MAX = 5
TABLES = ("inbox", "parked", "positions", "skipped", "effects")


class PositionsMachine(RuleBasedStateMachine):
    """One partition, one database with one copy of it, and workers of an old and a new version."""

    runner: asyncio.Runner
    database: ServiceDatabase

    def __init__(self) -> None:
        super().__init__()
        self.stack = AsyncExitStack()
        self.probe: Probe = self._run(self.stack.enter_async_context(offline_probe(self.database)))
        self.owner = create_engine(self.database.owner_url, application_name="restore", pool_size=1)
        self.stack.push_async_callback(self.owner.dispose)
        self.log = Log(self.probe.topic)
        self.written: list[Event] = []
        self.copy: dict[str, list[Any]] = {}
        self.knows_rung = False
        self._run(self._put_back({}))
        self.copy = self._run(self._take_copy())
        self._start_worker(committed=0)

    def _run(self, coroutine: Any) -> Any:
        return self.runner.run(coroutine)

    def _start_worker(self, *, committed: int) -> None:
        handlers: dict[type[Event], Any] = {service.Ticked: service.on_ticked}
        if self.knows_rung:
            handlers[service.Rung] = service.on_ticked
        self.handlers, self.breaker = handlers, Breaker("probe")
        self.positions = Positions(self.probe.engine, {event.type for event in handlers})
        self.consumer = LogConsumer(self.log, committed=committed)

    async def _take_copy(self) -> dict[str, list[Any]]:
        return {table: await self.probe.rows(f"SELECT * FROM {table}") for table in TABLES}

    async def _put_back(self, copy: dict[str, list[Any]]) -> None:
        async with self.owner.begin() as db:
            for table in TABLES:
                await db.execute(text(f"DELETE FROM {table}"))
                for row in copy.get(table, []):
                    values = dict(row._mapping)
                    override = "OVERRIDING SYSTEM VALUE" if table in ("effects", "parked") else ""
                    names = ", ".join(values)
                    await db.execute(
                        text(f"INSERT INTO {table} ({names}) {override} VALUES (:{', :'.join(values)})"), values
                    )

    async def _step(self, most: int, *, between: Any = None) -> None:
        """Fetch a batch and handle it, as the worker's loop does."""
        batch = self.consumer.fetch(most)
        if between is not None:
            await between()
        if not batch:
            return
        reading, places = await self.positions.read(self.consumer, self.log.partition.topic, batch)
        try:
            if reading.records or reading.caught_up:
                await consume(self.probe.engine, self.handlers, self.breaker, reading)
        except PositionMovedError:
            self.positions.forget([self.log.partition])
            await self.positions.look(self.consumer)
            return
        self.positions.adopt(places)

    @rule(kinds=st.lists(st.booleans(), min_size=1, max_size=4))
    def write(self, kinds: list[bool]) -> None:
        """Write events of the known type, and of the one that an old version skips."""
        for is_new in kinds:
            event: Event = service.ticked("key", len(self.written) + 1)
            if is_new:
                event = service.Rung(**event.model_dump())
            self.written.append(event)
            self.log.append(raw(event))

    @precondition(lambda self: self.written)
    @rule(data=st.data())
    def write_again(self, data: st.DataObject) -> None:
        """Write a copy of an event, a tombstone and a record of a type that nobody knows."""
        event = data.draw(st.sampled_from(self.written))
        unheard: Raw = (b"key", b"{}", [("ce_type", b"lockstep.probe.Unheard.v1"), ("ce_id", b"x")])
        self.log.append(raw(event), (b"key", None, [("ce_type", service.Rung.type.encode())]), unheard)

    @rule(most=st.integers(1, BATCH_MAX))
    def work(self, most: int) -> None:
        self._run(self.positions.look(self.consumer))
        self._run(self._step(most))

    @rule(most=st.integers(1, BATCH_MAX))
    def work_without_a_look(self, most: int) -> None:
        """A batch arrives after a rebalance, before the worker has looked at its database."""
        self._run(self._step(most))

    @rule(most=st.integers(1, BATCH_MAX))
    def look_while_a_batch_is_on_its_way(self, most: int) -> None:
        self._run(self._step(most, between=lambda: self.positions.look(self.consumer)))

    @rule(knows_rung=st.booleans(), data=st.data())
    def start_another_version(self, knows_rung: bool, data: st.DataObject) -> None:
        """Kafka's committed offset is anything, because only the database counts."""
        self.knows_rung = knows_rung
        self._start_worker(committed=data.draw(st.integers(0, self.log.end)))

    @rule()
    def copy_the_database(self) -> None:
        self.copy = self._run(self._take_copy())

    @rule(then=st.sampled_from(["it looks", "it handles a batch", "nothing"]))
    def restore_the_database(self, then: str) -> None:
        """Restore the copy beneath the running worker."""
        self._run(self._put_back(self.copy))
        self.breaker = Breaker("probe")
        if then == "it looks":
            self._run(self.positions.look(self.consumer))
        elif then == "it handles a batch":
            self._run(self._step(BATCH_MAX))

    @rule()
    def make_the_topic_again(self) -> None:
        """Delete the topic, and fill it with everything that was ever written, as an operator does after a loss.

        The fetches of a running worker fail while the topic is away. So the group is balanced again, and the worker
        forgets its places.
        """
        self._fill_again(len(self.written))
        self.positions.forget([self.log.partition])
        self.consumer = LogConsumer(self.log)

    @precondition(lambda self: self.written)
    @rule(data=st.data())
    def make_the_topic_again_with_less(self, data: st.DataObject) -> None:
        """The operator has sent only some of it so far."""
        keep = data.draw(st.integers(0, len(self.written)))
        self.make_the_topic_again()
        self._go_on_with(keep)

    @precondition(lambda self: self.consumer.position > self._last_read() >= 0)
    @rule(data=st.data())
    def lose_what_was_read(self, data: st.DataObject) -> None:
        """The broker loses its log from a record on that the worker has read. The worker only sees where it ends."""
        self._go_on_with(data.draw(st.integers(0, min(self._last_read(), len(self.written)))))

    def _last_read(self) -> int:
        place = self.positions._places.get(self.log.partition)
        return NOTHING_READ if place is None else place.offset

    def _fill_again(self, count: int) -> None:
        self.log.make_again()
        self.log.append(*(raw(event) for event in self.written[:count]))

    def _go_on_with(self, keep: int) -> None:
        """Let the worker see a log that has only these events so far, and then the others."""
        self._fill_again(keep)
        self._run(self.positions.look(self.consumer))
        self._run(self._step(BATCH_MAX))
        self.log.append(*(raw(event) for event in self.written[keep:]))

    def teardown(self) -> None:
        """Let the newest version read everything, and compare."""
        try:
            self.knows_rung = True
            self._start_worker(committed=self.log.end)
            for _ in range(4 * self.log.end + 20):
                self._run(self.positions.look(self.consumer))
                self._run(self._step(BATCH_MAX))
            rows = self._run(self.probe.rows("SELECT event_id FROM effects"))
            effects: list[UUID] = sorted(row.event_id for row in rows)
            assert effects == sorted(event.event_id for event in self.written), "an event has no effect, or two"
            skipped = self._run(self.probe.rows("SELECT type FROM skipped WHERE type <> 'lockstep.probe.Unheard.v1'"))
            assert not skipped, "a range that is handled now was not read again"
            positions = self._run(self.probe.rows("SELECT record_offset FROM positions"))
            assert [row.record_offset for row in positions] == [self.log.end - 1], "the position is not at the end"
        finally:
            self._run(self.stack.aclose())
