"""Write new sessions, one or thousands, with a fixed number of set-based statements."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.constraints import refused_by
from chassis.database.statement import Insert, Statement
from chassis.ids import NewId
from chassis.messaging import outbox
from contracts.envelope import Event
from contracts.sessions import SessionScheduled
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.errors import ExternalIdTaken
from sessions.session import tables
from sessions.session.bookings import book
from sessions.session.domain import PLANNED, Session
from sessions.session.errors import SessionNameTaken
from sessions.session.events import Author, envelope, plan_fields, with_state
from sessions.session.membership import CoursePerson, with_members
from sessions.session.seats import Seat
from sessions.spellings import Finder
from sessions.times import period_start

_POSTGRESQL: Final = postgresql.dialect()  # type: ignore[no-untyped-call]
_SAME_NAME: Final = ("batch_id", "run_id", "occurrence", "successor_of", "planned_by_coach", *PLANNED)
_COLUMNS: Final = ("id", "learner_count", *_SAME_NAME)
"""The columns that differ from session to session. The table has their types."""

# Two requests that write the same names write them in one order, so that they cannot deadlock.
_INSERT_SESSIONS = Insert(
    "sessions",
    ", ".join(f"{name} {tables.sessions.c[name].type.compile(_POSTGRESQL)}" for name in _COLUMNS),
    shared="org_id, version, state, created_at, created_by",
    then="ORDER BY folded(new.name) ON CONFLICT (org_id, folded_name) DO NOTHING RETURNING id",
)
# A lesson that differs from its run from the beginning has fields of its own. An array of arrays cannot be unnested.
_OWN_FIELDS = Statement("""
    UPDATE sessions SET own_fields = string_to_array(new.own, ' ')
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:own AS text[])) AS new (session_id, own)
    WHERE org_id = :org_id AND id = new.session_id
""")
_NAMED = Finder("sessions", "name", "t.name")
_INSERT_COACHES = Insert(
    "session_coaches",
    "session_id uuid, position smallint, person_id uuid, share_basis_points integer",
    shared="org_id",
)
_INSERT_COURSES = Insert("session_courses", "session_id uuid, position smallint, course_id uuid", shared="org_id")
_INSERT_SEATS = Statement(f"""
    INSERT INTO roster (org_id, session_id, person_id, added_at, acceptance, answered_by, answered_at)
    SELECT :org_id, new.session_id, new.person_id, {period_start("roster", "session_id")}, new.acceptance,
           new.answered_by, CASE WHEN new.acceptance <> 'invited' THEN CAST(:now AS timestamptz) END
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:person_ids AS uuid[]), CAST(:acceptances AS text[]),
                CAST(:answered_by AS text[])) AS new (session_id, person_id, acceptance, answered_by)
