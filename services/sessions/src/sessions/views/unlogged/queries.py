"""Read a coach's unlogged sessions: they are over, and nobody has ended them."""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.organisation.domain import DEFAULT_POLICY
from sessions.session.tables import sessions
from sessions.views.lists.queries import summary

_LIST: Final = Keyset(last_over_at=datetime, last_id=UUID)
# `over_at` is the SQL form of ending.deadline.latest_end, because the database sorts and cuts pages by it.
# `moved_until` is that of Session.moved_afterwards.
_PAGE = Statement("""
    SELECT * FROM (
        SELECT o.session_id, coalesce(policy.log_within_hours, :log_within_hours) AS log_within_hours,
               CASE WHEN o.planned THEN o.ended_at
                    ELSE o.ended_at + interval '1 minute' * coalesce(policy.maximum_minutes, :maximum_minutes)
               END AS over_at,
               CASE WHEN s.starts_at >= s.moved_at THEN NULL ELSE s.moved_until END AS moved_until
        FROM session_coaches c
        JOIN open_sessions o ON o.session_id = c.session_id
        JOIN sessions s ON s.org_id = :org_id AND s.id = c.session_id
        LEFT JOIN LATERAL policy_of(s.org_id, s.starts_at, s.started_at) AS policy ON true
        WHERE c.org_id = :org_id AND c.person_id = :person_id AND o.org_id = :org_id AND o.ended_at < :now
    ) AS own
    WHERE over_at < :now AND (CAST(:last_id AS uuid) IS NULL
        OR (over_at, session_id) > (CAST(:last_over_at AS timestamptz), CAST(:last_id AS uuid)))
    ORDER BY over_at, session_id LIMIT :limit
""")


class Unlogged(NamedTuple):
    """An unlogged session: its row of a list, when it was over, and until when its coaches may log it."""

    row: Row[*tuple[Any, ...]]
    ended_at: datetime
    log_until: datetime


async def own_unlogged(
    db: AsyncConnection, *, org_id: UUID, person_id: UUID, limit: int, cursor: str | None, now: datetime
) -> Slice[Unlogged]:
    """Return a page of the sessions that a person coaches or co-coaches and that are unlogged, the oldest first.

    The sessions' windows do not matter, because a coach has to log a session even if they no longer see it. Raises
    InvalidCursor.
    """
    found = await _PAGE.all(
        db,
        {
            "org_id": org_id,
            "person_id": person_id,
            "now": now,
            "log_within_hours": DEFAULT_POLICY.log_within_hours,
            "maximum_minutes": DEFAULT_POLICY.maximum_minutes,
            **_LIST.parameters(cursor),
            "limit": limit + 1,
        },
    )
    page = _LIST.page(found, limit=limit, key=lambda row: (row.over_at, row.session_id))
    query = summary(person_id).where(
        sessions.c.org_id == org_id, sessions.c.id.in_([one.session_id for one in page.items])
    )
    rows = {row.id: row for row in (await db.execute(query)).all()}
    items = [
        Unlogged(
            rows[one.session_id],
            one.over_at,
            (one.moved_until or one.over_at) + timedelta(hours=one.log_within_hours),
        )
        for one in page.items
        if one.session_id in rows
    ]
    return Slice(items, page.next_cursor)
