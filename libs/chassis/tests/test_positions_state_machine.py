"""Positions while databases are restored, topics are made again and versions come and go, in any order."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from chassis.messaging import consumer, positions, skipped
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from lockstep_testing.databases import Databases, ServiceDatabase
from lockstep_testing.properties import bounded
from probing import service
from probing.positions_machine import PositionsMachine

Broken = Callable[[pytest.MonkeyPatch], None]
QUICK = bounded(60, stateful_step_count=25, database=None)


@pytest.fixture(scope="module")
def machine(databases: Databases) -> Iterator[type[PositionsMachine]]:
    """The machine, on a database of its own."""

    async def make() -> ServiceDatabase:
        made = await databases.create_empty(service.ROLES_OF)
        await service.prepare(made)
        return made

    with asyncio.Runner() as runner:
        yield type("Machine", (PositionsMachine,), {"runner": runner, "database": runner.run(make())})


def test_every_event_has_one_effect_whatever_is_restored_made_again_or_deployed(
    machine: type[PositionsMachine],
) -> None:
    run_state_machine_as_test(machine, settings=QUICK)


def trust_the_offset_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not compare the last record with the one that was read."""
    monkeypatch.setattr(positions, "identity", lambda _: b"same")


def claim_what_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write events of types without a handler to the inbox."""
    original = consumer._move_and_claim

    async def move_and_claim(db: Any, reading: Any, events: Any) -> Any:
        from contracts.cloudevents import MalformedRecordError, from_record  # noqa: PLC0415 - only this mutant

        more = []
        for record in reading.records:
            try:
                more.append(from_record(record.headers, record.value))
            except MalformedRecordError:
                continue
        return await original(db, reading, [*events, *more]) & {event.event_id for event in events}

    monkeypatch.setattr(consumer, "_move_and_claim", move_and_claim)


def forget_what_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep no ranges."""

    async def keep(*_: object) -> None:
        return

    monkeypatch.setattr(skipped, "keep", keep)


def trust_a_batch_that_is_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not compare the consumer's position with the batch."""
    monkeypatch.setattr(positions, "position_of", lambda *_: 2**60)


def trust_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not compare the position in memory with the database."""
    monkeypatch.setattr(
        consumer,
        "_MOVE_AND_CLAIM",
        type(consumer._MOVE_AND_CLAIM)(
            consumer._MOVE_AND_CLAIM_SQL.replace("AND positions.record_offset = move.from_offset", "")
        ),
    )


@pytest.mark.parametrize("broken", [trust_the_offset_alone, claim_what_is_skipped, forget_what_is_skipped])
def test_the_machine_sees_a_guard_that_is_missing(
    machine: type[PositionsMachine], monkeypatch: pytest.MonkeyPatch, broken: Broken
) -> None:
    broken(monkeypatch)
    once = settings(QUICK, max_examples=300, phases=[Phase.generate], derandomize=True, report_multiple_bugs=False)
    with pytest.raises(AssertionError, match=r"effect|range|position"):
        run_state_machine_as_test(machine, settings=once)


def a_batch_from_behind_the_place(state: PositionsMachine) -> None:
    """Kafka's committed offset is ahead of the database, and the worker looks after it has fetched."""
    state.write(kinds=[False, False, False])
    state._start_worker(committed=2)
    state.look_while_a_batch_is_on_its_way(most=1)


def a_restore_beneath_a_worker(state: PositionsMachine) -> None:
    """The worker does not know that its database is an earlier copy."""
    state.work(most=1)
    state.copy_the_database()
    state.write(kinds=[False, False])
    state.work(most=2)
    state.write(kinds=[False])
    state.restore_the_database(then="it handles a batch")


@pytest.mark.parametrize(
    ("broken", "steps"),
    [(trust_a_batch_that_is_on_its_way, a_batch_from_behind_the_place), (trust_memory, a_restore_beneath_a_worker)],
)
@pytest.mark.parametrize("is_broken", [True, False])
def test_the_machine_sees_a_guard_that_few_random_steps_need(
    machine: type[PositionsMachine],
    monkeypatch: pytest.MonkeyPatch,
    broken: Broken,
    steps: Callable[[PositionsMachine], None],
    is_broken: bool,
) -> None:
    if is_broken:
        broken(monkeypatch)
    state = machine()
    steps(state)
    with pytest.raises(AssertionError, match="an event has no effect") if is_broken else nullcontext():
        state.teardown()
