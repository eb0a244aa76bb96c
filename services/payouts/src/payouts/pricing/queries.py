"""Reads what sessions earned, and which sessions have no rate."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.ledger.domain import check_own

_EARNINGS: Final = Keyset(before=UUID)
_EARNINGS_PAGE: Final = Statement("""
    SELECT id AS earning_id, earnings.session_id, credited_at, currency, amount_minor, share_basis_points, rate_id,
           unit, rate_amount_minor, logged_minutes, priced_at, earnings.transfer_id, revision, reversals.reversed_at
    FROM earnings LEFT JOIN reversals ON reversals.earning_id = earnings.id
    WHERE earnings.org_id = :org_id AND coach_id = :coach_id
      AND id < coalesce(CAST(:before AS uuid), 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      AND credited_at >= coalesce(CAST(:credited_since AS timestamptz), '-infinity')
      AND credited_at < coalesce(CAST(:credited_before AS timestamptz), 'infinity')
    ORDER BY id DESC LIMIT :limit
""")

_UNRATED: Final = Keyset(before=UUID)
_UNRATED_PAGE: Final = Statement("""
    SELECT session_id, coach_ids, course_ids, category_id, logged_minutes, priced_at, arrived_at
    FROM unrated_completions
    WHERE org_id = :org_id AND session_id < coalesce(CAST(:before AS uuid), 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    ORDER BY session_id DESC LIMIT :limit
""")


async def list_earnings(
    db: AsyncConnection,
    *,
    org_id: UUID,
    coach_id: UUID,
    caller_id: UUID | None,
    credited_since: datetime | None,
    credited_before: datetime | None,
    limit: int,
    cursor: str | None,
) -> Slice[Any]:
    """Return a page of a coach's earnings, newest first, also reversed ones. `caller_id` is as in `read_balance`.

    `credited_since` is inclusive and `credited_before` exclusive.
    """
    check_own(coach_id, caller_id)
    scope = {"org_id": org_id, "coach_id": coach_id, "limit": limit + 1}
    credited = {"credited_since": credited_since, "credited_before": credited_before}
    rows = await _EARNINGS_PAGE.all(db, {**scope, **credited, **_EARNINGS.parameters(cursor)})
    return _EARNINGS.page(rows, limit=limit, key=lambda row: (row.earning_id,))


async def list_unrated(db: AsyncConnection, *, org_id: UUID, limit: int, cursor: str | None) -> Slice[Any]:
    """Return a page of completed sessions to which no rate applies, newest sessions first."""
    rows = await _UNRATED_PAGE.all(db, {"org_id": org_id, "limit": limit + 1, **_UNRATED.parameters(cursor)})
    return _UNRATED.page(rows, limit=limit, key=lambda row: (row.session_id,))
