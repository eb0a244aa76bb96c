"""The HTTP endpoints of what sessions earn: each parses, authorises, and calls one query."""

from typing import Annotated, Final

from chassis.http.fields import Instant
from chassis.http.requests import LIMIT_DEFAULT, Caller, Cursor, Db, Limit, Page
from fastapi import APIRouter, Query

from payouts.ledger.routes import CoachId
from payouts.pricing import queries
from payouts.pricing.schemas import EarningOut, UnratedOut, earning_out, unrated_out

router: Final = APIRouter(prefix="/v1/payouts")


@router.get("/coaches/{coach_id}/earnings", summary="List a coach's earnings", tags=["coaches"])
async def list_earnings(
    *,
    coach_id: CoachId,
    db: Db,
    caller: Caller,
    credited_since: Annotated[
        Instant | None, Query(alias="from", description="Only earnings credited at or after this instant.")
    ] = None,
    credited_before: Annotated[
        Instant | None, Query(alias="to", description="Only earnings credited before this instant.")
    ] = None,
    limit: Limit = LIMIT_DEFAULT,
    cursor: Cursor = None,
) -> Page[EarningOut]:
    """List what the coach earned by each session, newest first.

    Earnings that were reversed because their session was amended or voided stay in the list, with `reversed_at`.
    Coaches see their own earnings, admins and auditors those of every coach.
    """
    page = await queries.list_earnings(
        db,
        org_id=caller.org_id,
        coach_id=coach_id,
        caller_id=caller.limited_to,
        credited_since=credited_since,
        credited_before=credited_before,
        limit=limit,
        cursor=cursor,
    )
    return Page.of(page.map(earning_out))


@router.get("/unrated", summary="List completed sessions without a rate", tags=["rates"])
async def list_unrated(db: Db, caller: Caller, limit: Limit = LIMIT_DEFAULT, cursor: Cursor = None) -> Page[UnratedOut]:
    """List completed sessions to which no rate applies. Set a rate for them, and they are credited within seconds.

    Admins and auditors may read them.
    """
    page = await queries.list_unrated(db, org_id=caller.org_id, limit=limit, cursor=cursor)
    return Page.of(page.map(unrated_out))
