"""Change and cancel sessions."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.categories.ensure import ensure_category
from sessions.catalogue.references import check_changed_references
from sessions.errors import check_version
from sessions.planners.check import check_category_exists
from sessions.planners.domain import check_left_to_admins, check_to_come
from sessions.planning.errors import CancelledOtherwise, CoursesNotThere, TooManyCourses
from sessions.planning.lock import lock_planned
from sessions.runs.cancel import cancel_beneath
from sessions.runs.check import check_plan
from sessions.runs.follow import follow_run
from sessions.session.differences import differences
from sessions.session.domain import (
    COURSES_MAX,
    Session,
    SessionChanges,
    check_changeable,
    check_open,
    owning,
    split_shares,
)
from sessions.session.edits.write_cancellation import write_cancellation
from sessions.session.edits.write_change import write_change
from sessions.session.edits.write_roster import write_roster
from sessions.session.events import Author
from sessions.session.schedule import WINDOW_FIELDS, check_schedule, check_windows
from sessions.session.seats import ask_again, check_seats
from sessions.times import check_zone


async def change_session(
    db: AsyncConnection,
    *,
    author: Author,
    session_id: UUID,
    coach_id: UUID | None,
    changes: SessionChanges,
    expected_versions: frozenset[int] | None,
    new_id: NewId,
) -> Session:
    """Change a session and emit SessionChanged. If nothing differs, do nothing.

    `coach_id` is the coach who changes what they planned; None: an admin. If a coach moves it, its learners are asked
    again: RosterChanged follows.

    A completed session keeps everything that says what happened. Only CHANGEABLE_AFTERWARDS may still
    change. If the session belongs to a batch or course run, the changed fields become its own: later changes of the
    batch or run leave them alone. If it is a course run, what is planned inside it follows. Raises SessionNotFound,
    StaleVersion, AlreadyCompleted, AlreadyCancelled, HasLessons, and what create_session raises.
    """
    session, now = await lock_planned(db, author=author, session_id=session_id, coach_id=coach_id)
    check_version("session", session.version, expected=expected_versions)
    check_changeable(session, changes.keys())
    if coach_id is not None:
        check_left_to_admins(changes, {})
        await check_category_exists(db, org_id=author.org_id, name=changes.get("category"))
    after = await _changed(db, session, changes, new_id=new_id)
    names = {change.field for change in differences(session, after)}
    if not names:
        return session
    await check_plan(db, session, after)
    after = owning(after, names)
    is_moved = after.schedule != session.schedule
    if coach_id is not None and is_moved:
        check_to_come(after.schedule, now=now)
    after = await write_change(db, author=author, before=session, after=after, now=now, event_id=new_id())
    if coach_id is not None and is_moved:
        return await write_roster(db, after, ask_again(after.roster), author=author, now=now, event_id=new_id())
    await follow_run(db, author=author, before=session, after=after, now=now, new_id=new_id)
    return after


async def change_courses(
    db: AsyncConnection,
    *,
    author: Author,
    session_id: UUID,
    coach_id: UUID | None,
    add: Sequence[UUID],
    remove: Sequence[UUID],
    expected_versions: frozenset[int] | None,
    new_id: NewId,
) -> Session:
    """Add and remove courses of a session and emit SessionChanged. If nothing differs, do nothing.

    Raises what change_session raises, and UnknownReference if a course to remove is not a course of the session.
    """
    session, _ = await lock_planned(db, author=author, session_id=session_id, coach_id=coach_id)
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
        coach_id=coach_id,
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


async def cancel_session(
    db: AsyncConnection,
    *,
    author: Author,
    session_id: UUID,
    coach_id: UUID | None,
    reason: str,
    notice: str | None,
    expected_versions: frozenset[int] | None,
    new_id: NewId,
) -> Session:
    """Cancel a session that has not ended, free its coaches and room, and emit SessionCancelled.

    `coach_id` is the coach who cancels what they planned, before it begins; None: an admin.
    With a course run, its lessons that have not begun are cancelled and its series end.

    To cancel it again with the same reason and notice changes nothing. The session's people read `notice`. Only staff
    read `reason`. Raises SessionNotFound, StaleVersion, AlreadyCompleted, and AlreadyCancelled if the reason or notice
    differs from the first.
    """
    session, now = await lock_planned(db, author=author, session_id=session_id, coach_id=coach_id)
    if session.state == "cancelled":
        if (session.cancel_reason, session.notice) == (reason, notice):
            return session
        raise CancelledOtherwise
    check_version("session", session.version, expected=expected_versions)
    check_open(session)
    after = await write_cancellation(
        db, session, author=author, reason=reason, notice=notice, now=now, event_id=new_id()
    )
    await cancel_beneath(db, after, author=author, reason=reason, notice=notice, now=now, new_id=new_id)
    return after
