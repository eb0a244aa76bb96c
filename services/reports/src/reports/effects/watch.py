"""The step of the background task that counts completions with missing effects."""

from chassis.clock import now
from sqlalchemy.ext.asyncio import AsyncEngine

from reports.effects.metrics import MISSING_EFFECT
from reports.effects.queries import count_missing_effects


async def watch_missing_effects(engine: AsyncEngine) -> bool:
    """Set the gauge of missing effects. Return False: nothing waits. Database errors are raised."""
    async with engine.connect() as db:
        missing = await count_missing_effects(db, now=now())
    for effect, count in missing.items():
        MISSING_EFFECT.labels(effect).set(count)
    return False
