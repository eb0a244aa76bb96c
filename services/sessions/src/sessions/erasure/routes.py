"""Erasing people: ask, decide, and see what went, what stays and why."""

from typing import Final

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Once, Page
from chassis.ids import new_id
from fastapi import APIRouter, Response

from sessions.erasure.ask import ask_for_erasure, decide_erasure
from sessions.erasure.queries import list_erasures, read_erasure
from sessions.erasure.schemas import ErasureAskedOut, ErasureIn, ErasureOut, erasure_out

router: Final = APIRouter(prefix="/v1", tags=["people"])


@router.post("/people/{person_id}/erasure", summary="Erase a person", status_code=202, response_model=ErasureAskedOut)
async def erase_person(*, db: Db, caller: Caller, once: Once, person_id: Id, body: ErasureIn) -> Response:
    """Erase a person everywhere: name, addresses, texts about them, and what was derived. Admins only.

    Records, marks and pay stay, because they prove what was delivered; they name the person by an id only. If the
    policy asks for a second person (`erasure_second_person`), another admin has to approve it. While the person takes
    part in something that is not over, the answer is 409 and lists what. Follow the erasure at its Location.
    """
    erasure_id = new_id()
    state = await ask_for_erasure(
        db,
        org_id=caller.org_id,
        person_id=person_id,
        reason=body.reason,
        note=body.note,
        with_shared=body.with_shared,
        asked_by=caller.person_id,
        erasure_id=erasure_id,
        now=now(),
    )
    answer = ErasureAskedOut(erasure_id=erasure_id, state=state)
    return await once.answer(202, answer, headers={"Location": f"/v1/erasures/{erasure_id}"})


@router.post("/erasures/{erasure_id}/approve", summary="Approve an erasure", response_model=ErasureAskedOut)
async def approve_erasure(*, db: Db, caller: Caller, once: Once, erasure_id: Id) -> Response:
    """Approve an erasure that somebody else asked for. It is carried out within seconds. Admins only."""
    state = await decide_erasure(
        db, org_id=caller.org_id, erasure_id=erasure_id, by=caller.person_id, decision="approved", now=now()
    )
    return await once.answer(200, ErasureAskedOut(erasure_id=erasure_id, state=state))


@router.post("/erasures/{erasure_id}/reject", summary="Reject an erasure", response_model=ErasureAskedOut)
async def reject_erasure(*, db: Db, caller: Caller, once: Once, erasure_id: Id) -> Response:
    """Reject an erasure that waits for approval, or take back one's own. Nothing is erased. Admins only."""
    state = await decide_erasure(
        db, org_id=caller.org_id, erasure_id=erasure_id, by=caller.person_id, decision="rejected", now=now()
    )
    return await once.answer(200, ErasureAskedOut(erasure_id=erasure_id, state=state))


@router.get("/erasures", summary="List erasures")
async def list_all_erasures(
    *, db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[ErasureOut]:
    """List the erasures of the organisation, the latest first. For admins and auditors."""
    found = await list_erasures(db, org_id=caller.org_id, limit=limit, cursor=cursor)
    return Page.of(found.map(erasure_out))


@router.get("/erasures/{erasure_id}", summary="Read an erasure")
async def read_one_erasure(*, db: Db, caller: Caller, erasure_id: Id) -> ErasureOut:
    """Read an erasure: its state, and per service what went, what stays and why. For admins and auditors."""
    return erasure_out(await read_erasure(db, org_id=caller.org_id, erasure_id=erasure_id))
