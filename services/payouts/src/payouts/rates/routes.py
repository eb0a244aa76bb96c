"""The HTTP endpoints of rates: each parses, authorises, and calls one command or query."""

from typing import Annotated, Final

from chassis.clock import now
from chassis.http.fields import Id
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Once, Page
from chassis.ids import new_id
from fastapi import APIRouter, Path, Query, Response

from payouts.rates import end, queries
from payouts.rates.domain import Scope
from payouts.rates.schemas import RateEndIn, RateIn, RateOut, rate_out
from payouts.rates.set import set_rate

router: Final = APIRouter(prefix="/v1/payouts/rates", tags=["rates"])

RateId = Annotated[Id, Path(description="The rate.")]


@router.post("", status_code=201, response_model=RateOut, summary="Set a rate")
async def create_rate(body: RateIn, db: Db, caller: Caller, once: Once) -> Response:
    """Set a rate for the organisation, a category, a course, a coach, or a coach on a course. Admins may do this.

    It is refused (409) when another rate with the same scope, coach, course and category is effective at some time of
    it. Completed sessions that had no rate and to which this one applies are credited within seconds.
    """
    entry = await set_rate(db, body.rate(new_id(), caller.org_id), set_by=caller.person_id, now=now())
    return await once.answer(201, rate_out(entry), headers={"Location": "/v1/payouts/rates"})


@router.post("/{rate_id}/end", response_model=RateOut, summary="End a rate")
async def end_rate(rate_id: RateId, body: RateEndIn, db: Db, caller: Caller, once: Once) -> Response:
    """End a rate, so that another one can follow it. Earnings that it has paid stay as they are. Admins may do this.

    A rate cannot be edited: end it and set a new one.
    """
    entry = await end.end_rate(db, org_id=caller.org_id, rate_id=rate_id, effective_to=body.effective_to)
    return await once.answer(200, rate_out(entry))


@router.get("", summary="List rates")
async def list_rates(
    *,
    db: Db,
    caller: Caller,
    scope: Annotated[Scope | None, Query(description="Only rates of this scope.")] = None,
    coach_id: Annotated[Id | None, Query(description="Only rates of this coach.")] = None,
    course_id: Annotated[Id | None, Query(description="Only rates of this course.")] = None,
    category_id: Annotated[Id | None, Query(description="Only rates of this category.")] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[RateOut]:
    """List the rates of the organisation, newest first. Admins and auditors may read them."""
    page = await queries.list_rates(
        db,
        org_id=caller.org_id,
        scope=scope,
        coach_id=coach_id,
        course_id=course_id,
        category_id=category_id,
        limit=limit,
        cursor=cursor,
    )
    return Page.of(page.map(rate_out))
