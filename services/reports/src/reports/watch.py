"""The background task that counts completions with missing effects."""

import asyncio
from typing import Final

from chassis.clock import now
from chassis.waiting import wait_at_most
from sqlalchemy.ext.asyncio import AsyncEngine

from reports.effects.metrics import MISSING_EFFECT
from reports.effects.queries import count_missing_effects

INTERVAL_SECONDS: Final = 5.0


async def watch_missing_effects(engine: AsyncEngine, stopping: asyncio.Event) -> None:
    """Set the gauge of missing effects every few seconds until `stopping` is set."""
    while not stopping.is_set():
        async with engine.connect() as db:
            missing = await count_missing_effects(db, now=now())
        for effect, count in missing.items():
            MISSING_EFFECT.labels(effect).set(count)
        await wait_at_most(stopping, INTERVAL_SECONDS)
