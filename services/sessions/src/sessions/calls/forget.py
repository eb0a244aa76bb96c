"""Delete deliveries of call providers that were kept long enough."""

from datetime import datetime, timedelta
from typing import Final

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

DELIVERIES_KEPT_FOR: Final = timedelta(days=30)
"""How long the id of a delivery is kept. Providers repeat a delivery for some days at most."""
FORGOTTEN_PER_PASS_MAX: Final = 1_000

_FORGET = Statement("""
    DELETE FROM call_events
    WHERE (org_id, webhook_id) IN (
        SELECT org_id, webhook_id FROM call_events WHERE received_at < :before
        ORDER BY received_at LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING true
""")


async def forget_deliveries(db: AsyncConnection, *, now: datetime) -> int:
    """Delete deliveries that were kept long enough, at most FORGOTTEN_PER_PASS_MAX, and return how many."""
    return len(await _FORGET.all(db, {"before": now - DELIVERIES_KEPT_FOR, "limit": FORGOTTEN_PER_PASS_MAX}))
