"""Read sessions for a file: people by username, courses by code, classes, rooms and categories by name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.database.keyset import Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.imports.sheets.course_lists import CourseEntry
from sessions.imports.sheets.sessions import CoCoach, SheetSession
from sessions.session.domain import TRAITS
from sessions.session.queries import windows_of
from sessions.session.schedule import Window
from sessions.views.lists.queries import Filters, list_sessions

PAGE_SESSIONS: Final = 200
"""How many sessions are in memory at once. With 1,000 learners each they make a file of a few megabytes."""

_PEOPLE = Statement("""
    SELECT s.id, rooms.name AS room, run.name AS course_run,
           ARRAY(SELECT p.username FROM session_coaches c JOIN people p ON p.org_id = c.org_id AND p.id = c.person_id
                 WHERE c.session_id = s.id ORDER BY c.position) AS coaches,
           ARRAY(SELECT c.share_basis_points FROM session_coaches c
                 WHERE c.session_id = s.id ORDER BY c.position) AS shares,
           ARRAY(SELECT p.username FROM roster r JOIN people p ON p.org_id = r.org_id AND p.id = r.person_id
                 WHERE r.session_id = s.id AND r.removed_at IS NULL ORDER BY p.username) AS learners,
           ARRAY(SELECT k.name FROM session_classes x JOIN classes k ON k.org_id = x.org_id AND k.id = x.class_id
                 WHERE x.session_id = s.id ORDER BY k.name) AS classes
    FROM sessions s LEFT JOIN rooms ON rooms.org_id = s.org_id AND rooms.id = s.room_id
    LEFT JOIN sessions run ON run.org_id = s.org_id AND run.id = s.run_id
    WHERE s.org_id = :org_id AND s.id = ANY (CAST(:session_ids AS uuid[]))
""")
_COURSES = Statement("""
    SELECT x.session_id, k.code,
           ARRAY(SELECT p.username FROM session_course_people c
                 JOIN people p ON p.org_id = c.org_id AND p.id = c.person_id
                 WHERE c.session_id = x.session_id AND c.course_id = x.course_id AND c.part = 'coach'
                 ORDER BY p.username) AS coaches,
           ARRAY(SELECT p.username FROM session_course_people c
                 JOIN people p ON p.org_id = c.org_id AND p.id = c.person_id
                 WHERE c.session_id = x.session_id AND c.course_id = x.course_id AND c.part = 'learner'
                 ORDER BY p.username) AS learners
    FROM session_courses x JOIN courses k ON k.org_id = x.org_id AND k.id = x.course_id
    WHERE x.org_id = :org_id AND x.session_id = ANY (CAST(:session_ids AS uuid[]))
    ORDER BY x.session_id, x.position
""")


async def export_page(
    db: AsyncConnection,
    *,
    org_id: UUID,
    person_id: UUID,
    sees_all: bool,
    filters: Filters,
    cursor: str | None,
    now: datetime,
) -> Slice[SheetSession]:
    """Return a page of the sessions that a list with these filters shows.

    A file has no column for the state. So it leaves out sessions that were voided or cancelled, unless these are asked
    for: to import them again would plan them again.
    """
    page = await list_sessions(
        db,
        org_id=org_id,
        person_id=person_id,
        sees_all=sees_all,
        filters=filters,
        sort="start",
        limit=PAGE_SESSIONS,
        cursor=cursor,
        now=now,
    )
    page = page._replace(
        items=[
            row
            for row in page.items
            if (row.voided_at is None or filters.voided) and (row.state != "cancelled" or filters.state == "cancelled")
        ]
    )
    scope = {"org_id": org_id, "session_ids": [row.id for row in page.items]}
    people = {row.id: row for row in await _PEOPLE.all(db, scope)}
    courses: Mapping[UUID, list[CourseEntry]] = defaultdict(list)
    for course in await _COURSES.all(db, scope):
        courses[course.session_id].append(CourseEntry(course.code, tuple(course.coaches), tuple(course.learners)))
    return page.map(lambda row: _session(row, people[row.id], courses[row.id]))


def _session(row: Any, people: Any, courses: Sequence[CourseEntry]) -> SheetSession:
    coach, *others = people.coaches
    return SheetSession(
        **{name: getattr(row, name) for name in TRAITS},
        name=row.name,
        coach=coach,
        co_coaches=tuple(map(CoCoach, others, people.shares[1:])),
        schedule=Window(row.starts_at, row.ends_at),
        windows=windows_of(row),
        learners=tuple(people.learners),
        courses=tuple(courses),
        classes=tuple(people.classes),
        category=row.category,
        zone=row.zone,
        room=people.room,
        external_id=row.external_id,
        course_run=people.course_run,
    )
