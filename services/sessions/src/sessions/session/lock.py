"""The row lock that puts all changes of one session into one order, and the check of its version."""

from uuid import UUID

from chassis.database.statement import Statement
from chassis.errors import StaleVersion
from chassis.http.auth import Principal
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.domain import Session
from sessions.session.queries import SESSION, parts_of, read_session, session_not_found, session_of

# This locks and reads in one round trip. FOR UPDATE is stronger than FOR NO KEY UPDATE: it also blocks the foreign key
# checks and triggers of rows that belong to the session. So nothing is added to a session that is being completed.
_LOCK = Statement(f"{SESSION} FOR UPDATE OF s")


async def lock_session(db: AsyncConnection, *, caller: Principal, session_id: UUID) -> Session:
    """Lock a session until the transaction ends and return it as it is under the lock.

    Raises SessionNotFound, also for a caller who has no part in it, because they must not learn that it exists.
    """
    row = await _LOCK.one_or_none(db, {"org_id": caller.org_id, "session_id": session_id})
    if row is None:
        raise session_not_found(session_id)
    if row.version == row.seen_version:
        session = session_of(row, caller.org_id)
    else:  # the lock waited for another transaction, and only a new statement sees everything that one wrote
        session = await read_session(db, org_id=caller.org_id, session_id=session_id)
    if not await parts_of(db, session, caller=caller):
        raise session_not_found(session_id)
    return session


def check_version(session: Session, expected: int | None) -> None:
    """Raise StaleVersion if the caller expects another version than the current one. None expects nothing."""
    if expected is not None and expected != session.version:
        raise StaleVersion(
            f"The session is at version {session.version}, but If-Match says {expected}. Read it again, then change it."
        )
