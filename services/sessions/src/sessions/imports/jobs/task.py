"""The step of the background task that imports large files."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import structlog
from chassis.clock import now
from chassis.database.engine import is_transient
from chassis.errors import Conflict
from chassis.ids import new_id
from sqlalchemy.ext.asyncio import AsyncEngine

from sessions.imports.jobs.queries import Job, lock_next
from sessions.imports.jobs.steps import finish, go_on, note_try

TRIES_MAX: Final = 10
"""How often a step is tried if its error may pass: the database is away, or a name was taken meanwhile."""

_log = structlog.stdlib.get_logger("sessions.imports.jobs.task")


async def take_step(engine: AsyncEngine, org_ids: Sequence[UUID]) -> bool:
    """Take the next step of the oldest import of these organisations, and return whether there was one.

    A step that fails is rolled back and taken again. If the cause is a defect, the step would always fail, so the
    import ends. Transient database errors are raised.
    """
    job = None
    try:
        async with engine.begin() as db:
            job = await lock_next(db, org_ids=org_ids)
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
            _log.warning("step of an import failed", import_id=str(job.id), tries=tries, error=repr(error)[:500])
            return
        reason = (
            f"it failed {tries} times, the last time with {type(error).__name__}"
            if may_pass
            else "of a defect in the program"
        )
        written = (
            f" The rows before line {job.at.line} were written. If you import the file again, they count as unchanged."
            if job.state == "writing"
            else " Nothing was written."
        )
        await finish(
            db,
            job,
            "failed",
            detail=f"The import was given up because {reason}. Ask your operator for the logged error.{written}",
            now=now(),
        )
    _log.error("import given up", import_id=str(job.id), exc_info=error)
