"""Who the caller is."""

from chassis.http.requests import Caller, Db
from fastapi import APIRouter

from sessions.views.me.queries import read_me
from sessions.views.me.schemas import MeOut, me_out

router = APIRouter(prefix="/v1/me", tags=["me"])


@router.get("", summary="Read who you are")
async def read_own_identity(*, db: Db, caller: Caller) -> MeOut:
    """Read who you are and what you may do: your name, organisation, zone and roles, and a guardian's learners.

    A front end begins with this.
    """
    return me_out(await read_me(db, org_id=caller.org_id, person_id=caller.person_id), caller)
