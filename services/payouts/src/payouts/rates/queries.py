"""Reads rates."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from chassis.database.keyset import InvalidCursor, decode_cursor, encode_cursor
from chassis.database.statement import Statement
from chassis.http.requests import Page
from sqlalchemy import Column, Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.deliveries.domain import Delivery
from payouts.rates.domain import Rate, RateBook, RateSubject, rate_book
from payouts.rates.errors import RateNotFound
from payouts.rates.schemas import RateOut
from payouts.rates.tables import rates

Item = TypeVar("Item")


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
    return await read_page(db, statement, key=rates.c.id, item=_rate, limit=limit, cursor=cursor)


async def read_page(
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


_RATES: Final = Statement("""
    SELECT id, org_id, scope, coach_id, course_id, category_id, unit, amount_minor, currency, effective_from,
           effective_to
    FROM rates
    WHERE org_id = ANY (CAST(:org_ids AS uuid[]))
      AND effective_from <= :latest AND (effective_to IS NULL OR effective_to > :earliest)
      AND (coach_id IS NULL OR coach_id = ANY (CAST(:coach_ids AS uuid[])))
      AND (course_id IS NULL OR course_id = ANY (CAST(:course_ids AS uuid[])))
      AND (category_id IS NULL OR category_id = ANY (CAST(:category_ids AS uuid[])))
""")


async def read_rate_book(db: AsyncConnection, deliveries: Sequence[Delivery]) -> RateBook:
    """Return all rates that may apply to one of these deliveries, by subject."""
    rows = await _RATES.all(
        db,
        {
            "org_ids": list({delivery.org_id for delivery in deliveries}),
            "coach_ids": list({delivery.coaches[0].coach_id for delivery in deliveries}),
            "course_ids": list({course_id for delivery in deliveries for course_id in delivery.course_ids}),
            "category_ids": list({one.category_id for one in deliveries if one.category_id is not None}),
            "earliest": min(delivery.priced_at for delivery in deliveries),
            "latest": max(delivery.priced_at for delivery in deliveries),
        },
    )
    return rate_book(_as_rate(row) for row in rows)


def _as_rate(row: Row[tuple[object, ...]]) -> Rate:
    subject = RateSubject(row.org_id, row.scope, row.coach_id, row.course_id, row.category_id)
    return Rate(row.id, subject, row.unit, row.amount_minor, row.currency, row.effective_from, row.effective_to)
