"""The courses of a session, and the coaches and learners of each."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from chassis.messaging import outbox
from contracts.sessions import SessionChanged
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.references import check_references
from sessions.errors import check_version
from sessions.session.differences import FieldChange
from sessions.session.domain import Session, check_open
from sessions.session.events import Author, envelope, plan_fields, with_state
from sessions.session.history import Change, write_history
from sessions.session.insert import insert_course_people
from sessions.session.lock import lock_session
from sessions.session.membership import CoursePerson
from sessions.session.planning.errors import InBothLists, NotACourseOfIt
from sessions.session.read_membership import read_course_coaches

_DELETE = Statement("""
    DELETE FROM session_course_people
    WHERE org_id = :org_id AND session_id = :session_id AND course_id = :course_id AND part = 'coach'
      AND person_id = ANY (CAST(:person_ids AS uuid[]))
    RETURNING person_id
""")
_BUMP = Statement("""
    UPDATE sessions SET version = version + 1, changed_at = :now WHERE org_id = :org_id AND id = :session_id
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
    event_id: UUID,
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
    return await write_course_change(db, session, fields, author=author, now=now, event_id=event_id)


async def add_course_people(
    db: AsyncConnection,
    session: Session,
    people: Sequence[CoursePerson],
    *,
    author: Author,
    now: datetime,
    event_id: UUID,
) -> Session:
    """Add people to courses of a session that is locked and open, and emit SessionChanged. If none is new, do nothing.

    The caller has checked that the people exist and may take part, and that the learners are on the roster.
    """
    if not await insert_course_people(db, org_id=author.org_id, people=people):
        return session
    plural = {"coach": "coaches", "learner": "learners"}
    fields = [FieldChange(f"{one.course_id}/{plural[one.part]}", None, str(one.person_id)) for one in people]
    return await write_course_change(db, session, fields, author=author, now=now, event_id=event_id)


async def write_course_change(
    db: AsyncConnection,
    session: Session,
    fields: Sequence[FieldChange],
    *,
    author: Author,
    now: datetime,
    event_id: UUID,
) -> Session:
    """Write the next version of a locked session after a change of its courses' people, with history and event."""
    await _BUMP.execute(db, {"org_id": author.org_id, "session_id": session.session_id, "now": now})
    course_coaches = await read_course_coaches(db, org_id=author.org_id, session_id=session.session_id)
    after = replace(session, version=session.version + 1, course_coaches=tuple(course_coaches))
    change = Change(session.session_id, after.version, "courses_changed", fields)
    await write_history(db, author=author, changes=[change], now=now)
    base = envelope(author, session_id=session.session_id, sequence=after.version, event_id=event_id, now=now)
    await outbox.add(db, *with_state(SessionChanged(**base, **plan_fields(after)), after))
    return after
