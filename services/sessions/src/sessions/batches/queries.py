"""Read batches: one with everything that decisions need, one with names, and lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.domain import Batch, BatchState
from sessions.batches.errors import BatchNotFound
from sessions.batches.recurrence import Rule
from sessions.search import HAS_WORDS
from sessions.session.domain import TRAITS, Coach
from sessions.session.membership import CoursePerson
from sessions.session.queries import windows_of
from sessions.session.schedule import WINDOW_FIELDS
from sessions.session.seats import Seat

NEXT_SESSIONS_MAX: Final = 20
SKIPS_SHOWN_MAX: Final = 100

# The run is read under the lock of the series. A change of the run waits for this lock, and then sees what was
# generated. So sessions that are generated meanwhile agree with the run.
_READ = Statement(f"""
    SELECT b.*, {", ".join(f"run.{name}" for name in WINDOW_FIELDS)},
           ARRAY(SELECT c.person_id FROM batch_coaches c WHERE c.batch_id = b.id ORDER BY c.position) AS coach_ids,
           ARRAY(SELECT c.share_basis_points FROM batch_coaches c WHERE c.batch_id = b.id
                 ORDER BY c.position) AS shares,
           ARRAY(SELECT c.course_id FROM batch_courses c WHERE c.batch_id = b.id ORDER BY c.position) AS course_ids,
           ARRAY(SELECT c.class_id FROM batch_classes c WHERE c.batch_id = b.id ORDER BY c.class_id) AS class_ids,
           ARRAY(SELECT r.person_id FROM batch_roster r WHERE r.batch_id = b.id AND r.removed_at IS NULL
                 ORDER BY r.person_id) AS learner_ids,
           ARRAY(SELECT r.acceptance FROM batch_roster r WHERE r.batch_id = b.id AND r.removed_at IS NULL
                 ORDER BY r.person_id) AS acceptances,
           ARRAY(SELECT r.answered_by FROM batch_roster r WHERE r.batch_id = b.id AND r.removed_at IS NULL
                 ORDER BY r.person_id) AS answered_by,
           ARRAY(SELECT p.course_id FROM session_course_people p WHERE p.session_id = b.run_id
                 ORDER BY p.course_id, p.person_id, p.part) AS peopled_course_ids,
           ARRAY(SELECT p.person_id FROM session_course_people p WHERE p.session_id = b.run_id
                 ORDER BY p.course_id, p.person_id, p.part) AS course_person_ids,
           ARRAY(SELECT p.part FROM session_course_people p WHERE p.session_id = b.run_id
                 ORDER BY p.course_id, p.person_id, p.part) AS course_parts
    FROM batches b LEFT JOIN sessions run ON run.org_id = b.org_id AND run.id = b.run_id
    WHERE b.org_id = :org_id AND b.id = :batch_id
""")  # noqa: S608 - names of this package
_LABELS = Statement("""
    SELECT (SELECT name FROM categories WHERE org_id = :org_id AND id = :category_id) AS category,
           (SELECT name FROM rooms WHERE org_id = :org_id AND id = :room_id) AS room
""")
_COURSES = Statement("""
    SELECT c.id AS course_id, c.code, c.title
    FROM batch_courses x JOIN courses c ON c.org_id = x.org_id AND c.id = x.course_id
    WHERE x.org_id = :org_id AND x.batch_id = :batch_id ORDER BY x.position
""")
_PEOPLE = Statement("""
    SELECT id AS person_id, name FROM people
    WHERE org_id = :org_id AND id = ANY (CAST(:person_ids AS uuid[])) ORDER BY id
""")
_ROSTER = Statement("""
    SELECT person_id, acceptance, added_at,
           CASE WHEN acceptance = 'accepted' THEN answered_by END AS accepted_by FROM batch_roster
    WHERE org_id = :org_id AND batch_id = :batch_id AND removed_at IS NULL ORDER BY person_id
""")
_NEXT = Statement("""
    SELECT id AS session_id, name, occurrence, starts_at, ends_at, zone, version, learner_count, own_fields
    FROM sessions
    WHERE org_id = :org_id AND batch_id = :batch_id AND state = 'scheduled' AND starts_at > :now
    ORDER BY starts_at, id LIMIT :limit
""")
_SKIPS = Statement("""
    SELECT occurrence, detail, at FROM batch_skips
    WHERE org_id = :org_id AND batch_id = :batch_id ORDER BY occurrence DESC LIMIT :limit
