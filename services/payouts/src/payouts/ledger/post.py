"""The ledger: append-only transfers between accounts, and their reversals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chassis.database.statement import Insert, Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.ledger.domain import Reversal, Transfer, account_id

_OPEN_ACCOUNTS: Final = Insert(
    "accounts",
    "id uuid, org_id uuid, kind text, owner_id uuid, currency text",
    then="ORDER BY id ON CONFLICT (id) DO NOTHING",
)

_TRANSFER: Final = Insert(
    "transfers",
    "id uuid, org_id uuid, debit_account_id uuid, credit_account_id uuid, currency text, amount_minor bigint, "
    "idempotency_key text",
    shared="transferred_at",
)

_REVERSE: Final = Statement("""
    INSERT INTO transfers (id, org_id, debit_account_id, credit_account_id, currency, amount_minor, idempotency_key,
                           reverses, transferred_at)
    SELECT new.id, org_id, credit_account_id, debit_account_id, currency, amount_minor, new.idempotency_key,
           original.id, :transferred_at
    FROM unnest(CAST(:ids AS uuid[]), CAST(:reverses AS uuid[]), CAST(:idempotency_keys AS text[]))
         AS new (id, reverses, idempotency_key)
    JOIN transfers AS original ON original.id = new.reverses
""")


async def post_transfers(db: AsyncConnection, transfers: Sequence[Transfer], *, now: datetime) -> None:
    """Append transfers and open the accounts that do not exist yet, in two statements. Never commits.

    Raises IntegrityError when an idempotency key was used before, because money never moves twice for one reason.
    """
    accounts = {account_id(*one): one for transfer in transfers for one in (transfer.debit, transfer.credit)}
    await _OPEN_ACCOUNTS.rows(db, [(id_, *account) for id_, account in accounts.items()])
    await _TRANSFER.rows(
        db,
        [
            (
                one.transfer_id,
                one.debit.org_id,
                account_id(*one.debit),
                account_id(*one.credit),
                one.debit.currency,
                one.amount_minor,
                one.idempotency_key,
            )
            for one in transfers
        ],
        transferred_at=now,
    )


async def reverse_transfers(db: AsyncConnection, reversals: Sequence[Reversal], *, now: datetime) -> None:
    """Append reversals of earlier transfers, in one statement. Never commits.

    Raises IntegrityError when a transfer was already reversed, or an idempotency key was used before.
    """
    if not reversals:
        return
    await _REVERSE.execute(
        db,
        {
            "ids": [reversal.transfer_id for reversal in reversals],
            "reverses": [reversal.reverses for reversal in reversals],
            "idempotency_keys": [reversal.idempotency_key for reversal in reversals],
            "transferred_at": now,
        },
    )
