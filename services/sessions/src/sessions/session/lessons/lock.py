"""Lock the course run inside which something is planned."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.domain import Session
from sessions.session.errors import SessionNotFound
from sessions.session.lessons.errors import NotACourseRun, RunCancelled, UnknownRun
from sessions.session.lock import lock_session


async def lock_run(db: AsyncConnection, *, org_id: UUID, run_id: UUID) -> Session:
    """Lock a course run until the transaction ends and return it as it is under the lock.

    Who plans inside a run holds this lock, and who changes the run does, so what is planned agrees with the run.
    Locks are taken in one order: runs, then series by id, then their sessions by id. Raises UnknownRun, NotACourseRun,
    RunCancelled.
    """
    try:
        run, _ = await lock_session(db, org_id=org_id, session_id=run_id)
    except SessionNotFound as error:
        raise UnknownRun(run_id) from error
    if not run.is_run:
        raise NotACourseRun(run.name)
    if run.state == "cancelled":
        raise RunCancelled(run.name)
    return run