""")
# There are few batches compared with their sessions, so a search walks them in the order of the list.
_LIST = Statement(f"""
    SELECT b.id AS batch_id, b.version, b.name, b.state, b.run_id, b.mode, b.rule, b.first_at, b.zone,
           b.duration_minutes, b.ended_at, c.person_id AS coach_id, p.name AS coach_name,
           (SELECT count(*) FROM batch_roster r WHERE r.batch_id = b.id AND r.removed_at IS NULL) AS learner_count,
           (SELECT count(*) FROM batch_skips k
            WHERE k.batch_id = b.id AND k.occurrence >= CAST(:now AS timestamptz)::date) AS skipped_count
    FROM batches b
    JOIN batch_coaches c ON c.batch_id = b.id AND c.position = 0
    JOIN people p ON p.org_id = b.org_id AND p.id = c.person_id
    WHERE b.org_id = :org_id AND b.name > coalesce(:after, '')
      AND (CAST(:coach_id AS uuid) IS NULL OR EXISTS (
          SELECT FROM batch_coaches own WHERE own.batch_id = b.id AND own.person_id = :coach_id))
      AND (CAST(:state AS text) IS NULL OR b.state = :state)
      AND {HAS_WORDS.format("b.name")}
    ORDER BY b.name LIMIT :limit
""")  # noqa: S608 - texts of this package
_BY_NAME: Final = Keyset(after=str)
_DATES = Statement("""
    SELECT occurrence FROM sessions WHERE org_id = :org_id AND batch_id = :batch_id AND occurrence >= :since
""")

_SAME_NAME: Final = (
    "version",
    "state",
    "name",
    "category_id",
    "room_id",
    "ahead_days",
    "generated_to",
    "ended_at",
    "created_at",
    "created_by",
    "planned_by_coach",
    "run_id",
)
"""The columns beside the traits that a batch has under the same name."""


@dataclass(frozen=True, slots=True)
class BatchDetail:
    """A batch with the names of everything that it refers to, its next sessions, and its skipped occurrences."""

    batch: Batch
    category: str | None
    room: str | None
    courses: Sequence[Any]
    people: Sequence[Any]
    roster: Sequence[Any]
    next_sessions: Sequence[Any]
    skipped: Sequence[Any]


async def read_batch(db: AsyncConnection, *, org_id: UUID, batch_id: UUID) -> Batch:
    """Return a batch with its coaches, courses, classes and roster, or raise BatchNotFound."""
    row = await _READ.one_or_none(db, {"org_id": org_id, "batch_id": batch_id})
    if row is None:
        raise BatchNotFound(batch_id)
    return Batch(
        batch_id=batch_id,
        org_id=org_id,
        **{name: row[name] for name in (*TRAITS, *_SAME_NAME)},
        rule=Rule(row.rule, row.first_at, row.duration_minutes, row.zone, frozenset()),
        coaches=tuple(map(Coach, row.coach_ids, row.shares)),
        course_ids=tuple(row.course_ids),
        roster=tuple(map(Seat, row.learner_ids, row.acceptances, row.answered_by)),
        class_ids=tuple(row.class_ids),
        own_fields=frozenset(row.own_fields),
        windows=windows_of(row),
        course_people=tuple(
            CoursePerson(row.run_id, *one)
            for one in zip(row.peopled_course_ids, row.course_person_ids, row.course_parts, strict=True)
        ),
    )


async def batch_detail(
    db: AsyncConnection, *, org_id: UUID, batch_id: UUID, coach_id: UUID | None, now: datetime
) -> BatchDetail:
    """Return a batch with names, or raise BatchNotFound. `coach_id` reads it only as one of its coaches."""
    batch = await read_batch(db, org_id=org_id, batch_id=batch_id)
    if coach_id is not None and all(coach.person_id != coach_id for coach in batch.coaches):
        raise BatchNotFound(batch_id)
    scope = {"org_id": org_id, "batch_id": batch_id}
    person_ids = {coach.person_id for coach in batch.coaches} | {seat.person_id for seat in batch.roster}
    labels = await _LABELS.one(db, {**scope, "category_id": batch.category_id, "room_id": batch.room_id})
    return BatchDetail(
        batch=batch,
        category=labels.category,
        room=labels.room,
        courses=await _COURSES.all(db, scope),
        people=await _PEOPLE.all(db, {**scope, "person_ids": list(person_ids)}),
        roster=await _ROSTER.all(db, scope),
        next_sessions=await _NEXT.all(db, {**scope, "now": now, "limit": NEXT_SESSIONS_MAX}),
        skipped=await _SKIPS.all(db, {**scope, "limit": SKIPS_SHOWN_MAX}),
    )


async def list_batches(
    db: AsyncConnection,
    *,
    org_id: UUID,
    coach_id: UUID | None,
    q: str | None,
    state: BatchState | None,
    limit: int,
    cursor: str | None,
    now: datetime,
) -> Slice[Any]:
    """Return a page of batches by name; with `coach_id` of those that this person coaches.

    Each word of `q` begins a word of the batch's name.
    """
    scope = {"org_id": org_id, "coach_id": coach_id, "q": q or "", "state": state, "now": now, "limit": limit + 1}
    rows = await _LIST.all(db, {**scope, **_BY_NAME.parameters(cursor)})
    return _BY_NAME.page(rows, limit=limit, key=lambda row: (row.name,))


async def occurring_dates(db: AsyncConnection, *, org_id: UUID, batch_id: UUID, since: date) -> set[date]:
    """Return the dates, from `since` on, whose occurrence is a session in any state."""
    return set(await _DATES.scalars(db, {"org_id": org_id, "batch_id": batch_id, "since": since}))
