"""The HTTP endpoints of amendments: each parses, authorises, and calls one command or query."""

from typing import Annotated, Final

from chassis.http.fields import Id
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Once, Page
from chassis.ids import new_id
from fastapi import APIRouter, Path, Response

from attendance.corrections import decide, propose, queries
from attendance.corrections.schemas import AmendmentIn, AmendmentOut, RejectionIn, amendment_out
from attendance.registers.routes import SessionId

router: Final = APIRouter(prefix="/v1/attendance/registers", tags=["registers"])

AmendmentId = Annotated[Id, Path(description="The amendment.")]


@router.get("/{session_id}/amendments", summary="List amendments of a locked register")
async def list_amendments(
    session_id: SessionId, db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[AmendmentOut]:
    """List all amendments, open and decided ones, oldest first.

    Coaches of the session, admins, support and auditors may read them.
    """
    page = await queries.read_amendments(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        caller_id=caller.person_id,
        sees_all=caller.sees_all,
        limit=limit,
        cursor=cursor,
    )
    return Page.of(page.map(amendment_out))


@router.post(
    "/{session_id}/amendments", summary="Correct a locked register", status_code=201, response_model=AmendmentOut
)
async def propose_amendment(
    *, session_id: SessionId, body: AmendmentIn, db: Db, caller: Caller, once: Once
) -> Response:
    """Propose another mark for a learner. Coaches of the session and admins may do this.

    The new mark holds when somebody has approved it whose role the policy at the completion names. If it asks for a
    second person, this is not the proposer. If it does not, the proposal of such a person is approved at once.
    """
    amendment = await propose.propose_amendment(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        person_id=body.person_id,
        code=body.code,
        minutes=body.minutes,
        reason=body.reason,
        by=caller.person_id,
        roles=caller.roles,
        sees_all=caller.sees_all,
        correlation_id=caller.correlation_id,
        amendment_id=new_id(),
        event_id=new_id(),
    )
    headers = {"Location": f"/v1/attendance/registers/{session_id}/amendments"}
    return await once.answer(201, amendment_out(amendment), headers=headers)


@router.post(
    "/{session_id}/amendments/{amendment_id}/approve", summary="Approve an amendment", response_model=AmendmentOut
)
async def approve_amendment(
    *, session_id: SessionId, amendment_id: AmendmentId, db: Db, caller: Caller, once: Once
) -> Response:
    """Approve a proposed amendment. From then on its new mark holds. For the roles that the policy names.

    Approving it a second time returns the same answer and changes nothing.
    """
    amendment = await decide.approve_amendment(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        amendment_id=amendment_id,
        by=caller.person_id,
        roles=caller.roles,
        correlation_id=caller.correlation_id,
        event_id=new_id(),
    )
    return await once.answer(200, amendment_out(amendment))


@router.post(
    "/{session_id}/amendments/{amendment_id}/reject", summary="Reject an amendment", response_model=AmendmentOut
)
async def reject_amendment(
    *, session_id: SessionId, amendment_id: AmendmentId, body: RejectionIn, db: Db, caller: Caller, once: Once
) -> Response:
    """Reject a proposed amendment. This is final. For the roles that the policy names, and for the proposer.

    Rejecting it a second time returns the same answer and changes nothing.
    """
    amendment = await decide.reject_amendment(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        amendment_id=amendment_id,
        reason=body.reason,
        by=caller.person_id,
        roles=caller.roles,
        sees_all=caller.sees_all,
        text_id=new_id(),
    )
    return await once.answer(200, amendment_out(amendment))
