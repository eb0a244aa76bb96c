"""The row lock that orders everything that happens to one session, and the version that it goes on from."""

from uuid import UUID

from chassis.errors import StaleVersion
from chassis.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.domain.sessions import Session
from sessions.queries.sessions import read_session

# FOR UPDATE and not the weaker FOR NO KEY UPDATE: it also holds off the foreign key checks and triggers of rows that
# belong to the session, so that nothing slips into one that is being completed.
_LOCK = Statement("SELECT 1 FROM sessions WHERE org_id = :org_id AND id = :session_id FOR UPDATE")


async def lock_session(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> Session:
    """Lock a session until the transaction ends and return it as it then is, or raise SessionNotFound."""
    await _LOCK.run(db, {"org_id": org_id, "session_id": session_id})
    return await read_session(db, org_id=org_id, session_id=session_id)


def check_version(session: Session, expected: int | None) -> None:
    """Raise StaleVersion where the caller read another version than the current one; None is no expectation."""
    if expected is not None and expected != session.version:
        raise StaleVersion(
            f"The session is at version {session.version}, If-Match says {expected}. Read it again, then change it."
        )
