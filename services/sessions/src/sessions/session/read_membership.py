"""Read who belongs to a session, as the transaction has written it."""

from collections.abc import Collection
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.domain import CourseCoach
from sessions.session.membership import CoursePerson
from sessions.session.seats import Enrolment

_COURSE_COACHES = Statement("""
    SELECT course_id, person_id FROM session_course_people
    WHERE org_id = :org_id AND session_id = :session_id AND part = 'coach'
    ORDER BY course_id, person_id
""")
_COURSE_PEOPLE = Statement("""
    SELECT session_id, course_id, person_id, part FROM session_course_people
    WHERE org_id = :org_id AND session_id = ANY (CAST(:session_ids AS uuid[]))
""")
_ENROLMENTS = Statement("""
    SELECT person_id, acceptance, added_at, removed_at, answered_by FROM roster
    WHERE org_id = :org_id AND session_id = :session_id
    ORDER BY person_id, added_at
""")


async def read_enrolments(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> list[Enrolment]:
    """Return all enrolments that a session ever had, in order of person and time."""
    return [Enrolment(*row) for row in await _ENROLMENTS.all(db, {"org_id": org_id, "session_id": session_id})]


async def read_course_coaches(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> list[CourseCoach]:
    """Return the coaches of the courses of a session, in order of course and person."""
    return [CourseCoach(*row) for row in await _COURSE_COACHES.all(db, {"org_id": org_id, "session_id": session_id})]


async def read_course_people(db: AsyncConnection, *, org_id: UUID, session_ids: Collection[UUID]) -> list[CoursePerson]:
    """Return the coaches and learners of the courses of these sessions."""
    rows = await _COURSE_PEOPLE.all(db, {"org_id": org_id, "session_ids": list(session_ids)})
    return [CoursePerson(*row) for row in rows]
