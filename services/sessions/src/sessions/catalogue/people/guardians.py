"""Add and remove guardians of learners."""

from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from chassis.errors import FieldError
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.errors import NotAGuardianAndALearner, PersonNotFound
from sessions.catalogue.references import hold_roles

_ADD = Statement("""
    INSERT INTO guardians (org_id, guardian_id, learner_id, added_at)
    VALUES (:org_id, :guardian_id, :learner_id, :now) ON CONFLICT DO NOTHING
""")
_REMOVE = Statement("""
    DELETE FROM guardians WHERE org_id = :org_id AND guardian_id = :guardian_id AND learner_id = :learner_id
""")


async def add_guardian(
    db: AsyncConnection, *, org_id: UUID, learner_id: UUID, guardian_id: UUID, now: datetime
) -> None:
    """Let a guardian see what a learner sees. If they already can, nothing changes.

    Raises PersonNotFound if the learner does not exist, and UnknownReference if the two do not have these roles.
    """
    roles = await hold_roles(db, org_id=org_id, ids={learner_id, guardian_id})
    if learner_id not in roles:
        raise PersonNotFound(learner_id)
    errors = [
        FieldError(pointer, f"there is no person {person_id}" if found is None else f"{person_id} is a {found}")
        for pointer, person_id, role in (("person_id", learner_id, "learner"), ("guardian_id", guardian_id, "guardian"))
        if (found := roles.get(person_id)) != role
    ]
    if errors:
        raise NotAGuardianAndALearner(errors)
    await _ADD.execute(db, {"org_id": org_id, "guardian_id": guardian_id, "learner_id": learner_id, "now": now})


async def remove_guardian(db: AsyncConnection, *, org_id: UUID, learner_id: UUID, guardian_id: UUID) -> None:
    """Remove a guardian from a learner. If they are not the learner's guardian, nothing happens."""
    await _REMOVE.execute(db, {"org_id": org_id, "guardian_id": guardian_id, "learner_id": learner_id})
