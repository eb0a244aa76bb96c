"""The HTTP endpoints of registers: each parses, authorises, and calls one command or query."""

from typing import Annotated, Final

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Once, Page, etag
from chassis.http.unchanged import VERSIONED
from chassis.ids import new_id
from fastapi import APIRouter, Path, Response

from attendance.registers import queries
from attendance.registers.mark import save_marks
from attendance.registers.schemas import MarkChangeOut, MarksIn, MarksOut, RegisterOut, mark_change_out, register_out

router: Final = APIRouter(prefix="/v1/attendance/registers", tags=["registers"])


SessionId = Annotated[Id, Path(description="The session whose register it is.")]


@router.get("/{session_id}", summary="Read a register", **VERSIONED)
async def read_register(session_id: SessionId, db: Db, caller: Caller, response: Response) -> RegisterOut:
    """Coaches of the session and of its courses, admins, support and auditors see the whole register.

    Learners see their own mark, and guardians those of their learners, without remarks. They see it while they may
    read the session: its windows and its visibility hold here too.

    When the register is locked, `marks` shows the official marks, which never change, and `corrected` shows the marks
    that hold now, amendments included.
    """
    register = await queries.read_register(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        caller_id=caller.person_id,
        sees_all=caller.sees_all,
        now=now(),
    )
    response.headers["ETag"] = etag(register.version)
    return register_out(register)


@router.get("/{session_id}/history", summary="Read who changed which mark")
async def read_mark_history(
    session_id: SessionId, db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[MarkChangeOut]:
    """List every change of a mark, oldest first: who changed it, when, and what it was before.

    Amendments of the locked register come last. Coaches of the session, admins, support and auditors may read it.
    """
    page = await queries.read_history(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        caller_id=caller.person_id,
        sees_all=caller.sees_all,
        limit=limit,
        cursor=cursor,
    )
    return Page.of(page.map(mark_change_out))


@router.post("/{session_id}/marks", summary="Mark learners", response_model=MarksOut)
async def mark_learners(
    *, session_id: SessionId, body: MarksIn, db: Db, caller: Caller, if_match: IfMatch, once: Once
) -> Response:
    """Mark many learners at once. All marks are saved as one new version, or none when one of them is wrong.

    Coaches of the session and admins may do this until the session is completed. Before it begins, coaches may do so
    only in their window (403 `session-not-open`, with the time at which it opens). Send If-Match to be refused (412)
    when somebody else has changed the marks since you read them.
    """
    marked = await save_marks(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        marks=body.given(),
        marked_by=caller.person_id,
        sees_all=caller.sees_all,
        expected_versions=if_match,
        new_id=new_id,
    )
    answer = MarksOut(session_id=session_id, version=marked.version, changed=marked.changed)
    return await once.answer(200, answer, headers={"ETag": etag(marked.version)})
