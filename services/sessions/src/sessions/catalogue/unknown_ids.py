"""Read the organisation and its policy, and find the entries of the catalogue that a request names."""

from collections.abc import Collection
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.domain import PersonRole

# The rows are locked until the transaction ends. So nobody deletes them, or changes a role, before the rows that refer
# to them are written. FOR KEY SHARE is the lock that the foreign keys take a moment later anyway.
_ROLES_BY_ID = Statement("""
    SELECT id, role FROM people WHERE org_id = :org_id AND id = ANY (CAST(:ids AS uuid[])) ORDER BY id FOR KEY SHARE
""")
_COURSE_IDS = Statement("""
    SELECT id FROM courses WHERE org_id = :org_id AND id = ANY (CAST(:ids AS uuid[])) ORDER BY id FOR KEY SHARE
""")
_CLASS_IDS = Statement("""
    SELECT id FROM classes WHERE org_id = :org_id AND id = ANY (CAST(:ids AS uuid[])) ORDER BY id FOR KEY SHARE
""")
_ROOM_IDS = Statement("""
    SELECT id FROM rooms WHERE org_id = :org_id AND id = ANY (CAST(:ids AS uuid[])) ORDER BY id FOR KEY SHARE
""")
_MEMBERS = Statement("""
    SELECT DISTINCT person_id FROM class_members
    WHERE org_id = :org_id AND class_id = ANY (CAST(:class_ids AS uuid[])) AND removed_at IS NULL ORDER BY person_id
""")


async def roles_by_id(db: AsyncConnection, *, org_id: UUID, ids: Collection[UUID]) -> dict[UUID, PersonRole]:
    """Return the roles of the people that exist, by id. They cannot change until the transaction ends."""
    rows = await _ROLES_BY_ID.all(db, {"org_id": org_id, "ids": list(ids)})
    return {row.id: row.role for row in rows}


async def existing_courses(db: AsyncConnection, *, org_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Return the course ids that exist. The courses cannot be deleted until the transaction ends."""
    return set(await _COURSE_IDS.scalars(db, {"org_id": org_id, "ids": list(ids)}))


async def existing_classes(db: AsyncConnection, *, org_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Return the class ids that exist. The classes cannot be deleted until the transaction ends."""
    return set(await _CLASS_IDS.scalars(db, {"org_id": org_id, "ids": list(ids)}))


async def existing_rooms(db: AsyncConnection, *, org_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Return the room ids that exist. The rooms cannot be deleted until the transaction ends."""
    return set(await _ROOM_IDS.scalars(db, {"org_id": org_id, "ids": list(ids)}))


async def current_members(db: AsyncConnection, *, org_id: UUID, class_ids: Collection[UUID]) -> list[UUID]:
    """Return the ids of the present members of any of the classes."""
    if not class_ids:
        return []
    return await _MEMBERS.scalars(db, {"org_id": org_id, "class_ids": list(class_ids)})
