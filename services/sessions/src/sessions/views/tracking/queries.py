"""Read what became of each learner of a session: answer, enrolment, accesses, attendance."""

from typing import Any, Final
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.domain import Session

_BY_NAME: Final = Keyset(last_name=str, last_id=UUID)
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


async def learners(db: AsyncConnection, session: Session, *, limit: int, cursor: str | None) -> Slice[Any]:
    """Return a page of the learners who are or were on a session's roster, by name. Raises InvalidCursor."""
    scope = {"org_id": session.org_id, "session_id": session.session_id, "limit": limit + 1}
    rows = await _LEARNERS.all(db, {**scope, **_BY_NAME.parameters(cursor)})
    return _BY_NAME.page(rows, limit=limit, key=lambda row: (row.name, row.person_id))
