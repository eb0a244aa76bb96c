"""A session starts, and people join and leave its call."""

from chassis.http.auth import Principal
from chassis.http.fields import Id
from chassis.http.requests import Caller, Db, Once, etag
from chassis.ids import new_id
from fastapi import APIRouter, Response

from sessions.delivery import deliver
from sessions.delivery.schemas import PresenceIn, PresenceOut
from sessions.session.answers import SessionOut, call_seen, session_out
from sessions.session.domain import Session
from sessions.session.schemas import author_of

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])


@router.post("/{session_id}/start", summary="Start a session", response_model=SessionOut)
async def start_session(*, db: Db, caller: Caller, once: Once, session_id: Id) -> Response:
    """Start a session. For its coaches and admins."""
    session = await deliver.start_session(
        db, author=author_of(caller), sees_all=caller.sees_all, session_id=session_id, event_id=new_id()
    )
    return await once.answer(200, session_out(session), headers={"ETag": etag(session.version)})


@router.post("/{session_id}/presence", summary="Join or leave the call of a session", response_model=PresenceOut)
async def change_presence(*, db: Db, caller: Caller, once: Once, session_id: Id, body: PresenceIn) -> Response:
    """Join or leave the call of an online session. Its coaches, admins and support can also do this for others."""
    session = await deliver.change_presence(
        db,
        author=author_of(caller),
        sees_all=caller.sees_all,
        session_id=session_id,
        person_id=body.person_id or caller.person_id,
        action=body.action,
        event_id=new_id(),
    )
    return await _answer_presence(once, session, caller)


@router.post("/{session_id}/leave", summary="Leave the call of a session yourself", response_model=PresenceOut)
async def leave_call(*, db: Db, caller: Caller, once: Once, session_id: Id) -> Response:
    """Leave the call of an online session yourself. The session goes on and is completed later."""
    session = await deliver.change_presence(
        db,
        author=author_of(caller),
        sees_all=caller.sees_all,
        session_id=session_id,
        person_id=caller.person_id,
        action="leave",
        event_id=new_id(),
    )
    return await _answer_presence(once, session, caller)


async def _answer_presence(once: Once, session: Session, caller: Principal) -> Response:
    sees_everybody = caller.sees_all or session.is_coach(caller.person_id)
    only = None if sees_everybody else frozenset({caller.person_id})
    answer = PresenceOut(session_id=session.session_id, in_call=call_seen(session, only=only))
    return await once.answer(200, answer, headers={"ETag": etag(session.version)})
