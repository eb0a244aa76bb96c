"""Reads what sessions earned, and which sessions have no rate."""

from typing import Any
from uuid import UUID

from chassis.http.requests import Page
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.ledger.queries import check_own
from payouts.pricing.schemas import EarningOut, UnratedOut
from payouts.pricing.tables import earnings, reversals, unrated_completions
from payouts.rates.queries import read_page


async def list_earnings(
    db: AsyncConnection, *, org_id: UUID, coach_id: UUID, caller_id: UUID | None, limit: int, cursor: str | None
) -> Page[EarningOut]:
    """Return a page of a coach's earnings, newest first, also reversed ones. `caller_id` is as in `read_balance`."""
    check_own(coach_id, caller_id)
    statement = (
        select(earnings, reversals.c.reversed_at)
        .outerjoin(reversals, reversals.c.earning_id == earnings.c.id)
        .where(earnings.c.org_id == org_id, earnings.c.coach_id == coach_id)
    )
    return await read_page(db, statement, key=earnings.c.id, item=_earning, limit=limit, cursor=cursor)


async def list_unrated(db: AsyncConnection, *, org_id: UUID, limit: int, cursor: str | None) -> Page[UnratedOut]:
    """Return a page of completed sessions to which no rate applies, newest sessions first."""
    statement = select(unrated_completions).where(unrated_completions.c.org_id == org_id)
    return await read_page(
        db, statement, key=unrated_completions.c.session_id, item=_unrated, limit=limit, cursor=cursor
    )


def _earning(row: Row[Any]) -> EarningOut:
    return EarningOut(
        earning_id=row.id,
        session_id=row.session_id,
        session=f"/v1/sessions/{row.session_id}",
        credited_at=row.credited_at,
        currency=row.currency,
        amount_minor=row.amount_minor,
        share_basis_points=row.share_basis_points,
        rate_id=row.rate_id,
        unit=row.unit,
        rate_amount_minor=row.rate_amount_minor,
        logged_minutes=row.logged_minutes,
        priced_at=row.priced_at,
        transfer_id=row.transfer_id,
        revision=row.revision,
        reversed_at=row.reversed_at,
    )


def _unrated(row: Row[Any]) -> UnratedOut:
    return UnratedOut(
        session_id=row.session_id,
        session=f"/v1/sessions/{row.session_id}",
        coach_ids=row.coach_ids,
        course_ids=row.course_ids,
        category_id=row.category_id,
        logged_minutes=row.logged_minutes,
        priced_at=row.priced_at,
        arrived_at=row.arrived_at,
    )
