"""Reads what the organisation owes a coach."""

from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.ledger.domain import Money, check_own

_BALANCES: Final = Statement("""
    SELECT currency,
           (SELECT coalesce(sum(amount_minor), 0) FROM transfers WHERE credit_account_id = accounts.id)
           - (SELECT coalesce(sum(amount_minor), 0) FROM transfers WHERE debit_account_id = accounts.id) AS amount_minor
    FROM accounts
    WHERE kind = 'coach_payable' AND org_id = :org_id AND owner_id = :coach_id
    ORDER BY currency
""")


async def read_balance(db: AsyncConnection, *, org_id: UUID, coach_id: UUID, caller_id: UUID | None) -> list[Money]:
    """Return what the organisation owes a coach, one amount per currency.

    `caller_id` is None if the caller may see every coach. Otherwise it must be the coach, or CoachNotFound is raised.
    """
    check_own(coach_id, caller_id)
    rows = await _BALANCES.all(db, {"org_id": org_id, "coach_id": coach_id})
    return [Money(row.currency, int(row.amount_minor)) for row in rows]
