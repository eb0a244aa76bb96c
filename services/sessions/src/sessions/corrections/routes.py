"""Correcting a completed session: amendments and voids, and the recap that holds after them."""

from typing import Annotated

from chassis.clock import now
from chassis.http.auth import Principal
from chassis.http.fields import Id
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Once, Page, etag
from chassis.ids import new_id
from fastapi import APIRouter, Query, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.corrections import propose, queries, schemas
from sessions.corrections.apply import Corrected
from sessions.corrections.domain import CorrectionRequest, Void
from sessions.corrections.standing import CorrectionState
from sessions.fields import AsOf
from sessions.sealed.canonical import canonical
from sessions.sealed.domain import new_secret
from sessions.session.queries import watched_session
from sessions.session.schemas import author_of

router = APIRouter(prefix="/v1/sessions", tags=["sessions"])
all_router = APIRouter(prefix="/v1/amendments", tags=["sessions"])


@router.post(
    "/{session_id}/amendments",
    summary="Propose an amendment of a session",
    status_code=201,
    response_model=schemas.AmendmentOut,
)
async def propose_amendment(
    *,
    db: Db,
    caller: Caller,
    once: Once,
    session_id: Id,
    body: schemas.AmendmentIn,
) -> Response:
    """Propose an amendment of a completed session. For the session's own coaches, admins and support.

    The proposal waits for approval (state proposed), unless the policy under which the session was completed lets you
    decide alone (state applied). The completion record does not change.
    """
    return await _propose(
        db,
        caller=caller,
        once=once,
        session_id=session_id,
        request=body.request(),
        reason=body.reason,
    )


@router.post("/{session_id}/void", summary="Void a session", status_code=201, response_model=schemas.AmendmentOut)
async def void_session(*, db: Db, caller: Caller, once: Once, session_id: Id, body: schemas.ReasonIn) -> Response:
    """Void a completed session, or propose it. The same people may do so, and the same rules decide, as for amendments.

    A void is final. The session's earnings are reversed and reports leave the session out. The completion record does
    not change.
    """
    return await _propose(
        db,
        caller=caller,
        once=once,
        session_id=session_id,
        request=Void(),
        reason=body.reason,
    )


@router.get("/{session_id}/amendments", summary="List the amendments of a session")
async def list_amendments(
    *, db: Db, caller: Caller, session_id: Id, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[schemas.AmendmentDetailOut]:
    """Read the amendments and voids that were proposed, newest first. For staff and the session's own coaches."""
    session = await watched_session(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        person_id=caller.person_id,
        sees_all=caller.sees_all,
        now=now(),
    )
    found = await queries.corrections(
        db, org_id=caller.org_id, session_id=session.session_id, limit=limit, cursor=cursor
    )
    return Page.of(found.map(lambda one: schemas.amendment_with_texts_out(one, session_id=session_id)))


@all_router.get("", summary="List the amendments of all sessions")
async def list_all_amendments(
    *,
    db: Db,
    caller: Caller,
    state: Annotated[CorrectionState | None, Query(description="Only those in this state.")] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[schemas.AmendmentOfSessionOut]:
    """Read the amendments and voids that were proposed, newest first. Staff read all, coaches those of own sessions."""
    found = await queries.corrections_of_all(
        db, org_id=caller.org_id, coach_id=caller.limited_to, state=state, limit=limit, cursor=cursor
    )
    return Page.of(found.map(schemas.amendment_of_session_out))


@router.post(
    "/{session_id}/amendments/{amendment_id}/approve",
    summary="Approve an amendment or void",
    response_model=schemas.AmendmentOut,
)
async def approve_amendment(*, db: Db, caller: Caller, once: Once, session_id: Id, amendment_id: Id) -> Response:
    """Approve a proposed amendment or void. For the roles that the policy names.

    If the policy requires a second person, you cannot approve your own proposal.
    """
    corrected = await propose.approve_correction(
        db,
        author=author_of(caller),
        roles=caller.roles,
        sees_all=caller.sees_all,
        session_id=session_id,
        amendment_id=amendment_id,
        event_id=new_id(),
    )
    return await _answer(once, corrected, session_id)


@router.post(
    "/{session_id}/amendments/{amendment_id}/reject",
    summary="Reject an amendment or void",
    response_model=schemas.AmendmentOut,
)
async def reject_amendment(
    *, db: Db, caller: Caller, once: Once, session_id: Id, amendment_id: Id, body: schemas.ReasonIn
) -> Response:
    """Reject a proposed amendment or void. For the roles that the policy names, and for the person who proposed it."""
    corrected = await propose.reject_correction(
        db,
        author=author_of(caller),
        roles=caller.roles,
        sees_all=caller.sees_all,
        session_id=session_id,
        amendment_id=amendment_id,
        reason=body.reason,
        reason_id=new_id(),
        secret=new_secret(),
    )
    return await _answer(once, corrected, session_id)


@router.get("/{session_id}/recap", summary="Read the recap of a session", response_class=Response)
async def read_recap(*, db: Db, caller: Caller, session_id: Id, as_of: AsOf = None) -> Response:
    """Read the recap of a completed session: a JSON string, or an object of three sections.

    It is the recap that holds after amendments, or the one that held at `as_of`. The answer is 410 (text-erased) if it
    was erased.
    """
    recap = await queries.read_recap(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        person_id=caller.person_id,
        sees_all=caller.sees_all,
        as_of=as_of,
        now=now(),
    )
    return Response(canonical(recap), media_type="application/json")


async def _propose(
    db: AsyncConnection,
    *,
    caller: Principal,
    once: Once,
    session_id: Id,
    request: CorrectionRequest,
    reason: str,
) -> Response:
    corrected = await propose.propose_correction(
        db,
        author=author_of(caller),
        roles=caller.roles,
        sees_all=caller.sees_all,
        session_id=session_id,
        request=request,
        reason=reason,
        amendment_id=new_id(),
        event_id=new_id(),
        secret=new_secret(),
    )
    answer = schemas.amendment_out(corrected.correction, session_id=session_id)
    headers = {"ETag": etag(corrected.version), "Location": f"/v1/sessions/{session_id}/amendments"}
    return await once.answer(201, answer, headers=headers)


async def _answer(once: Once, corrected: Corrected, session_id: Id) -> Response:
    answer = schemas.amendment_out(corrected.correction, session_id=session_id)
    return await once.answer(200, answer, headers={"ETag": etag(corrected.version)})
