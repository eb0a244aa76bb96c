"""The recap of a completed session, as it holds."""

from uuid import UUID

from chassis.clock import now
from chassis.http import Caller, Db
from fastapi import Response

from sessions.corrections import queries
from sessions.ending.routes import router
from sessions.fields import AsOf
from sessions.sealed.canonical import canonical


@router.get("/{session_id}/recap", summary="Read the recap of a session", response_class=Response)
async def read_recap(*, db: Db, caller: Caller, session_id: UUID, as_of: AsOf = None) -> Response:
    """Read the recap of a completed session: a JSON string, or an object of three sections.

    It is the recap that holds after amendments, or the one that held at `as_of`. The answer is 410 (text-erased) if it
    was erased.
    """
    recap = await queries.read_recap(db, caller=caller, session_id=session_id, as_of=as_of, now=now())
    return Response(canonical(recap), media_type="application/json")
