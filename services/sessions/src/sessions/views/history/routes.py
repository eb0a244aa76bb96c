"""The history of a session."""

from typing import Annotated, Final

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import Caller, Cursor, Db, Page
from fastapi import APIRouter, Query

from sessions.session.queries import watched_session
from sessions.views.history.queries import history
from sessions.views.history.schemas import HistoryEntryOut, history_entry_out

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])

HISTORY_DEFAULT: Final = 20
HISTORY_MAX: Final = 50
"""The most entries per page. It is low because one entry may be about 1,000 learners."""


@router.get("/{session_id}/history", summary="Read the history of a session")
async def read_history(
    *,
    db: Db,
    caller: Caller,
    session_id: Id,
    limit: Annotated[int, Query(ge=1, le=HISTORY_MAX, description="Entries per page.")] = HISTORY_DEFAULT,
    cursor: Cursor = None,
) -> Page[HistoryEntryOut]:
    """Read who did what to a session, newest first. For admins, support, auditors and the session's own coaches.

    Coaches do not see the reason of a cancellation, only its notice.
    """
    session = await watched_session(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        person_id=caller.person_id,
        sees_all=caller.sees_all,
        now=now(),
    )
    found = await history(db, session, with_reason=caller.sees_all, limit=limit, cursor=cursor)
    return Page.of(found.map(history_entry_out))
