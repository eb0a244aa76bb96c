"""The row lock that puts all changes of one session into one order."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.domain import Session
from sessions.session.errors import SessionNotFound
from sessions.session.queries import LAST_AT, SESSION, check_sight, read_session, session_of
from sessions.session.visibility import Need

# This locks and reads in one round trip. FOR UPDATE is stronger than FOR NO KEY UPDATE: it also blocks the foreign key
# checks and triggers of rows that belong to the session. So nothing is added to a session that is being completed.
# The clock is read outside of the inner query, because PostgreSQL computes what that selects before it waits for the
# lock. The result is later than every earlier change, even if the clock was set back.
_LOCK = Statement(f"""
    WITH locked AS ({SESSION} FOR UPDATE OF s)
    SELECT locked.*, greatest(clock_timestamp(), last_at + interval '1 microsecond') AS locked_at FROM locked
""")  # noqa: S608 - names of this package
_INSTANT = Statement(f"""
    SELECT greatest(clock_timestamp(), max({LAST_AT}) + interval '1 microsecond')
    FROM sessions s WHERE s.org_id = :org_id AND s.id = ANY (CAST(:session_ids AS uuid[]))
""")  # noqa: S608 - names of this package


class Locked(NamedTuple):
    """A session as it is under its lock, and the instant of what happens to it now, by the database's clock."""

    session: Session
    at: datetime


async def lock_session(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> Locked:
    """Lock a session until the transaction ends and return it as it is under the lock, or raise SessionNotFound.

    It is for commands that only admins give. All other commands call `lock_own_session`. A command that changes the
    session writes the instant into `changed_at`, so that the next instant is later.
    """
    row = await _LOCK.one_or_none(db, {"org_id": org_id, "session_id": session_id})
    if row is None:
        raise SessionNotFound(session_id)
    if row.version == row.seen_version:
        return Locked(session_of(row, org_id), row.locked_at)
    # The lock waited for another transaction, and only a new statement sees everything that one wrote.
    return Locked(await read_session(db, org_id=org_id, session_id=session_id), row.locked_at)


async def lock_own_session(
    db: AsyncConnection, *, org_id: UUID, session_id: UUID, person_id: UUID, sees_all: bool, need: Need
) -> Locked:
    """Lock a session for a person who sees of it what the command needs, as `lock_session` does.

    Raises SessionNotFound, also if the person may not know of it, and SessionNotOpen.
    """
    locked = await lock_session(db, org_id=org_id, session_id=session_id)
    await check_sight(db, locked.session, person_id=person_id, sees_all=sees_all, need=need, now=locked.at)
    return locked


async def instant_of(db: AsyncConnection, *, org_id: UUID, session_ids: Collection[UUID]) -> datetime:
    """Return the instant of what happens now to sessions that are locked already. See `Locked.at`."""
    at: datetime = await _INSTANT.scalar(db, {"org_id": org_id, "session_ids": list(session_ids)})
    return at
