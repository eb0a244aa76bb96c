"""Reads the effects of completions.

`coach_id` narrows a read to the sessions that this coach coached; None reads all sessions.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.effects.domain import MISSING_AFTER, Earning, Effect, Latencies, PayView, Percentiles, Summary
from reports.effects.errors import EffectsNotFound
from reports.sessions.queries import read_state

_COLUMNS: Final = """session_id, completed_at, refreshed_at, subjects_refreshed, locked_at, credited_at,
    coalesce(coach_amounts, amounts) AS amounts, corrected_at, register_amended_at, voided_at"""
_VISIBLE: Final = """org_id = :org_id AND (CAST(:coach_id AS uuid) IS NULL OR EXISTS (
        SELECT FROM session_subjects AS coached WHERE coached.session_id = sessions.session_id
        AND coached.subject_type = 'coach' AND coached.subject_id = CAST(:coach_id AS uuid)))"""

_READ_EFFECTS = Statement(f"""
    SELECT {_COLUMNS} FROM sessions
    WHERE session_id = :session_id AND org_id = :org_id AND (CAST(:is_known AS boolean) OR {_VISIBLE})
""")  # noqa: S608 - constants


def _list_statement(condition: str) -> Statement:
    """Return the statement that lists completions, newest first. `condition` must be written as in the index."""
    return Statement(f"""
        SELECT {_COLUMNS} FROM sessions
        WHERE completed_at IS NOT NULL AND {condition} AND {_VISIBLE}
          AND (completed_at, session_id) < (coalesce(CAST(:before AS timestamptz), 'infinity'),
                                            coalesce(CAST(:before_id AS uuid), 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
        ORDER BY completed_at DESC, session_id DESC LIMIT :limit
    """)  # noqa: S608 - constants


_LISTED: Final = Keyset(before=datetime, before_id=UUID)
_LIST_EFFECTS: Final = {
    None: _list_statement("true"),
    True: _list_statement("(completed_at IS NULL OR locked_at IS NULL OR credited_at IS NULL) AND voided_at IS NULL"),
    False: _list_statement("locked_at IS NOT NULL AND credited_at IS NOT NULL"),
}

_COMPLETED: Final = f"completed_at >= :since AND {_VISIBLE}"
_SUMMARY = Statement(f"""
    WITH latencies AS (
        SELECT 1000 * extract(epoch FROM locked_at - completed_at)::float8 AS locked_ms,
               1000 * extract(epoch FROM credited_at - completed_at)::float8 AS credited_ms,
               1000 * extract(epoch FROM refreshed_at - completed_at)::float8 AS refreshed_ms
        FROM sessions WHERE {_COMPLETED}
    )
    SELECT count(*) AS completed, count(locked_ms) AS locked, count(credited_ms) AS credited,
           count(refreshed_ms) AS refreshed,
           percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY locked_ms) AS locked_percentiles,
           percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY credited_ms) AS credited_percentiles,
           percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY refreshed_ms) AS refreshed_percentiles,
           percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY greatest(locked_ms, credited_ms, refreshed_ms))
               FILTER (WHERE num_nulls(locked_ms, credited_ms, refreshed_ms) = 0) AS all_percentiles
    FROM latencies
""")  # noqa: S608 - constants
_EARNINGS = Statement(f"""
    SELECT coach_id, currency, CAST(sum(amount_minor) AS bigint) AS amount_minor
    FROM sessions
    CROSS JOIN LATERAL jsonb_to_recordset(coalesce(coach_amounts, amounts))
        AS part (coach_id uuid, currency text, amount_minor bigint)
    WHERE amounts IS NOT NULL AND {_COMPLETED}
    GROUP BY coach_id, currency
