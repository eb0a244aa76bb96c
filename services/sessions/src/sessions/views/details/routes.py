"""Read one session."""

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import Caller, Db, etag
from chassis.http.unchanged import VERSIONED
from fastapi import APIRouter, Response

from sessions.fields import AsOf
from sessions.views.details import track_access
from sessions.views.details.queries import session_detail
from sessions.views.details.schemas import SessionDetailOut, session_detail_out

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


@router.get("/{session_id}", summary="Read a session", **VERSIONED)
async def read_session(
    *, db: Db, caller: Caller, response: Response, session_id: Id, as_of: AsOf = None
) -> SessionDetailOut:
    """Read a session. Staff may read it at any time; coaches and learners as its windows and visibility allow.

    Its `completion` shows what was recorded and what holds after corrections. With `as_of` it shows what held at that
    instant. All other fields are those of now.

    The answer is 404 if you may not know of the session, and 403 (session-not-open) if you only see it listed. The
    tracking page shows when learners opened the session.
    """
    instant = now()
    detail = await session_detail(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        person_id=caller.person_id,
        sees_all=caller.sees_all,
        as_of=as_of,
        now=instant,
    )
    await track_access.note_access(db, detail, person_id=caller.person_id, now=instant)
    response.headers["ETag"] = etag(detail.session.version)
    return session_detail_out(detail)
