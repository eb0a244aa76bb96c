"""The row lock that orders everything that happens to one session, and the version that it goes on from."""

from uuid import UUID

from chassis.auth import Principal
from chassis.errors import StaleVersion
from chassis.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.domain.sessions import Session
from sessions.queries.sessions import SESSION, parts_of, read_session, session_not_found, session_of

# Lock and read in one round trip. FOR UPDATE and not the weaker FOR NO KEY UPDATE: it also holds off the foreign key
# checks and triggers of rows that belong to the session, so that nothing slips into one that is being completed.
_LOCK = Statement(f"{SESSION} FOR UPDATE OF s")


async def lock_session(db: AsyncConnection, *, caller: Principal, session_id: UUID) -> Session:
    """Lock a session until the transaction ends and return it as it then is.

    Raises SessionNotFound, also for a caller who has no part in it: that it exists is none of their business.
    """
    row = await _LOCK.one_or_none(db, {"org_id": caller.org_id, "session_id": session_id})
    if row is None:
        raise session_not_found(session_id)
    if row.version == row.seen_version:
        session = session_of(row, caller.org_id)
    else:  # it waited for somebody who changed the session: only a new statement sees all that they wrote
        session = await read_session(db, org_id=caller.org_id, session_id=session_id)
    if not await parts_of(db, session, caller=caller):
        raise session_not_found(session_id)
    return session


def check_version(session: Session, expected: int | None) -> None:
    """Raise StaleVersion where the caller read another version than the current one; None is no expectation."""
    if expected is not None and expected != session.version:
        raise StaleVersion(
            f"The session is at version {session.version}, If-Match says {expected}. Read it again, then change it."
        )
