"""All reads of payouts."""

from collections.abc import Callable
from typing import Any, Final, TypeVar
from uuid import UUID

from chassis.database.keyset import InvalidCursor, decode_cursor, encode_cursor
from chassis.http.requests import Page
from sqlalchemy import Column, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.errors import CoachNotFound, RateNotFound
from payouts.schemas import BalanceOut, EarningOut, MoneyOut, RateOut, UnratedOut
from payouts.tables import accounts, earnings, rates, reversals, transfers, unrated_completions

Item = TypeVar("Item")


def _sum_of(side: Column[UUID]) -> Any:
    """Return the sum of an account's transfers on one side."""
    amount = func.coalesce(func.sum(transfers.c.amount_minor), 0)
    return select(amount).where(side == accounts.c.id).scalar_subquery()


_BALANCES: Final = (
    select(
        accounts.c.currency,
        (_sum_of(transfers.c.credit_account_id) - _sum_of(transfers.c.debit_account_id)).label("amount_minor"),
    )
    .where(accounts.c.kind == "coach_payable")
    .order_by(accounts.c.currency)
)


async def read_rate(db: AsyncConnection, *, org_id: UUID, rate_id: UUID) -> RateOut:
    """Return a rate, or raise RateNotFound."""
    row = (await db.execute(select(rates).where(rates.c.id == rate_id, rates.c.org_id == org_id))).one_or_none()
    if row is None:
        raise RateNotFound(rate_id)
    return _rate(row)


async def list_rates(
    db: AsyncConnection,
    *,
    org_id: UUID,
    scope: str | None,
    coach_id: UUID | None,
    course_id: UUID | None,
    limit: int,
    cursor: str | None,
) -> Page[RateOut]:
    """Return a page of the organisation's rates, newest first."""
    statement = select(rates).where(rates.c.org_id == org_id)
    for column, wanted in ((rates.c.scope, scope), (rates.c.coach_id, coach_id), (rates.c.course_id, course_id)):
        if wanted is not None:
            statement = statement.where(column == wanted)
    return await _page(db, statement, key=rates.c.id, item=_rate, limit=limit, cursor=cursor)


async def read_balance(db: AsyncConnection, *, org_id: UUID, coach_id: UUID, caller_id: UUID | None) -> BalanceOut:
    """Return what the organisation owes a coach.

    `caller_id` is None if the caller may see every coach. Otherwise it must be the coach, or CoachNotFound is raised.
    """
    _check_own(coach_id, caller_id)
    rows = await db.execute(_BALANCES.where(accounts.c.org_id == org_id, accounts.c.owner_id == coach_id))
    return BalanceOut(
        coach_id=coach_id,
        balances=[MoneyOut(currency=row.currency, amount_minor=int(row.amount_minor)) for row in rows],
    )


async def list_earnings(
    db: AsyncConnection, *, org_id: UUID, coach_id: UUID, caller_id: UUID | None, limit: int, cursor: str | None
) -> Page[EarningOut]:
    """Return a page of a coach's earnings, newest first, also reversed ones. `caller_id` is as in `read_balance`."""
    _check_own(coach_id, caller_id)
    statement = (
        select(earnings, reversals.c.reversed_at)
        .outerjoin(reversals, reversals.c.earning_id == earnings.c.id)
        .where(earnings.c.org_id == org_id, earnings.c.coach_id == coach_id)
    )
    return await _page(db, statement, key=earnings.c.id, item=_earning, limit=limit, cursor=cursor)


async def list_unrated(db: AsyncConnection, *, org_id: UUID, limit: int, cursor: str | None) -> Page[UnratedOut]:
    """Return a page of completed sessions to which no rate applies, newest sessions first."""
    statement = select(unrated_completions).where(unrated_completions.c.org_id == org_id)
    return await _page(db, statement, key=unrated_completions.c.session_id, item=_unrated, limit=limit, cursor=cursor)


def _check_own(coach_id: UUID, caller_id: UUID | None) -> None:
    if caller_id is not None and caller_id != coach_id:
        raise CoachNotFound(coach_id)


async def _page(
    db: AsyncConnection,
    statement: Select[Any],
    *,
    key: Column[UUID],
    item: Callable[[Row[Any]], Item],
    limit: int,
    cursor: str | None,
) -> Page[Item]:
    """Return one page in descending order of `key`. It is a UUIDv7, so the newest row comes first."""
    if cursor is not None:
        (value,) = decode_cursor(cursor, parts=1)
        try:
            statement = statement.where(key < UUID(str(value)))
        except ValueError:
            raise InvalidCursor("Send next_cursor of the previous page unchanged.") from None
    rows = (await db.execute(statement.order_by(key.desc()).limit(limit + 1))).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=[item(row) for row in rows[:limit]],
        next_cursor=None if last is None else encode_cursor(str(last._mapping[key])),
    )


def _rate(row: Row[Any]) -> RateOut:
    columns = dict(row._mapping)
    columns.pop("org_id")
    return RateOut(rate_id=columns.pop("id"), **columns)


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
