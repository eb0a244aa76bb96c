"""The caller's own sessions."""

from datetime import datetime
from typing import Annotated

from chassis.clock import now
from chassis.http import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Page
from fastapi import APIRouter, Query

from sessions.domain.visibility import When
from sessions.queries import own as queries
from sessions.schemas.own import OwnSessionOut, own_session_out

router = APIRouter(prefix="/v1/me", tags=["me"])


@router.get("/sessions")
async def list_own_sessions(
    *,
    db: Db,
    caller: Caller,
    when: Annotated[
        When | None, Query(description="Only sessions that are on, over or to come, by your dates of them.")
    ] = None,
    sort: Annotated[queries.Sort, Query(description="By the start of your dates; - for descending.")] = "start",
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[OwnSessionOut]:
    """List the sessions that you coach, coach a course of, or learn in, as far as you may see them listed.

    Your dates are the access window, else the schedule; as a coach the coach window where there is one. Cancelled
    sessions stand there too, with their state. A page may hold fewer sessions than asked for; go on as long as there is
    a next_cursor.
    """
    instant: datetime = now()
    found, next_cursor = await queries.own_sessions(
        db, caller=caller, when=when, sort=sort, limit=limit, cursor=cursor, now=instant
    )
    return Page(items=[own_session_out(one, now=instant) for one in found], next_cursor=next_cursor)
