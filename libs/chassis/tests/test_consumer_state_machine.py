"""The consumer with a log that repeats itself, a handler that fails and a process that dies, in any order.

Consumers that lack one guard show that the machine finds what it is meant to find.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

import pytest
from chassis.database.statement import Statement
from chassis.messaging import consumer, parked
from chassis.messaging.positions import Reading
from contracts.envelope import Event
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from lockstep_testing.databases import Databases, ServiceDatabase
from lockstep_testing.properties import bounded
from probing import service
from probing.consumer_machine import ConsumerMachine
from sqlalchemy.ext.asyncio import AsyncConnection

Broken = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(scope="module")
def machine(databases: Databases) -> Iterator[type[ConsumerMachine]]:
    """The machine, on a database of its own."""

    async def make() -> ServiceDatabase:
        made = await databases.create_empty(service.ROLES_OF)
        await service.prepare(made)
        return made

    with asyncio.Runner() as runner:
        yield type("Machine", (ConsumerMachine,), {"runner": runner, "database": runner.run(make())})


QUICK = bounded(40, stateful_step_count=25, database=None)


def test_every_event_has_one_effect_in_order_whatever_is_repeated_lost_or_mended(
    machine: type[ConsumerMachine],
) -> None:
    run_state_machine_as_test(machine, settings=QUICK)


def forget_the_inbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat every event as a new one."""

    async def move_and_claim(_: AsyncConnection, __: Reading, events: Sequence[Event]) -> set[UUID]:
        return {event.event_id for event in events}

    monkeypatch.setattr(consumer, "_move_and_claim", move_and_claim)


def forget_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let records pass parked records of the same partition key."""

    async def keys_held(*_: object) -> set[tuple[str, bytes]]:
        return set()

    monkeypatch.setattr(parked, "keys_held", keys_held)


def forget_to_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave events in the inbox after their handler failed, so their replay does nothing."""
    monkeypatch.setattr(consumer, "_RELEASE", Statement("SELECT CAST(:event_ids AS uuid[])"))


def forget_to_park(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drop events that fail."""

    async def park(*_: object) -> None:
        return

    monkeypatch.setattr(parked, "park", park)


@pytest.mark.parametrize("broken", [forget_the_inbox, forget_who_waits, forget_to_release, forget_to_park])
def test_the_machine_sees_a_guard_that_is_missing(
    machine: type[ConsumerMachine], monkeypatch: pytest.MonkeyPatch, broken: Broken
) -> None:
    broken(monkeypatch)
    once = settings(QUICK, max_examples=100, phases=[Phase.generate], derandomize=True, report_multiple_bugs=False)
    with pytest.raises(AssertionError, match=r"effect|lost"):
        run_state_machine_as_test(machine, settings=once)
