"""Note when learners open a session. The tracking page shows it."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.views.details.queries import Detail

NOTED_EVERY_SECONDS: Final = 60
"""A page that is loaded often writes at most once a minute."""

_NOTE = Statement("""
    INSERT INTO session_accesses (org_id, session_id, person_id, first_at, last_at)
    VALUES (:org_id, :session_id, :person_id, :now, :now)
    ON CONFLICT (session_id, person_id) DO UPDATE SET last_at = excluded.last_at
    WHERE session_accesses.last_at < excluded.last_at - CAST(:seconds AS integer) * interval '1 second'
""")


async def note_access(db: AsyncConnection, detail: Detail, *, person_id: UUID, now: datetime) -> None:
    """Note that a learner of the session opened it within its access window. Other people are not noted."""
    session = detail.session
    if session.seat(person_id) is None or not session.windows.access.contains(now):
        return
    scope = {"org_id": session.org_id, "session_id": session.session_id, "person_id": person_id}
    await _NOTE.execute(db, {**scope, "now": now, "seconds": NOTED_EVERY_SECONDS})
