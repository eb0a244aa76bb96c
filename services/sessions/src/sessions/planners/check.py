"""Check what a coach plans against what the database has: the policy, and whom they know."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.categories.ensure import category_exists
from sessions.organisation.queries import policy
from sessions.planners.domain import OwnPlan, check_left_to_admins, check_plans, check_plans_alone
from sessions.planners.errors import NoSuchCategory, NotKnownToYou
from sessions.planners.queries import known_classes, known_learners


async def check_coach_plans(db: AsyncConnection, *, org_id: UUID, now: datetime) -> None:
    """Raise CoachesDoNotPlan if the policy in force leaves planning to admins."""
    check_plans((await policy(db, org_id=org_id, now=now)).policy)


async def check_own_plan(db: AsyncConnection, new: OwnPlan, *, org_id: UUID, coach_id: UUID, now: datetime) -> None:
    """Raise unless a coach may plan this session or series.

    Raises CoachesDoNotPlan, YourselfAlone, LeftToAdmins, and UnknownReference for people, classes and categories.
    """
    await check_coach_plans(db, org_id=org_id, now=now)
    check_plans_alone(new.coaches, coach_id=coach_id)
    check_left_to_admins(new.given - {"coaches"}, new.roster)
    await check_known_to_coach(
        db, org_id=org_id, coach_id=coach_id, learners=new.roster, class_ids=new.class_ids, pointer="/roster"
    )
    await check_category_exists(db, org_id=org_id, name=new.category)


async def check_known_to_coach(
    db: AsyncConnection,
    *,
    org_id: UUID,
    coach_id: UUID,
    learners: Collection[UUID],
    class_ids: Collection[UUID],
    pointer: str,
) -> None:
    """Raise UnknownReference for learners and classes whom the coach does not know, whether they exist or not.

    `pointer` is where the request names learners.
    """
    if learners:
        known = await known_learners(db, org_id=org_id, coach_id=coach_id, person_ids=learners)
        if unknown := set(learners) - known:
            raise NotKnownToYou(pointer, "learner", unknown)
    if class_ids:
        known = await known_classes(db, org_id=org_id, coach_id=coach_id, class_ids=class_ids)
        if unknown := set(class_ids) - known:
            raise NotKnownToYou("/class_ids", "class", unknown)


async def check_category_exists(db: AsyncConnection, *, org_id: UUID, name: str | None) -> None:
    """Raise UnknownReference if a coach names a category that does not exist. Admins create one by naming it."""
    if name is not None and not await category_exists(db, org_id=org_id, name=name):
        raise NoSuchCategory(name)
