"""Follows corrections of completed sessions: changes what waits for a rate, and reverses what was credited."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.deliveries.domain import check_coaches
from payouts.pricing.domain import Amendment, Correction, Void, unfollowed
from payouts.pricing.reverse import correct_credited

# Lock the unrated completions first and the credits second. The sweeper moves a session from the first table to the
# second and keeps the first row locked until it commits. In the other order the session could be missed in both.
_LOCK_WAITING: Final = Statement("""
    SELECT session_id, corrected_sequence FROM unrated_completions
    WHERE session_id = ANY (CAST(:session_ids AS uuid[]))
    ORDER BY session_id
    FOR UPDATE
""")

_LOCK_CREDITED: Final = Statement("""
    SELECT session_id, sequence, corrected_sequence FROM credits
    WHERE session_id = ANY (CAST(:session_ids AS uuid[]))
    ORDER BY session_id
    FOR UPDATE
""")

# examined_revision = 0: the rates are examined again, because the first coach, whose rate applies, may have changed.
_CHANGE_WAITING: Final = Statement("""
    UPDATE unrated_completions AS waiting
    SET coach_ids = new.coach_ids, shares = new.shares, logged_minutes = new.logged_minutes,
        corrected_sequence = new.corrected_sequence, examined_revision = 0
    FROM jsonb_to_recordset(CAST(:amended AS jsonb)) AS new (
        session_id uuid, coach_ids uuid[], shares integer[], logged_minutes smallint, corrected_sequence bigint)
    WHERE waiting.session_id = new.session_id
""")

# A voided session gets a row in `credits`, so that it is never credited, even when its completion arrives again.
_GIVE_UP: Final = Statement("""
    WITH voided AS (
        DELETE FROM unrated_completions AS waiting
        USING unnest(CAST(:session_ids AS uuid[]), CAST(:corrected_sequences AS bigint[]))
              AS new (session_id, corrected_sequence)
        WHERE waiting.session_id = new.session_id
        RETURNING waiting.session_id, waiting.org_id, new.corrected_sequence
    )
    INSERT INTO credits (session_id, org_id, sequence, credited_at, corrected_sequence)
    SELECT session_id, org_id, 0, :voided_at, corrected_sequence FROM voided
""")


async def follow_corrections(db: AsyncConnection, corrections: Sequence[Correction], *, now: datetime) -> None:
    """Apply corrections to earnings and to unrated completions, those of one session in their order. Never commits.

    Needs a few statements for any number of corrections. Repeated corrections have no effect. Raises ValueError for a
    session that is unknown here, for one that was voided before, and for coaches whom no rate can ever pay.
    """
    chains: defaultdict[UUID, list[Correction]] = defaultdict(list)
    for correction in corrections:
        if isinstance(correction, Amendment):
            check_coaches(correction.session_id, correction.coaches)
        chains[correction.session_id].append(correction)
    if not chains:
        return
    wanted = {"session_ids": list(chains)}
    waiting = {row.session_id: row for row in await _LOCK_WAITING.all(db, wanted)}
    credited = {row.session_id: row for row in await _LOCK_CREDITED.all(db, wanted)}
    if unknown := chains.keys() - waiting.keys() - credited.keys():
        raise ValueError(f"session {min(unknown)} is corrected, but payouts never handled its completion")
    known = waiting | credited
    new = {
        session_id: found
        for session_id, chain in chains.items()
        if (found := unfollowed(chain, corrected_sequence=known[session_id].corrected_sequence))
    }
    await _correct_waiting(db, [chain[-1] for one, chain in new.items() if one not in credited], now=now)
    await correct_credited(
        db,
        {one: chain for one, chain in new.items() if one in credited},
        sequence_of={one: row.sequence for one, row in credited.items()},
        now=now,
    )


async def _correct_waiting(db: AsyncConnection, newest: Sequence[Correction], *, now: datetime) -> None:
    """Apply the newest correction of each session to its unrated completion. It contains all values."""
    amended = [
        {
            "session_id": one.session_id,
            "coach_ids": [coach.coach_id for coach in one.coaches],
            "shares": [coach.share_basis_points for coach in one.coaches],
            "logged_minutes": one.logged_minutes,
            "corrected_sequence": one.sequence,
        }
        for one in newest
        if isinstance(one, Amendment)
    ]
    if amended:
        await _CHANGE_WAITING.execute(db, {"amended": orjson.dumps(amended, default=str).decode()})
    voided = [one for one in newest if isinstance(one, Void)]
    if voided:
        await _GIVE_UP.execute(
            db,
            {
                "session_ids": [one.session_id for one in voided],
                "corrected_sequences": [one.sequence for one in voided],
                "voided_at": now,
            },
        )
