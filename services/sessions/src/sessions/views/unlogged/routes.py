"""The sessions that the caller still has to log."""

from chassis.clock import now
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Page
from fastapi import APIRouter

from sessions.views.unlogged.queries import own_unlogged
from sessions.views.unlogged.schemas import UnloggedOut, unlogged_out

router = APIRouter(prefix="/v1/me", tags=["me"])


@router.get("/unlogged", summary="List your unlogged sessions")
async def list_own_unlogged(
    *, db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[UnloggedOut]:
    """List your unlogged sessions: those that you coach, and that are past their end and not completed or cancelled.

    The oldest is first. Each has the time that you have left to log it. After that, only support can complete it.
    """
    instant = now()
    found = await own_unlogged(
        db, org_id=caller.org_id, person_id=caller.person_id, limit=limit, cursor=cursor, now=instant
    )
    return Page.of(found.map(lambda one: unlogged_out(one, now=instant)))
