"""The row lock that puts all changes of one session into one order."""

from collections.abc import Collection
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.domain import Session
from sessions.session.errors import SessionNotFound
from sessions.session.queries import SESSION, parts_of, read_session, session_of

# This locks and reads in one round trip. FOR UPDATE is stronger than FOR NO KEY UPDATE: it also blocks the foreign key
# checks and triggers of rows that belong to the session. So nothing is added to a session that is being completed.
_LOCK = Statement(f"{SESSION} FOR UPDATE OF s")


async def lock_session(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> Session:
    """Lock a session until the transaction ends and return it as it is under the lock, or raise SessionNotFound.

    It is for commands that only admins give. All other commands call `lock_own_session`.
    """
    row = await _LOCK.one_or_none(db, {"org_id": org_id, "session_id": session_id})
    if row is None:
        raise SessionNotFound(session_id)
    if row.version == row.seen_version:
        return session_of(row, org_id)
    # The lock waited for another transaction, and only a new statement sees everything that one wrote.
    return await read_session(db, org_id=org_id, session_id=session_id)


async def lock_own_session(
    db: AsyncConnection, *, org_id: UUID, session_id: UUID, person_id: UUID, roles: Collection[str]
) -> Session:
    """Lock a session for a person who has a part in it, as `lock_session` does.

    Raises SessionNotFound, also if the person has no part in it, because they must not learn that it exists.
    """
    session = await lock_session(db, org_id=org_id, session_id=session_id)
    if not await parts_of(db, session, person_id=person_id, roles=roles):
        raise SessionNotFound(session_id)
    return session
