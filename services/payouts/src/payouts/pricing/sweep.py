"""The background task that credits unrated completions after a rate for them was set."""

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.pricing.price import credit_unrated

BATCH_MAX: Final = 200


async def sweep(db: AsyncConnection, *, now: datetime) -> bool:
    """Examine a batch of unrated completions. Return whether more of them may wait. Raises database errors."""
    return await credit_unrated(db, limit=BATCH_MAX, now=now) == BATCH_MAX
