"""Records what sessions earn. The first credit of a session is an effect; later events change its amounts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from chassis.database.statement import Insert, Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.effects.domain import Amount, Earning, Latency
from reports.effects.metrics import observe
from reports.effects.queries import earnings_in
from reports.facts.domain import Earned

_CREDIT = Insert(
    "sessions AS known",
    "session_id uuid, org_id uuid, credited_at timestamptz, amounts jsonb, coach_amounts jsonb, "
    "earnings_sequence bigint",
    then="""
    ORDER BY session_id
    ON CONFLICT (session_id) DO UPDATE SET credited_at = excluded.credited_at, amounts = excluded.amounts,
                                           coach_amounts = excluded.coach_amounts,
                                           earnings_sequence = excluded.earnings_sequence
    WHERE known.credited_at IS NULL
    RETURNING session_id, completed_at
    """,
)
_HOLD_CREDITED = Statement("""
    SELECT session_id, amounts, coach_amounts, earnings_sequence FROM sessions
    WHERE session_id = ANY (CAST(:session_ids AS uuid[])) AND credited_at IS NOT NULL
    ORDER BY session_id FOR UPDATE
""")
_CHANGE_AMOUNTS = Statement("""
    UPDATE sessions
    SET amounts = new.amounts, coach_amounts = new.coach_amounts, earnings_sequence = new.earnings_sequence
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:amounts AS jsonb[]), CAST(:coach_amounts AS jsonb[]),
                CAST(:sequences AS bigint[])) AS new (session_id, amounts, coach_amounts, earnings_sequence)
    WHERE sessions.session_id = new.session_id
""")


async def record_credits(db: AsyncConnection, credits_: Sequence[Earned]) -> None:
    """Record new credits: the first one of a session as its effect, later ones in its amounts."""
    first_of: dict[UUID, Earned] = {}
    for credit in credits_:
        first_of.setdefault(credit.cause.session_id, credit)
    rows = await _CREDIT.rows(
        db,
        [
            (session_id, one.org_id, one.cause.at, _sums(one.amounts), _document(one.amounts), one.sequence)
            for session_id, one in first_of.items()
        ],
    )
    completed_at = {row.session_id: row.completed_at for row in rows}
    effects = {first_of[session_id].cause.event_id for session_id in completed_at}
    await change_earnings(db, [one for one in credits_ if one.cause.event_id not in effects])
    observe(
        Latency("earnings_credited", first_of[session_id].cause.at - at)
        for session_id, at in completed_at.items()
        if at is not None
    )


async def change_earnings(db: AsyncConnection, changes: Sequence[Earned]) -> None:
    """Add later credits and reversals to the amounts of sessions that were credited before."""
    if not changes:
        return
    by_session: dict[UUID, list[Earned]] = {}
    for change in changes:
        by_session.setdefault(change.cause.session_id, []).append(change)
    changed: list[tuple[UUID, str, str | None, int]] = []
    for row in await _HOLD_CREDITED.all(db, {"session_ids": sorted(by_session)}):
        is_whole = row.coach_amounts is not None
        known_amounts = row.coach_amounts if is_whole else row.amounts
        amounts = Counter({(one.coach_id, one.currency): one.amount_minor for one in earnings_in(known_amounts)})
        known = row.earnings_sequence
        for change in sorted(by_session[row.session_id], key=lambda one: one.sequence):
            if change.sequence > known:
                amounts.update(change.amounts)
                known = change.sequence
        if known > row.earnings_sequence:
            changed.append((row.session_id, _sums(amounts), _document(amounts) if is_whole else None, known))
    if changed:
        columns: tuple[list[Any], ...] = tuple(map(list, zip(*changed, strict=True)))
        names = ("session_ids", "amounts", "coach_amounts", "sequences")
        await _CHANGE_AMOUNTS.execute(db, dict(zip(names, columns, strict=True)))


def _document(amounts: Mapping[tuple[UUID | None, str], int]) -> str:
    """Return what each coach earns as JSON for the database. It keeps a currency whose amount has become 0."""
    return orjson.dumps([Earning(*whose, amount)._asdict() for whose, amount in amounts.items()]).decode()


def _sums(amounts: Mapping[tuple[UUID | None, str], int]) -> str:
    """Return the sums per currency as JSON for the database."""
    sums: Counter[str] = Counter()
    for (_, currency), amount in amounts.items():
        sums[currency] += amount
    return orjson.dumps([Amount(*one)._asdict() for one in sorted(sums.items())]).decode()
