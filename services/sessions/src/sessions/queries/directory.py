"""Read the organisation and its policy, and find the entries of the catalogue that a request names."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.keyset import InvalidCursor, decode_cursor, encode_cursor
from chassis.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.domain.policy import BUILT_IN, DEFAULT_POLICY, Policy, PolicyVersion
from sessions.domain.sheets.directory import PersonRole
from sessions.errors import OrganisationNotFound
from sessions.queries.sessions import policy_of

ZONE_DEFAULT = "UTC"
SCHEDULED_MAX: Final = 100
VERSION_MAX: Final = 2**31 - 1

_ORGANISATION = Statement("SELECT name, zone FROM organisations WHERE org_id = :org_id")
_POLICY = Statement("""
    SELECT version AS policy_version, policies.* FROM policies
    WHERE org_id = :org_id AND effective_from <= :now ORDER BY version DESC LIMIT 1
""")
_NEWEST_POLICY = Statement("""
    SELECT version AS policy_version, policies.* FROM policies WHERE org_id = :org_id ORDER BY version DESC LIMIT 1
""")
_POLICY_BY_VERSION = Statement("""
    SELECT version AS policy_version, policies.* FROM policies WHERE org_id = :org_id AND version = :version
""")
# A version is still to come if it takes effect after now. If a newer version takes effect no later than this one, this
# one never comes into force.
_SCHEDULED_POLICIES = Statement("""
    SELECT version AS policy_version, policies.* FROM policies
    WHERE org_id = :org_id AND effective_from > :now AND NOT EXISTS (
        SELECT FROM policies newer WHERE newer.org_id = :org_id AND newer.version > policies.version
        AND newer.effective_from <= policies.effective_from)
    ORDER BY effective_from LIMIT :limit
""")
_POLICY_VERSIONS = Statement("""
    SELECT version AS policy_version, policies.* FROM policies
    WHERE org_id = :org_id AND version < :before ORDER BY version DESC LIMIT :limit
""")
_GUARDIANS = Statement("""
    SELECT p.id, p.name FROM guardians g JOIN people p ON p.org_id = g.org_id AND p.id = g.guardian_id
    WHERE g.org_id = :org_id AND g.learner_id = :learner_id ORDER BY p.name, p.id
""")
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


class Organisation(NamedTuple):
    """An organisation's name and the zone in which its wall clocks are read."""

    name: str
    zone: str


async def organisation(db: AsyncConnection, *, org_id: UUID) -> Organisation:
    """Return the organisation, or raise OrganisationNotFound."""
    row = await _ORGANISATION.one_or_none(db, {"org_id": org_id})
    if row is None:
        raise OrganisationNotFound(
            "The organisation is not set up yet. An admin has to set it up first: PUT /v1/organisation."
        )
    return Organisation(row.name, row.zone)


async def default_zone(db: AsyncConnection, *, org_id: UUID) -> str:
    """Return the organisation's zone, or UTC if the organisation has not been set up."""
    row = await _ORGANISATION.one_or_none(db, {"org_id": org_id})
    return ZONE_DEFAULT if row is None else str(row.zone)


async def policy(db: AsyncConnection, *, org_id: UUID, now: datetime) -> PolicyVersion:
    """Return the policy in force: the policy of sessions that begin now (see domain.policy.PolicyVersion)."""
    row = await _POLICY.one_or_none(db, {"org_id": org_id, "now": now})
    return BUILT_IN if row is None else _version_of(row)


async def newest_policy(db: AsyncConnection, *, org_id: UUID) -> PolicyVersion:
    """Return the newest version. It may not be in force yet. Its number is the policy's ETag."""
    row = await _NEWEST_POLICY.one_or_none(db, {"org_id": org_id})
    return BUILT_IN if row is None else _version_of(row)


async def policy_by_version(db: AsyncConnection, *, org_id: UUID, version: int) -> Policy:
    """Return the policy of a version, as a record pins it. 0 is the built-in policy. Raises ValueError if missing."""
    if version == DEFAULT_POLICY.version:
        return DEFAULT_POLICY
    return policy_of(await _POLICY_BY_VERSION.one(db, {"org_id": org_id, "version": version}))


async def scheduled_policies(db: AsyncConnection, *, org_id: UUID, now: datetime) -> list[PolicyVersion]:
    """Return the versions that are still to come into force, the next one first, at most SCHEDULED_MAX."""
    scope = {"org_id": org_id, "now": now, "limit": SCHEDULED_MAX}
    return [_version_of(row) for row in await _SCHEDULED_POLICIES.all(db, scope)]


async def policy_versions(
    db: AsyncConnection, *, org_id: UUID, limit: int, cursor: str | None
) -> tuple[list[PolicyVersion], str | None]:
    """Return a page of all versions that were ever written, newest first, and the cursor of the next page."""
    before = VERSION_MAX if cursor is None else _cursor_version(cursor)
    rows = await _POLICY_VERSIONS.all(db, {"org_id": org_id, "before": before, "limit": limit + 1})
    next_cursor = encode_cursor(rows[limit - 1].version) if len(rows) > limit else None
    return [_version_of(row) for row in rows[:limit]], next_cursor


def _cursor_version(cursor: str) -> int:
    (version,) = decode_cursor(cursor, parts=1)
    if not isinstance(version, int) or not 0 < version <= VERSION_MAX:
        raise InvalidCursor("Use next_cursor of the previous page unchanged.")
    return version


def _version_of(row: Any) -> PolicyVersion:
    return PolicyVersion(policy_of(row), row.effective_from)


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


async def guardians_of(db: AsyncConnection, *, org_id: UUID, learner_id: UUID) -> list[tuple[UUID, str]]:
    """Return the guardians of a learner, as (id, name), in the order of names."""
    return [(row.id, row.name) for row in await _GUARDIANS.all(db, {"org_id": org_id, "learner_id": learner_id})]
