"""Read the members of a class."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from chassis.database.keyset import decode_cursor, encode_cursor
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

_MEMBERS = Statement("""
    SELECT m.person_id, p.username, p.name, m.added_at
    FROM class_members m JOIN people p ON p.org_id = m.org_id AND p.id = m.person_id
    WHERE m.org_id = :org_id AND m.class_id = :class_id AND m.removed_at IS NULL AND p.username > :after
    ORDER BY p.username LIMIT :limit
""")


class Member(NamedTuple):
    """A learner who is in a class, and since when."""

    person_id: UUID
    username: str
    name: str
    since: datetime


async def list_members(
    db: AsyncConnection, *, org_id: UUID, class_id: UUID, limit: int, cursor: str | None
) -> tuple[list[Member], str | None]:
    """Return a page of the present members of a class, by username, and the cursor of the next page."""
    after = "" if cursor is None else str(decode_cursor(cursor, parts=1)[0])
    scope = {"org_id": org_id, "class_id": class_id, "after": after, "limit": limit + 1}
    members = [Member(*row) for row in await _MEMBERS.all(db, scope)]
    return members[:limit], encode_cursor(members[limit - 1].username) if len(members) > limit else None
