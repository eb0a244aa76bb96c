"""What became of the learners of a session."""

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Page
from fastapi import APIRouter

from sessions.session.queries import watched_session
from sessions.views.tracking.queries import learners
from sessions.views.tracking.schemas import TrackedLearnerOut, tracked_learner_out

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


@router.get("/{session_id}/tracking", summary="Read the attendance tracking of a session")
async def read_tracking(
    *, db: Db, caller: Caller, session_id: Id, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[TrackedLearnerOut]:
    """Read each learner's answer, periods on the roster, accesses and attendance, by name. Past learners are included.

    For admins, support and the session's own coaches. Attendance appears when the register is locked, a moment after
    the session is completed.
    """
    session = await watched_session(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        person_id=caller.person_id,
        sees_all=caller.sees_all,
        now=now(),
    )
    found = await learners(db, session, limit=limit, cursor=cursor)
    return Page.of(found.map(tracked_learner_out))