""")  # noqa: S608 - constants
# The condition repeats the predicate of the index sessions_incomplete, so that PostgreSQL reads this small index only.
_COUNT_MISSING = Statement("""
    SELECT count(*) FILTER (WHERE completed_at < :before AND locked_at IS NULL) AS attendance_locked,
           count(*) FILTER (WHERE completed_at < :before AND credited_at IS NULL) AS earnings_credited,
           count(*) FILTER (WHERE completed_at IS NULL AND least(locked_at, credited_at) < :before)
               AS insight_inputs_refreshed
    FROM sessions
    WHERE (completed_at IS NULL OR locked_at IS NULL OR credited_at IS NULL) AND voided_at IS NULL
""")


def earnings_in(amounts: Iterable[Mapping[str, Any]]) -> list[Earning]:
    """Return what is earned, from the column `coach_amounts` or `amounts`."""
    return [
        Earning(UUID(one["coach_id"]) if "coach_id" in one else None, one["currency"], one["amount_minor"])
        for one in amounts
    ]


class SessionEffects(NamedTuple):
    """A session's state, and the row of its effects. Each is None if it has not arrived here."""

    state: str | None
    row: Any


async def read_effects(db: AsyncConnection, *, org_id: UUID, session_id: UUID, coach_id: UUID | None) -> SessionEffects:
    """Return the effects of a session, completed or not. Raises EffectsNotFound if it is not known.

    A coach reads those of the sessions that they coach or coached, and of which they coach a course.
    """
    state = await read_state(db, org_id=org_id, session_id=session_id, coach_id=coach_id)
    scope = {"org_id": org_id, "session_id": session_id, "coach_id": coach_id}
    row = await _READ_EFFECTS.one_or_none(db, {**scope, "is_known": state is not None})
    if state is None and row is None:
        raise EffectsNotFound
    return SessionEffects(state, row)


async def list_effects(
    db: AsyncConnection, *, org_id: UUID, coach_id: UUID | None, missing: bool | None, limit: int, cursor: str | None
) -> Slice[Any]:
    """Return a page of rows of completed sessions with their effects, newest first.

    `missing` narrows it to those that lack an effect (True) or have all effects (False).
    """
    scope = {"org_id": org_id, "coach_id": coach_id, "limit": limit + 1}
    rows = await _LIST_EFFECTS[missing].all(db, {**scope, **_LISTED.parameters(cursor)})
    return _LISTED.page(rows, limit=limit, key=lambda row: (row.completed_at, row.session_id))


async def summarise_effects(
    db: AsyncConnection, *, org_id: UUID, coach_id: UUID | None, pay: PayView, since: datetime
) -> Summary:
    """Return counts, sums and latencies of the sessions that were completed at `since` or later.

    `pay` says whose earnings are added up.
    """
    parameters = {"org_id": org_id, "coach_id": coach_id, "since": since}
    row = await _SUMMARY.one(db, parameters)
    earnings = [Earning(*one) for one in await _EARNINGS.all(db, parameters)]
    return Summary(
        completed=row.completed,
        attendance_locked=row.locked,
        earnings_credited=row.credited,
        insight_inputs_refreshed=row.refreshed,
        earnings=pay.amounts(earnings),
        latency_ms=Latencies(
            attendance_locked=_percentiles(row.locked_percentiles),
            earnings_credited=_percentiles(row.credited_percentiles),
            insight_inputs_refreshed=_percentiles(row.refreshed_percentiles),
            all=_percentiles(row.all_percentiles),
        ),
    )


def _percentiles(values: Sequence[float | None] | None) -> Percentiles:
    return Percentiles(*(None if value is None else round(value, 1) for value in values or (None, None)))


async def count_missing_effects(db: AsyncConnection, *, now: datetime) -> dict[Effect, int]:
    """Return, per effect, how many completions of all organisations have lacked it for longer than MISSING_AFTER.

    A voided session lacks no effect. The refresh is missing when another effect has arrived here and the completion
    has not.
    """
    row = await _COUNT_MISSING.one(db, {"before": now - MISSING_AFTER})
    return {
        "attendance_locked": row.attendance_locked,
        "earnings_credited": row.earnings_credited,
        "insight_inputs_refreshed": row.insight_inputs_refreshed,
    }
