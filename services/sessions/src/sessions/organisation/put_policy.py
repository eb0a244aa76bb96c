"""Write a version of the policy."""

from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.errors import check_version
from sessions.organisation.domain import Policy, PolicyVersion, check_people, check_policy
from sessions.organisation.publish import publish_organisation
from sessions.organisation.queries import holders, newest_policy

# Versions are numbered without gaps. So only one writer at a time may add one to an organisation's policy.
_LOCK_POLICY = Statement("SELECT pg_advisory_xact_lock(hashtextextended('policy ' || CAST(:org_id AS text), 0))")
_POLICY_COLUMNS: Final = tuple(field.name for field in fields(Policy))
_INSERT_POLICY = Statement(f"""
    INSERT INTO policies (org_id, effective_from, created_at, created_by, {", ".join(_POLICY_COLUMNS)})
    VALUES (:org_id, :effective_from, :now, :by, {", ".join(f":{name}" for name in _POLICY_COLUMNS)})
""")  # noqa: S608 - names of this service


async def put_policy(
    db: AsyncConnection,
    *,
    org_id: UUID,
    by: UUID,
    wanted: Policy,
    effective_from: datetime | None,
    expected_versions: frozenset[int] | None,
    correlation_id: UUID,
    now: datetime,
    event_id: UUID,
) -> PolicyVersion:
    """Write a policy as the next version, emit OrganisationChanged, and return it. If nothing would differ, do nothing.

    It holds from `effective_from`, by default now. If that is in the past, it also applies to sessions of that time
    that are not completed yet. Records keep the version that they pin. The version in `wanted` is ignored. `by` is an
    admin. Raises StaleVersion if the newest is none of `expected_versions`, InvalidPolicy, and TooFewPeople.
    """
    check_policy(wanted)
    since = effective_from or now
    await _LOCK_POLICY.execute(db, {"org_id": str(org_id)})
    newest = await newest_policy(db, org_id=org_id)
    version = newest.policy.version
    check_version("policy", version, expected=expected_versions)
    holds_already = newest.effective_from is None or newest.effective_from <= since
    if holds_already and replace(wanted, version=version) == newest.policy:
        return newest
    check_people(wanted, before=newest.policy, holders=await holders(db, org_id=org_id, admin_id=by))
    written = replace(wanted, version=version + 1)
    scope = {"org_id": org_id, "effective_from": since, "now": now, "by": by}
    await _INSERT_POLICY.execute(db, {**scope, **asdict(written)})
    await publish_organisation(db, org_id=org_id, correlation_id=correlation_id, now=now, event_id=event_id)
    return PolicyVersion(written, since, by, now)
