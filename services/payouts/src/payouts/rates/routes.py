"""The HTTP endpoints of rates: each parses, authorises, and calls one command or query."""

from typing import Annotated, Final
from uuid import UUID

from chassis.clock import now
from chassis.errors import FieldError
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Once, Page
from chassis.ids import new_id
from fastapi import APIRouter, Path, Query, Response

from payouts.ledger.routes import SEE_ALL_MONEY
from payouts.rates.domain import REFERENCES_OF, Rate, RateSubject, Scope
from payouts.rates.end import end_rate
from payouts.rates.errors import InvalidRate
from payouts.rates.queries import list_rates, read_rate
from payouts.rates.schemas import RateEndIn, RateIn, RateOut
from payouts.rates.set import set_rate

router: Final = APIRouter(prefix="/v1/rates", tags=["rates"])


RateId = Annotated[UUID, Path(description="The rate.")]


@router.post("", status_code=201, response_model=RateOut, summary="Set a rate")
async def post_rate(body: RateIn, db: Db, caller: Caller, once: Once) -> Response:
    """Set a rate for the organisation, a category, a course, a coach, or a coach on a course. Admins may do this.

    It is refused (409) when another rate with the same scope, coach, course and category is effective at some time of
    it. Completed sessions that had no rate and to which this one applies are credited within seconds.
    """
    caller.require("admin")
    rate = _rate(body, caller.org_id)
    set_at = now()
    await set_rate(db, rate, set_by=caller.person_id, now=set_at)
    answer = RateOut(**body.model_dump(), rate_id=rate.rate_id, set_by=caller.person_id, set_at=set_at)
    return await once.answer(201, answer)


@router.post("/{rate_id}/end", response_model=RateOut, summary="End a rate")
async def post_rate_end(rate_id: RateId, body: RateEndIn, db: Db, caller: Caller, once: Once) -> Response:
    """End a rate, so that another one can follow it. Earnings that it has paid stay as they are. Admins may do this.

    A rate cannot be edited: end it and set a new one.
    """
    caller.require("admin")
    await end_rate(db, org_id=caller.org_id, rate_id=rate_id, effective_to=body.effective_to)
    return await once.answer(200, await read_rate(db, org_id=caller.org_id, rate_id=rate_id))


@router.get("", summary="List rates")
async def get_rates(
    *,
    db: Db,
    caller: Caller,
    scope: Annotated[Scope | None, Query(description="Only rates of this scope.")] = None,
    coach_id: Annotated[UUID | None, Query(description="Only rates of this coach.")] = None,
    course_id: Annotated[UUID | None, Query(description="Only rates of this course.")] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[RateOut]:
    """List the rates of the organisation, newest first. Admins and auditors may read them."""
    caller.require(*SEE_ALL_MONEY)
    return await list_rates(
        db,
        org_id=caller.org_id,
        scope=scope,
        coach_id=coach_id,
        course_id=course_id,
        limit=limit,
        cursor=cursor,
    )


def _rate(body: RateIn, org_id: UUID) -> Rate:
    """Return the rate in a body, or raise InvalidRate if its fields do not fit together."""
    needed = REFERENCES_OF[body.scope]
    errors = []
    for name in ("coach_id", "course_id", "category_id"):
        if (getattr(body, name) is None) == (name in needed):
            wrong = "is needed" if name in needed else "must be left out"
            errors.append(FieldError(f"/{name}", f"{wrong} for scope {body.scope}"))
    if body.effective_to is not None and body.effective_to <= body.effective_from:
        errors.append(FieldError("/effective_to", "must be after effective_from"))
    if errors:
        raise InvalidRate(errors)
    return Rate(
        rate_id=new_id(),
        subject=RateSubject(org_id, body.scope, body.coach_id, body.course_id, body.category_id),
        unit=body.unit,
        amount_minor=body.amount_minor,
        currency=body.currency,
        effective_from=body.effective_from,
        effective_to=body.effective_to,
    )
