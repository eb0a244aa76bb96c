"""Reads what is known of a session."""

from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

_STATE: Final = Statement("""
    SELECT state FROM known_sessions
    WHERE org_id = :org_id AND session_id = :session_id
      AND (CAST(:coach_id AS uuid) IS NULL OR CAST(:coach_id AS uuid) = ANY (coach_ids || course_coach_ids))
""")


async def read_state(db: AsyncConnection, *, org_id: UUID, session_id: UUID, coach_id: UUID | None) -> str | None:
    """Return the state of a session, or None if it is not known.

    `coach_id` narrows it to the sessions that this person coaches, or of which they coach a course.
    """
    row = await _STATE.one_or_none(db, {"org_id": org_id, "session_id": session_id, "coach_id": coach_id})
    return None if row is None else str(row.state)
