"""Lock what is planned inside a course run.

Locks are taken in one order: runs by id, then their series by id, then the lessons by id. Who changes a series alone
locks the series and then its lessons.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.domain import SESSIONS_AT_ONCE_MAX, Batch
from sessions.batches.queries import read_batch
from sessions.runs.domain import check_effort
from sessions.session.domain import Session
from sessions.session.lock import instant_of
from sessions.session.read_many import read_sessions

_LOCK_SERIES = Statement("""
    SELECT id FROM batches WHERE org_id = :org_id AND run_id = :run_id ORDER BY id FOR UPDATE
""")
_LOCK_COMING = Statement("""
    SELECT id FROM sessions
    WHERE org_id = :org_id AND run_id = :run_id AND state = 'scheduled' AND starts_at > :now
    ORDER BY id LIMIT :limit FOR UPDATE
""")


class Beneath(NamedTuple):
    """The series of a run, its lessons that have not begun, all locked, and the instant of what happens to these."""

    series: list[Batch]
    lessons: list[Session]
    at: datetime


async def lock_beneath(db: AsyncConnection, run: Session, *, now: datetime) -> Beneath:
    """Lock the series of a locked run, and then its lessons that have not begun. Raises TooManyLessons.

    The lessons are looked up when the series are locked. So those that a worker has generated meanwhile are among them.
    """
    org_id = run.org_id
    scope = {"org_id": org_id, "run_id": run.session_id}
    series_ids = await _LOCK_SERIES.scalars(db, scope)
    series = [await read_batch(db, org_id=org_id, batch_id=batch_id) for batch_id in series_ids]
    lesson_ids = await _LOCK_COMING.scalars(db, {**scope, "now": now, "limit": SESSIONS_AT_ONCE_MAX + 1})
    lessons = await read_lessons(db, org_id=org_id, lesson_ids=lesson_ids)
    check_effort(lessons)
    return Beneath(series, lessons, await instant_of(db, org_id=org_id, session_ids=lesson_ids))


async def read_lessons(db: AsyncConnection, *, org_id: UUID, lesson_ids: Collection[UUID]) -> list[Session]:
    """Return lessons in the order of their ids."""
    if not lesson_ids:
        return []
    return sorted(await read_sessions(db, org_id=org_id, session_ids=lesson_ids), key=lambda one: one.session_id)
