"""Writing new sessions, one or thousands: set-based, a fixed number of statements."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis import outbox
from chassis.auth import Principal
from chassis.errors import FieldError
from chassis.statement import Statement
from contracts.sessions import SessionScheduled
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.commands.events import NewId, envelope, state_fields
from sessions.domain.sessions import Seat, Session
from sessions.errors import NameTaken

_INSERT_SESSIONS = Statement("""
    INSERT INTO sessions (org_id, id, version, state, name, description, category_id, mode, starts_at, ends_at, zone,
                          created_at)
    SELECT :org_id, new.id, 1, 'scheduled', new.name, new.description, new.category_id, new.mode, new.starts_at,
           new.ends_at, new.zone, :now
    FROM unnest(CAST(:ids AS uuid[]), CAST(:names AS text[]), CAST(:descriptions AS text[]),
                CAST(:category_ids AS uuid[]), CAST(:modes AS text[]), CAST(:starts_at AS timestamptz[]),
                CAST(:ends_at AS timestamptz[]), CAST(:zones AS text[]))
         AS new (id, name, description, category_id, mode, starts_at, ends_at, zone)
    ORDER BY new.name
    ON CONFLICT (org_id, name) DO NOTHING
    RETURNING id
""")
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
_INSERT_SEATS = Statement("""
    INSERT INTO roster (org_id, session_id, person_id, added_at, acceptance, answered_at)
    SELECT :org_id, new.session_id, new.person_id, :now, new.acceptance,
           CASE WHEN new.acceptance <> 'invited' THEN CAST(:now AS timestamptz) END
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:person_ids AS uuid[]), CAST(:acceptances AS text[]))
         AS new (session_id, person_id, acceptance)
""")


async def insert_sessions(
    db: AsyncConnection, *, caller: Principal, sessions: Sequence[Session], now: datetime, new_id: NewId
) -> None:
    """Write scheduled sessions (version 1) with all that belongs to them, and emit a SessionScheduled for each.

    Raises NameTaken where a session of that name exists.
    """
    columns = {
        "ids": [session.session_id for session in sessions],
        "names": [session.name for session in sessions],
        "descriptions": [session.description for session in sessions],
        "category_ids": [session.category_id for session in sessions],
        "modes": [session.mode for session in sessions],
        "starts_at": [session.starts_at for session in sessions],
        "ends_at": [session.ends_at for session in sessions],
        "zones": [session.zone for session in sessions],
    }
    inserted = await _INSERT_SESSIONS.scalars(db, {"org_id": caller.org_id, "now": now, **columns})
    written = set(inserted)
    taken = [session.name for session in sessions if session.session_id not in written]
    if taken:
        raise NameTaken(
            f"There is another session named {taken[0]!r}; names are unique.",
            errors=[FieldError("/name", "is in use")],
        )
    await insert_coaches(db, org_id=caller.org_id, sessions=sessions)
    await insert_courses(db, org_id=caller.org_id, sessions=sessions)
    seats = [(session.session_id, seat) for session in sessions for seat in session.roster]
    await insert_seats(db, org_id=caller.org_id, seats=seats, now=now)
    scheduled = [
        SessionScheduled(
            **envelope(caller, session_id=session.session_id, sequence=1, event_id=new_id(), now=now),
            **state_fields(session),
        )
        for session in sessions
    ]
    await outbox.add(db, *scheduled)


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
