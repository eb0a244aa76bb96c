"""Read a person's sessions for their calendar."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.links.domain import is_call_shown
from sessions.links.queries import call_urls
from sessions.session.schedule import Window
from sessions.views.calendar.domain import CalendarEntry, Status
from sessions.views.calendar.errors import CalendarNotFound
from sessions.views.calendar.key import CalendarKey
from sessions.views.own.queries import OWN, learners_of, own_sight

DAYS_BACK: Final = 90
DAYS_AHEAD: Final = 400
ENTRIES_MAX: Final = 2_000
"""The number of sessions in a calendar. If there are more, those furthest in the future are left out."""
NAME_DEFAULT: Final = "Sessions"

_FEED = Statement("SELECT secret_hash FROM calendar_feeds WHERE org_id = :org_id AND person_id = :person_id")
_CREATED_AT = Statement("SELECT created_at FROM calendar_feeds WHERE org_id = :org_id AND person_id = :person_id")
_NAME = Statement("SELECT name FROM organisations WHERE org_id = :org_id")
_ENTRIES = Statement(f"""
    WITH {OWN}
    SELECT s.*, own.is_coach, own.acceptance, categories.name AS category, rooms.name AS room
    FROM own JOIN sessions s ON s.org_id = :org_id AND s.id = own.session_id
    LEFT JOIN categories ON categories.org_id = :org_id AND categories.id = s.category_id
    LEFT JOIN rooms ON rooms.org_id = :org_id AND rooms.id = s.room_id
    WHERE s.ends_at > :since AND s.starts_at < :until AND (own.is_coach OR own.acceptance <> 'declined')
    ORDER BY s.starts_at, s.id LIMIT :limit
""")  # noqa: S608 - texts of this service


class Feed(NamedTuple):
    """A calendar's name, and its entries in the order of time."""

    name: str
    entries: Sequence[CalendarEntry]


async def feed_created_at(db: AsyncConnection, *, org_id: UUID, person_id: UUID) -> datetime | None:
    """Return when a person's calendar URL was made, or None if there is none."""
    created_at: datetime | None = await _CREATED_AT.scalar(db, {"org_id": org_id, "person_id": person_id})
    return created_at


async def check_key(db: AsyncConnection, key: CalendarKey) -> None:
    """Raise CalendarNotFound unless the key is somebody's current key."""
    if not key.opens(await _FEED.scalar(db, {"org_id": key.org_id, "person_id": key.person_id})):
        raise CalendarNotFound


async def read_feed(db: AsyncConnection, *, org_id: UUID, person_id: UUID, now: datetime) -> Feed:
    """Return a person's calendar: their scheduled sessions that they may see listed, without those they declined.

    A session that is open to them now has the address of its call, an hour before its start until its end.
    """
    rows = await _ENTRIES.all(
        db,
        {
            "org_id": org_id,
            "person_id": person_id,
            "learner_ids": list(await learners_of(db, org_id=org_id, person_id=person_id)),
            "since": now - timedelta(days=DAYS_BACK),
            "until": now + timedelta(days=DAYS_AHEAD),
            "limit": ENTRIES_MAX,
        },
    )
    name = await _NAME.scalar(db, {"org_id": org_id})
    seen = [(row, one) for row in rows if (one := own_sight(row, now=now, is_staff=False)).listed]
    on_now = [
        row.id
        for row, one in seen
        if one.access == "open" and is_call_shown(row.state, Window(row.starts_at, row.ends_at), now=now)
    ]
    calls = await call_urls(db, org_id=org_id, session_ids=on_now)
    return Feed(
        name or NAME_DEFAULT,
        [_entry(row, is_readable=one.access != "none", call_url=calls.get(row.id)) for row, one in seen],
    )


def _entry(row: Any, *, is_readable: bool, call_url: str | None) -> CalendarEntry:
    """Return a session's entry. If the session is only listed, the entry says no more than a list does."""
    return CalendarEntry(
        session_id=row.id,
        sequence=row.version,
        changed_at=row.changed_at or row.created_at,
        name=row.name,
        description=row.description if is_readable else "",
        notice=row.notice,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=row.zone,
        location=(row.room or "") if is_readable else "",
        categories=(row.category,) if row.category else (),
        status=_status(row),
        call_url=call_url,
    )


def _status(row: Any) -> Status:
    if row.state == "cancelled":
        return "cancelled"
    return "tentative" if not row.is_coach and row.acceptance == "invited" else "confirmed"
