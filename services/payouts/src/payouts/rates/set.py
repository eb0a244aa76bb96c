"""Sets rates."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.constraints import refused_by
from chassis.database.statement import Statement
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.rates.domain import Rate, RateEntry, misfits
from payouts.rates.errors import RateMisfits, RateOverlaps
from payouts.rates.tables import rates

_BUMP_REVISION: Final = Statement("""
    INSERT INTO rate_books (org_id, revision) VALUES (:org_id, 1)
    ON CONFLICT (org_id) DO UPDATE SET revision = rate_books.revision + 1
""")


async def set_rate(db: AsyncConnection, rate: Rate, *, set_by: UUID, now: datetime) -> RateEntry:
    """Write a new rate, and return it. The worker soon credits the unrated completions to which it applies.

    Never commits. Raises RateMisfits when its fields do not fit together, and RateOverlaps when another rate for the
    same subject is effective at some time of this one.
    """
    subject = rate.subject
    needed = misfits(subject)
    ends_too_early = rate.effective_to is not None and rate.effective_to <= rate.effective_from
    if needed or ends_too_early:
        raise RateMisfits(subject.scope, needed, ends_too_early=ends_too_early)
    # This comes first, because it locks the row: rates of one organisation are set one after the other, and an unrated
    # completion that was examined with the old revision is examined again.
    await _BUMP_REVISION.execute(db, {"org_id": subject.org_id})
    row = rate._asdict() | subject._asdict()
    del row["subject"], row["rate_id"]
    with refused_by("rates_do_not_overlap", RateOverlaps(rate.effective_from, rate.effective_to)):
        await db.execute(insert(rates).values(id=rate.rate_id, set_by=set_by, set_at=now, **row))
    return RateEntry(rate, set_by, now)
