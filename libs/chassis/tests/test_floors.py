"""Floors, compared with a model of transactions that draw ids, commit in any order, and are published."""

from chassis.messaging.floors import Floors
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from lockstep_testing.properties import bounded

SHARDS = 2
shards = st.integers(0, SHARDS - 1)


class FloorsMachine(RuleBasedStateMachine):
    """A database with transactions and ids, and a relay that probes and publishes."""

    running = Bundle("running")

    @initialize()
    def begin_empty(self) -> None:
        self.floors = Floors(SHARDS)
        self.next_transaction = 1
        self.next_id = 1
        self.drawn: dict[int, list[tuple[int, int]]] = {}
        self.rows: set[tuple[int, int]] = set()

    @rule(target=running)
    def begin(self) -> int:
        transaction, self.next_transaction = self.next_transaction, self.next_transaction + 1
        self.drawn[transaction] = []
        return transaction

    @rule(transaction=running, shard=shards)
    def draw(self, transaction: int, shard: int) -> None:
        if transaction in self.drawn:
            self.drawn[transaction].append((shard, self.next_id))
            self.next_id += 1

    @rule(transaction=consumes(running), commits=st.booleans())
    def end(self, transaction: int, commits: bool) -> None:
        drawn = self.drawn.pop(transaction)
        if commits:
            self.rows.update(drawn)

    @rule()
    def probe(self) -> None:
        behind = self.floors.of_each_shard()
        oldest = [
            min((row_id for at, row_id in self.rows if at == shard and row_id > behind[shard]), default=None)
            for shard in range(SHARDS)
        ]
        self.floors.probed(
            oldest,
            oldest_running=min(self.drawn, default=self.next_transaction),
            next_transaction=self.next_transaction,
        )

    @rule(shard=shards)
    def publish(self, shard: int) -> None:
        floor = self.floors.of_each_shard()[shard]
        taken = sorted(row_id for at, row_id in self.rows if at == shard and row_id > floor)[:2]
        if taken:
            self.floors.seen(taken[-1])
        self.rows -= {(shard, row_id) for row_id in taken}

    @rule(shard=shards)
    def another_relay_publishes(self, shard: int) -> None:
        self.rows -= set(sorted(row for row in self.rows if row[0] == shard)[:2])

    @rule()
    def sweep(self) -> None:
        for shard in range(SHARDS):
            if mine := [row_id for at, row_id in self.rows if at == shard]:
                self.floors.found(shard, min(mine))

    @rule()
    def fault(self) -> None:
        self.floors.forget()

    @invariant()
    def no_row_is_below_its_floor_nor_ever_will_be(self) -> None:
        floors = self.floors.of_each_shard()
        to_come = {row for drawn in self.drawn.values() for row in drawn}
        assert all(row_id > floors[shard] for shard, row_id in self.rows | to_come)


FloorsMachine.TestCase.settings = bounded(300, stateful_step_count=40)
TestNoRowIsBelowItsFloor = FloorsMachine.TestCase


def test_floors_rise_once_every_transaction_of_that_time_has_ended() -> None:
    floors = Floors(1)
    floors.probed([7], oldest_running=10, next_transaction=12)
    floors.probed([None], oldest_running=11, next_transaction=15)
    assert floors.of_each_shard() == [0], "transaction 11 may still commit an id below 7"

    floors.probed([None], oldest_running=12, next_transaction=15)
    assert floors.of_each_shard() == [7]


def test_a_row_found_below_its_floor_is_in_sight_again() -> None:
    floors = Floors(1)
    floors.seen(9)
    floors.probed([None], oldest_running=5, next_transaction=5)
    floors.probed([None], oldest_running=5, next_transaction=5)
    floors.found(0, 4)
    assert floors.of_each_shard() == [3]
