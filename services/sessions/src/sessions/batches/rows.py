"""Lock and write batches themselves. Their sessions are written like all other sessions.

Locks are taken in one order: the batch first, then its sessions by id. Who changes a course run locks the run before
its batches.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from chassis.database.constraints import refused_by
from chassis.database.statement import Insert, Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.domain import SESSIONS_AT_ONCE_MAX, Batch, check_effort, next_due
from sessions.batches.errors import BatchNameTaken, BatchNotFound
from sessions.batches.queries import read_batch
from sessions.planners.check import check_coach_plans
from sessions.planners.domain import check_series_planner
from sessions.session.domain import TRAITS, Session
from sessions.session.lock import instant_of
from sessions.session.queries import read_session

_LOCK = Statement("SELECT 1 FROM batches WHERE org_id = :org_id AND id = :batch_id FOR UPDATE")
_LOCK_COMING = Statement("""
    SELECT id FROM sessions
    WHERE org_id = :org_id AND batch_id = :batch_id AND state = 'scheduled' AND starts_at > :now
    ORDER BY id LIMIT :limit FOR UPDATE
""")
_SAME_NAME: Final = ("name", *TRAITS, "category_id", "room_id", "ahead_days", "generated_to", "state", "ended_at")
"""The columns that a batch has under the same name."""
_COLUMNS: Final = (*_SAME_NAME, "zone", "rule", "first_at", "duration_minutes", "due_at", "own_fields")
_INSERT = Statement(f"""
    INSERT INTO batches (org_id, id, version, created_at, created_by, planned_by_coach, run_id, {", ".join(_COLUMNS)})
    VALUES (:org_id, :batch_id, :version, :created_at, :created_by, :planned_by_coach, :run_id,
            {", ".join(f":{name}" for name in _COLUMNS)})
""")  # noqa: S608 - names of this module
_UPDATE = Statement(f"""
    UPDATE batches SET version = :version, {", ".join(f"{name} = :{name}" for name in _COLUMNS)}
    WHERE org_id = :org_id AND id = :batch_id
""")  # noqa: S608 - names of this module
_DROP_COACHES = Statement("DELETE FROM batch_coaches WHERE org_id = :org_id AND batch_id = :batch_id")
_DROP_COURSES = Statement("DELETE FROM batch_courses WHERE org_id = :org_id AND batch_id = :batch_id")
_INSERT_COACHES = Insert(
    "batch_coaches", "position smallint, person_id uuid, share_basis_points integer", shared="org_id, batch_id"
)
_INSERT_COURSES = Insert("batch_courses", "position smallint, course_id uuid", shared="org_id, batch_id")
_INSERT_CLASSES = Insert(
    "batch_classes",
    "class_id uuid",
    shared="org_id, batch_id, added_at",
    then="ON CONFLICT (batch_id, class_id) DO NOTHING",
)


async def lock_batch(db: AsyncConnection, *, org_id: UUID, batch_id: UUID) -> Batch:
    """Lock a batch until the transaction ends and return it as it is under the lock, or raise BatchNotFound."""
    await _LOCK.execute(db, {"org_id": org_id, "batch_id": batch_id})
    return await read_batch(db, org_id=org_id, batch_id=batch_id)


async def lock_planned_batch(
    db: AsyncConnection, *, org_id: UUID, batch_id: UUID, coach_id: UUID | None, now: datetime
) -> Batch:
    """Lock a batch as `lock_batch` does. `coach_id` is the coach who planned it; None: an admin.

    Raises BatchNotFound, also if the coach does not coach it, CoachesDoNotPlan and NotPlannedByYou.
    """
    batch = await lock_batch(db, org_id=org_id, batch_id=batch_id)
    if coach_id is None:
        return batch
    if all(coach.person_id != coach_id for coach in batch.coaches):
        raise BatchNotFound(batch_id)
    await check_coach_plans(db, org_id=org_id, now=now)
    check_series_planner(
        planned_by_coach=batch.planned_by_coach, session_coach_id=batch.coaches[0].person_id, coach_id=coach_id
    )
    return batch


class Coming(NamedTuple):
    """The sessions of a batch that have not begun, locked, and the instant of what happens to them now."""

    sessions: list[Session]
    at: datetime


async def lock_coming(db: AsyncConnection, batch: Batch, *, now: datetime) -> Coming:
    """Lock the sessions of a batch that have not begun and return them. Raises TooMuchOfASeries."""
    scope = {"org_id": batch.org_id, "batch_id": batch.batch_id, "now": now, "limit": SESSIONS_AT_ONCE_MAX + 1}
    session_ids = await _LOCK_COMING.scalars(db, scope)
    check_effort(len(session_ids), 0)
    coming = [await read_session(db, org_id=batch.org_id, session_id=session_id) for session_id in session_ids]
    check_effort(len(coming), sum(len(session.roster) for session in coming))
    return Coming(coming, await instant_of(db, org_id=batch.org_id, session_ids=session_ids))


async def insert_batch(db: AsyncConnection, batch: Batch) -> None:
    """Write a new batch without its roster and classes. Raises BatchNameTaken."""
    await _write(db, _INSERT, batch, next_due(batch))
    await _insert_coaches(db, batch)
    await _insert_courses(db, batch)


async def update_batch(db: AsyncConnection, batch: Batch, *, before: Batch | None, due_at: datetime | None) -> None:
    """Write a locked batch, and its coaches and courses if they differ from `before`. Raises BatchNameTaken."""
    await _write(db, _UPDATE, batch, due_at)
    scope = {"org_id": batch.org_id, "batch_id": batch.batch_id}
    if before is not None and before.coaches != batch.coaches:
        await _DROP_COACHES.execute(db, scope)
        await _insert_coaches(db, batch)
    if before is not None and before.course_ids != batch.course_ids:
        await _DROP_COURSES.execute(db, scope)
        await _insert_courses(db, batch)


async def insert_batch_classes(
    db: AsyncConnection, batch: Batch, *, class_ids: Collection[UUID], now: datetime
) -> None:
    """Note which classes were enrolled. A class that was enrolled before stays as it is."""
    rows = [(class_id,) for class_id in class_ids]
    await _INSERT_CLASSES.rows(db, rows, org_id=batch.org_id, batch_id=batch.batch_id, added_at=now)


async def _write(db: AsyncConnection, statement: Statement, batch: Batch, due_at: datetime | None) -> None:
    rule = batch.rule
    names = (*_SAME_NAME, "org_id", "batch_id", "version", "created_at", "created_by", "planned_by_coach", "run_id")
    columns = {
        **{name: getattr(batch, name) for name in names},
        "zone": rule.zone,
        "rule": rule.text,
        "first_at": rule.first_at,
        "duration_minutes": rule.duration_minutes,
        "due_at": due_at,
        "own_fields": sorted(batch.own_fields),
    }
    with refused_by("batches_name_key", BatchNameTaken(batch.name)):
        await statement.execute(db, columns)


async def _insert_coaches(db: AsyncConnection, batch: Batch) -> None:
    rows = [(position, *coach) for position, coach in enumerate(batch.coaches)]
    await _INSERT_COACHES.rows(db, rows, org_id=batch.org_id, batch_id=batch.batch_id)


async def _insert_courses(db: AsyncConnection, batch: Batch) -> None:
    rows = list(enumerate(batch.course_ids))
    await _INSERT_COURSES.rows(db, rows, org_id=batch.org_id, batch_id=batch.batch_id)
