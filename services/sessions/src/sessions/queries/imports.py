"""What an import compares a file with."""

from collections.abc import Collection
from uuid import UUID

from chassis.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.domain.imports import ExistingCourse, ExistingPerson, ExistingSession

_PEOPLE = Statement("""
    SELECT id, username, name, email, role FROM people
    WHERE org_id = :org_id AND username = ANY (CAST(:usernames AS text[]))
""")
_COURSES = Statement("""
    SELECT c.id, c.code, c.title, k.name AS category
    FROM courses c LEFT JOIN categories k ON k.org_id = c.org_id AND k.id = c.category_id
    WHERE c.org_id = :org_id AND c.code = ANY (CAST(:codes AS text[]))
""")
_SESSIONS = Statement("""
    SELECT s.id, s.name, s.starts_at, s.ends_at, s.description, k.name AS category,
           ARRAY(SELECT p.username FROM session_coaches c JOIN people p ON p.org_id = c.org_id AND p.id = c.person_id
                 WHERE c.session_id = s.id ORDER BY c.position) AS coaches,
           ARRAY(SELECT p.username FROM roster r JOIN people p ON p.org_id = r.org_id AND p.id = r.person_id
                 WHERE r.session_id = s.id AND r.removed_at IS NULL) AS learners,
           ARRAY(SELECT c.code FROM session_courses x JOIN courses c ON c.org_id = x.org_id AND c.id = x.course_id
                 WHERE x.session_id = s.id ORDER BY x.position) AS courses
    FROM sessions s LEFT JOIN categories k ON k.org_id = s.org_id AND k.id = s.category_id
    WHERE s.org_id = :org_id AND s.name = ANY (CAST(:names AS text[]))
""")


async def people_by_username(
    db: AsyncConnection, *, org_id: UUID, usernames: Collection[str]
) -> dict[str, ExistingPerson]:
    """Return those people that exist, by username."""
    rows = await _PEOPLE.all(db, {"org_id": org_id, "usernames": list(usernames)})
    return {row.username: ExistingPerson(row.id, row.name, row.email, row.role) for row in rows}


async def courses_by_code(db: AsyncConnection, *, org_id: UUID, codes: Collection[str]) -> dict[str, ExistingCourse]:
    """Return those courses that exist, by code."""
    rows = await _COURSES.all(db, {"org_id": org_id, "codes": list(codes)})
    return {row.code: ExistingCourse(row.id, row.title, row.category) for row in rows}


async def sessions_by_name(db: AsyncConnection, *, org_id: UUID, names: Collection[str]) -> dict[str, ExistingSession]:
    """Return those sessions that exist, by name, with what a file says about them."""
    rows = await _SESSIONS.all(db, {"org_id": org_id, "names": list(names)})
    return {
        row.name: ExistingSession(
            id=row.id,
            coaches=tuple(row.coaches),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            learners=frozenset(row.learners),
            courses=tuple(row.courses),
            category=row.category,
            description=row.description,
        )
        for row in rows
    }
