"""The loop of a background task: it pauses when nothing waits, survives transient faults, and stops at once."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest
from chassis.messaging import tasks
from chassis.messaging.tasks import Step, Task, keep_running
from lockstep_local.waiting import HANGING_SECONDS
from sqlalchemy.ext.asyncio import AsyncEngine

NO_ENGINE = cast("AsyncEngine", None)
LONG_SECONDS = 10 * HANGING_SECONDS


def playing(answers: Sequence[bool | Exception], stopping: asyncio.Event) -> tuple[Step, list[Any]]:
    """Return a step that gives these answers one after the other, and sets `stopping` with the last one."""
    given: list[Any] = []

    async def step(_: AsyncEngine) -> bool:
        answer = answers[len(given)]
        given.append(answer)
        if len(given) == len(answers):
            stopping.set()
        if isinstance(answer, Exception):
            raise answer
        return answer

    return step, given


async def test_a_step_follows_at_once_while_more_waits_and_after_the_pause_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopping, pauses = asyncio.Event(), []

    async def note(_: asyncio.Event, seconds: float) -> None:
        pauses.append((len(given), seconds))

    monkeypatch.setattr(tasks, "wait_at_most", note)
    step, given = playing([True, True, False, True, False], stopping)
    await keep_running(Task("a task", step, interval_seconds=7.0), NO_ENGINE, stopping)
    assert (given, pauses) == ([True, True, False, True, False], [(3, 7.0), (5, 7.0)])


async def test_a_transient_fault_is_tried_again_and_another_error_ends_the_task(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "RETRY_SECONDS", 0.0)
    stopping = asyncio.Event()
    step, given = playing([OSError("no database"), True, ValueError("a defect"), True], stopping)
    with pytest.raises(ValueError, match="a defect"):
        await keep_running(Task("a task", step, interval_seconds=LONG_SECONDS), NO_ENGINE, stopping)
    assert len(given) == 3


@pytest.mark.parametrize("answer", [False, OSError("no database")])
async def test_a_pause_ends_at_once_when_the_worker_stops(
    answer: bool | Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "RETRY_SECONDS", LONG_SECONDS)
    stepped, stopping = asyncio.Event(), asyncio.Event()
    step, given = playing([answer], stepped)
    running = asyncio.create_task(keep_running(Task("a task", step, LONG_SECONDS), NO_ENGINE, stopping))
    async with asyncio.timeout(HANGING_SECONDS):
        await stepped.wait()
        stopping.set()
        await running
    assert len(given) == 1


async def test_a_task_that_pauses_first_takes_no_step_when_the_worker_stops_before() -> None:
    stopping = asyncio.Event()
    step, given = playing([AssertionError("a step in the first pause")], stopping)
    task = Task("a task", step, interval_seconds=LONG_SECONDS, pauses_first=True)
    running = asyncio.create_task(keep_running(task, NO_ENGINE, stopping))
    await asyncio.sleep(0)
    stopping.set()
    async with asyncio.timeout(HANGING_SECONDS):
        await running
    assert given == []
