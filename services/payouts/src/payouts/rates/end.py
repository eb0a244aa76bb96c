"""Ends rates."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.rates.domain import RateEntry
from payouts.rates.errors import RateEndsBeforeItBegins, RateEndsEarlier, RateNotFound
from payouts.rates.queries import entry_of
from payouts.rates.tables import rates


async def end_rate(db: AsyncConnection, *, org_id: UUID, rate_id: UUID, effective_to: datetime) -> RateEntry:
    """End a rate at an instant, and return it. Earnings that it has paid stay as they are. Never commits.

    Raises RateNotFound, RateEndsEarlier, and RateEndsBeforeItBegins when the end is not after `effective_from`.
    """
    mine = rates.c.id == rate_id, rates.c.org_id == org_id
    rate = (await db.execute(select(rates).where(*mine).with_for_update())).one_or_none()
    if rate is None:
        raise RateNotFound(rate_id)
    if effective_to <= rate.effective_from:
        raise RateEndsBeforeItBegins(rate.effective_from)
    if rate.effective_to is not None and rate.effective_to < effective_to:
        raise RateEndsEarlier(rate.effective_to)
    ended = await db.execute(update(rates).where(*mine).values(effective_to=effective_to).returning(rates))
    return entry_of(ended.one())
