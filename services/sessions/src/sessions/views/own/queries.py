"""Read a person's own sessions: they coach it or a course of it, learn in it, or are the guardian of its learner."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.completion import logged_minutes_of
from sessions.session.queries import lesson_count_of, windows_of
from sessions.session.schedule import Window
from sessions.session.visibility import Access, Part, Sight, When, sight
from sessions.views.lists.errors import CursorOfOtherOrder
from sessions.words import Acceptance

Sort = Literal["start", "-start"]
OwnPart = Literal["coach", "learner"]

OWN: Final = """
    own AS (
        SELECT session_id, bool_or(acceptance IS NULL) AS is_coach, max(acceptance) AS acceptance,
               array_agg(learner_id ORDER BY learner_id) FILTER (WHERE learner_id IS NOT NULL) AS own_learner_ids,
               array_agg(acceptance ORDER BY learner_id) FILTER (WHERE learner_id IS NOT NULL) AS answers
        FROM (
            SELECT session_id, CAST(NULL AS text) AS acceptance, CAST(NULL AS uuid) AS learner_id FROM session_coaches
            WHERE org_id = :org_id AND person_id = :person_id
            UNION ALL
            SELECT session_id, NULL, NULL FROM session_course_people
            WHERE org_id = :org_id AND person_id = :person_id AND part = 'coach'
            UNION ALL
            SELECT session_id, acceptance, person_id FROM roster
            WHERE org_id = :org_id AND person_id = ANY (CAST(:learner_ids AS uuid[])) AND removed_at IS NULL
        ) AS parts
        GROUP BY session_id
    )
"""
"""The sessions in which a person has a part. They are looked up by the person, so only their own rows are read.

`learner_ids` are the person and the learners whose guardian they are (see `learners_of`).

A coach has no acceptance. A learner or a guardian has one. A person who is both is a coach with an acceptance.
"""

# The SQL form of `session.visibility.own_dates` and of `when`, because the database sorts and cuts pages by them.
_DATED: Final = """
    dated AS (
        SELECT s.*, own.is_coach, own.acceptance, own.own_learner_ids, own.answers,
               CASE WHEN s.run_id IS NOT NULL THEN s.starts_at
                    WHEN own.is_coach AND (s.coach_from IS NOT NULL OR s.coach_until IS NOT NULL) THEN s.coach_from
                    WHEN s.access_from IS NOT NULL OR s.access_until IS NOT NULL THEN s.access_from
                    ELSE s.starts_at END AS own_from,
               CASE WHEN s.run_id IS NOT NULL THEN s.ends_at
                    WHEN own.is_coach AND (s.coach_from IS NOT NULL OR s.coach_until IS NOT NULL) THEN s.coach_until
                    WHEN s.access_from IS NOT NULL OR s.access_until IS NOT NULL THEN s.access_until
                    ELSE s.ends_at END AS own_until
        FROM own JOIN sessions s ON s.org_id = :org_id AND s.id = own.session_id
    )
"""


def _page(comparison: str, direction: str) -> Statement:
    order = f"coalesce(own_from, '-infinity') {direction}, id {direction}"
    return Statement(f"""
        WITH {OWN}, {_DATED}, page AS (
            SELECT * FROM dated
            WHERE CASE CAST(:when AS text)
                    WHEN 'past' THEN own_until < :now
                    WHEN 'upcoming' THEN own_from > :now
                    WHEN 'current' THEN coalesce(own_until >= :now, true) AND coalesce(own_from <= :now, true)
                    ELSE true END
              AND (CAST(:last_id AS uuid) IS NULL OR (coalesce(own_from, '-infinity'), id)
                    {comparison} (coalesce(CAST(:last_from AS timestamptz), '-infinity'), CAST(:last_id AS uuid)))
            ORDER BY {order} LIMIT :limit
        )
        SELECT page.*, nullif(page.listed_from, '-infinity') AS since, nullif(page.listed_until, 'infinity') AS until,
               {logged_minutes_of("page")} AS logged_minutes,
               categories.name AS category, rooms.name AS room, batches.name AS batch,
               coach.person_id AS coach_id, people.name AS coach_name,
               (SELECT count(*) FROM session_courses x WHERE x.session_id = page.id) AS course_count,
               {lesson_count_of("page")} AS lesson_count
        FROM page
        JOIN session_coaches coach ON coach.session_id = page.id AND coach.position = 0
        JOIN people ON people.org_id = :org_id AND people.id = coach.person_id
        LEFT JOIN categories ON categories.org_id = :org_id AND categories.id = page.category_id
        LEFT JOIN rooms ON rooms.org_id = :org_id AND rooms.id = page.room_id
        LEFT JOIN batches ON batches.org_id = :org_id AND batches.id = page.batch_id
        ORDER BY {order}
    """)  # noqa: S608 - texts of this module


_BY_START: Final = Keyset(sort=str, last_from=datetime | None, last_id=UUID)
_PAGES: Final = {"start": _page(">", "ASC"), "-start": _page("<", "DESC")}
_LEARNERS = Statement("""
    SELECT id, name FROM people
    WHERE org_id = :org_id AND id = ANY (ARRAY(
        SELECT learner_id FROM guardians WHERE org_id = :org_id AND guardian_id = :person_id
        UNION ALL SELECT CAST(:person_id AS uuid)))
