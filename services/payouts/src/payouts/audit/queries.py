"""Read what payouts holds of sessions, for the audit."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from contracts.transparency.standing import Standing
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.audit.domain import HeldEarning, HeldPay, HeldWaiting
from payouts.deliveries.domain import PaidCoach

SESSIONS: Final = Statement("""
    SELECT org_id, session_id FROM (
        (SELECT org_id, session_id FROM credits
         WHERE session_id > :after AND (CAST(:org_id AS uuid) IS NULL OR org_id = :org_id)
         ORDER BY session_id LIMIT :limit)
        UNION
        (SELECT org_id, session_id FROM unrated_completions
         WHERE session_id > :after AND (CAST(:org_id AS uuid) IS NULL OR org_id = :org_id)
         ORDER BY session_id LIMIT :limit)
    ) AS held ORDER BY session_id LIMIT :limit
""")
_CREDITED: Final = Statement("SELECT session_id, org_id FROM credits WHERE session_id = ANY (CAST(:ids AS uuid[]))")
_WAITING: Final = Statement("""
    SELECT session_id, org_id, coach_ids, shares, logged_minutes, priced_at FROM unrated_completions
    WHERE session_id = ANY (CAST(:ids AS uuid[]))
""")
_EARNINGS: Final = Statement("""
    SELECT earnings.session_id, coach_id, share_basis_points, unit, rate_amount_minor, logged_minutes, priced_at,
           earnings.currency, earnings.amount_minor, transfers.credit_account_id,
           transfers.currency AS transfer_currency, transfers.amount_minor AS transfer_amount_minor
    FROM earnings LEFT JOIN transfers ON transfers.id = earnings.transfer_id
    WHERE earnings.session_id = ANY (CAST(:ids AS uuid[]))
      AND NOT EXISTS (SELECT FROM reversals WHERE reversals.earning_id = earnings.id)
    ORDER BY earnings.session_id, earnings.id
""")


async def read_pay(db: AsyncConnection, standings: Sequence[Standing]) -> dict[UUID, HeldPay]:
    """Return what payouts holds of these sessions. Those of which it holds nothing are missing."""
    ids = {"ids": [one.completion.session_id for one in standings]}
    waiting = {
        row.session_id: HeldPay(
            row.org_id,
            HeldWaiting(
                tuple(PaidCoach(*one) for one in zip(row.coach_ids, row.shares, strict=True)),
                row.logged_minutes,
                row.priced_at,
            ),
        )
        for row in await _WAITING.all(db, ids)
    }
    earned: dict[UUID, list[HeldEarning]] = {}
    for session_id, coach_id, share, *rest in await _EARNINGS.all(db, ids):
        earned.setdefault(session_id, []).append(HeldEarning(PaidCoach(coach_id, share), *rest))
    credited = {
        row.session_id: HeldPay(row.org_id, None, tuple(earned.get(row.session_id, ())))
        for row in await _CREDITED.all(db, ids)
    }
    return waiting | credited
