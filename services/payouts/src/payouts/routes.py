"""The HTTP endpoints of payouts: each parses, authorises, and calls one command or query."""

from typing import Annotated, Final
from uuid import UUID

from chassis.clock import now
from chassis.errors import FieldError
from chassis.http.auth import Principal
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Once, Page
from chassis.ids import new_id
from fastapi import APIRouter, Path, Query, Response

from payouts.commands.rates import end_rate, set_rate
from payouts.domain import REFERENCES_OF, Rate, RateSubject
from payouts.errors import InvalidRate
from payouts.queries import list_earnings, list_rates, list_unrated, read_balance, read_rate
from payouts.schemas import BalanceOut, EarningOut, RateEndIn, RateIn, RateOut, RateScope, UnratedOut

router: Final = APIRouter(prefix="/v1")

SEE_ALL_MONEY: Final = ("admin", "auditor")

CoachId = Annotated[UUID, Path(description="The coach.")]
RateId = Annotated[UUID, Path(description="The rate.")]


@router.post("/rates", status_code=201, response_model=RateOut, summary="Set a rate", tags=["rates"])
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


@router.post("/rates/{rate_id}/end", response_model=RateOut, summary="End a rate", tags=["rates"])
async def post_rate_end(rate_id: RateId, body: RateEndIn, db: Db, caller: Caller, once: Once) -> Response:
    """End a rate, so that another one can follow it. Earnings that it has paid stay as they are. Admins may do this.

    A rate cannot be edited: end it and set a new one.
    """
    caller.require("admin")
    await end_rate(db, org_id=caller.org_id, rate_id=rate_id, effective_to=body.effective_to)
    return await once.answer(200, await read_rate(db, org_id=caller.org_id, rate_id=rate_id))


@router.get("/rates", summary="List rates", tags=["rates"])
async def get_rates(
    *,
    db: Db,
    caller: Caller,
    scope: Annotated[RateScope | None, Query(description="Only rates of this scope.")] = None,
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


@router.get("/coaches/{coach_id}/balance", summary="Read a coach's balance", tags=["coaches"])
async def get_balance(coach_id: CoachId, db: Db, caller: Caller) -> BalanceOut:
    """Read what the organisation owes the coach, per currency.

    The amount is negative when more was paid than the coach earned, for example after a session was voided. Coaches see
    their own balance, admins and auditors the balance of every coach.
    """
    return await read_balance(db, org_id=caller.org_id, coach_id=coach_id, caller_id=_own_only(caller))


@router.get("/coaches/{coach_id}/earnings", summary="List a coach's earnings", tags=["coaches"])
async def get_earnings(
    coach_id: CoachId, db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None
) -> Page[EarningOut]:
    """List what the coach earned by each session, newest first.

    Earnings that were reversed because their session was amended or voided stay in the list, with `reversed_at`.
    Coaches see their own earnings, admins and auditors those of every coach.
    """
    return await list_earnings(
        db, org_id=caller.org_id, coach_id=coach_id, caller_id=_own_only(caller), limit=limit, cursor=cursor
    )


@router.get("/unrated", summary="List completed sessions without a rate", tags=["rates"])
async def get_unrated(db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None) -> Page[UnratedOut]:
    """List completed sessions to which no rate applies. Set a rate for them, and they are credited within seconds.

    Admins and auditors may read them.
    """
    caller.require(*SEE_ALL_MONEY)
    return await list_unrated(db, org_id=caller.org_id, limit=limit, cursor=cursor)


def _own_only(caller: Principal) -> UUID | None:
    """Return the only coach whose money the caller may see, or None for all coaches. Raise Forbidden if for none."""
    if caller.has(*SEE_ALL_MONEY):
        return None
    caller.require("coach")
    return caller.person_id


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
