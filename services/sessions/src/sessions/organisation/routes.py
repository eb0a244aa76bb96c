"""The organisation and its policy."""

from chassis.clock import now
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Page, etag
from chassis.http.unchanged import VERSIONED
from chassis.ids import new_id
from fastapi import APIRouter, Response

from sessions.organisation import queries
from sessions.organisation.domain import PRESETS
from sessions.organisation.put_organisation import put_organisation as put
from sessions.organisation.put_policy import put_policy as put_version
from sessions.organisation.queries import newest_policy, policy_versions, scheduled_policies
from sessions.organisation.schemas import (
    OrganisationIn,
    OrganisationOut,
    PolicyIn,
    PolicyOut,
    PolicyVersionOut,
    PresetOut,
    policy_out,
    policy_version_out,
    preset_out,
)

router = APIRouter(prefix="/v1", tags=["organisation"])


@router.put("/organisation", summary="Create or change your organisation")
async def put_organisation(*, db: Db, caller: Caller, body: OrganisationIn) -> OrganisationOut:
    """Create or change your organisation. Admins only."""
    organisation = await put(
        db,
        org_id=caller.org_id,
        name=body.name,
        zone=body.zone,
        correlation_id=caller.correlation_id,
        now=now(),
        event_id=new_id(),
    )
    return OrganisationOut(**organisation._asdict())


@router.get("/organisation", summary="Read your organisation")
async def read_organisation(*, db: Db, caller: Caller) -> OrganisationOut:
    """Read your organisation."""
    organisation = await queries.organisation(db, org_id=caller.org_id)
    return OrganisationOut(**organisation._asdict())


@router.get("/policy", summary="Read the policy", **VERSIONED)
async def read_policy(*, db: Db, caller: Caller, response: Response) -> PolicyOut:
    """Read the policy in force, and the versions that come into force later.

    The ETag is the number of the newest version, even if that comes into force later. The policy of a session is the
    newest version that was in force at its planned start; without a schedule, at its actual start.
    """
    instant = now()
    policy = await queries.policy(db, org_id=caller.org_id, now=instant)
    newest = await newest_policy(db, org_id=caller.org_id)
    scheduled = await scheduled_policies(db, org_id=caller.org_id, now=instant)
    response.headers["ETag"] = etag(newest.policy.version)
    return policy_out(policy, scheduled)


@router.put("/policy", summary="Set the next version of the policy")
async def put_policy(
    *, db: Db, caller: Caller, response: Response, if_match: IfMatch, body: PolicyIn
) -> PolicyVersionOut:
    """Put the next version of the policy in force, now or from another instant on. Admins only."""
    version = await put_version(
        db,
        org_id=caller.org_id,
        by=caller.person_id,
        wanted=body.policy(),
        effective_from=body.effective_from,
        expected_versions=if_match,
        correlation_id=caller.correlation_id,
        now=now(),
        event_id=new_id(),
    )
    response.headers["ETag"] = etag(version.policy.version)
    return policy_version_out(version)


@router.get("/policy/versions", summary="List the versions of the policy")
async def list_policy_versions(
    *, db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[PolicyVersionOut]:
    """List all versions of the policy, newest first."""
    found = await policy_versions(db, org_id=caller.org_id, limit=limit, cursor=cursor)
    return Page.of(found.map(policy_version_out))


@router.get("/policy/presets", summary="List the presets of the policy")
async def list_policy_presets(*, caller: Caller) -> Page[PresetOut]:  # noqa: ARG001 - needs a valid token
    """List the presets from which a policy may start. All of them are on one page."""
    return Page(items=[preset_out(preset) for preset in PRESETS])
