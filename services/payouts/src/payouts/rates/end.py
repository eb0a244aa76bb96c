"""Ends rates."""

from datetime import datetime
from uuid import UUID

from chassis.errors import FieldError
from chassis.wording import instant_words
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.rates.errors import InvalidRate, RateEndsEarlier, RateNotFound
from payouts.rates.tables import rates


async def end_rate(db: AsyncConnection, *, org_id: UUID, rate_id: UUID, effective_to: datetime) -> None:
    """End a rate at an instant. Earnings that it has paid stay as they are. Never commits.

    Raises RateNotFound, RateEndsEarlier, and InvalidRate when the end is not after `effective_from`.
    """
    mine = rates.c.id == rate_id, rates.c.org_id == org_id
    found = select(rates.c.effective_from, rates.c.effective_to).where(*mine).with_for_update()
    rate = (await db.execute(found)).one_or_none()
    if rate is None:
        raise RateNotFound(rate_id)
    if effective_to <= rate.effective_from:
        raise InvalidRate(
            [FieldError("/effective_to", f"must be after {instant_words(rate.effective_from, exact=True)}")]
        )
    if rate.effective_to is not None and rate.effective_to < effective_to:
        raise RateEndsEarlier(rate.effective_to)
    await db.execute(update(rates).where(*mine).values(effective_to=effective_to))
