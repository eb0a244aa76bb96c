"""The organisation and its policy."""

from chassis.clock import now
from chassis.http import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Page, etag
from fastapi import APIRouter, Response

from sessions.commands import directory as commands
from sessions.domain.policy import PRESETS
from sessions.queries import directory as queries
from sessions.schemas import directory as schemas

router = APIRouter(prefix="/v1", tags=["organisation"])


@router.put("/organisation", summary="Create or change your organisation")
async def put_organisation(*, db: Db, caller: Caller, body: schemas.OrganisationBody) -> schemas.OrganisationBody:
    """Create or change your organisation. Admins only."""
    caller.require("admin")
    organisation = await commands.put_organisation(db, caller=caller, name=body.name, zone=body.zone, now=now())
    return schemas.OrganisationBody(**organisation._asdict())


@router.get("/organisation", summary="Read your organisation")
async def read_organisation(*, db: Db, caller: Caller) -> schemas.OrganisationBody:
    """Read your organisation."""
    organisation = await queries.organisation(db, org_id=caller.org_id)
    return schemas.OrganisationBody(**organisation._asdict())


@router.get("/policy", summary="Read the policy")
async def read_policy(*, db: Db, caller: Caller, response: Response) -> schemas.PolicyOut:
    """Read the policy in force, and the versions that come into force later.

    The ETag is the number of the newest version, even if that comes into force later. The policy of a session is the
    newest version that was in force at its planned start; without a schedule, at its actual start.
    """
    instant = now()
    policy = await queries.policy(db, org_id=caller.org_id, now=instant)
    newest = await queries.newest_policy(db, org_id=caller.org_id)
    scheduled = await queries.scheduled_policies(db, org_id=caller.org_id, now=instant)
    response.headers["ETag"] = etag(newest.policy.version)
    return schemas.policy_out(policy, scheduled)


@router.put("/policy", summary="Set the next version of the policy")
async def put_policy(
    *, db: Db, caller: Caller, response: Response, if_match: IfMatch, body: schemas.PolicyIn
) -> schemas.PolicyVersionOut:
    """Put the next version of the policy in force, now or from another instant on. Admins only."""
    caller.require("admin")
    version = await commands.put_policy(
        db,
        caller=caller,
        wanted=body.policy(),
        effective_from=body.effective_from,
        expected_version=if_match,
        now=now(),
    )
    response.headers["ETag"] = etag(version.policy.version)
    return schemas.policy_version_out(version)


@router.get("/policy/versions", summary="List the versions of the policy")
async def list_policy_versions(
    *, db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[schemas.PolicyVersionOut]:
    """List all versions of the policy, newest first."""
    found, next_cursor = await queries.policy_versions(db, org_id=caller.org_id, limit=limit, cursor=cursor)
    return Page(items=[schemas.policy_version_out(one) for one in found], next_cursor=next_cursor)


@router.get("/policy/presets", summary="List the presets of the policy")
async def list_policy_presets(*, caller: Caller) -> Page[schemas.PresetOut]:  # noqa: ARG001 - needs a valid token
    """List the presets from which a policy may start. All of them are on one page."""
    return Page(items=[schemas.preset_out(preset) for preset in PRESETS])
