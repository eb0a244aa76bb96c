"""The ledger: append-only transfers between accounts, and their reversals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.ledger.domain import Reversal, Transfer, account_id

_OPEN_ACCOUNTS: Final = Statement("""
    INSERT INTO accounts (id, org_id, kind, owner_id, currency)
    SELECT id, org_id, kind, owner_id, currency
    FROM unnest(CAST(:ids AS uuid[]), CAST(:org_ids AS uuid[]), CAST(:kinds AS text[]), CAST(:owner_ids AS uuid[]),
                CAST(:currencies AS text[]))
         AS new (id, org_id, kind, owner_id, currency)
    ORDER BY id
    ON CONFLICT (id) DO NOTHING
""")

_TRANSFER: Final = Statement("""
    INSERT INTO transfers (id, org_id, debit_account_id, credit_account_id, currency, amount_minor, idempotency_key,
                           transferred_at)
    SELECT id, org_id, debit_account_id, credit_account_id, currency, amount_minor, idempotency_key, :transferred_at
    FROM unnest(CAST(:ids AS uuid[]), CAST(:org_ids AS uuid[]), CAST(:debits AS uuid[]), CAST(:credits AS uuid[]),
                CAST(:currencies AS text[]), CAST(:amounts_minor AS bigint[]), CAST(:idempotency_keys AS text[]))
         AS new (id, org_id, debit_account_id, credit_account_id, currency, amount_minor, idempotency_key)
""")

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
    if not transfers:
        return
    accounts = {account_id(*one): one for transfer in transfers for one in (transfer.debit, transfer.credit)}
    await _OPEN_ACCOUNTS.run(
        db,
        {
            "ids": list(accounts),
            "org_ids": [account.org_id for account in accounts.values()],
            "kinds": [account.kind for account in accounts.values()],
            "owner_ids": [account.owner_id for account in accounts.values()],
            "currencies": [account.currency for account in accounts.values()],
        },
    )
    await _TRANSFER.run(
        db,
        {
            "ids": [transfer.transfer_id for transfer in transfers],
            "org_ids": [transfer.debit.org_id for transfer in transfers],
            "debits": [account_id(*transfer.debit) for transfer in transfers],
            "credits": [account_id(*transfer.credit) for transfer in transfers],
            "currencies": [transfer.debit.currency for transfer in transfers],
            "amounts_minor": [transfer.amount_minor for transfer in transfers],
            "idempotency_keys": [transfer.idempotency_key for transfer in transfers],
            "transferred_at": now,
        },
    )


async def reverse_transfers(db: AsyncConnection, reversals: Sequence[Reversal], *, now: datetime) -> None:
    """Append reversals of earlier transfers, in one statement. Never commits.

    Raises IntegrityError when a transfer was already reversed, or an idempotency key was used before.
    """
    if not reversals:
        return
    await _REVERSE.run(
        db,
        {
            "ids": [reversal.transfer_id for reversal in reversals],
            "reverses": [reversal.reverses for reversal in reversals],
            "idempotency_keys": [reversal.idempotency_key for reversal in reversals],
            "transferred_at": now,
        },
    )
