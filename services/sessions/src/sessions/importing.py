"""The background task that goes on with imports of large files."""

import asyncio
from typing import Final

import structlog
from chassis.clock import now
from chassis.db import is_transient
from chassis.errors import Conflict
from chassis.ids import new_id
from chassis.waiting import wait_at_most
from sqlalchemy.ext.asyncio import AsyncEngine

from sessions.commands.imports.steps import finish, go_on, note_try
from sessions.queries.imports.jobs import Job, lock_next

INTERVAL_SECONDS: Final = 1.0
TRIES_MAX: Final = 10
"""How often a step is tried that fails by what may pass: a database that is away, or a name taken meanwhile."""

_log = structlog.stdlib.get_logger("sessions.importing")


async def import_files(engine: AsyncEngine, stopping: asyncio.Event) -> None:
    """Go on with imports, a step per transaction, until `stopping`. Database faults are the caller's."""
    while not stopping.is_set():
        if not await take_step(engine):
            await wait_at_most(stopping, INTERVAL_SECONDS)


async def take_step(engine: AsyncEngine) -> bool:
    """Take the next step of the oldest import, and say whether there was one to take.

    A step that fails is rolled back and taken again. One that a defect breaks would fail for ever, so its import ends.
    """
    job = None
    try:
        async with engine.begin() as db:
            job = await lock_next(db)
            if job is not None:
                await go_on(db, job, now=now(), new_id=new_id)
    except Exception as error:
        if job is None:
            raise
        await _note_failure(engine, job, error)
        if is_transient(error):
            raise
    return job is not None


async def _note_failure(engine: AsyncEngine, job: Job, error: Exception) -> None:
    may_pass = is_transient(error) or isinstance(error, Conflict)
    async with engine.begin() as db:
        tries = await note_try(db, job)
        if may_pass and tries < TRIES_MAX:
            _log.warning("step of an import put back", import_id=str(job.id), tries=tries, error=repr(error)[:500])
            return
        reason = f"it failed {tries} times, lastly by {type(error).__name__}" if may_pass else "this is a defect"
        written = (
            f" What stands before line {job.at.line} was written; the same file again finds that unchanged."
            if job.state == "writing"
            else " Nothing was written."
        )
        await finish(db, job, "failed", detail=f"The import was given up: {reason}. It was logged.{written}", now=now())
    _log.error("import given up", import_id=str(job.id), exc_info=error)
