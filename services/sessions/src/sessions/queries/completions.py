"""Reading completion records and their texts."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from chassis.auth import Principal
from chassis.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.errors import RecordNotFound
from sessions.queries.sessions import visible_session

_READ = Statement("""
    SELECT r.record, r.leaf_hash, r.event_id, r.request_digest, t.salt
    FROM completion_records r JOIN completion_texts t USING (session_id)
    WHERE r.org_id = :org_id AND r.session_id = :session_id
""")
_RECORD = Statement("SELECT record FROM completion_records WHERE org_id = :org_id AND session_id = :session_id")
_RECAP = Statement("""
    SELECT CAST(recap AS text) FROM completion_texts WHERE org_id = :org_id AND session_id = :session_id
""")


class StoredCompletion(NamedTuple):
    """What was stored when a session was completed. `record` are the canonical bytes."""

    record: bytes
    leaf_hash: bytes
    event_id: UUID
    request_digest: bytes
    salt: bytes


async def read_completion(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> StoredCompletion:
    """Return what was stored when a session was completed, which it must be."""
    row = await _READ.one(db, {"org_id": org_id, "session_id": session_id})
    return StoredCompletion(row.record, row.leaf_hash, row.event_id, row.request_digest, row.salt)


async def record_bytes(db: AsyncConnection, *, caller: Principal, session_id: UUID, now: datetime) -> bytes:
    """Return a completion record's canonical bytes verbatim, or raise RecordNotFound."""
    return bytes(await _of_completed(db, _RECORD, caller=caller, session_id=session_id, now=now))


async def recap_json(db: AsyncConnection, *, caller: Principal, session_id: UUID, now: datetime) -> str:
    """Return the recap of a completed session as JSON text, or raise RecordNotFound."""
    return str(await _of_completed(db, _RECAP, caller=caller, session_id=session_id, now=now))


async def _of_completed(
    db: AsyncConnection, statement: Statement, *, caller: Principal, session_id: UUID, now: datetime
) -> Any:
    await visible_session(db, caller=caller, session_id=session_id, now=now)
    scope = {"org_id": caller.org_id, "session_id": session_id}
    value = await statement.scalar(db, scope)
    if value is None:
        raise RecordNotFound("The session has not been completed, so there is no record of it yet.")
    return value
