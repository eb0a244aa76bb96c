"""Read who belongs to a session, for the events of its changes. It is read after the change was written."""

from collections import defaultdict
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.membership import Membership
from sessions.session.seats import Enrolment

_MEMBERSHIP = Statement("""
    SELECT ARRAY(SELECT class_id FROM session_classes WHERE org_id = :org_id AND session_id = :session_id
                 ORDER BY class_id) AS class_ids,
           ARRAY(SELECT course_id FROM session_course_people
                 WHERE org_id = :org_id AND session_id = :session_id AND part = 'coach'
                 ORDER BY course_id, person_id) AS course_ids,
           ARRAY(SELECT person_id FROM session_course_people
                 WHERE org_id = :org_id AND session_id = :session_id AND part = 'coach'
                 ORDER BY course_id, person_id) AS coach_ids
""")
_ENROLMENTS = Statement("""
    SELECT person_id, acceptance, added_at, removed_at FROM roster
    WHERE org_id = :org_id AND session_id = :session_id
    ORDER BY person_id, added_at
""")


async def read_enrolments(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> list[Enrolment]:
    """Return all enrolments that a session ever had, in order of person and time."""
    return [Enrolment(*row) for row in await _ENROLMENTS.all(db, {"org_id": org_id, "session_id": session_id})]


async def read_membership(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> Membership:
    """Return the enrolments, classes and course coaches of a session as the transaction has written them."""
    row = await _MEMBERSHIP.one(db, {"org_id": org_id, "session_id": session_id})
    course_coaches: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for course_id, person_id in zip(row.course_ids, row.coach_ids, strict=True):
        course_coaches[course_id].append(person_id)
    enrolments = await read_enrolments(db, org_id=org_id, session_id=session_id)
    return Membership(enrolments, list(row.class_ids), course_coaches)
