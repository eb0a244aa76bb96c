"""Write new sessions, one or thousands, with a fixed number of set-based statements."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.errors import FieldError
from chassis.ids import NewId
from chassis.messaging import outbox
from contracts.sessions import SessionScheduled
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.errors import NameTaken
from sessions.session.bookings import book
from sessions.session.domain import Session
from sessions.session.events import Author, envelope, state_fields
from sessions.session.schedule import WINDOW_FIELDS
from sessions.session.seats import Seat

_COLUMNS: Final = {
    "id": "uuid",
    "name": "text",
    "description": "text",
    "batch_id": "uuid",
    "occurrence": "date",
    "category_id": "uuid",
    "mode": "text",
    "starts_at": "timestamptz",
    "ends_at": "timestamptz",
    "zone": "text",
    "visibility": "text",
    "seats_max": "integer",
    "learner_count": "integer",
    "room_id": "uuid",
    **dict.fromkeys(WINDOW_FIELDS, "timestamptz"),
}
"""The columns that differ from session to session, each with its type."""

_INSERT_SESSIONS = Statement(f"""
    INSERT INTO sessions (org_id, version, state, created_at, created_by, {", ".join(_COLUMNS)})
    SELECT :org_id, 1, 'scheduled', :now, :by, new.*
    FROM unnest({", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _COLUMNS.items())})
         AS new ({", ".join(_COLUMNS)})
    ORDER BY new.name
    ON CONFLICT (org_id, name) DO NOTHING
    RETURNING id
""")  # noqa: S608 - names of this module
_INSERT_COACHES = Statement("""
    INSERT INTO session_coaches (org_id, session_id, person_id, position, share_basis_points)
    SELECT :org_id, new.*
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:person_ids AS uuid[]), CAST(:positions AS smallint[]),
                CAST(:shares AS integer[])) AS new
""")
_INSERT_COURSES = Statement("""
    INSERT INTO session_courses (org_id, session_id, course_id, position)
    SELECT :org_id, new.*
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:course_ids AS uuid[]), CAST(:positions AS smallint[])) AS new
""")
# A period begins after the previous one ended, whatever the clocks say. Requests read the clock before they wait for
# the session's lock, and they may get the lock in another order.
_INSERT_SEATS = Statement("""
    INSERT INTO roster (org_id, session_id, person_id, added_at, acceptance, answered_at)
    SELECT :org_id, new.session_id, new.person_id,
           greatest(CAST(:now AS timestamptz), (
               SELECT max(before.removed_at) + interval '1 microsecond' FROM roster before
               WHERE before.session_id = new.session_id AND before.person_id = new.person_id)),
           new.acceptance,
           CASE WHEN new.acceptance <> 'invited' THEN CAST(:now AS timestamptz) END
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:person_ids AS uuid[]), CAST(:acceptances AS text[]))
         AS new (session_id, person_id, acceptance)
""")
_INSERT_CLASSES = Statement("""
    INSERT INTO session_classes (org_id, session_id, class_id, added_at)
    SELECT :org_id, new.session_id, new.class_id, :now
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:class_ids AS uuid[])) AS new (session_id, class_id)
    ON CONFLICT (session_id, class_id) DO NOTHING
    RETURNING class_id
""")


async def insert_sessions(
    db: AsyncConnection, *, author: Author, sessions: Sequence[Session], now: datetime, new_id: NewId
) -> None:
    """Write scheduled sessions (version 1) with everything that belongs to them, and emit SessionScheduled for each.

    Raises NameTaken if a session of that name exists, and DoubleBooked if a coach or room is taken.
    """
    columns = {name: [_value(session, name) for session in sessions] for name in _COLUMNS}
    scope = {"org_id": author.org_id, "now": now, "by": author.person_id}
    written = set(await _INSERT_SESSIONS.scalars(db, {**scope, **columns}))
    taken = [session.name for session in sessions if session.session_id not in written]
    if taken:
        raise NameTaken(
            f"There is another session named {taken[0]!r}. Names are unique, so choose another one.",
            errors=[FieldError("/name", "is in use")],
        )
    await insert_coaches(db, org_id=author.org_id, sessions=sessions)
    await insert_courses(db, org_id=author.org_id, sessions=sessions)
    seats = [(session.session_id, seat) for session in sessions for seat in session.roster]
    await insert_seats(db, org_id=author.org_id, seats=seats, now=now)
    await book(db, org_id=author.org_id, sessions=sessions)
    scheduled = [
        SessionScheduled(
            **envelope(author, session_id=session.session_id, sequence=1, event_id=new_id(), now=now),
            **state_fields(session),
        )
        for session in sessions
    ]
    await outbox.add(db, *scheduled)


def _value(session: Session, column: str) -> object:
    if column == "id":
        return session.session_id
    if column == "learner_count":
        return len(session.roster)
    return getattr(session.windows if column in WINDOW_FIELDS else session, column)


async def insert_coaches(db: AsyncConnection, *, org_id: UUID, sessions: Sequence[Session]) -> None:
    """Write the coaches of sessions that have none."""
    rows = [
        (session.session_id, position, coach) for session in sessions for position, coach in enumerate(session.coaches)
    ]
    columns = {
        "session_ids": [session_id for session_id, _, _ in rows],
        "person_ids": [coach.person_id for _, _, coach in rows],
        "positions": [position for _, position, _ in rows],
        "shares": [coach.share_basis_points for _, _, coach in rows],
    }
    await _INSERT_COACHES.run(db, {"org_id": org_id, **columns})


async def insert_courses(db: AsyncConnection, *, org_id: UUID, sessions: Sequence[Session]) -> None:
    """Write the courses of sessions that have none."""
    rows = [
        (session.session_id, position, course_id)
        for session in sessions
        for position, course_id in enumerate(session.course_ids)
    ]
    if not rows:
        return
    columns = {
        "session_ids": [session_id for session_id, _, _ in rows],
        "course_ids": [course_id for _, _, course_id in rows],
        "positions": [position for _, position, _ in rows],
    }
    await _INSERT_COURSES.run(db, {"org_id": org_id, **columns})


async def insert_seats(db: AsyncConnection, *, org_id: UUID, seats: Sequence[tuple[UUID, Seat]], now: datetime) -> None:
    """Begin an enrolment for each (session id, seat)."""
    if not seats:
        return
    columns = {
        "session_ids": [session_id for session_id, _ in seats],
        "person_ids": [seat.person_id for _, seat in seats],
        "acceptances": [seat.acceptance for _, seat in seats],
    }
    await _INSERT_SEATS.run(db, {"org_id": org_id, "now": now, **columns})


async def insert_classes(
    db: AsyncConnection, *, org_id: UUID, enrolled: Sequence[tuple[UUID, UUID]], now: datetime
) -> list[UUID]:
    """Note which classes were enrolled, as (session id, class id). Return the ids of those new to a session."""
    if not enrolled:
        return []
    columns = {
        "session_ids": [session_id for session_id, _ in enrolled],
        "class_ids": [class_id for _, class_id in enrolled],
    }
    return await _INSERT_CLASSES.scalars(db, {"org_id": org_id, "now": now, **columns})
