"""The background task that credits unrated completions after a rate for them was set."""

import asyncio
from typing import Final

from chassis.clock import now
from chassis.ids import new_id
from chassis.waiting import wait_at_most
from sqlalchemy.ext.asyncio import AsyncEngine

from payouts.pricing.price import credit_unrated

BATCH_MAX: Final = 200
INTERVAL_SECONDS: Final = 1.0


async def sweep(engine: AsyncEngine, stopping: asyncio.Event) -> None:
    """Examine unrated completions, one batch per transaction, until `stopping` is set. Raises database errors."""
    while not stopping.is_set():
        async with engine.begin() as db:
            examined = await credit_unrated(db, limit=BATCH_MAX, now=now(), new_id=new_id)
        if examined < BATCH_MAX:
            await wait_at_most(stopping, INTERVAL_SECONDS)
