"""Positions while databases are restored, topics are made again and versions come and go, in any order."""

import asyncio
from collections.abc import Callable, Iterator
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


@pytest.mark.parametrize(
    "broken",
    [
        trust_the_offset_alone,
        claim_what_is_skipped,
        forget_what_is_skipped,
        trust_a_batch_that_is_on_its_way,
        trust_memory,
    ],
)
def test_the_machine_sees_a_guard_that_is_missing(
    machine: type[PositionsMachine], monkeypatch: pytest.MonkeyPatch, broken: Broken
) -> None:
    broken(monkeypatch)
    once = settings(QUICK, max_examples=300, phases=[Phase.generate], derandomize=True, report_multiple_bugs=False)
    with pytest.raises(AssertionError, match=r"effect|range|position"):
        run_state_machine_as_test(machine, settings=once)