""")  # noqa: S608 - names of this module
_INSERT_CLASSES = Insert(
    "session_classes",
    "session_id uuid, class_id uuid",
    shared="org_id, added_at",
    then="ON CONFLICT (session_id, class_id) DO NOTHING RETURNING class_id",
)
_INSERT_COURSE_PEOPLE = Insert(
    "session_course_people",
    "session_id uuid, course_id uuid, person_id uuid, part text",
    shared="org_id",
    then="ON CONFLICT (session_id, course_id, person_id, part) DO NOTHING RETURNING person_id",
)


async def insert_sessions(
    db: AsyncConnection,
    *,
    author: Author,
    sessions: Sequence[Session],
    enrolled: Sequence[tuple[UUID, UUID]] = (),
    people: Sequence[CoursePerson] = (),
    now: datetime,
    new_id: NewId,
) -> None:
    """Write scheduled sessions (version 1) with everything that belongs to them, and emit SessionScheduled for each.

    `enrolled` are the classes that were enrolled, as (session id, class id). `people` are those of courses. Raises
    SessionNameTaken or ExternalIdTaken if a session has the name or external_id, and DoubleBooked if a coach or room is
    taken.
    """
    rows = [
        (session.session_id, len(session.roster), *(getattr(session, name) for name in _SAME_NAME))
        for session in sessions
    ]
    only = sessions[0].external_id if len(sessions) == 1 else None
    with refused_by("sessions_external_id_key", ExternalIdTaken("session", only)):
        written = await _INSERT_SESSIONS.rows(
            db, rows, org_id=author.org_id, version=1, state="scheduled", created_at=now, created_by=author.person_id
        )
    ids = {row.id for row in written}
    taken = next((session.name for session in sessions if session.session_id not in ids), None)
    if taken is not None:
        found = await _NAMED.find(db, org_id=author.org_id, names=[taken])
        raise SessionNameTaken(taken, found[taken].name if taken in found else taken)
    differing = {one.session_id: " ".join(sorted(one.own_fields)) for one in sessions if one.own_fields}
    if differing:
        columns = {"session_ids": list(differing), "own": list(differing.values())}
        await _OWN_FIELDS.execute(db, {"org_id": author.org_id, **columns})
    await insert_coaches(db, org_id=author.org_id, sessions=sessions)
    await insert_courses(db, org_id=author.org_id, sessions=sessions)
    seats = [(session.session_id, seat) for session in sessions for seat in session.roster]
    await insert_seats(db, org_id=author.org_id, seats=seats, now=now)
    await insert_classes(db, org_id=author.org_id, enrolled=enrolled, now=now)
    await insert_course_people(db, org_id=author.org_id, people=people)
    await book(db, org_id=author.org_id, sessions=sessions)
    await outbox.add(db, *_scheduled(author, sessions, enrolled, people, now=now, new_id=new_id))


def _scheduled(
    author: Author,
    sessions: Sequence[Session],
    enrolled: Sequence[tuple[UUID, UUID]],
    people: Sequence[CoursePerson],
    *,
    now: datetime,
    new_id: NewId,
) -> Iterator[Event]:
    classes: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for session_id, class_id in enrolled:
        classes[session_id].append(class_id)
    of_courses: defaultdict[UUID, list[CoursePerson]] = defaultdict(list)
    for one in people:
        of_courses[one.session_id].append(one)
    for session in sessions:
        session_id = session.session_id
        whole = with_members(session, class_ids=classes[session_id], people=of_courses[session_id], now=now)
        base = envelope(author, session_id=session_id, sequence=1, event_id=new_id(), now=now)
        yield from with_state(SessionScheduled(**base, **plan_fields(whole)), whole)


async def insert_coaches(db: AsyncConnection, *, org_id: UUID, sessions: Sequence[Session]) -> None:
    """Write the coaches of sessions that have none."""
    rows = [
        (session.session_id, position, *coach) for session in sessions for position, coach in enumerate(session.coaches)
    ]
    await _INSERT_COACHES.rows(db, rows, org_id=org_id)


async def insert_courses(db: AsyncConnection, *, org_id: UUID, sessions: Sequence[Session]) -> None:
    """Write the courses of sessions that have none."""
    rows = [(session.session_id, *course) for session in sessions for course in enumerate(session.course_ids)]
    await _INSERT_COURSES.rows(db, rows, org_id=org_id)


async def insert_seats(db: AsyncConnection, *, org_id: UUID, seats: Sequence[tuple[UUID, Seat]], now: datetime) -> None:
    """Begin an enrolment for each (session id, seat)."""
    if not seats:
        return
    columns = {
        "session_ids": [session_id for session_id, _ in seats],
        "person_ids": [seat.person_id for _, seat in seats],
        "acceptances": [seat.acceptance for _, seat in seats],
        "answered_by": [seat.answered_by for _, seat in seats],
    }
    await _INSERT_SEATS.execute(db, {"org_id": org_id, "now": now, **columns})


async def insert_classes(
    db: AsyncConnection, *, org_id: UUID, enrolled: Sequence[tuple[UUID, UUID]], now: datetime
) -> list[UUID]:
    """Note which classes were enrolled, as (session id, class id). Return the ids of those new to a session."""
    new = await _INSERT_CLASSES.rows(db, enrolled, org_id=org_id, added_at=now)
    return [row.class_id for row in new]


async def insert_course_people(db: AsyncConnection, *, org_id: UUID, people: Sequence[CoursePerson]) -> list[UUID]:
    """Write people of courses of sessions, and return the ids of those who are new. The others stay as they are."""
    return [row.person_id for row in await _INSERT_COURSE_PEOPLE.rows(db, people, org_id=org_id)]
