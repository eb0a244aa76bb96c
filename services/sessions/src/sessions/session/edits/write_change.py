"""Write the next version of a session whose plan was changed."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.database.constraints import refused_by
from chassis.database.statement import Statement
from chassis.messaging import outbox
from contracts.sessions import SessionChanged
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.errors import ExternalIdTaken
from sessions.session.bookings import book
from sessions.session.completion import read_completion_state
from sessions.session.differences import differences
from sessions.session.domain import (
    PLANNED,
    Session,
)
from sessions.session.errors import SessionNameTaken
from sessions.session.events import Author, envelope, plan_fields, with_state
from sessions.session.history import Change, write_history
from sessions.session.insert import insert_coaches, insert_course_people, insert_courses
from sessions.session.membership import CoursePerson

_CHANGE = Statement(f"""
    UPDATE sessions
    SET version = version + 1, changed_at = :now, own_fields = :own_fields,
        {", ".join(f"{name} = :{name}" for name in PLANNED)}
    WHERE org_id = :org_id AND id = :session_id
""")  # noqa: S608 - names of this module
_DROP_COACHES = Statement("DELETE FROM session_coaches WHERE org_id = :org_id AND session_id = :session_id")
_DROP_COURSES = Statement("DELETE FROM session_courses WHERE org_id = :org_id AND session_id = :session_id")
_DROP_COURSE_PEOPLE = Statement("""
    DELETE FROM session_course_people WHERE org_id = :org_id AND session_id = :session_id
    RETURNING session_id, course_id, person_id, part
""")


async def write_change(
    db: AsyncConnection, *, author: Author, before: Session, after: Session, now: datetime, event_id: UUID
) -> Session:
    """Write the next version of a locked session that was changed, with its history, and emit SessionChanged.

    Raises SessionNameTaken, ExternalIdTaken, DoubleBooked.
    """
    after = replace(after, version=before.version + 1)
    scope = {"org_id": author.org_id, "session_id": before.session_id}
    plan = {name: getattr(after, name) for name in PLANNED}
    with (
        refused_by("sessions_name_key", SessionNameTaken(after.name)),
        refused_by("sessions_external_id_key", ExternalIdTaken("session", after.external_id)),
    ):
        await _CHANGE.execute(db, {**scope, **plan, "own_fields": sorted(after.own_fields), "now": now})
    if after.coaches != before.coaches:
        await _DROP_COACHES.execute(db, scope)
        await insert_coaches(db, org_id=author.org_id, sessions=[after])
    if after.course_ids != before.course_ids:
        await _replace_courses(db, after)
        staying = tuple(one for one in after.course_coaches if one.course_id in after.course_ids)
        after = replace(after, course_coaches=staying)
    if after.takes != before.takes:
        await book(db, org_id=author.org_id, sessions=[after])
    change = Change(after.session_id, after.version, "changed", differences(before, after))
    await write_history(db, author=author, changes=[change], now=now)
    fields = envelope(author, session_id=after.session_id, sequence=after.version, event_id=event_id, now=now)
    completion = None
    if after.state == "completed":
        completion = await read_completion_state(db, org_id=author.org_id, session_id=after.session_id)
    await outbox.add(db, *with_state(SessionChanged(**fields, **plan_fields(after)), after, completion))
    return after


async def _replace_courses(db: AsyncConnection, session: Session) -> None:
    """Write all courses of the session again. Courses that stay keep their people."""
    scope = {"org_id": session.org_id, "session_id": session.session_id}
    people = [CoursePerson(*row) for row in await _DROP_COURSE_PEOPLE.all(db, scope)]
    await _DROP_COURSES.execute(db, scope)
    await insert_courses(db, org_id=session.org_id, sessions=[session])
    staying = [one for one in people if one.course_id in session.course_ids]
    await insert_course_people(db, org_id=session.org_id, people=staying)