""")


class OwnLearner(NamedTuple):
    """A learner whose session it is: the person themselves, or one whose guardian they are."""

    person_id: UUID
    name: str
    acceptance: Acceptance


class OwnSession(NamedTuple):
    """A session of a person: its row, their part and learners, the dates that count for them, and their access."""

    row: Any
    part: OwnPart
    acceptance: Acceptance | None
    learners: Sequence[OwnLearner]
    dates: Window
    access: Access


async def own_sessions(
    db: AsyncConnection,
    *,
    org_id: UUID,
    person_id: UUID,
    opens_all: bool,
    when: When | None,
    sort: Sort,
    limit: int,
    cursor: str | None,
    now: datetime,
) -> Slice[OwnSession]:
    """Return a page of a person's own sessions that they may see listed.

    A page may hold fewer sessions than asked for, because those that a learner may not see now are left out. Raises
    InvalidCursor.
    """
    last = _BY_START.parameters(cursor)
    if last.pop("sort") not in (None, sort):
        raise CursorOfOtherOrder
    names = await learners_of(db, org_id=org_id, person_id=person_id)
    rows = await _PAGES[sort].all(
        db,
        {
            "org_id": org_id,
            "person_id": person_id,
            "learner_ids": list(names),
            "when": when,
            "now": now,
            **last,
            "limit": limit + 1,
        },
    )
    page = _BY_START.page(rows, limit=limit, key=lambda row: (sort, row.own_from, row.id))
    found = [(row, own_sight(row, now=now, is_staff=opens_all)) for row in page.items]
    items = [
        OwnSession(
            row,
            part="coach" if row.is_coach else "learner",
            acceptance=row.acceptance,
            learners=_learners(row, names),
            dates=Window(row.own_from, row.own_until),
            access=seen.access,
        )
        for row, seen in found
        if seen.listed
    ]
    return Slice(items, page.next_cursor)


def _learners(row: Any, names: Mapping[UUID, str]) -> list[OwnLearner]:
    answers = zip(row.own_learner_ids or (), row.answers or (), strict=True)
    return sorted((OwnLearner(one, names[one], answer) for one, answer in answers), key=attrgetter("name", "person_id"))


async def learners_of(db: AsyncConnection, *, org_id: UUID, person_id: UUID) -> dict[UUID, str]:
    """Return the people whose learning a person sees, with their names: themselves, and learners they guard.

    This is a query of its own. In a join, the planner's estimate of a guardian's learners would decide the whole plan.
    """
    return {row.id: row.name for row in await _LEARNERS.all(db, {"org_id": org_id, "person_id": person_id})}


def own_sight(row: Any, *, now: datetime, is_staff: bool) -> Sight:
    """Return what a person sees of one of their own sessions. `row` is the session joined with `own`."""
    parts: set[Part] = {"staff"} if is_staff else set()
    if row.is_coach:
        parts.add("coach")
    if row.acceptance is not None:
        parts.add("learner")
    return sight(parts, windows=windows_of(row), visibility=row.visibility, now=now)
