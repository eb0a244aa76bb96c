"""The calendar of the caller's own sessions, at a secret URL."""

import asyncio
import hashlib
from typing import Annotated

import orjson
from chassis.clock import now
from chassis.http.auth import Principal
from chassis.http.requests import Caller, Db
from chassis.http.unchanged import is_among
from chassis.ids import new_id
from fastapi import APIRouter, Depends, Header, Query, Request, Response

from sessions.views.calendar import queries
from sessions.views.calendar.domain import calendar
from sessions.views.calendar.errors import CalendarNotFound
from sessions.views.calendar.feeds import replace_feed, revoke_feed
from sessions.views.calendar.key import CalendarKey, new_key, read_key
from sessions.views.calendar.schemas import CalendarOut, NewCalendarOut

router = APIRouter(prefix="/v1/me", tags=["me"])

_PRIVATE = {"Cache-Control": "private, no-store"}


@router.post("/calendar", summary="Create the URL of your calendar", status_code=201)
async def create_calendar(*, db: Db, caller: Caller, request: Request, response: Response) -> NewCalendarOut:
    """Create the secret URL of your calendar, or replace it. An earlier URL stops working at once.

    The URL is not stored, so it cannot be shown again. This request takes no Idempotency-Key: sent twice, it makes a
    new URL each time.
    """
    created_at = now()
    key = new_key(org_id=caller.org_id, person_id=caller.person_id)
    await replace_feed(db, key, now=created_at)
    response.headers.update({**_PRIVATE, "Location": "/v1/me/calendar"})
    return NewCalendarOut(url=_url(request, key), created_at=created_at)


@router.get("/calendar", summary="Read whether you have a calendar URL")
async def read_calendar(*, db: Db, caller: Caller) -> CalendarOut:
    """Read whether you have a calendar URL, and when it was created."""
    return CalendarOut(created_at=await queries.feed_created_at(db, org_id=caller.org_id, person_id=caller.person_id))


@router.delete("/calendar", summary="Revoke your calendar URL", status_code=204)
async def revoke_calendar(*, db: Db, caller: Caller) -> None:
    """Revoke your calendar URL. If you have none, nothing happens."""
    await revoke_feed(db, org_id=caller.org_id, person_id=caller.person_id)


async def _feed_key(
    request: Request, key: Annotated[str, Query(description="The secret of the calendar's URL.")] = ""
) -> CalendarKey:
    """Return the key, and make its person the caller, who has no roles and sees only their own organisation."""
    read = read_key(key)
    if read is None:
        raise CalendarNotFound
    request.state.caller = Principal(read.person_id, read.org_id, frozenset(), new_id(), sees_all=False)
    return read


@router.get(
    "/calendar.ics",
    summary="Read a calendar as a file",
    response_class=Response,
    responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}, "description": "The calendar."}},
)
async def read_calendar_file(
    *,
    key: Annotated[CalendarKey, Depends(_feed_key)],  # before the transaction, because that needs the caller
    db: Db,
    if_none_match: Annotated[str | None, Header(description="The ETag of the calendar that you have.")] = None,
) -> Response:
    """Read a calendar at its secret URL, as an iCalendar file (RFC 5545). No access token is needed.

    The file has at most 2,000 sessions, from 90 days ago to 400 days ahead: those that have a schedule and that the
    person may see listed. Cancelled sessions have their notice. Sessions that the person declined are left out.
    Sessions that the person cannot open now have no description and no room. A session that is open to the person has
    the address of its call (`URL` and `CONFERENCE`) from an hour before its start until its end. The answer is 404 if
    the key is wrong or was revoked.
    """
    await queries.check_key(db, key)
    instant = now()
    feed = await queries.read_feed(db, org_id=key.org_id, person_id=key.person_id, now=instant)
    # The tag is computed from the entries, because the file also has the instant at which it was made.
    tag = f'"{hashlib.sha256(orjson.dumps([feed.name, feed.entries], default=str)).hexdigest()[:32]}"'
    headers = {**_PRIVATE, "ETag": tag}
    if is_among(tag, if_none_match or ""):
        return Response(status_code=304, headers=headers)
    document = await asyncio.to_thread(calendar, feed.entries, name=feed.name, now=instant)
    headers["Content-Disposition"] = 'inline; filename="sessions.ics"'
    return Response(document, headers=headers, media_type="text/calendar; charset=utf-8")


def _url(request: Request, key: CalendarKey) -> str:
    """Return the address of a calendar. The caller's own headers do not decide where a secret is sent to."""
    public_url: str = request.app.state.public_url
    return f"{public_url}/v1/me/calendar.ics?key={key.text()}"
