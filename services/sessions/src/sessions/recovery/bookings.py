"""Book the coaches and rooms of sessions that were re-imported."""

from typing import Final
from uuid import UUID

from chassis.clock import now
from chassis.database.statement import Statement
from chassis.messaging.recovering import Lost, Outcome
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.bookings import book
from sessions.session.errors import DoubleBooked
from sessions.session.queries import read_session

SESSIONS_AT_ONCE: Final = 50

_UNBOOKED = Statement("""
    SELECT s.org_id, s.id FROM open_sessions o JOIN sessions s ON s.org_id = o.org_id AND s.id = o.session_id
    WHERE o.session_id > :after AND s.ends_at > :now AND NOT EXISTS (SELECT FROM bookings b WHERE b.session_id = s.id)
    ORDER BY o.session_id LIMIT :limit
""")


async def book_open_sessions(db: AsyncConnection, outcome: Outcome, after: UUID | None) -> UUID | None:
    """Book some sessions that are not over, and return the last of them, or None if there are no more.

    It comes after all events. Before, another session may seem to have the coach, although it has moved since.
    """
    rows = await _UNBOOKED.all(db, {"after": after or UUID(int=0), "now": now(), "limit": SESSIONS_AT_ONCE})
    for row in rows:
        session = await read_session(db, org_id=row.org_id, session_id=row.id)
        try:
            await book(db, org_id=row.org_id, sessions=[session])
        except DoubleBooked as error:
            assert session.starts_at is not None  # it has an end
            outcome.lost.append(Lost("session", row.id, f"the booking ({error})", session.starts_at))
    return rows[-1].id if rows else None
