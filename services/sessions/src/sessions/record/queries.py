"""Read completion records."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.record.errors import RecordNotFound
from sessions.session.queries import visible_session

_READ = Statement("""
    SELECT record, leaf_hash, event_id, request_digest, completed_at FROM completion_records
    WHERE org_id = :org_id AND session_id = :session_id
""")


class StoredCompletion(NamedTuple):
    """What was stored when a session was completed. `record` holds the canonical bytes."""

    record: bytes
    leaf_hash: bytes
    event_id: UUID
    request_digest: bytes
    completed_at: datetime


async def read_completion(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> StoredCompletion | None:
    """Return what was stored when a session was completed, or None if it is not completed."""
    row = await _READ.one_or_none(db, {"org_id": org_id, "session_id": session_id})
    return None if row is None else StoredCompletion(*row)


async def record_bytes(
    db: AsyncConnection, *, org_id: UUID, session_id: UUID, person_id: UUID, sees_all: bool, now: datetime
) -> bytes:
    """Return a completion record's canonical bytes verbatim, or raise RecordNotFound."""
    await visible_session(db, org_id=org_id, session_id=session_id, person_id=person_id, sees_all=sees_all, now=now)
    stored = await read_completion(db, org_id=org_id, session_id=session_id)
    if stored is None:
        raise RecordNotFound
    return stored.record
