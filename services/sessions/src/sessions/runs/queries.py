"""Read what is planned inside a course run."""

from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

_HAS_LESSONS = Statement("""
    SELECT EXISTS (SELECT FROM sessions WHERE org_id = :org_id AND run_id = :run_id)
        OR EXISTS (SELECT FROM batches WHERE org_id = :org_id AND run_id = :run_id)
""")


async def has_lessons(db: AsyncConnection, *, org_id: UUID, run_id: UUID) -> bool:
    """Return whether a lesson or a series was ever planned inside a run, whatever became of it."""
    found: bool = await _HAS_LESSONS.scalar(db, {"org_id": org_id, "run_id": run_id})
    return found
