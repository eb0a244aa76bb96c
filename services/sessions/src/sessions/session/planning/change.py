"""Change and cancel sessions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.database.constraints import refused_by
from chassis.database.statement import Statement
from chassis.ids import NewId
from chassis.messaging import outbox
from contracts.sessions import SessionCancelled, SessionChanged
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.categories.ensure import ensure_category
from sessions.catalogue.references import check_changed_references
from sessions.errors import ExternalIdTaken, check_version
from sessions.session.bookings import book, release
from sessions.session.completion import read_completion_state
from sessions.session.differences import differences
from sessions.session.domain import (
    COURSES_MAX,
    PLANNED,
    Session,
    SessionChanges,
    check_changeable,
    check_open,
    split_shares,
)
from sessions.session.errors import SessionNameTaken
from sessions.session.events import Author, envelope, plan_fields, with_state
from sessions.session.history import Change, write_history
from sessions.session.insert import insert_coaches, insert_course_people, insert_courses
from sessions.session.lock import lock_session
from sessions.session.membership import CoursePerson
from sessions.session.planning.errors import CancelledOtherwise, CoursesNotThere, TooManyCourses
from sessions.session.schedule import WINDOW_FIELDS, check_schedule, check_windows
from sessions.session.seats import check_seats
from sessions.times import check_zone

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
_CANCEL = Statement("""
    UPDATE sessions
    SET version = version + 1, state = 'cancelled', cancelled_at = :now, cancelled_by = :by, cancel_reason = :reason,
        notice = :notice, changed_at = :now
    WHERE org_id = :org_id AND id = :session_id
""")


async def change_session(
    db: AsyncConnection,
    *,
    author: Author,
    session_id: UUID,
    changes: SessionChanges,
    expected_versions: frozenset[int] | None,
    new_id: NewId,
) -> Session:
    """Change a session and emit SessionChanged. If nothing differs, do nothing.

    A completed session keeps everything that says what happened. Only CHANGEABLE_AFTERWARDS may still
    change. If the session belongs to a batch, the changed fields become its own: later changes of the batch leave
    them alone. Raises SessionNotFound, StaleVersion, AlreadyCompleted, AlreadyCancelled, and what create_session
    raises.
    """
    session, now = await lock_session(db, org_id=author.org_id, session_id=session_id)
    check_version("session", session.version, expected=expected_versions)
    check_changeable(session, changes.keys())
    after = await _changed(db, session, changes, new_id=new_id)
    names = {change.field for change in differences(session, after)}
    if not names:
        return session
    if session.batch_id is not None:
        after = replace(after, own_fields=session.own_fields | names)
    return await write_change(db, author=author, before=session, after=after, now=now, event_id=new_id())


async def change_courses(
    db: AsyncConnection,
    *,
    author: Author,
    session_id: UUID,
    add: Sequence[UUID],
    remove: Sequence[UUID],
    expected_versions: frozenset[int] | None,
    new_id: NewId,
) -> Session:
    """Add and remove courses of a session and emit SessionChanged. If nothing differs, do nothing.

    Raises what change_session raises, and UnknownReference if a course to remove is not a course of the session.
    """
    session, _ = await lock_session(db, org_id=author.org_id, session_id=session_id)
    absent = [course_id for course_id in remove if course_id not in session.course_ids or course_id in add]
    if absent:
        raise CoursesNotThere(absent)
    kept = [course_id for course_id in session.course_ids if course_id not in remove]
    course_ids = tuple(dict.fromkeys([*kept, *add]))
    if len(course_ids) > COURSES_MAX:
        raise TooManyCourses(maximum=COURSES_MAX)
    return await change_session(
        db,
        author=author,
        session_id=session_id,
        changes={"course_ids": course_ids},
        expected_versions=expected_versions,
        new_id=new_id,
    )


async def _changed(db: AsyncConnection, session: Session, changes: SessionChanges, *, new_id: NewId) -> Session:
    """Return a session with the changes, which are checked here. Only a category that is missing is written."""
    after = replace(session, **{name: value for name, value in changes.items() if name not in ("coaches", "category")})
    if "coaches" in changes:
        after = replace(after, coaches=split_shares(changes["coaches"]))
    if {"starts_at", "ends_at"} & changes.keys():
        check_schedule(*after.schedule)
    if not changes.keys().isdisjoint(WINDOW_FIELDS):
        check_windows(after.windows)
    if "zone" in changes:
        check_zone(after.zone)
    if "seats_max" in changes:
        check_seats(len(after.roster), after.seats_max)
    await check_changed_references(
        db,
        org_id=after.org_id,
        changes=changes,
        coaches=[coach.person_id for coach in after.coaches],
        courses=after.course_ids,
        room_id=after.room_id,
    )
    if "category" in changes:
        category_id = await ensure_category(db, org_id=session.org_id, name=changes["category"], new_id=new_id)
        after = replace(after, category_id=category_id)
    return after


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


async def cancel_session(
    db: AsyncConnection,
    *,
    author: Author,
    session_id: UUID,
    reason: str,
    notice: str | None,
    expected_versions: frozenset[int] | None,
    event_id: UUID,
) -> Session:
    """Cancel a session that has not ended, free its coaches and room, and emit SessionCancelled.

    To cancel it again with the same reason and notice changes nothing. The session's people read `notice`. Only staff
    read `reason`. Raises SessionNotFound, StaleVersion, AlreadyCompleted, and AlreadyCancelled if the reason or notice
    differs from the first.
    """
    session, now = await lock_session(db, org_id=author.org_id, session_id=session_id)
    if session.state == "cancelled":
        if (session.cancel_reason, session.notice) == (reason, notice):
            return session
        raise CancelledOtherwise
    check_version("session", session.version, expected=expected_versions)
    check_open(session)
    return await write_cancellation(
        db, session, author=author, reason=reason, notice=notice, now=now, event_id=event_id
    )


async def write_cancellation(
    db: AsyncConnection,
    session: Session,
    *,
    author: Author,
    reason: str,
    notice: str | None,
    now: datetime,
    event_id: UUID,
) -> Session:
    """Cancel a session that is locked and open. Free its coaches and room, and emit SessionCancelled."""
    scope = {"org_id": author.org_id, "session_id": session.session_id}
    await _CANCEL.execute(db, {**scope, "now": now, "by": author.person_id, "reason": reason, "notice": notice})
    await release(db, org_id=author.org_id, session_ids=[session.session_id])
    sequence = session.version + 1
    event = SessionCancelled(
        **envelope(author, session_id=session.session_id, sequence=sequence, event_id=event_id, now=now),
        session_id=session.session_id,
        cancelled_at=now,
        cancelled_by=author.person_id,
    )
    after = replace(session, version=sequence, state="cancelled", cancelled_at=now, cancel_reason=reason, notice=notice)
    await outbox.add(db, *with_state(event, after))
    return after
