"""Credits completed sessions: at once if a rate applies to them, otherwise later, when a rate has been set."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from chassis.database.statement import Statement
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.deliveries.domain import Delivery, PaidCoach, check_coaches
from payouts.pricing.credit import Rated, credit
from payouts.rates.domain import resolve_rate
from payouts.rates.queries import read_rate_book

_REVISIONS: Final = Statement("SELECT org_id, revision FROM rate_books WHERE org_id = ANY (CAST(:org_ids AS uuid[]))")

_KEEP_UNRATED: Final = Statement("""
    INSERT INTO unrated_completions (session_id, org_id, coach_ids, shares, course_ids, category_id, priced_at,
                                     logged_minutes, event_id, correlation_id, arrived_at, examined_revision)
    SELECT session_id, org_id, coach_ids, shares, course_ids, category_id, priced_at, logged_minutes, event_id,
           correlation_id, :arrived_at, examined_revision
    FROM jsonb_to_recordset(CAST(:unrated AS jsonb)) AS new (
        session_id uuid, org_id uuid, coach_ids uuid[], shares integer[], course_ids uuid[], category_id uuid,
        priced_at timestamptz, logged_minutes smallint, event_id uuid, correlation_id uuid, examined_revision bigint)
    WHERE NOT EXISTS (SELECT FROM credits WHERE credits.session_id = new.session_id)
    ORDER BY session_id
    ON CONFLICT (session_id) DO NOTHING
""")

_WAITING: Final = Statement("""
    SELECT book.org_id FROM rate_books AS book
    WHERE EXISTS (SELECT FROM unrated_completions AS unrated
                  WHERE unrated.org_id = book.org_id AND unrated.examined_revision < book.revision)
""")

_TAKE_UNEXAMINED: Final = Statement("""
    SELECT unrated.session_id, unrated.org_id, unrated.coach_ids, unrated.shares, unrated.course_ids,
           unrated.category_id, unrated.priced_at, unrated.logged_minutes, unrated.event_id, unrated.correlation_id,
           unrated.corrected_sequence, book.revision
    FROM rate_books AS book
    JOIN unrated_completions AS unrated
      ON unrated.org_id = book.org_id AND unrated.examined_revision < book.revision
    WHERE book.org_id = ANY (CAST(:org_ids AS uuid[]))
    LIMIT :limit
    FOR UPDATE OF unrated SKIP LOCKED
""")

_FORGET: Final = Statement("DELETE FROM unrated_completions WHERE session_id = ANY (CAST(:session_ids AS uuid[]))")

_EXAMINED: Final = Statement("""
    UPDATE unrated_completions AS unrated
    SET examined_revision = new.revision
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:revisions AS bigint[])) AS new (session_id, revision)
    WHERE unrated.session_id = new.session_id
""")


async def credit_completions(db: AsyncConnection, deliveries: Sequence[Delivery], *, now: datetime) -> None:
    """Credit completed sessions, and keep those without a rate as unrated, in a few statements for any number of them.

    Repeated completions have no effect. Never commits. Raises ValueError for a delivery that can never be paid.
    """
    if not deliveries:
        return
    for delivery in deliveries:
        check_coaches(delivery.session_id, delivery.coaches)
    # Read the revisions before the rates. A rate that is committed between the two statements has a newer revision, so
    # what is kept as unrated here is examined again. In the other order it might never be examined with that rate.
    revision_of = {row.org_id: row.revision for row in await _REVISIONS.all(db, _orgs(deliveries))}
    book = await read_rate_book(db, deliveries)
    resolved = [(delivery, resolve_rate(book, delivery)) for delivery in deliveries]
    rated = [Rated(delivery, rate) for delivery, rate in resolved if rate is not None]
    unrated = [delivery for delivery, rate in resolved if rate is None]
    if rated:
        await credit(db, rated, now=now)
    if unrated:
        rows = [_unrated(delivery, revision_of) for delivery in unrated]
        await _KEEP_UNRATED.execute(db, {"unrated": orjson.dumps(rows, default=str).decode(), "arrived_at": now})


async def organisations_unexamined(db: AsyncConnection) -> list[UUID]:
    """Return the organisations that have set a rate since their unrated completions were examined."""
    return await _WAITING.scalars(db)


async def credit_unrated(db: AsyncConnection, *, org_ids: Sequence[UUID], limit: int, now: datetime) -> int:
    """Examine unrated completions whose organisation has set a rate since, and credit those that have a rate now.

    Takes at most `limit` of them and skips those that another process has locked. Returns how many it examined. Each is
    examined once per revision of its organisation's rates, not at every pass. Never commits.
    """
    rows = await _TAKE_UNEXAMINED.all(db, {"org_ids": list(org_ids), "limit": limit})
    if not rows:
        return 0
    deliveries = [_delivery(row) for row in rows]
    book = await read_rate_book(db, deliveries)
    rated = [Rated(one, rate) for one in deliveries if (rate := resolve_rate(book, one)) is not None]
    credited = {one.delivery.session_id for one in rated}
    if rated:
        # Delete them before they are credited: `credit` skips a session that still has a row here, so that a completion
        # which arrives again is not credited while it waits.
        await _FORGET.execute(db, {"session_ids": sorted(credited)})
        await credit(db, rated, now=now)
    unrated = [row for row in rows if row.session_id not in credited]
    if unrated:
        examined = {
            "session_ids": [row.session_id for row in unrated],
            "revisions": [row.revision for row in unrated],
        }
        await _EXAMINED.execute(db, examined)
    return len(rows)


def _orgs(deliveries: Sequence[Delivery]) -> dict[str, list[UUID]]:
    return {"org_ids": list({delivery.org_id for delivery in deliveries})}


def _unrated(delivery: Delivery, revision_of: Mapping[UUID, int]) -> dict[str, object]:
    row = delivery._asdict()
    del row["coaches"], row["corrected_sequence"]  # a new completion has no correction yet
    return row | {
        "coach_ids": [coach.coach_id for coach in delivery.coaches],
        "shares": [coach.share_basis_points for coach in delivery.coaches],
        "examined_revision": revision_of.get(delivery.org_id, 0),
    }


def _delivery(row: Row[tuple[object, ...]]) -> Delivery:
    return Delivery(
        session_id=row.session_id,
        org_id=row.org_id,
        coaches=tuple(PaidCoach(*coach) for coach in zip(row.coach_ids, row.shares, strict=True)),
        course_ids=tuple(row.course_ids),
        category_id=row.category_id,
        priced_at=row.priced_at,
        logged_minutes=row.logged_minutes,
        event_id=row.event_id,
        correlation_id=row.correlation_id,
        corrected_sequence=row.corrected_sequence,
    )
