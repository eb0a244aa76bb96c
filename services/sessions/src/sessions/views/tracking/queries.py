"""Read what became of each learner of a session: answer, enrolment, accesses, attendance."""

from typing import Any
from uuid import UUID

from chassis.database.keyset import InvalidCursor, decode_cursor, encode_cursor
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.domain import Session

_LEARNERS = Statement("""
    SELECT seat.*, people.name, access.first_at, access.last_at, attendance.code, attendance.counts_as_present,
           attendance.minutes
    FROM (
        SELECT person_id, bool_or(removed_at IS NULL) AS is_enrolled,
               array_agg(added_at ORDER BY added_at) AS added, array_agg(removed_at ORDER BY added_at) AS removed,
               (array_agg(acceptance ORDER BY added_at DESC))[1] AS acceptance,
               (array_agg(answered_at ORDER BY added_at DESC))[1] AS answered_at
        FROM roster WHERE org_id = :org_id AND session_id = :session_id GROUP BY person_id
    ) AS seat
    JOIN people ON people.org_id = :org_id AND people.id = seat.person_id
    LEFT JOIN session_accesses access ON access.session_id = :session_id AND access.person_id = seat.person_id
    LEFT JOIN session_attendance attendance
           ON attendance.session_id = :session_id AND attendance.person_id = seat.person_id
    WHERE CAST(:last_id AS uuid) IS NULL
       OR (people.name, people.id) > (CAST(:last_name AS text), CAST(:last_id AS uuid))
    ORDER BY people.name, people.id LIMIT :limit
""")


async def learners(
    db: AsyncConnection, session: Session, *, limit: int, cursor: str | None
) -> tuple[list[Any], str | None]:
    """Return a page of the learners who are or were on a session's roster, by name, and the cursor of the next page."""
    last_name, last_id = _last(cursor) if cursor is not None else (None, None)
    scope = {"org_id": session.org_id, "session_id": session.session_id}
    rows = await _LEARNERS.all(db, {**scope, "last_name": last_name, "last_id": last_id, "limit": limit + 1})
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], None if last is None else encode_cursor(last.name, str(last.person_id))


def _last(cursor: str) -> tuple[str, UUID]:
    name, person_id = decode_cursor(cursor, parts=2)
    try:
        return str(name), UUID(str(person_id))
    except ValueError as error:
        raise InvalidCursor("Use next_cursor of the previous page unchanged.") from error
