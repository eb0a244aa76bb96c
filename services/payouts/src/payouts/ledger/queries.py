"""Reads what the organisation owes a coach."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.ledger.errors import CoachNotFound
from payouts.ledger.schemas import BalanceOut, MoneyOut
from payouts.ledger.tables import accounts, transfers


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


async def read_balance(db: AsyncConnection, *, org_id: UUID, coach_id: UUID, caller_id: UUID | None) -> BalanceOut:
    """Return what the organisation owes a coach.

    `caller_id` is None if the caller may see every coach. Otherwise it must be the coach, or CoachNotFound is raised.
    """
    check_own(coach_id, caller_id)
    rows = await db.execute(_BALANCES.where(accounts.c.org_id == org_id, accounts.c.owner_id == coach_id))
    return BalanceOut(
        coach_id=coach_id,
        balances=[MoneyOut(currency=row.currency, amount_minor=int(row.amount_minor)) for row in rows],
    )


def check_own(coach_id: UUID, caller_id: UUID | None) -> None:
    if caller_id is not None and caller_id != coach_id:
        raise CoachNotFound(coach_id)
