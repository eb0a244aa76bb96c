"""Reads a register's history: every change of a mark, and every approved amendment after the lock."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.keyset import InvalidCursor, decode_cursor, encode_cursor
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.queries.registers import find_register, require_own
from attendance.schemas import MarkChangeOut, MarkedBeforeOut

# Marks come first, by version. A locked register takes no more marks, so amendments come after them, by sequence.
_PAGE: Final = Statement("""
    SELECT * FROM (
        SELECT 0 AS phase, version AS number, person_id, code, minutes, remark, source, marked_by, marked_at,
               lag(code) OVER earlier AS replaced_code, lag(minutes) OVER earlier AS replaced_minutes,
               lag(remark) OVER earlier AS replaced_remark, lag(source) OVER earlier AS replaced_source,
               CAST(NULL AS uuid) AS amendment_id, CAST(NULL AS text) AS reason, CAST(NULL AS uuid) AS approved_by
        FROM mark_history WHERE session_id = :session_id
        WINDOW earlier AS (PARTITION BY person_id ORDER BY version)
        UNION ALL
        SELECT 1, decided.sequence, made.person_id, new_mark->>'code', CAST(new_mark->>'minutes' AS smallint), NULL,
               new_mark->>'source', made.proposed_by, decided.decided_at,
               old_mark->>'code', CAST(old_mark->>'minutes' AS smallint), NULL, old_mark->>'source',
               made.amendment_id, made.reason, nullif(decided.decided_by, made.proposed_by)
        FROM register_amendments AS made JOIN register_amendment_decisions AS decided USING (amendment_id)
        WHERE made.session_id = :session_id AND decided.decision = 'approved'
    ) AS changes
    WHERE (phase, number, person_id) > (:phase, :number, CAST(:person_id AS uuid))
    ORDER BY phase, number, person_id LIMIT :limit
""")
_FIRST_PAGE: Final = (0, 0, UUID(int=0))


class HistoryPage(NamedTuple):
    """One page of a register's history, and the cursor of the next page."""

    items: list[MarkChangeOut]
    next_cursor: str | None


async def read_history(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    caller_id: UUID,
    sees_all: bool,
    limit: int,
    cursor: str | None,
) -> HistoryPage:
    """Return a page of the changes of a register's marks, oldest first. Amendments of the locked register come last.

    Raises RegisterNotFound. Raises NotYourRegister unless the caller is one of its coaches or sees every register.
    """
    require_own(await find_register(db, org_id, session_id), caller_id=caller_id, sees_all=sees_all)
    phase, number, person_id = _FIRST_PAGE if cursor is None else _after(cursor)
    position = {"phase": phase, "number": number, "person_id": person_id}
    rows = await _PAGE.all(db, {**position, "session_id": session_id, "limit": limit + 1})
    last = rows[limit - 1] if len(rows) > limit else None
    return HistoryPage(
        items=[_change(row) for row in rows[:limit]],
        next_cursor=None if last is None else encode_cursor(last.phase, last.number, str(last.person_id)),
    )


def _after(cursor: str) -> tuple[int, int, UUID]:
    phase, number, person_id = decode_cursor(cursor, parts=3)
    try:
        if not isinstance(phase, int) or phase not in (0, 1) or not isinstance(number, int):
            raise ValueError("not a position")
        return phase, number, UUID(str(person_id))
    except ValueError:
        raise InvalidCursor("Send next_cursor of the previous page unchanged.") from None


def _change(row: Any) -> MarkChangeOut:
    first = row.replaced_code is None
    return MarkChangeOut(
        person_id=row.person_id,
        version=None if row.amendment_id else row.number,
        code=row.code,
        minutes=row.minutes,
        remark=row.remark,
        source=row.source,
        marked_by=row.marked_by,
        marked_at=row.marked_at,
        replaced=None
        if first
        else MarkedBeforeOut(
            code=row.replaced_code,
            minutes=row.replaced_minutes,
            remark=row.replaced_remark,
            source=row.replaced_source,
        ),
        amendment_id=row.amendment_id,
        reason=row.reason,
        approved_by=row.approved_by,
    )
