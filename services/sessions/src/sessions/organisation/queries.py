"""Read the organisation and its policy."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.keyset import InvalidCursor, Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.organisation.domain import BUILT_IN, DEFAULT_POLICY, Invitations, Organisation, Policy, PolicyVersion
from sessions.organisation.errors import OrganisationNotFound

ZONE_DEFAULT = "UTC"
SCHEDULED_MAX: Final = 100
_VERSIONS: Final = Keyset(before=int)
_ORGANISATION = Statement("SELECT name, zone FROM organisations WHERE org_id = :org_id")
_PLANNING_DEFAULTS = Statement("""
    SELECT (SELECT zone FROM organisations WHERE org_id = :org_id) AS zone,
           (SELECT invitations FROM policy_of(:org_id, :at)) AS invitations
""")
_POLICY = Statement("""
    SELECT version AS policy_version, policy.* FROM policy_of(:org_id, :now) AS policy
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
    WHERE org_id = :org_id AND version < coalesce(CAST(:before AS bigint), 2147483648)
    ORDER BY version DESC LIMIT :limit
""")
_SEPARATE = Statement("SELECT separate_duties FROM policy_of(:org_id, :now)")
_HOLDERS = Statement("""
    SELECT role, count(*) AS people FROM people
    WHERE org_id = :org_id AND role IN ('admin', 'support', 'finance') AND id <> :admin_id AND erased_at IS NULL
    GROUP BY role
""")


class PlanningDefaults(NamedTuple):
    """The zone of an organisation, and whose enrolment is an invitation."""

    zone: str
    invitations: Invitations


async def organisation(db: AsyncConnection, *, org_id: UUID) -> Organisation:
    """Return the organisation, or raise OrganisationNotFound."""
    row = await _ORGANISATION.one_or_none(db, {"org_id": org_id})
    if row is None:
        raise OrganisationNotFound
    return Organisation(row.name, row.zone)


async def default_zone(db: AsyncConnection, *, org_id: UUID) -> str:
    """Return the organisation's zone, or UTC if the organisation has not been set up."""
    row = await _ORGANISATION.one_or_none(db, {"org_id": org_id})
    return ZONE_DEFAULT if row is None else str(row.zone)


async def planning_defaults(db: AsyncConnection, *, org_id: UUID, at: datetime) -> PlanningDefaults:
    """Return what holds for sessions of an instant that are planned now, if a request does not say it."""
    row = await _PLANNING_DEFAULTS.one(db, {"org_id": org_id, "at": at})
    return PlanningDefaults(row.zone or ZONE_DEFAULT, row.invitations or DEFAULT_POLICY.invitations)


async def policy(db: AsyncConnection, *, org_id: UUID, now: datetime) -> PolicyVersion:
    """Return the policy in force: the policy of sessions that begin now (see domain.PolicyVersion)."""
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


async def policy_versions(db: AsyncConnection, *, org_id: UUID, limit: int, cursor: str | None) -> Slice[PolicyVersion]:
    """Return a page of all versions that were ever written, newest first. Raises InvalidCursor."""
    after = _VERSIONS.parameters(cursor)
    if after["before"] is not None and after["before"] < 1:
        raise InvalidCursor  # no version is before the first one, so no page ended there
    rows = await _POLICY_VERSIONS.all(db, {"org_id": org_id, "limit": limit + 1, **after})
    versions = [_version_of(row) for row in rows]
    return _VERSIONS.page(versions, limit=limit, key=lambda one: (one.policy.version,))


async def separate_duties(db: AsyncConnection, *, org_id: UUID, now: datetime) -> frozenset[str]:
    """Return the roles that an admin of the organisation does not include now, as the policy in force says."""
    return frozenset(await _SEPARATE.scalar(db, {"org_id": org_id, "now": now}) or ())


async def holders(db: AsyncConnection, *, org_id: UUID, admin_id: UUID) -> dict[str, int]:
    """Return how many people have each role of the office. Erased people do not count.

    `admin_id` counts as an admin, whether the people of the organisation say so or not: their token does.
    """
    rows = await _HOLDERS.all(db, {"org_id": org_id, "admin_id": admin_id})
    found = {row.role: row.people for row in rows}
    return {**found, "admin": found.get("admin", 0) + 1}


def policy_of(row: Row[*tuple[Any, ...]]) -> Policy:
    """Return the policy in a row's columns. If the organisation had none, they are null and the default applies."""
    if row.policy_version is None:
        return DEFAULT_POLICY
    return Policy(
        version=row.policy_version,
        minimum_minutes=row.minimum_minutes,
        maximum_minutes=row.maximum_minutes,
        step_minutes=row.step_minutes,
        recap_minimum_characters=row.recap_minimum_characters,
        acceptance_required=row.acceptance_required,
        empty_call_required=row.empty_call_required,
        log_within_hours=row.log_within_hours,
        start_early_minutes=row.start_early_minutes,
        rounding=row.rounding,
        recap_sections_required=row.recap_sections_required,
        attendance_default=row.attendance_default,
        reminder_hours=tuple(row.reminder_hours),
        amendment_second_person=row.amendment_second_person,
        void_second_person=(row.amendment_second_person if row.void_second_person is None else row.void_second_person),
        erasure_second_person=row.erasure_second_person,
        amendment_approvers=tuple(row.amendment_approvers),
        void_allowed=row.void_allowed,
        presence_present_basis_points=row.presence_present_basis_points,
        presence_late_minutes=row.presence_late_minutes,
        earning_hold_days=row.earning_hold_days,
        unpaid=row.unpaid,
        fellow_names=row.fellow_names,
        separate_duties=tuple(row.separate_duties),
        invitations=row.invitations,
        coaches_plan=row.coaches_plan,
    )


def _version_of(row: Any) -> PolicyVersion:
    return PolicyVersion(policy_of(row), row.effective_from, row.created_by, row.created_at)
