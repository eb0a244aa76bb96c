"""Background tasks of a worker. A service writes one step of a task, and the loop around the steps is here.

`by_organisation` makes a task that serves all organisations, so that the rows of one of them never stop the others.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from time import monotonic
from typing import Final, NamedTuple, Protocol
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.clock import now
from chassis.database.engine import is_transient
from chassis.operations import telemetry
from chassis.waiting import wait_at_most

RETRY_SECONDS: Final = 1.0
SET_ASIDE_SECONDS_MIN: Final = 30.0
"""How long an organisation is set aside after its first failure. The time doubles with every further failure."""
SET_ASIDE_SECONDS_MAX: Final = 3_600.0
DOUBLINGS_MAX: Final = 10
"""More doublings change nothing, and after about a thousand the number would be too large to compute with."""

Step = Callable[[AsyncEngine], Awaitable[bool]]
"""One step of a task, in transactions of its own. True means that more work waits already."""


class Command(Protocol):
    """A command that says whether there was anything to do, or how much it did."""

    def __call__(self, db: AsyncConnection, *, now: datetime) -> Awaitable[int]:
        """Do the work in the caller's transaction."""


class Waiting(Protocol):
    """A query for the organisations for which a task has something to do."""

    def __call__(self, db: AsyncConnection, *, now: datetime) -> Awaitable[Sequence[UUID]]:
        """Return their ids. It reads only ids, so that no row can make it fail."""


class OrganisationsCommand(Protocol):
    """A command for some organisations that says whether there was anything to do, or how much it did."""

    def __call__(self, db: AsyncConnection, *, org_ids: Sequence[UUID], now: datetime) -> Awaitable[int]:
        """Do the work in the caller's transaction."""


Work = Callable[[AsyncEngine, Sequence[UUID]], Awaitable[bool]]
"""What a task does for some organisations, in transactions of its own. True means that more work waits already."""

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


def committed(command: OrganisationsCommand) -> Work:
    """Return work that runs a command for some organisations in a transaction of its own."""

    async def work(engine: AsyncEngine, org_ids: Sequence[UUID]) -> bool:
        async with engine.begin() as db:
            return bool(await command(db, org_ids=org_ids, now=now()))

    return work


def by_organisation(
    name: str, *, waiting: Waiting, work: Work, interval_seconds: float, organisations_at_once: int = 1
) -> Task:
    """Return a task that works for one organisation after the other, each in a transaction of its own.

    If the work for an organisation fails, it is rolled back. The organisation is set aside, logged and counted, and the
    others go on. It is tried again later, and later still after every further failure. A transient fault is raised:
    the next step begins with the organisation after it.

    `organisations_at_once` is the number of organisations that share a transaction. If it fails, they are taken one by
    one.
    """
    return Task(name, _ByOrganisation(name, waiting, work, organisations_at_once).step, interval_seconds)


def note_failure(task: str, error: Exception, *, org_id: UUID, **where: object) -> None:
    """Log and count that a task failed for an organisation, or for a part of it that `where` names."""
    telemetry.TASK_FAILURES.labels(task).inc()
    _log.error("a task failed for an organisation", task=task, org_id=str(org_id), **where, exc_info=error)


class _SetAside(NamedTuple):
    """An organisation whose work failed: how often in a row, and until when (by `monotonic`) nobody tries again."""

    failures: int
    until_seconds: float


class _ByOrganisation:
    """What a worker remembers between the steps of a task. Each worker sets aside for itself, until it ends."""

    def __init__(self, name: str, waiting: Waiting, work: Work, at_once: int) -> None:
        self._name, self._waiting, self._work, self._at_once = name, waiting, work, at_once
        self._aside: dict[UUID, _SetAside] = {}
        self._last = UUID(int=0)

    async def step(self, engine: AsyncEngine) -> bool:
        """Work for every organisation that waits and is not set aside. Return whether more work waits already."""
        async with engine.connect() as db:
            waiting = set(await self._waiting(db, now=now()))
        self._aside = {org_id: aside for org_id, aside in self._aside.items() if org_id in waiting}
        more_waits, in_turn = False, self._in_turn(waiting)
        for place in range(0, len(in_turn), self._at_once):
            org_ids = in_turn[place : place + self._at_once]
            self._last = org_ids[-1]
            more_waits |= await self._attempt(engine, org_ids)
        return more_waits

    def _in_turn(self, waiting: set[UUID]) -> list[UUID]:
        """Return who is to be worked for, beginning behind the last one, so that nobody is always behind a fault."""
        instant = monotonic()
        due = [one for one in waiting if one not in self._aside or self._aside[one].until_seconds <= instant]
        return sorted(due, key=lambda org_id: (org_id <= self._last, org_id))

    async def _attempt(self, engine: AsyncEngine, org_ids: Sequence[UUID]) -> bool:
        try:
            more_waits = await self._work(engine, org_ids)
        except Exception as error:
            if is_transient(error):
                raise
            if len(org_ids) > 1:
                return any([await self._attempt(engine, [org_id]) for org_id in org_ids])
            self._set_aside(org_ids[0], error)
            return False
        for org_id in org_ids:
            self._aside.pop(org_id, None)
        return more_waits

    def _set_aside(self, org_id: UUID, error: Exception) -> None:
        failures = self._aside[org_id].failures + 1 if org_id in self._aside else 1
        doublings = min(failures - 1, DOUBLINGS_MAX)
        seconds = min(SET_ASIDE_SECONDS_MIN * 2**doublings, SET_ASIDE_SECONDS_MAX)
        self._aside[org_id] = _SetAside(failures, monotonic() + seconds)
        note_failure(self._name, error, org_id=org_id, failures=failures, retry_seconds=seconds)


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
