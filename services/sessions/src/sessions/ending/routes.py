"""Ending a session, and reading its completion record and recap."""

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import Caller, Db, Once, etag
from chassis.ids import new_id
from fastapi import APIRouter, Response

from sessions.ending import complete, schemas
from sessions.record import queries
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


@router.get("/{session_id}/record", summary="Read the completion record of a session", response_class=Response)
async def read_record(*, db: Db, caller: Caller, session_id: Id) -> Response:
    """Read the completion record: exactly the canonical bytes (RFC 8785) that were hashed."""
    record = await queries.record_bytes(
        db, org_id=caller.org_id, session_id=session_id, person_id=caller.person_id, sees_all=caller.sees_all, now=now()
    )
    return Response(record, media_type="application/json")
