"""Create and revoke the secret URL of somebody's calendar."""

from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.views.calendar.errors import NotInDirectory
from sessions.views.calendar.key import CalendarKey

_REPLACE = Statement("""
    INSERT INTO calendar_feeds (org_id, person_id, secret_hash, created_at)
    SELECT org_id, id, :secret_hash, :now FROM people WHERE org_id = :org_id AND id = :person_id
    ON CONFLICT (org_id, person_id) DO UPDATE SET secret_hash = excluded.secret_hash, created_at = excluded.created_at
    RETURNING created_at
""")
_REVOKE = Statement("DELETE FROM calendar_feeds WHERE org_id = :org_id AND person_id = :person_id")


async def replace_feed(db: AsyncConnection, key: CalendarKey, *, now: datetime) -> None:
    """Store the hash of a new key. The key before it stops working. Raises NotInDirectory."""
    scope = {"org_id": key.org_id, "person_id": key.person_id}
    if not await _REPLACE.all(db, {**scope, "secret_hash": key.secret_hash(), "now": now}):
        raise NotInDirectory


async def revoke_feed(db: AsyncConnection, *, org_id: UUID, person_id: UUID) -> None:
    """Revoke a person's key, if there is one."""
    await _REVOKE.execute(db, {"org_id": org_id, "person_id": person_id})
