"""The courses of a session, and the coaches and learners of each."""

from collections.abc import Collection
from uuid import UUID

from chassis.database.statement import Statement
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.references import check_references
from sessions.errors import check_version
from sessions.planning.errors import InBothLists, NotACourseOfIt
from sessions.runs.follow import follow_run
from sessions.session.differences import FieldChange
from sessions.session.domain import Session, check_open, owning
from sessions.session.edits.write_courses import write_course_change
from sessions.session.events import Author
from sessions.session.insert import insert_course_people
from sessions.session.lessons.domain import COURSE_COACHES
from sessions.session.lock import lock_session
from sessions.session.membership import CoursePerson

_DELETE = Statement("""
    DELETE FROM session_course_people
    WHERE org_id = :org_id AND session_id = :session_id AND course_id = :course_id AND part = 'coach'
      AND person_id = ANY (CAST(:person_ids AS uuid[]))
    RETURNING person_id
""")


async def change_course_coaches(
    db: AsyncConnection,
    *,
    author: Author,
    session_id: UUID,
    course_id: UUID,
    add: Collection[UUID],
    remove: Collection[UUID],
    expected_versions: frozenset[int] | None,
    new_id: NewId,
) -> Session:
    """Add and remove coaches of one course of a session, and emit SessionChanged. If nothing differs, do nothing.

    Course coaches see the session like its own coaches, but they cannot complete it and are not paid for it. Raises
    SessionNotFound, StaleVersion, AlreadyCompleted, AlreadyCancelled, UnknownReference.
    """
    session, now = await lock_session(db, org_id=author.org_id, session_id=session_id)
    check_version("session", session.version, expected=expected_versions)
    check_open(session)
    if course_id not in session.course_ids:
        raise NotACourseOfIt
    if both := set(add) & set(remove):
        raise InBothLists(both)
    await check_references(db, org_id=author.org_id, coaches=add)
    people = [CoursePerson(session_id, course_id, person_id, "coach") for person_id in add]
    added = await insert_course_people(db, org_id=author.org_id, people=people)
    scope = {"org_id": author.org_id, "session_id": session_id}
    removed = await _DELETE.scalars(db, {**scope, "course_id": course_id, "person_ids": list(remove)})
    if not added and not removed:
        return session
    fields = [
        *(FieldChange(f"{course_id}/coaches", None, str(person_id)) for person_id in added),
        *(FieldChange(f"{course_id}/coaches", str(person_id), None) for person_id in removed),
    ]
    changed = owning(session, (COURSE_COACHES,))
    after = await write_course_change(db, changed, fields, author=author, now=now, event_id=new_id())
    await follow_run(db, author=author, before=session, after=after, now=now, new_id=new_id)
    return after
