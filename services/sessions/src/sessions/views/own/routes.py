"""The caller's own sessions."""

from datetime import datetime
from typing import Annotated, Final

from chassis.clock import now
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Page
from contracts.permissions import PERMISSIONS
from fastapi import APIRouter, Query

from sessions.session.visibility import When
from sessions.views.own import queries
from sessions.views.own.schemas import OwnSessionOut, own_session_out

router = APIRouter(prefix="/v1/me", tags=["me"])

_OPENING: Final = PERMISSIONS["GET /v1/sessions/{session_id}"]
"""The list shows whether its reader may open a session, which the rule of that route decides."""


@router.get("/sessions", summary="List your sessions")
async def list_own_sessions(
    *,
    db: Db,
    caller: Caller,
    when: Annotated[
        When | None, Query(description="Only sessions that are current, past or upcoming, by your dates.")
    ] = None,
    sort: Annotated[queries.Sort, Query(description="Order by start of your dates; with - descending.")] = "start",
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[OwnSessionOut]:
    """List your own sessions: those that you coach, of which you coach a course, or in which you learn.

    A guardian's list has the sessions of their learners. The list has only sessions that you may see listed, cancelled
    ones included. Your dates are the access window, else the schedule; for a coach they are the coach window, if there
    is one; for a lesson of a course run they are the schedule. A page may have fewer sessions than the limit. There are
    more as long as there is a next_cursor.
    """
    instant: datetime = now()
    found = await queries.own_sessions(
        db,
        org_id=caller.org_id,
        person_id=caller.person_id,
        opens_all=_OPENING.reach(caller.roles, caller.scopes) == "all",
        when=when,
        sort=sort,
        limit=limit,
        cursor=cursor,
        now=instant,
    )
    return Page.of(found.map(lambda one: own_session_out(one, now=instant)))
