"""The HTTP endpoints of amendments: each parses, authorises, and calls one command or query."""

from typing import Annotated, Final
from uuid import UUID

from chassis.clock import now
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Once, Page
from fastapi import APIRouter, Path, Response

from attendance.corrections.decide import approve_amendment, reject_amendment
from attendance.corrections.domain import Amendment
from attendance.corrections.propose import propose_amendment
from attendance.corrections.queries import read_amendments
from attendance.corrections.schemas import AmendedMarkOut, AmendmentIn, AmendmentOut, RejectionIn
from attendance.registers.routes import SEE_EVERY_REGISTER, SessionId

router: Final = APIRouter(prefix="/v1/registers", tags=["registers"])

AmendmentId = Annotated[UUID, Path(description="The amendment.")]


@router.get("/{session_id}/amendments", summary="List amendments of a locked register")
async def get_amendments(
    session_id: SessionId, db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[AmendmentOut]:
    """List all amendments, open and decided ones, oldest first.

    Coaches of the session, admins, support and auditors may read them.
    """
    page = await read_amendments(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        caller_id=caller.person_id,
        sees_all=caller.has(*SEE_EVERY_REGISTER),
        limit=limit,
        cursor=cursor,
    )
    return Page(items=[_amendment_out(one) for one in page.items], next_cursor=page.next_cursor)


@router.post(
    "/{session_id}/amendments", summary="Correct a locked register", status_code=201, response_model=AmendmentOut
)
async def post_amendment(*, session_id: SessionId, body: AmendmentIn, db: Db, caller: Caller, once: Once) -> Response:
    """Propose another mark for a learner. Coaches of the session and admins may do this.

    The new mark holds when an admin has approved it. If the policy at completion asks for a second person, this admin
    must not be the proposer. If it does not, an admin's own proposal is approved at once.
    """
    caller.require("coach", "admin")
    amendment = await propose_amendment(
        db,
        caller,
        session_id=session_id,
        person_id=body.person_id,
        code=body.code,
        minutes=body.minutes,
        reason=body.reason,
        now=now(),
    )
    return await once.answer(201, _amendment_out(amendment))


@router.post(
    "/{session_id}/amendments/{amendment_id}/approve", summary="Approve an amendment", response_model=AmendmentOut
)
async def post_approval(
    *, session_id: SessionId, amendment_id: AmendmentId, db: Db, caller: Caller, once: Once
) -> Response:
    """Approve a proposed amendment. From then on its new mark holds. Admins may do this.

    Approving it a second time returns the same answer and changes nothing.
    """
    caller.require("admin")
    amendment = await approve_amendment(db, caller, session_id=session_id, amendment_id=amendment_id, now=now())
    return await once.answer(200, _amendment_out(amendment))


@router.post(
    "/{session_id}/amendments/{amendment_id}/reject", summary="Reject an amendment", response_model=AmendmentOut
)
async def post_rejection(
    *, session_id: SessionId, amendment_id: AmendmentId, body: RejectionIn, db: Db, caller: Caller, once: Once
) -> Response:
    """Reject a proposed amendment. This is final. Admins may do this.

    Rejecting it a second time returns the same answer and changes nothing.
    """
    caller.require("admin")
    amendment = await reject_amendment(
        db, caller, session_id=session_id, amendment_id=amendment_id, reason=body.reason, now=now()
    )
    return await once.answer(200, _amendment_out(amendment))


def _amendment_out(amendment: Amendment) -> AmendmentOut:
    old, new = (
        AmendedMarkOut(
            code=mark.code, counts_as_present=mark.counts_as_present, minutes=mark.minutes, source=mark.source
        )
        for mark in (amendment.old, amendment.new)
    )
    return AmendmentOut(
        amendment_id=amendment.amendment_id,
        session_id=amendment.session_id,
        person_id=amendment.new.person_id,
        state=amendment.decision or "proposed",
        old=old,
        new=new,
        reason=amendment.reason,
        proposed_by=amendment.proposed_by,
        proposed_at=amendment.proposed_at,
        decided_by=amendment.decided_by,
        decided_at=amendment.decided_at,
        rejection=amendment.rejection,
    )
