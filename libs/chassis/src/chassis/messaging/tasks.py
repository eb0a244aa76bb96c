"""Background tasks of a worker. A service writes one step of a task, and the loop around the steps is here."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, NamedTuple, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.clock import now
from chassis.database.engine import is_transient
from chassis.waiting import wait_at_most

RETRY_SECONDS: Final = 1.0

Step = Callable[[AsyncEngine], Awaitable[bool]]
"""One step of a task, in transactions of its own. True means that more work waits already."""


class Command(Protocol):
    """A command that says whether there was anything to do, or how much it did."""

    def __call__(self, db: AsyncConnection, *, now: datetime) -> Awaitable[int]:
        """Do the work in the caller's transaction."""


_log = structlog.stdlib.get_logger("chassis.messaging.tasks")


class Task(NamedTuple):
    """A background task: a step that is taken again and again, and the pause after a step that left nothing to do."""

    name: str
    step: Step
    interval_seconds: float
    jitter: float = 0.0
    """How much a pause may differ from the interval, as a part of it, so that workers do not work at the same time."""
    pauses_first: bool = False
    """Whether a worker pauses before its first step."""


def in_transaction(command: Command) -> Step:
    """Return a step that runs a command in a transaction of its own."""

    async def step(engine: AsyncEngine) -> bool:
        async with engine.begin() as db:
            return bool(await command(db, now=now()))

    return step


async def keep_running(task: Task, engine: AsyncEngine, stopping: asyncio.Event) -> None:
    """Take the steps of a task until `stopping` is set. A running step is finished, and a pause ends at once.

    After a transient fault the step is taken again. Every other error is raised.
    """
    if task.pauses_first:
        await _pause(task, stopping)
    while not stopping.is_set():
        try:
            more_waits = await task.step(engine)
        except Exception as error:
            if not is_transient(error):
                raise
            _log.warning("step of a task failed, taking it again", task=task.name, error=repr(error)[:500])
            await wait_at_most(stopping, RETRY_SECONDS)
            continue
        if not more_waits:
            await _pause(task, stopping)


async def _pause(task: Task, stopping: asyncio.Event) -> None:
    await wait_at_most(stopping, task.interval_seconds * random.uniform(1 - task.jitter, 1 + task.jitter))  # noqa: S311
