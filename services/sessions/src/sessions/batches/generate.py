"""Make sessions from the occurrences of batches: at once when somebody asks for it, and ahead of time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.database.engine import is_transient
from chassis.database.statement import Statement
from chassis.errors import Problem
from chassis.ids import NewId
from chassis.messaging.tasks import note_failure
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.domain import (
    Batch,
    course_people_of,
    dates_between,
    horizon,
    local_date,
    next_due,
    session_of,
)
from sessions.batches.queries import occurring_dates
from sessions.batches.recurrence import Occurrence
from sessions.batches.rows import lock_batch, update_batch
from sessions.session.domain import Session
from sessions.session.events import Author
from sessions.session.insert import insert_sessions

TASK: Final = "generate batches"
OCCURRENCES_PER_PASS_MAX: Final = 25
"""The number of new occurrences in one pass over a batch. A pass is a transaction."""
SKIPS_PER_PASS_MAX: Final = 25
"""The number of skipped occurrences that one pass tries again. Those that have waited longest come first."""
RETRY_AFTER: Final = timedelta(minutes=1)
POSTPONE_BY: Final = timedelta(minutes=5)
"""How long a batch waits after an unforeseen error. Other batches go on meanwhile."""

# This statement alone looks at every organisation.
_WAITING = Statement("SELECT DISTINCT org_id FROM batches WHERE state = 'active' AND due_at <= :now")
_DUE = Statement("""
    SELECT org_id, id FROM batches
    WHERE org_id = ANY (CAST(:org_ids AS uuid[])) AND state = 'active' AND due_at <= :now
    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
""")
_POSTPONE = Statement("UPDATE batches SET due_at = :due_at WHERE org_id = :org_id AND id = :batch_id")
_SKIPPED = Statement("""
    SELECT occurrence FROM batch_skips
    WHERE org_id = :org_id AND batch_id = :batch_id AND occurrence >= :since ORDER BY at, occurrence LIMIT :limit
""")
_SKIP = Statement("""
    INSERT INTO batch_skips (org_id, batch_id, occurrence, detail, at)
    VALUES (:org_id, :batch_id, :occurrence, :detail, :now)
    ON CONFLICT (batch_id, occurrence) DO UPDATE SET detail = excluded.detail, at = excluded.at
""")
_UNSKIP = Statement("""
    DELETE FROM batch_skips WHERE org_id = :org_id AND batch_id = :batch_id AND occurrence = :occurrence
""")


def sessions_of(batch: Batch, occurrences: Sequence[Occurrence], *, new_id: NewId) -> list[Session]:
    """Return new sessions for the occurrences. Nothing is written."""
    return [session_of(batch, one, session_id=new_id()) for one in occurrences]


async def insert_occurrences(
    db: AsyncConnection,
    batch: Batch,
    sessions: Sequence[Session],
    *,
    author: Author,
    now: datetime,
    new_id: NewId,
) -> None:
    """Write sessions of a batch, and enrol its classes in them. Raises NameTaken, DoubleBooked."""
    if not sessions:
        return
    enrolled = [(session.session_id, class_id) for session in sessions for class_id in batch.class_ids]
    people = [one for session in sessions for one in course_people_of(batch, session)]
    await insert_sessions(
        db, author=author, sessions=sessions, enrolled=enrolled, people=people, now=now, new_id=new_id
    )


async def organisations_due(db: AsyncConnection, *, now: datetime) -> list[UUID]:
    """Return the organisations that have a batch to be generated."""
    return await _WAITING.scalars(db, {"now": now})


async def generate_next(db: AsyncConnection, *, org_ids: Sequence[UUID], now: datetime, new_id: NewId) -> bool:
    """Generate the batch that has been due longest and is not locked. Return whether there was one.

    If one batch fails, the error is logged and counted, and only this batch waits. Transient database errors are
    raised.
    """
    due = await _DUE.one_or_none(db, {"org_ids": list(org_ids), "now": now})
    if due is None:
        return False
    try:
        async with db.begin_nested():
            batch = await lock_batch(db, org_id=due.org_id, batch_id=due.id)
            await _generate(db, batch, now=now, new_id=new_id)
    except Exception as error:
        if is_transient(error):
            raise
        note_failure(TASK, error, org_id=due.org_id, batch_id=str(due.id))
        await _POSTPONE.execute(db, {"org_id": due.org_id, "batch_id": due.id, "due_at": now + POSTPONE_BY})
    return True


async def skipped_dates(db: AsyncConnection, batch: Batch, *, since: date, limit: int) -> list[date]:
    """Return the dates from `since` whose occurrence was skipped. Those that have waited longest come first."""
    scope = {"org_id": batch.org_id, "batch_id": batch.batch_id, "since": since}
    return await _SKIPPED.scalars(db, {**scope, "limit": limit})


async def _generate(db: AsyncConnection, batch: Batch, *, now: datetime, new_id: NewId) -> None:
    """Make the sessions that are due, on behalf of the person who created the batch."""
    author = Author(batch.org_id, batch.created_by, new_id())
    before = horizon(batch, now)
    fresh = dates_between(batch.rule, batch.generated_to, before, limit=OCCURRENCES_PER_PASS_MAX + 1)
    if len(fresh) > OCCURRENCES_PER_PASS_MAX:
        before = fresh.pop().wall_clock.date()
    today = local_date(now, batch.rule.zone)
    skipped = await skipped_dates(db, batch, since=today, limit=SKIPS_PER_PASS_MAX)
    again = [one for day in skipped for one in dates_between(batch.rule, day, day + timedelta(days=1), limit=1)]
    wanted = [one for one in (*again, *fresh) if one.starts_at > now]
    existing = await occurring_dates(db, org_id=batch.org_id, batch_id=batch.batch_id, since=today)
    missing = [one for one in wanted if one.wall_clock.date() not in existing]
    is_waiting = len(skipped) == SKIPS_PER_PASS_MAX  # more may wait behind these
    for session in sessions_of(batch, missing, new_id=new_id):
        if not await _try(db, batch, session, author=author, now=now, new_id=new_id):
            is_waiting = True
    after = replace(batch, generated_to=max(batch.generated_to, before))
    due = [at for at in (next_due(after), now + RETRY_AFTER if is_waiting else None) if at is not None]
    await update_batch(db, after, before=None, due_at=min(due, default=None))


async def _try(
    db: AsyncConnection, batch: Batch, session: Session, *, author: Author, now: datetime, new_id: NewId
) -> bool:
    """Write the session of an occurrence, or note why it cannot be written. Return whether it was written."""
    scope = {"org_id": batch.org_id, "batch_id": batch.batch_id, "occurrence": session.occurrence}
    try:
        async with db.begin_nested():
            await insert_occurrences(db, batch, [session], author=author, now=now, new_id=new_id)
    except Problem as problem:
        await _SKIP.execute(db, {**scope, "detail": problem.detail, "now": now})
        return False
    await _UNSKIP.execute(db, scope)
    return True
