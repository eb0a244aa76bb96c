"""Read the members of a class."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

_KEYSET: Final = Keyset(after=str)
_MEMBERS = Statement("""
    SELECT m.person_id, p.username, p.name, m.added_at
    FROM class_members m JOIN people p ON p.org_id = m.org_id AND p.id = m.person_id
    WHERE m.org_id = :org_id AND m.class_id = :class_id AND m.removed_at IS NULL
      AND p.username > coalesce(CAST(:after AS text), '')
    ORDER BY p.username LIMIT :limit
""")
_CURRENT = Statement("""
    SELECT DISTINCT person_id FROM class_members
    WHERE org_id = :org_id AND class_id = ANY (CAST(:class_ids AS uuid[])) AND removed_at IS NULL ORDER BY person_id
""")


_COACHES = Statement("""
    SELECT c.person_id, p.name FROM class_coaches c JOIN people p ON p.org_id = c.org_id AND p.id = c.person_id
    WHERE c.org_id = :org_id AND c.class_id = :class_id ORDER BY p.name, c.person_id
""")


class ClassCoach(NamedTuple):
    """A coach of a class."""

    person_id: UUID
    name: str


class Member(NamedTuple):
    """A learner who is in a class, and since when."""

    person_id: UUID
    username: str
    name: str
    added_at: datetime


async def list_members(
    db: AsyncConnection, *, org_id: UUID, class_id: UUID, limit: int, cursor: str | None
) -> Slice[Member]:
    """Return a page of the present members of a class, by username. Raises InvalidCursor."""
    scope = {"org_id": org_id, "class_id": class_id, "limit": limit + 1}
    rows = await _MEMBERS.all(db, {**scope, **_KEYSET.parameters(cursor)})
    members = [Member(*row) for row in rows]
    return _KEYSET.page(members, limit=limit, key=lambda member: (member.username,))


async def coaches_of(db: AsyncConnection, *, org_id: UUID, class_id: UUID) -> list[ClassCoach]:
    """Return the coaches of a class, by name."""
    return [ClassCoach(*row) for row in await _COACHES.all(db, {"org_id": org_id, "class_id": class_id})]


async def current_members(db: AsyncConnection, *, org_id: UUID, class_ids: Collection[UUID]) -> list[UUID]:
    """Return the ids of the present members of any of the classes."""
    if not class_ids:
        return []
    return await _CURRENT.scalars(db, {"org_id": org_id, "class_ids": list(class_ids)})
