"""Ending a session, and reading its completion record and recap."""

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import Caller, Db, Once, etag
from chassis.http.unchanged import VERSIONED
from chassis.ids import new_id
from fastapi import APIRouter, Response

from sessions.ending import complete, queries, schemas
from sessions.ending.answers import EndingOut, ending_out
from sessions.record.queries import record_bytes
from sessions.sealed.domain import new_secret
from sessions.session.schemas import author_of

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


@router.post("/{session_id}/complete", summary="Complete a session", response_model=schemas.CompletionOut)
async def complete_session(
    *,
    db: Db,
    caller: Caller,
    once: Once,
    session_id: Id,
    body: schemas.CompletionIn,
) -> Response:
    """End a session and write its immutable completion record. For the session coach and co-coaches.

    An admin may do it on behalf of a coach who forgot, with a reason. When the coaches' time is over, only support may
    do it, with a reason. The same request, sent again, gets the same answer; another request gets 409.
    """
    completed = await complete.complete_session(
        db,
        author=author_of(caller),
        roles=caller.roles,
        sees_all=caller.sees_all,
        session_id=session_id,
        request=body.request(),
        event_id=new_id(),
        secret=new_secret(),
    )
    answer = schemas.completion_out(completed)
    return await once.answer(200, answer, headers={"ETag": etag(answer.version)})


@router.get("/{session_id}/ending", summary="Read how a session can be ended", **VERSIONED)
async def read_ending(*, db: Db, caller: Caller, response: Response, session_id: Id) -> EndingOut:
    """Read whether you may end a session now, what is in the way, and the limits for its minutes and recap.

    The hindrances are the problems that `POST …/complete` answers now, in its order. For the session's own coaches and
    staff. The register is with attendance: learners of the roster without a mark in
    `GET /v1/attendance/registers/{session_id}` are unmarked.
    """
    ending = await queries.read_ending(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        person_id=caller.person_id,
        sees_all=caller.sees_all,
        is_admin="admin" in caller.roles,
        is_support="support" in caller.roles,
        now=now(),
    )
    response.headers["ETag"] = etag(ending.session.version)
    return ending_out(ending)


@router.get("/{session_id}/record", summary="Read the completion record of a session", response_class=Response)
async def read_record(*, db: Db, caller: Caller, session_id: Id) -> Response:
    """Read the completion record: exactly the canonical bytes (RFC 8785) that were hashed."""
    record = await record_bytes(
        db, org_id=caller.org_id, session_id=session_id, person_id=caller.person_id, sees_all=caller.sees_all, now=now()
    )
    return Response(record, media_type="application/json")
