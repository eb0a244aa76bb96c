"""Reads the effects of completions.

`coach_id` narrows a read to the sessions that this coach coached; None reads all sessions.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from chassis.database.keyset import InvalidCursor, decode_cursor, encode_cursor
from chassis.database.statement import Statement
from chassis.errors import FieldError, NotFound
from chassis.http.requests import Page
from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.effects.schemas import (
    AmountOut,
    EarningsEffectOut,
    EffectName,
    EffectOut,
    EffectsOut,
    LatenciesOut,
    PercentilesOut,
    RefreshEffectOut,
    SessionEffectsOut,
    SummaryOut,
)

MISSING_AFTER: Final = timedelta(seconds=60)
"""An effect that takes longer than this counts as missing."""

_COLUMNS: Final = """session_id, completed_at, refreshed_at, subjects_refreshed, locked_at, credited_at, amounts,
    corrected_at, register_amended_at, voided_at"""
_VISIBLE: Final = """org_id = :org_id AND (CAST(:coach_id AS uuid) IS NULL OR EXISTS (
        SELECT FROM session_subjects AS coached WHERE coached.session_id = sessions.session_id
        AND coached.subject_type = 'coach' AND coached.subject_id = CAST(:coach_id AS uuid)))"""

_READ_EFFECTS = Statement(f"SELECT {_COLUMNS} FROM sessions WHERE session_id = :session_id AND {_VISIBLE}")  # noqa: S608 - constants


def _list_statement(condition: str) -> TextClause:
    """Return the statement that lists completions, newest first. `condition` must be written as in the index."""
    return text(f"""
        SELECT {_COLUMNS} FROM sessions
        WHERE completed_at IS NOT NULL AND {condition} AND {_VISIBLE}
          AND (completed_at, session_id) < (CAST(:before AS timestamptz), CAST(:before_id AS uuid))
        ORDER BY completed_at DESC, session_id DESC LIMIT :limit
    """)  # noqa: S608 - constants


_LIST_EFFECTS: Final = {
    None: _list_statement("true"),
    True: _list_statement("(completed_at IS NULL OR locked_at IS NULL OR credited_at IS NULL) AND voided_at IS NULL"),
    False: _list_statement("locked_at IS NOT NULL AND credited_at IS NOT NULL"),
}
_FIRST_PAGE: Final = (datetime(9999, 12, 31, tzinfo=UTC), UUID(int=2**128 - 1))

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
    SELECT currency, sum(amount_minor) AS amount_minor
    FROM sessions CROSS JOIN LATERAL jsonb_to_recordset(amounts) AS part (currency text, amount_minor bigint)
    WHERE amounts IS NOT NULL AND {_COMPLETED}
    GROUP BY currency ORDER BY currency
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


async def read_effects(
    db: AsyncConnection, *, org_id: UUID, session_id: UUID, coach_id: UUID | None
) -> SessionEffectsOut:
    """Return the effects of one session, or raise NotFound."""
    parameters = {"org_id": org_id, "session_id": session_id, "coach_id": coach_id}
    row = await _READ_EFFECTS.one_or_none(db, parameters)
    if row is None:
        raise NotFound(
            "Nothing about this session that you may see has arrived here. Check the id. If the session was just "
            "completed, try again in a moment."
        )
    return _effects(row)


async def list_effects(
    db: AsyncConnection, *, org_id: UUID, coach_id: UUID | None, missing: bool | None, limit: int, cursor: str | None
) -> Page[SessionEffectsOut]:
    """Return a page of completions with their effects, newest first.

    `missing` narrows it to those that lack an effect (True) or have all effects (False).
    """
    before, before_id = _FIRST_PAGE if cursor is None else _position(cursor)
    rows = (
        await db.execute(
            _LIST_EFFECTS[missing],
            {"org_id": org_id, "coach_id": coach_id, "before": before, "before_id": before_id, "limit": limit + 1},
        )
    ).all()
    page = rows[:limit]
    more = encode_cursor(page[-1].completed_at.isoformat(), str(page[-1].session_id)) if len(rows) > limit else None
    return Page(items=[_effects(row) for row in page], next_cursor=more)


def _position(cursor: str) -> tuple[datetime, UUID]:
    completed_at, session_id = decode_cursor(cursor, parts=2)
    try:
        return datetime.fromisoformat(str(completed_at)), UUID(str(session_id))
    except ValueError as error:
        detail = "not a cursor of this list"
        raise InvalidCursor(
            "Send next_cursor of the previous page unchanged.", errors=[FieldError("cursor", detail)]
        ) from error


async def summarise_effects(db: AsyncConnection, *, org_id: UUID, coach_id: UUID | None, since: datetime) -> SummaryOut:
    """Return counts, sums and latencies of the sessions that were completed at `since` or later."""
    parameters = {"org_id": org_id, "coach_id": coach_id, "since": since}
    row = await _SUMMARY.one(db, parameters)
    earnings = await _EARNINGS.all(db, parameters)
    return SummaryOut(
        completed=row.completed,
        locked=row.locked,
        credited=row.credited,
        refreshed=row.refreshed,
        earnings=[AmountOut(currency=one.currency, amount_minor=int(one.amount_minor)) for one in earnings],
        latency_ms=LatenciesOut(
            attendance_locked=_percentiles(row.locked_percentiles),
            earnings_credited=_percentiles(row.credited_percentiles),
            insight_inputs_refreshed=_percentiles(row.refreshed_percentiles),
            all=_percentiles(row.all_percentiles),
        ),
    )


def _percentiles(values: Sequence[float | None] | None) -> PercentilesOut:
    p50, p99 = (None if value is None else round(value, 1) for value in values or (None, None))
    return PercentilesOut(p50=p50, p99=p99)


async def count_missing_effects(db: AsyncConnection, *, now: datetime) -> dict[EffectName, int]:
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


def _effects(row: Row[Any]) -> SessionEffectsOut:
    def after_ms(at: datetime) -> int | None:
        return None if row.completed_at is None else round((at - row.completed_at) / timedelta(milliseconds=1))

    locked = credited = refreshed = None
    if row.locked_at is not None:
        locked = EffectOut(at=row.locked_at, latency_ms=after_ms(row.locked_at))
    if row.credited_at is not None:
        amounts = [AmountOut.model_validate(amount) for amount in row.amounts]
        credited = EarningsEffectOut(at=row.credited_at, latency_ms=after_ms(row.credited_at), amounts=amounts)
    if row.refreshed_at is not None:
        subjects, after = row.subjects_refreshed, after_ms(row.refreshed_at)
        refreshed = RefreshEffectOut(at=row.refreshed_at, latency_ms=after, subjects=subjects)
    return SessionEffectsOut(
        session_id=row.session_id,
        completed_at=row.completed_at,
        complete=None not in (locked, credited, refreshed),
        amended_at=row.corrected_at,
        register_amended_at=row.register_amended_at,
        voided_at=row.voided_at,
        effects=EffectsOut(attendance_locked=locked, earnings_credited=credited, insight_inputs_refreshed=refreshed),
    )
