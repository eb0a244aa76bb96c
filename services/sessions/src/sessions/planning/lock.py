"""Lock a session that an admin, or the coach who planned it, is about to change."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.planners.check import check_coach_plans
from sessions.planners.domain import check_planner
from sessions.session.events import Author
from sessions.session.lock import Locked, lock_own_session, lock_session


async def lock_planned(db: AsyncConnection, *, author: Author, session_id: UUID, coach_id: UUID | None) -> Locked:
    """Lock a session until the transaction ends, and return it. `coach_id` is the coach who planned it; None: an admin.

    Raises SessionNotFound, also if the coach may not know of it, CoachesDoNotPlan, NotPlannedByYou and BegunAlready.
    """
    if coach_id is None:
        return await lock_session(db, org_id=author.org_id, session_id=session_id)
    locked = await lock_own_session(
        db, org_id=author.org_id, session_id=session_id, person_id=coach_id, sees_all=False, need="listed"
    )
    await check_coach_plans(db, org_id=author.org_id, now=locked.at)
    check_planner(locked.session, coach_id=coach_id, now=locked.at)
    return locked
