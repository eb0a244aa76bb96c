"""Let what is planned inside a course run follow a change of the run."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.domain import Batch, local_date, next_due
from sessions.batches.generate import skipped_dates
from sessions.batches.roster import write_batch_roster
from sessions.batches.rows import insert_batch_classes, update_batch
from sessions.organisation.domain import Invitations
from sessions.organisation.queries import planning_defaults
from sessions.runs.domain import (
    RunChange,
    following_course_people,
    following_lesson,
    following_roster,
    following_series,
    run_change,
)
from sessions.runs.rows import lock_beneath
from sessions.session.bookings import check_free
from sessions.session.domain import Session
from sessions.session.edits.write_change import write_change
from sessions.session.edits.write_courses import change_course_people
from sessions.session.edits.write_roster import write_roster
from sessions.session.events import Author
from sessions.session.membership import CoursePerson
from sessions.session.read_membership import read_course_people

_ONE_DAY: Final = timedelta(days=1)


async def follow_run(
    db: AsyncConnection,
    *,
    author: Author,
    before: Session,
    after: Session,
    now: datetime,
    new_id: NewId,
    of_courses: bool = False,
) -> None:
    """Change the series of a course run, and its lessons that have not begun, after the run was changed.

    `before` and `after` are the run, which is locked; for any other session nothing is done. `of_courses` says that
    people were added to its courses. A lesson keeps the fields that are its own, a learner who was taken off it stays
    off, and an answer that was given for it alone stays. Each lesson that changes emits SessionChanged or
    RosterChanged. Raises TooManyLessons, DoubleBooked, and SeatsTaken, which names the lesson.
    """
    if not before.is_run:
        return
    change = run_change(before, after, of_courses=of_courses)
    if change is None:
        return
    beneath = await lock_beneath(db, after, now=now)
    if beneath.series:
        defaults = await planning_defaults(db, org_id=author.org_id, at=now)
        for batch in beneath.series:
            await _follow_in_series(db, batch, change, invitations=defaults.invitations, now=now)
    if not beneath.lessons:
        return
    changed = [(lesson, following_lesson(lesson, after, beneath.series)) for lesson in beneath.lessons]
    await check_free(db, org_id=author.org_id, sessions=[new for old, new in changed if old.takes != new.takes])
    lessons = [await _change(db, old, new, author=author, now=beneath.at, new_id=new_id) for old, new in changed]
    lessons = [
        await _follow_in_roster(db, lesson, change, author=author, now=beneath.at, new_id=new_id) for lesson in lessons
    ]
    session_ids = [after.session_id, *(lesson.session_id for lesson in lessons)]
    people = await read_course_people(db, org_id=author.org_id, session_ids=session_ids)
    await _follow_in_courses(db, lessons, change, people, author=author, now=beneath.at, new_id=new_id)


async def _follow_in_series(
    db: AsyncConnection, batch: Batch, change: RunChange, *, invitations: Invitations, now: datetime
) -> None:
    if batch.state == "ended":
        return
    after = following_series(batch, change.run)
    edit = following_roster(batch, change, invitations)
    if after == batch and not edit.is_change and not change.class_ids:
        return
    # A date that was skipped may be possible with other coaches.
    since = local_date(now, batch.rule.zone) - _ONE_DAY
    is_waiting = bool(await skipped_dates(db, batch, since=since, limit=1))
    after = replace(after, version=batch.version + 1)
    await update_batch(db, after, before=batch, due_at=now if is_waiting else next_due(after))
    await write_batch_roster(db, batch, edit, now=now)
    await insert_batch_classes(db, batch, class_ids=change.class_ids, now=now)


async def _change(
    db: AsyncConnection, old: Session, new: Session, *, author: Author, now: datetime, new_id: NewId
) -> Session:
    if new == old:
        return old
    return await write_change(db, author=author, before=old, after=new, now=now, event_id=new_id())


async def _follow_in_roster(
    db: AsyncConnection, lesson: Session, change: RunChange, *, author: Author, now: datetime, new_id: NewId
) -> Session:
    edit = following_roster(lesson, change, lesson.policy.invitations)
    if not edit.is_change and not change.class_ids:
        return lesson
    return await write_roster(db, lesson, edit, class_ids=change.class_ids, author=author, now=now, event_id=new_id())


async def _follow_in_courses(
    db: AsyncConnection,
    lessons: Sequence[Session],
    change: RunChange,
    people: Collection[CoursePerson],
    *,
    author: Author,
    now: datetime,
    new_id: NewId,
) -> None:
    for lesson in lessons:
        coming, leaving = following_course_people(lesson, change.run, people)
        await change_course_people(db, lesson, add=coming, remove=leaving, author=author, now=now, event_id=new_id())
