"""Write changes of the people of a session's courses."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.messaging import outbox
from contracts.sessions import SessionChanged
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.differences import FieldChange
from sessions.session.domain import Session
from sessions.session.events import Author, envelope, plan_fields, with_state
from sessions.session.history import Change, write_history
from sessions.session.insert import insert_course_people
from sessions.session.membership import CoursePerson
from sessions.session.read_membership import read_course_coaches

_DELETE = Statement("""
    DELETE FROM session_course_people present
    USING unnest(CAST(:course_ids AS uuid[]), CAST(:person_ids AS uuid[]), CAST(:parts AS text[]))
          AS leaving (course_id, person_id, part)
    WHERE present.org_id = :org_id AND present.session_id = :session_id AND present.course_id = leaving.course_id
      AND present.person_id = leaving.person_id AND present.part = leaving.part
""")
_BUMP = Statement("""
    UPDATE sessions SET version = version + 1, changed_at = :now, own_fields = :own_fields
    WHERE org_id = :org_id AND id = :session_id
""")
_PLURAL: Final = {"coach": "coaches", "learner": "learners"}


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
    fields = [FieldChange(f"{one.course_id}/{_PLURAL[one.part]}", None, str(one.person_id)) for one in people]
    return await write_course_change(db, session, fields, author=author, now=now, event_id=event_id)


async def change_course_people(
    db: AsyncConnection,
    session: Session,
    *,
    add: Sequence[CoursePerson],
    remove: Sequence[CoursePerson],
    author: Author,
    now: datetime,
    event_id: UUID,
) -> Session:
    """Add people to courses of a session that is locked and open, take others away, and emit SessionChanged.

    Those to add are not there yet, and those to remove are. If there is nobody to add or to remove, do nothing.
    """
    if not add and not remove:
        return session
    await insert_course_people(db, org_id=author.org_id, people=add)
    leaving = {
        "course_ids": [one.course_id for one in remove],
        "person_ids": [one.person_id for one in remove],
        "parts": [one.part for one in remove],
    }
    await _DELETE.execute(db, {"org_id": author.org_id, "session_id": session.session_id, **leaving})
    fields = [
        *(FieldChange(f"{one.course_id}/{_PLURAL[one.part]}", None, str(one.person_id)) for one in add),
        *(FieldChange(f"{one.course_id}/{_PLURAL[one.part]}", str(one.person_id), None) for one in remove),
    ]
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
    scope = {"org_id": author.org_id, "session_id": session.session_id}
    await _BUMP.execute(db, {**scope, "now": now, "own_fields": sorted(session.own_fields)})
    course_coaches = await read_course_coaches(db, org_id=author.org_id, session_id=session.session_id)
    after = replace(session, version=session.version + 1, course_coaches=tuple(course_coaches))
    change = Change(session.session_id, after.version, "courses_changed", fields)
    await write_history(db, author=author, changes=[change], now=now)
    base = envelope(author, session_id=session.session_id, sequence=after.version, event_id=event_id, now=now)
    await outbox.add(db, *with_state(SessionChanged(**base, **plan_fields(after)), after))
    return after
