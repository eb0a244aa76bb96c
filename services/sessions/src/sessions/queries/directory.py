"""Reading the organisation and its policy, and whether entries of the catalogue are there that a request names."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from chassis.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.domain.policy import DEFAULT_POLICY, Policy
from sessions.domain.sheets.directory import PersonRole
from sessions.errors import OrganisationNotFound
from sessions.queries.sessions import policy_of

ZONE_DEFAULT = "UTC"

_ORGANISATION = Statement("SELECT name, zone FROM organisations WHERE org_id = :org_id")
_POLICY = Statement("""
    SELECT version AS policy_version, policies.* FROM policies WHERE org_id = :org_id ORDER BY version DESC LIMIT 1
""")
# What is named is held until the transaction ends: nobody deletes it, or takes a role away, before what names it is
# written. FOR KEY SHARE is the lock that the foreign keys take a moment later anyway.
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


class Organisation(NamedTuple):
    """An organisation's name and the zone in which its wall clocks are read."""

    name: str
    zone: str


async def organisation(db: AsyncConnection, *, org_id: UUID) -> Organisation:
    """Return the organisation, or raise OrganisationNotFound."""
    row = await _ORGANISATION.one_or_none(db, {"org_id": org_id})
    if row is None:
        raise OrganisationNotFound("An admin sets the organisation up first: PUT /v1/organisation.")
    return Organisation(row.name, row.zone)


async def default_zone(db: AsyncConnection, *, org_id: UUID) -> str:
    """Return the organisation's zone, or UTC where it has not been set up."""
    row = await _ORGANISATION.one_or_none(db, {"org_id": org_id})
    return ZONE_DEFAULT if row is None else str(row.zone)


async def policy(db: AsyncConnection, *, org_id: UUID) -> Policy:
    """Return the policy in force."""
    row = await _POLICY.one_or_none(db, {"org_id": org_id})
    return DEFAULT_POLICY if row is None else policy_of(row)


async def roles_by_id(db: AsyncConnection, *, org_id: UUID, ids: Collection[UUID]) -> dict[UUID, PersonRole]:
    """Return the roles of those people that exist; they keep them until the transaction ends."""
    rows = await _ROLES_BY_ID.all(db, {"org_id": org_id, "ids": list(ids)})
    return {row.id: row.role for row in rows}


async def existing_courses(db: AsyncConnection, *, org_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Return those course ids that exist, and go on to until the transaction ends."""
    return set(await _COURSE_IDS.scalars(db, {"org_id": org_id, "ids": list(ids)}))


async def existing_classes(db: AsyncConnection, *, org_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Return those class ids that exist, and go on to until the transaction ends."""
    return set(await _CLASS_IDS.scalars(db, {"org_id": org_id, "ids": list(ids)}))


async def existing_rooms(db: AsyncConnection, *, org_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Return those room ids that exist, and go on to until the transaction ends."""
    return set(await _ROOM_IDS.scalars(db, {"org_id": org_id, "ids": list(ids)}))


async def current_members(db: AsyncConnection, *, org_id: UUID, class_ids: Collection[UUID]) -> list[UUID]:
    """Return who stands in any of the classes now."""
    if not class_ids:
        return []
    return await _MEMBERS.scalars(db, {"org_id": org_id, "class_ids": list(class_ids)})
