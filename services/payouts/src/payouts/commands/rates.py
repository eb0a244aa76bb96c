"""Sets and ends rates."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.errors import FieldError
from chassis.wording import instant_words
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.domain import Rate
from payouts.errors import InvalidRate, RateEndsEarlier, RateNotFound, RateOverlaps
from payouts.tables import rates

EXCLUSION_VIOLATION: Final = "23P01"

_BUMP_REVISION: Final = Statement("""
    INSERT INTO rate_books (org_id, revision) VALUES (:org_id, 1)
    ON CONFLICT (org_id) DO UPDATE SET revision = rate_books.revision + 1
""")


async def set_rate(db: AsyncConnection, rate: Rate, *, set_by: UUID, now: datetime) -> None:
    """Write a new rate. The worker soon credits the unrated completions to which it applies. Never commits.

    Raises RateOverlaps when another rate for the same subject is effective at some time of this one.
    """
    subject = rate.subject
    # This comes first, because it locks the row: rates of one organisation are set one after the other, and an unrated
    # completion that was examined with the old revision is examined again.
    await _BUMP_REVISION.run(db, {"org_id": subject.org_id})
    row = rate._asdict() | subject._asdict()
    del row["subject"], row["rate_id"]
    try:
        await db.execute(insert(rates).values(id=rate.rate_id, set_by=set_by, set_at=now, **row))
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != EXCLUSION_VIOLATION:
            raise
        raise RateOverlaps(rate.effective_from, rate.effective_to) from error


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
