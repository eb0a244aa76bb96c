"""The background task that credits unrated completions after a rate for them was set."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.pricing.price import credit_unrated, organisations_unexamined

BATCH_MAX: Final = 200


async def waiting(db: AsyncConnection, *, now: datetime) -> list[UUID]:  # noqa: ARG001 - the form of such a query
    """Return the organisations whose unrated completions are to be examined."""
    return await organisations_unexamined(db)


async def sweep(db: AsyncConnection, *, org_ids: Sequence[UUID], now: datetime) -> bool:
    """Examine a batch of unrated completions. Return whether more of them may wait. Raises database errors."""
    return await credit_unrated(db, org_ids=org_ids, limit=BATCH_MAX, now=now) == BATCH_MAX
