"""Substitutes: coaches propose them, admins decide."""

from typing import Annotated

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.heavy import searched_by
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Once, Page
from chassis.ids import new_id
from fastapi import APIRouter, Query, Response

from sessions.fields import NameSearch, PersonName
from sessions.sealed.domain import new_secret
from sessions.session.schemas import author_of
from sessions.substitutes import confirm, propose, queries, reject, schemas
from sessions.substitutes.domain import SubstitutionState

session_router = APIRouter(prefix="/v1/sessions", tags=["sessions"])
router = APIRouter(prefix="/v1/substitutes", tags=["sessions"])
own_router = APIRouter(prefix="/v1/me", tags=["me"])


@session_router.post(
    "/{session_id}/substitutes",
    summary="Propose a substitute for a session",
    status_code=201,
    response_model=schemas.SubstitutionOut,
)
async def propose_substitute(
    *, db: Db, caller: Caller, once: Once, session_id: Id, body: schemas.SubstitutionIn
) -> Response:
    """Propose another coach for a session that you cannot give. For its session coach and co-coaches.

    It is possible where the policy lets coaches plan, and until the session begins. You stay its coach until an admin
    confirms the proposal. You have at most one open proposal for a session.
    """
    proposed = await propose.propose_substitute(
        db,
        author=author_of(caller),
        sees_all=caller.sees_all,
        session_id=session_id,
        coach_id=body.coach_id,
        reason=body.reason,
        proposal_id=new_id(),
        secret=new_secret(),
    )
    headers = {"Location": f"/v1/substitutes?session_id={session_id}"}
    return await once.answer(201, schemas.substitution_out(proposed), headers=headers)


@router.get("", summary="List the substitutes that were proposed")
async def list_substitutes(
    *,
    db: Db,
    caller: Caller,
    state: Annotated[SubstitutionState | None, Query(description="Only those in this state.")] = None,
    session_id: Annotated[Id | None, Query(description="Only those of this session.")] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[schemas.SubstitutionDetailOut]:
    """List proposed substitutes, the newest first.

    Staff read all. A coach reads those that they proposed, and those in which they are the substitute, without the
    reasons.
    """
    found = await queries.list_substitutions(
        db,
        org_id=caller.org_id,
        coach_id=caller.limited_to,
        state=state,
        session_id=session_id,
        limit=limit,
        cursor=cursor,
        now=now(),
    )
    return Page.of(found.map(schemas.substitution_detail_out))


@own_router.get("/colleagues", summary="List whom you may propose as a substitute", dependencies=[searched_by("q")])
async def list_colleagues(
    *, db: Db, caller: Caller, q: NameSearch = None, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[PersonName]:
    """List by name the other coaches of your organisation. For coaches."""
    found = await queries.list_colleagues(
        db, org_id=caller.org_id, person_id=caller.person_id, q=q, limit=limit, cursor=cursor
    )
    return Page.of(found.map(lambda one: PersonName(**one._asdict())))


@router.post("/{proposal_id}/confirm", summary="Confirm a substitute", response_model=schemas.SubstitutionOut)
async def confirm_substitute(*, db: Db, caller: Caller, once: Once, proposal_id: Id) -> Response:
    """Give the session to the substitute, with the place and the share of the coach who proposed it. Admins only.

    What learners answered stays. If the substitute has another session at that time, nothing changes (409
    double-booked).
    """
    confirmed = await confirm.confirm_substitution(db, author=author_of(caller), proposal_id=proposal_id, new_id=new_id)
    return await once.answer(200, schemas.substitution_out(confirmed))


@router.post("/{proposal_id}/reject", summary="Reject or withdraw a substitute", response_model=schemas.SubstitutionOut)
async def reject_substitute(
    *, db: Db, caller: Caller, once: Once, proposal_id: Id, body: schemas.RejectionIn
) -> Response:
    """Reject a proposal with a reason. For admins. The coach who proposed it withdraws it, and needs no reason."""
    rejected = await reject.reject_substitution(
        db,
        author=author_of(caller),
        is_admin=caller.sees_all,
        proposal_id=proposal_id,
        reason=body.reason,
        reason_id=new_id(),
        secret=new_secret(),
    )
    return await once.answer(200, schemas.substitution_out(rejected))
