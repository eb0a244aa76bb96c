"""Asking for help with the end of a session, and what support does with such a request."""

from typing import Annotated

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Once, Page, etag
from chassis.ids import new_id
from fastapi import APIRouter, Query, Response

from sessions.ending.schemas import CompletionOut, completion_out
from sessions.help import ask_back, close, complete, queries, schemas
from sessions.help.answers import HelpDetailOut, HelpRowOut, help_detail_out, help_row_out
from sessions.help.ask import ask_for_help
from sessions.help.domain import HelpState
from sessions.sealed.domain import new_secret
from sessions.session.schemas import author_of

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])
help_router = APIRouter(prefix="/v1/help", tags=["sessions"])


@router.post(
    "/{session_id}/help",
    summary="Ask for help with the end of a session",
    status_code=201,
    response_model=schemas.HelpOut,
)
async def request_help(*, db: Db, caller: Caller, once: Once, session_id: Id, body: schemas.HelpIn) -> Response:
    """Send minutes, recap and marks of a session that you cannot complete yourself, and the reason.

    For its coach and co-coaches, when their time is over or something else is in the way. It is unofficial, until an
    admin or support completes the session with it. If you send another one, it replaces the first. So you also answer a
    question.
    """
    asked = await ask_for_help(
        db,
        author=author_of(caller),
        roles=caller.roles,
        sees_all=caller.sees_all,
        session_id=session_id,
        request=body.request(),
        help_id=new_id(),
        secret=new_secret(),
    )
    return await once.answer(201, schemas.help_out(asked), headers={"Location": f"/v1/help/{asked.help_id}"})


@help_router.get("", summary="List requests for help")
async def list_help(
    *,
    db: Db,
    caller: Caller,
    state: Annotated[
        HelpState | None, Query(description="Only those in this state. Default: those that wait (open and questioned).")
    ] = None,
    session_id: Annotated[Id | None, Query(description="Only those of this session.")] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[HelpRowOut]:
    """List requests for help. Staff see all, coaches those of their own sessions.

    Those that wait come in the order in which they were asked. Those that have ended have the newest first.
    """
    found = await queries.list_help(
        db,
        org_id=caller.org_id,
        coach_id=caller.limited_to,
        state=state,
        session_id=session_id,
        limit=limit,
        cursor=cursor,
    )
    return Page.of(found.map(help_row_out))


@help_router.get("/{help_id}", summary="Read a request for help")
async def read_help(*, db: Db, caller: Caller, help_id: Id) -> HelpDetailOut:
    """Read a request for help with its texts, and what is in the way of ending the session now.

    For staff and the session's own coaches. A text that was erased is null.
    """
    detail = await queries.help_detail(
        db,
        org_id=caller.org_id,
        help_id=help_id,
        person_id=caller.person_id,
        sees_all=caller.sees_all,
        is_admin="admin" in caller.roles,
        is_support="support" in caller.roles,
        now=now(),
    )
    return help_detail_out(detail)


@help_router.post("/{help_id}/complete", summary="Complete a session as its coach asks", response_model=CompletionOut)
async def complete_help(*, db: Db, caller: Caller, once: Once, help_id: Id, body: schemas.HelpCompletionIn) -> Response:
    """Complete the session with the minutes, the recap and the marks of a request for help. For admins and support.

    Until the coaches' time is over an admin may do it, afterwards only support. You may correct the minutes, and say
    who of the learners without an answer attended. The record names you and the coach, who wrote the recap. What
    refuses a completion refuses this too. The same request, sent again, gets the same answer.
    """
    completed = await complete.complete_with_help(
        db,
        author=author_of(caller),
        roles=caller.roles,
        sees_all=caller.sees_all,
        help_id=help_id,
        helping=body.helping(),
        event_id=new_id(),
        secret=new_secret(),
    )
    ended = completion_out(completed)
    return await once.answer(200, ended, headers={"ETag": etag(ended.version)})


@help_router.post(
    "/{help_id}/question", summary="Answer a request for help with a question", response_model=schemas.HelpOut
)
async def question_help(*, db: Db, caller: Caller, once: Once, help_id: Id, body: schemas.QuestionIn) -> Response:
    """Ask the coach for what is missing. For admins and support. The coach answers with another request.

    A new question replaces the one before. The same question, sent again by the same person, changes nothing.
    """
    asked = await ask_back.ask_back(
        db,
        author=author_of(caller),
        sees_all=caller.sees_all,
        help_id=help_id,
        text=body.text,
        text_id=new_id(),
        secret=new_secret(),
    )
    return await once.answer(200, schemas.help_out(asked))


@help_router.post("/{help_id}/close", summary="Close a request for help", response_model=schemas.HelpOut)
async def close_help(*, db: Db, caller: Caller, once: Once, help_id: Id, body: schemas.CloseHelpIn) -> Response:
    """Close a request for help with a reason. For admins, support, and the coach who asked and withdraws it.

    The session stays as it is. Its coach may ask again.
    """
    closed = await close.close_help(
        db,
        author=author_of(caller),
        sees_all=caller.sees_all,
        help_id=help_id,
        reason=body.reason,
        text_id=new_id(),
        secret=new_secret(),
    )
    return await once.answer(200, schemas.help_out(closed))
