"""The organisation and its policy."""

from chassis.clock import now
from chassis.http import Caller, Db, IfMatch, etag
from fastapi import APIRouter, Response

from sessions.commands import directory as commands
from sessions.queries import directory as queries
from sessions.schemas import directory as schemas

router = APIRouter(prefix="/v1", tags=["organisation"])


@router.put("/organisation")
async def put_organisation(*, db: Db, caller: Caller, body: schemas.OrganisationBody) -> schemas.OrganisationBody:
    """Create or change your organisation. Admins only."""
    caller.require("admin")
    organisation = await commands.put_organisation(db, caller=caller, name=body.name, zone=body.zone, now=now())
    return schemas.OrganisationBody(**organisation._asdict())


@router.get("/organisation")
async def read_organisation(*, db: Db, caller: Caller) -> schemas.OrganisationBody:
    """Read your organisation."""
    organisation = await queries.organisation(db, org_id=caller.org_id)
    return schemas.OrganisationBody(**organisation._asdict())


@router.get("/policy")
async def read_policy(*, db: Db, caller: Caller, response: Response) -> schemas.PolicyOut:
    """Read the policy in force."""
    policy = await queries.policy(db, org_id=caller.org_id)
    response.headers["ETag"] = etag(policy.version)
    return schemas.policy_out(policy)


@router.put("/policy")
async def put_policy(
    *, db: Db, caller: Caller, response: Response, if_match: IfMatch, body: schemas.PolicyIn
) -> schemas.PolicyOut:
    """Put a policy in force at once, as its next version. Admins only."""
    caller.require("admin")
    policy = await commands.put_policy(db, caller=caller, wanted=body.policy(), expected_version=if_match, now=now())
    response.headers["ETag"] = etag(policy.version)
    return schemas.policy_out(policy)
