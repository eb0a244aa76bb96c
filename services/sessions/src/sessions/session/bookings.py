"""Book coaches and rooms for the time of a session. A coach or room is never booked twice at the same time."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.database.constraints import violates
from chassis.database.statement import Insert, Statement
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.domain import Session
from sessions.session.errors import TakenByOthers, WantedTwice

# Bookings of one resource never overlap, so their ends are in the order of their starts. Only the first booking that
# ends after the wanted start can begin before the wanted end. A session's own old booking is no clash.
_CLASHES = Statement("""
    SELECT wanted.position, wanted.resource_id, wanted.kind, taken.session_id, taken.starts_at, taken.ends_at,
           s.name, s.zone, CASE wanted.kind WHEN 'coach' THEN (
               SELECT p.name FROM people p WHERE p.org_id = :org_id AND p.id = wanted.resource_id
           ) ELSE (
               SELECT r.name FROM rooms r WHERE r.org_id = :org_id AND r.id = wanted.resource_id
           ) END AS resource
    FROM unnest(CAST(:resource_ids AS uuid[]), CAST(:session_ids AS uuid[]), CAST(:kinds AS text[]),
                CAST(:starts_at AS timestamptz[]), CAST(:ends_at AS timestamptz[]))
         WITH ORDINALITY AS wanted (resource_id, session_id, kind, starts_at, ends_at, position)
    CROSS JOIN LATERAL (
        SELECT b.session_id, b.starts_at, b.ends_at FROM bookings b
        WHERE b.org_id = :org_id AND b.resource_id = wanted.resource_id AND b.ends_at > wanted.starts_at
          AND b.session_id <> wanted.session_id AND b.session_id <> ALL (CAST(:leaving AS uuid[]))
        ORDER BY b.ends_at LIMIT 1
    ) AS taken
    JOIN sessions s ON s.org_id = :org_id AND s.id = taken.session_id
    WHERE taken.starts_at < wanted.ends_at
    ORDER BY wanted.position
""")
_BOOK = Insert(
    "bookings",
    "resource_id uuid, session_id uuid, kind text, starts_at timestamptz, ends_at timestamptz",
    shared="org_id",
    then="ORDER BY new.resource_id, new.starts_at",
)
_RELEASE = Statement("DELETE FROM bookings WHERE org_id = :org_id AND session_id = ANY (CAST(:session_ids AS uuid[]))")


class Booking(NamedTuple):
    """A coach or room that a session takes for the time of its schedule."""

    resource_id: UUID
    session_id: UUID
    kind: str
    starts_at: datetime
    ends_at: datetime


class Clash(NamedTuple):
    """A booking that is not possible, and the session that holds the coach or room."""

    booking: Booking
    resource: str
    other_id: UUID
    other_name: str
    starts_at: datetime
    ends_at: datetime
    zone: str

    def sentence(self) -> str:
        """Return a sentence that says who or what is booked, for which session, and when in that session's zone."""
        starts_at, ends_at = (at.astimezone(ZoneInfo(self.zone)) for at in (self.starts_at, self.ends_at))
        time = f"{starts_at:%Y-%m-%d %H:%M} to {ends_at:%Y-%m-%d %H:%M} {self.zone}"
        return f"{self.resource} is booked for {self.other_name!r} from {time}"


def bookings_of(session: Session) -> list[Booking]:
    """Return what a session takes: its coaches and its room, for the time of its schedule."""
    if session.starts_at is None or session.ends_at is None:
        return []
    taken = [(coach.person_id, "coach") for coach in session.coaches]
    if session.room_id is not None:
        taken.append((session.room_id, "room"))
    return [
        Booking(resource_id, session.session_id, kind, session.starts_at, session.ends_at)
        for resource_id, kind in taken
    ]


async def find_clashes(
    db: AsyncConnection, *, org_id: UUID, wanted: Sequence[Booking], leaving: Collection[UUID] = ()
) -> list[Clash]:
    """Return the wanted bookings that clash with other sessions, in the order in which they are wanted.

    Sessions in `leaving` are about to give up their time, so they do not clash.
    """
    if not wanted:
        return []
    rows = await _CLASHES.all(db, {"org_id": org_id, "leaving": list(leaving), **_columns(wanted)})
    return [
        Clash(wanted[row.position - 1], row.resource, row.session_id, row.name, row.starts_at, row.ends_at, row.zone)
        for row in rows
    ]


async def book(db: AsyncConnection, *, org_id: UUID, sessions: Sequence[Session]) -> None:
    """Book the coaches and rooms of sessions in place of their old bookings. DoubleBooked names each clash.

    The exclusion constraint decides between requests that race. The loser looks again, so that it can name the winner.
    """
    wanted = [booking for session in sessions for booking in bookings_of(session)]
    await release(db, org_id=org_id, session_ids=[session.session_id for session in sessions])
    if not wanted:
        return
    _refuse(await find_clashes(db, org_id=org_id, wanted=wanted))
    savepoint = await db.begin_nested()
    try:
        await _BOOK.rows(db, wanted, org_id=org_id)
    except IntegrityError as error:
        if not violates(error, "bookings_once"):
            raise
        await savepoint.rollback()
        _refuse(await find_clashes(db, org_id=org_id, wanted=wanted))
        raise WantedTwice from error
    await savepoint.commit()


async def check_free(db: AsyncConnection, *, org_id: UUID, sessions: Sequence[Session]) -> None:
    """Release the bookings of these sessions, and raise DoubleBooked if others have what they are about to take.

    It is called before many sessions move one after the other, so that none clashes with the old time of the next.
    """
    await release(db, org_id=org_id, session_ids=[session.session_id for session in sessions])
    wanted = [booking for session in sessions for booking in bookings_of(session)]
    _refuse(await find_clashes(db, org_id=org_id, wanted=wanted))


async def release(db: AsyncConnection, *, org_id: UUID, session_ids: Sequence[UUID]) -> None:
    """Delete the bookings of sessions."""
    await _RELEASE.execute(db, {"org_id": org_id, "session_ids": list(session_ids)})


def _refuse(clashes: Sequence[Clash]) -> None:
    if clashes:
        raise TakenByOthers([(clash.booking.kind, clash.sentence()) for clash in clashes])


def _columns(bookings: Sequence[Booking]) -> dict[str, object]:
    return {
        "resource_ids": [booking.resource_id for booking in bookings],
        "session_ids": [booking.session_id for booking in bookings],
        "kinds": [booking.kind for booking in bookings],
        "starts_at": [booking.starts_at for booking in bookings],
        "ends_at": [booking.ends_at for booking in bookings],
    }
