"""Read the guardians of a learner."""

from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

_GUARDIANS = Statement("""
    SELECT p.id, p.name FROM guardians g JOIN people p ON p.org_id = g.org_id AND p.id = g.guardian_id
    WHERE g.org_id = :org_id AND g.learner_id = :learner_id ORDER BY p.name, p.id
""")


async def guardians_of(db: AsyncConnection, *, org_id: UUID, learner_id: UUID) -> list[tuple[UUID, str]]:
    """Return the guardians of a learner, as (id, name), in the order of names."""
    return [(row.id, row.name) for row in await _GUARDIANS.all(db, {"org_id": org_id, "learner_id": learner_id})]
