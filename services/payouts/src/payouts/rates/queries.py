"""Reads rates."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.deliveries.domain import Delivery
from payouts.rates.domain import Rate, RateBook, RateEntry, RateSubject, rate_book

_LISTED: Final = Keyset(before=UUID)
_PAGE: Final = Statement("""
    SELECT * FROM rates
    WHERE org_id = :org_id AND id < coalesce(CAST(:before AS uuid), 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      AND (CAST(:scope AS text) IS NULL OR scope = CAST(:scope AS text))
      AND (CAST(:coach_id AS uuid) IS NULL OR coach_id = CAST(:coach_id AS uuid))
      AND (CAST(:course_id AS uuid) IS NULL OR course_id = CAST(:course_id AS uuid))
      AND (CAST(:category_id AS uuid) IS NULL OR category_id = CAST(:category_id AS uuid))
    ORDER BY id DESC LIMIT :limit
""")

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


async def list_rates(
    db: AsyncConnection,
    *,
    org_id: UUID,
    scope: str | None,
    coach_id: UUID | None,
    course_id: UUID | None,
    category_id: UUID | None,
    limit: int,
    cursor: str | None,
) -> Slice[RateEntry]:
    """Return a page of the organisation's rates, newest first."""
    wanted = {"scope": scope, "coach_id": coach_id, "course_id": course_id, "category_id": category_id}
    rows = await _PAGE.all(db, {"org_id": org_id, **wanted, "limit": limit + 1, **_LISTED.parameters(cursor)})
    return _LISTED.page(rows, limit=limit, key=lambda row: (row.id,)).map(entry_of)


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
    return rate_book(_rate(row) for row in rows)


def _rate(row: Any) -> Rate:
    subject = RateSubject(row.org_id, row.scope, row.coach_id, row.course_id, row.category_id)
    return Rate(row.id, subject, row.unit, row.amount_minor, row.currency, row.effective_from, row.effective_to)


def entry_of(row: Any) -> RateEntry:
    """Return a row of the table of rates as an entry."""
    return RateEntry(_rate(row), row.set_by, row.set_at)
