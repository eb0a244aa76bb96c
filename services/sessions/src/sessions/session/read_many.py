"""Read many sessions, each with everything that decisions need, with a fixed number of statements."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.domain import Coach, CourseCoach, Session, Visit
from sessions.session.queries import COLUMNS, FROM, made_session
from sessions.session.seats import Enrolment

# For many sessions, each part is read by one statement. So whatever the plan, no table is read more than once.
_READ_MANY = Statement(
    f"SELECT {COLUMNS} {FROM} WHERE s.org_id = :org_id AND s.id = ANY (CAST(:session_ids AS uuid[]))"
)
_OF_MANY = "WHERE org_id = :org_id AND session_id = ANY (CAST(:session_ids AS uuid[]))"
_COACHES_OF_MANY = Statement(
    f"SELECT session_id, person_id, share_basis_points FROM session_coaches {_OF_MANY} ORDER BY position"  # noqa: S608
)
_COURSES_OF_MANY = Statement(
    f"SELECT session_id, course_id FROM session_courses {_OF_MANY} ORDER BY position"  # noqa: S608
)
_ROSTERS_OF_MANY = Statement(
    f"SELECT session_id, person_id, acceptance, added_at, removed_at, answered_by FROM roster {_OF_MANY} "  # noqa: S608
    "ORDER BY person_id, added_at"
)
_VISITS_OF_MANY = Statement(
    f"SELECT session_id, person_id, joined_at, left_at FROM call_presence {_OF_MANY} "  # noqa: S608
    "ORDER BY person_id, joined_at"
)
_CLASSES_OF_MANY = Statement(
    f"SELECT session_id, class_id FROM session_classes {_OF_MANY} ORDER BY class_id"  # noqa: S608
)
_COURSE_COACHES_OF_MANY = Statement(
    f"SELECT session_id, course_id, person_id FROM session_course_people {_OF_MANY} AND part = 'coach' "  # noqa: S608
    "ORDER BY course_id, person_id"
)

_Found = TypeVar("_Found")


async def read_sessions(db: AsyncConnection, *, org_id: UUID, session_ids: Collection[UUID]) -> list[Session]:
    """Return the sessions that exist, each as `read_session` does, in no particular order."""
    scope = {"org_id": org_id, "session_ids": list(session_ids)}
    coaches = await _of_each(db, _COACHES_OF_MANY, scope, Coach)
    course_ids = await _of_each(db, _COURSES_OF_MANY, scope, _same)
    enrolments = await _of_each(db, _ROSTERS_OF_MANY, scope, Enrolment)
    visits = await _of_each(db, _VISITS_OF_MANY, scope, Visit)
    class_ids = await _of_each(db, _CLASSES_OF_MANY, scope, _same)
    course_coaches = await _of_each(db, _COURSE_COACHES_OF_MANY, scope, CourseCoach)
    return [
        made_session(
            row,
            org_id,
            coaches=tuple(coaches[row.id]),
            course_ids=tuple(course_ids[row.id]),
            enrolments=tuple(enrolments[row.id]),
            visits=tuple(visits[row.id]),
            class_ids=tuple(class_ids[row.id]),
            course_coaches=tuple(course_coaches[row.id]),
        )
        for row in await _READ_MANY.all(db, scope)
    ]


async def _of_each(
    db: AsyncConnection, statement: Statement, scope: Mapping[str, Any], make: Callable[..., _Found]
) -> defaultdict[UUID, list[_Found]]:
    """Return what the statement finds for each session. Its first column is the session, the others make one thing."""
    found: defaultdict[UUID, list[_Found]] = defaultdict(list)
    for session_id, *columns in await statement.all(db, scope):
        found[session_id].append(make(*columns))
    return found


def _same(found: UUID) -> UUID:
    return found
