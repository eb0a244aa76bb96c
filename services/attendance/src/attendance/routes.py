"""HTTP in and out of attendance: parse, authorise, call one command or query."""

from typing import Annotated, Final
from uuid import UUID

from chassis.clock import now
from chassis.http import LIMIT_DEFAULT, Caller, Cursor, Db, IfMatch, Limit, Once, Page, etag
from fastapi import APIRouter, Path, Response

from attendance.commands.amend import approve_amendment, propose_amendment, reject_amendment
from attendance.commands.mark import record_marks
from attendance.domain import Amendment, MarkEntry
from attendance.queries.amendments import read_amendments
from attendance.queries.history import read_history
from attendance.queries.registers import read_register
from attendance.schemas import (
    AmendedMarkOut,
    AmendmentIn,
    AmendmentOut,
    MarkChangeOut,
    MarksIn,
    MarksOut,
    RegisterOut,
    RejectionIn,
)

router: Final = APIRouter(prefix="/v1/registers", tags=["registers"])

SEE_EVERY_REGISTER: Final = ("admin", "support", "auditor")

SessionId = Annotated[UUID, Path(description="The session whose register it is.")]
AmendmentId = Annotated[UUID, Path(description="The amendment.")]


@router.get("/{session_id}", summary="Read a register")
async def get_register(session_id: SessionId, db: Db, caller: Caller, response: Response) -> RegisterOut:
    """Coaches of the session, admins, support and auditors see all of it; a learner sees their own entries.

    Once locked, `marks` is the official register, for good, and `corrected` what amendments made of it.
    """
    register = await read_register(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        caller_id=caller.person_id,
        sees_all=caller.has(*SEE_EVERY_REGISTER),
    )
    response.headers["ETag"] = etag(register.version)
    return register


@router.get("/{session_id}/history", summary="Read who changed which mark")
async def get_history(
    session_id: SessionId, db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[MarkChangeOut]:
    """Every change of a mark, oldest first: who, when, from what to what. Amendments once it was locked come last."""
    page = await read_history(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        caller_id=caller.person_id,
        sees_all=caller.has(*SEE_EVERY_REGISTER),
        limit=limit,
        cursor=cursor,
    )
    return Page(items=page.items, next_cursor=page.next_cursor)


@router.post("/{session_id}/marks", summary="Mark learners", response_model=MarksOut)
async def post_marks(
    *, session_id: SessionId, body: MarksIn, db: Db, caller: Caller, if_match: IfMatch, once: Once
) -> Response:
    """Mark many learners at once, as one new version: all of them, or none when any cannot be taken.

    The session's coaches and admins may, until the session is completed. With If-Match it is refused (412) when
    somebody else has marked in the meantime.
    """
    caller.require("coach", "admin")
    marked = await record_marks(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        entries=[MarkEntry(mark.person_id, mark.code, mark.minutes, mark.remark, mark.source) for mark in body.marks],
        marked_by=caller.person_id,
        is_admin=caller.has("admin"),
        expected_version=if_match,
        now=now(),
    )
    answer = MarksOut(session_id=session_id, version=marked.version, changed=marked.changed)
    return await once.answer(200, answer, headers={"ETag": etag(marked.version)})


@router.get("/{session_id}/amendments", summary="List amendments of a locked register")
async def get_amendments(
    session_id: SessionId, db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[AmendmentOut]:
    """Every correction, proposed and decided on, oldest first, for those who see the whole register."""
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
    """Propose another mark for a learner. The session's coaches and admins may.

    It holds once an admin approved it: somebody else than the proposer where the policy under which the session was
    completed asks for a second person. Where it does not, an admin's own proposal holds at once (state approved).
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


@router.post("/{session_id}/amendments/{amendment_id}/approve", summary="Approve", response_model=AmendmentOut)
async def post_approval(
    *, session_id: SessionId, amendment_id: AmendmentId, db: Db, caller: Caller, once: Once
) -> Response:
    """Let a proposed amendment hold. Admins may; approving it again gets the same answer."""
    caller.require("admin")
    amendment = await approve_amendment(db, caller, session_id=session_id, amendment_id=amendment_id, now=now())
    return await once.answer(200, _amendment_out(amendment))


@router.post("/{session_id}/amendments/{amendment_id}/reject", summary="Reject", response_model=AmendmentOut)
async def post_rejection(
    *, session_id: SessionId, amendment_id: AmendmentId, body: RejectionIn, db: Db, caller: Caller, once: Once
) -> Response:
    """Turn a proposed amendment down, for good. Admins may; rejecting it again gets the same answer."""
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
