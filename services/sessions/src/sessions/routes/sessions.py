"""Sessions: scheduling, roster, delivery."""

from typing import Annotated
from uuid import UUID

from chassis.clock import now
from chassis.http import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Once, Page, etag
from chassis.ids import new_id
from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator

from sessions.commands import delivery, roster, scheduling
from sessions.domain.sessions import State
from sessions.queries import sessions as session_queries
from sessions.schemas import fields
from sessions.schemas import sessions as schemas
from sessions.schemas.sessions import session_detail_out, session_out, session_summary

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])

SEARCH_CHARACTERS_MAX = 200


@router.post("", status_code=201, response_model=schemas.SessionOut)
async def create_session(*, db: Db, caller: Caller, once: Once, body: schemas.SessionIn) -> Response:
    """Schedule a session. Admins only."""
    caller.require("admin")
    session = await scheduling.create_session(db, caller=caller, new=body.new_session(), now=now(), new_id=new_id)
    return await once.answer(201, session_out(session), headers={"ETag": etag(session.version)})


@router.get("")
async def list_sessions(
    *,
    db: Db,
    caller: Caller,
    state: Annotated[State | None, Query(description="Only sessions in this state.")] = None,
    coach: Annotated[UUID | None, Query(description="Only sessions of this coach or co-coach.")] = None,
    starts_from: Annotated[
        fields.Instant | None, Query(alias="from", description="Only sessions that start at or after this instant.")
    ] = None,
    starts_to: Annotated[
        fields.Instant | None, Query(alias="to", description="Only sessions that start before this instant.")
    ] = None,
    q: Annotated[
        str | None,
        AfterValidator(fields.searched),
        Query(max_length=SEARCH_CHARACTERS_MAX, description="Part of the name."),
    ] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[schemas.SessionSummary]:
    """List the sessions that you may read, by start: all, or as a coach or learner your own."""
    rows, next_cursor = await session_queries.list_sessions(
        db,
        caller=caller,
        state=state,
        coach=coach,
        starts_from=starts_from,
        starts_to=starts_to,
        q=q,
        limit=limit,
        cursor=cursor,
    )
    return Page(items=[session_summary(row) for row in rows], next_cursor=next_cursor)


@router.get("/{session_id}")
async def read_session(*, db: Db, caller: Caller, response: Response, session_id: UUID) -> schemas.SessionDetailOut:
    """Read a session."""
    detail = await session_queries.session_detail(db, caller=caller, session_id=session_id)
    response.headers["ETag"] = etag(detail.session.version)
    return session_detail_out(detail)


@router.patch("/{session_id}")
async def change_session(
    *, db: Db, caller: Caller, response: Response, if_match: IfMatch, session_id: UUID, body: schemas.SessionPatch
) -> schemas.SessionOut:
    """Change a session that has not ended. Admins only."""
    caller.require("admin")
    session = await scheduling.change_session(
        db,
        caller=caller,
        session_id=session_id,
        changes=body.changes(),
        expected_version=if_match,
        now=now(),
        new_id=new_id,
    )
    response.headers["ETag"] = etag(session.version)
    return session_out(session)


@router.post("/{session_id}/roster", response_model=schemas.SessionOut)
async def change_roster(
    *, db: Db, caller: Caller, once: Once, if_match: IfMatch, session_id: UUID, body: schemas.RosterDelta
) -> Response:
    """Add and remove learners; everybody else stays. Admins only."""
    caller.require("admin")
    session = await roster.change_roster(
        db,
        caller=caller,
        session_id=session_id,
        add={seat.person_id: seat.acceptance for seat in body.add},
        remove=body.remove,
        expected_version=if_match,
        now=now(),
        event_id=new_id(),
    )
    return await once.answer(200, session_out(session), headers={"ETag": etag(session.version)})


@router.post("/{session_id}/acceptance", response_model=schemas.SessionOut)
async def answer_invitation(
    *, db: Db, caller: Caller, once: Once, session_id: UUID, body: schemas.AcceptanceIn
) -> Response:
    """Accept or decline: learners for themselves, admins for anybody on the roster."""
    caller.require("learner", "admin")
    session = await roster.answer_invitation(
        db,
        caller=caller,
        session_id=session_id,
        person_id=body.person_id or caller.person_id,
        acceptance=body.acceptance,
        now=now(),
        event_id=new_id(),
    )
    return await once.answer(200, session_out(session), headers={"ETag": etag(session.version)})


@router.post("/{session_id}/cancel", response_model=schemas.SessionOut)
async def cancel_session(
    *, db: Db, caller: Caller, once: Once, if_match: IfMatch, session_id: UUID, body: schemas.CancelIn
) -> Response:
    """Cancel a session that has not ended. Admins only."""
    caller.require("admin")
    session = await scheduling.cancel_session(
        db,
        caller=caller,
        session_id=session_id,
        reason=body.reason,
        expected_version=if_match,
        now=now(),
        event_id=new_id(),
    )
    return await once.answer(200, session_out(session), headers={"ETag": etag(session.version)})


@router.post("/{session_id}/start", response_model=schemas.SessionOut)
async def start_session(*, db: Db, caller: Caller, once: Once, session_id: UUID) -> Response:
    """Begin to deliver a session: its coaches, or an admin."""
    caller.require("coach", "admin")
    session = await delivery.start_session(db, caller=caller, session_id=session_id, now=now(), event_id=new_id())
    return await once.answer(200, session_out(session), headers={"ETag": etag(session.version)})


@router.post("/{session_id}/presence", response_model=schemas.PresenceOut)
async def change_presence(
    *, db: Db, caller: Caller, once: Once, session_id: UUID, body: schemas.PresenceIn
) -> Response:
    """Join or leave the call of an online session: for yourself, or as its coach, admin or support for others."""
    session = await delivery.change_presence(
        db,
        caller=caller,
        session_id=session_id,
        person_id=body.person_id or caller.person_id,
        action=body.action,
        now=now(),
    )
    return await once.answer(200, schemas.PresenceOut(session_id=session_id, in_call=sorted(session.in_call)))
