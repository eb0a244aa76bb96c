"""A task that serves all organisations: one that fails is set aside, and the others go on."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import cast
from uuid import UUID

import pytest
from chassis.messaging import tasks
from chassis.messaging.tasks import Task, by_organisation
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

NAME = "a task for all"
A, B, C = (UUID(int=number) for number in (1, 2, 3))


class NoDatabase:
    """An engine for a task whose query and work need none."""

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[None]:
        yield


ENGINE = cast("AsyncEngine", NoDatabase())


class Organisations:
    """Organisations for which something always waits, and what a task did for them."""

    def __init__(self, waiting: Collection[UUID], *, errors: dict[UUID, Exception], at_once: int = 1) -> None:
        self.waiting, self.errors = list(waiting), errors
        self.tried: list[list[UUID]] = []
        self.done: list[UUID] = []
        self.task: Task = by_organisation(
            NAME, waiting=self._waiting, work=self._work, interval_seconds=1.0, organisations_at_once=at_once
        )

    async def _waiting(self, db: AsyncConnection, *, now: datetime) -> list[UUID]:
        return self.waiting

    async def _work(self, _: AsyncEngine, org_ids: Sequence[UUID]) -> bool:
        self.tried.append(list(org_ids))
        for org_id in org_ids:
            if (error := self.errors.get(org_id)) is not None:
                raise type(error)(*error.args)  # a new one, because the traceback of one that is raised again grows
        self.done += org_ids
        return True

    async def step(self) -> bool:
        """Take a step, and forget what earlier ones did."""
        self.tried, self.done = [], []
        return await self.task.step(ENGINE)


def failures() -> float:
    return REGISTRY.get_sample_value("lockstep_task_failures_total", {"task": NAME}) or 0.0


@given(
    st.sets(st.integers(1, 30), max_size=12),
    st.sets(st.integers(1, 30), max_size=12),
    st.integers(min_value=1, max_value=15),
)
def test_a_step_works_for_everybody_whose_rows_are_good_and_sets_aside_the_others(
    waiting: set[int], bad: set[int], at_once: int
) -> None:
    ids = {UUID(int=number) for number in waiting}
    errors: dict[UUID, Exception] = {UUID(int=number): TypeError("a bad row") for number in bad}
    organisations = Organisations(ids, errors=errors, at_once=at_once)
    before = failures()

    assert asyncio.run(organisations.step()) == bool(ids - errors.keys())
    assert sorted(organisations.done) == sorted(ids - errors.keys())
    assert failures() - before == len(ids & errors.keys())

    asyncio.run(organisations.step())
    assert not errors.keys() & {org_id for tried in organisations.tried for org_id in tried}, "they are set aside"
    assert sorted(organisations.done) == sorted(ids - errors.keys())


async def test_one_that_fails_is_logged_and_tried_again_later_and_later_until_it_succeeds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    instant = 1_000.0
    monkeypatch.setattr(tasks, "monotonic", lambda: instant)
    organisations = Organisations([A, B], errors={B: TypeError("a bad row")})
    for pause in (30.0, 60.0, 120.0):
        await organisations.step()
        assert sorted(organisations.tried) == [[A], [B]]
        instant += pause - 1
        await organisations.step()
        assert organisations.tried == [[A]]
        instant += 1
    said = capsys.readouterr().out
    assert str(B) in said
    assert "a bad row" in said

    monkeypatch.setattr(tasks, "SET_ASIDE_SECONDS_MAX", 100.0)
    await organisations.step()
    instant += 100
    await organisations.step()
    assert [B] in organisations.tried, "the pause has a limit"

    instant += 100
    del organisations.errors[B]
    await organisations.step()
    assert sorted(organisations.done) == [A, B]
    organisations.errors[B] = TypeError("a bad row again")
    await organisations.step()
    instant += 30
    await organisations.step()
    assert sorted(organisations.tried) == [[A], [B]], "a success ends the back-off"


async def test_one_that_fails_for_months_is_still_tried_once_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    instant = 1_000.0
    monkeypatch.setattr(tasks, "monotonic", lambda: instant)
    organisations = Organisations([A], errors={A: TypeError("a bad row")})
    for _ in range(1_200):
        await organisations.step()
        assert organisations.tried == [[A]]
        instant += 3_600


async def test_a_transient_fault_is_raised_and_the_next_step_begins_behind_it() -> None:
    organisations = Organisations([A, B, C], errors={B: OSError("no database")})
    before = failures()
    with pytest.raises(OSError, match="no database"):
        await organisations.step()
    assert organisations.tried == [[A], [B]]
    with pytest.raises(OSError, match="no database"):
        await organisations.step()
    assert organisations.tried == [[C], [A], [B]]
    assert failures() == before
