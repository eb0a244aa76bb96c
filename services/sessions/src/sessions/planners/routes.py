"""The learners with whom a coach may plan."""

from chassis.http.heavy import searched_by
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Page
from fastapi import APIRouter

from sessions.fields import NameSearch, PersonName
from sessions.planners.queries import list_known_learners

router = APIRouter(prefix="/v1/me", tags=["me"])


@router.get("/learners", summary="List the learners with whom you may plan", dependencies=[searched_by("q")])
async def list_learners(
    *,
    db: Db,
    caller: Caller,
    q: NameSearch = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[PersonName]:
    """List by name the learners who share a class, a series or a session with you. For coaches."""
    found = await list_known_learners(
        db, org_id=caller.org_id, coach_id=caller.person_id, q=q, limit=limit, cursor=cursor
    )
    return Page.of(found.map(lambda one: PersonName(**one._asdict())))
