"""Create sessions, new ones or copies."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.catalogue.categories.ensure import ensure_category
from sessions.catalogue.classes.queries import current_members
from sessions.catalogue.references import check_references
from sessions.organisation.queries import planning_defaults
from sessions.planners.check import check_own_plan
from sessions.planners.domain import check_to_come
from sessions.planning.errors import HasSuccessor, NothingToMove, NotVoided
from sessions.session.bookings import release
from sessions.session.domain import PLANNED, NewSession, Plan, Session, plan_of, scheduled_session, split_shares
from sessions.session.events import Author
from sessions.session.insert import insert_sessions
from sessions.session.lessons.domain import (
    copied_lesson,
    first_roster,
    learners_of_courses,
    lesson_of,
    own_beside,
    own_fields_of,
)
from sessions.session.lessons.errors import LessonNeedsASchedule
from sessions.session.lessons.lock import lock_run
from sessions.session.lock import lock_session
from sessions.session.membership import CoursePerson
from sessions.session.queries import courses_of, read_session
from sessions.session.read_membership import read_course_people
from sessions.session.schedule import WINDOW_FIELDS, check_schedule, check_windows, moved, wall_clock_of
from sessions.session.seats import Seat, edit_roster, first_answers
from sessions.texts import SESSION_NAME_MAX
from sessions.times import check_zone

COPY_SUFFIX: Final = " (copy)"

_SUCCESSOR = Statement("""
    SELECT id, name FROM sessions
    WHERE org_id = :org_id AND successor_of = :session_id AND state <> 'cancelled' AND voided_at IS NULL LIMIT 1
""")


async def create_session(
    db: AsyncConnection, *, author: Author, coach_id: UUID | None, new: NewSession, now: datetime, new_id: NewId
) -> Session:
    """Schedule a session and emit SessionScheduled. Members of the named classes are put on the roster.

    `coach_id` is the coach who plans it for themselves; None: an admin plans it. Inside a course run it takes from the
    run what the request does not say, and the learners of the run are on its roster. Raises NameTaken, ExternalIdTaken,
    UnknownReference, InvalidSchedule, InvalidShares, SeatsTaken, DoubleBooked, NotACourseRun, AlreadyCancelled, and for
    a coach what `planners` raises.
    """
    org_id = author.org_id
    planned_by_coach = coach_id is not None
    if coach_id is not None:
        check_schedule(*new.plan.schedule)
        check_to_come(new.plan.schedule, now=now)
        await check_own_plan(db, new, org_id=org_id, coach_id=coach_id, now=now)
    run = None if new.run_id is None else await lock_run(db, org_id=org_id, run_id=new.run_id)
    new = new if run is None else lesson_of(new, run)
    defaults = await planning_defaults(db, org_id=org_id, at=new.plan.starts_at or now)
    zone = new.plan.zone or defaults.zone
    check_zone(zone)
    check_schedule(*new.plan.schedule)
    check_windows(new.plan.windows)
    coaches = split_shares(new.coaches)
    course_coaches = {person_id for people in new.course_coaches.values() for person_id in people}
    await check_references(
        db,
        org_id=org_id,
        coaches={*(coach.person_id for coach in coaches), *course_coaches},
        courses=new.course_ids,
        learners=new.roster,
        classes=new.class_ids,
        rooms=() if new.plan.room_id is None else (new.plan.room_id,),
    )
    members = await current_members(db, org_id=org_id, class_ids=new.class_ids)
    seats = first_answers(members, new.roster, invitations=defaults.invitations, planned_by_coach=planned_by_coach)
    seats_max = new.plan.seats_max
    start: tuple[Seat, ...] = ()
    if run is not None:
        start = first_roster(
            run, seats_max=seats_max, invitations=defaults.invitations, planned_by_coach=planned_by_coach
        )
    roster = edit_roster(start, add=seats, remove=(), seats_max=seats_max).roster
    category_id = await ensure_category(db, org_id=org_id, name=new.category, new_id=new_id)
    session = scheduled_session(
        replace(new.plan, zone=zone, category_id=category_id or new.plan.category_id),
        session_id=new_id(),
        org_id=org_id,
        coaches=coaches,
        course_ids=new.course_ids,
        roster=roster,
        planned_by_coach=planned_by_coach,
        run_id=new.run_id,
        own_fields=frozenset() if run is None else own_fields_of(new),
    )
    class_ids = new.class_ids if run is None else dict.fromkeys((*run.class_ids, *new.class_ids))
    enrolled = [(session.session_id, class_id) for class_id in class_ids]
    people = [
        CoursePerson(session.session_id, course_id, person_id, "coach")
        for course_id, person_ids in new.course_coaches.items()
        for person_id in person_ids
    ]
    if run is not None:
        of_run = await read_course_people(db, org_id=org_id, session_ids=[run.session_id])
        people += learners_of_courses(session, of_run)
    await insert_sessions(
        db, author=author, sessions=[session], enrolled=enrolled, people=people, now=now, new_id=new_id
    )
    return session


async def copy_session(
    db: AsyncConnection,
    *,
    author: Author,
    session_id: UUID,
    name: str | None,
    starts_at: datetime | None,
    with_roster: bool,
    as_successor: bool,
    now: datetime,
    new_id: NewId,
) -> Session:
    """Schedule a copy of a session, and emit SessionScheduled.

    Everything that is planned is copied, and nothing that has happened: state, answers to invitations, presence, notes,
    record. The copy has no id of another system. With a new start it takes as long as before, and its windows move by
    as much on the clocks of its zone. So one that ends at midnight still does. Without a new start the copy has no
    schedule, because its coach is already booked at the old time. A successor replaces a session that was voided, and
    names it. Raises SessionNotFound, NameTaken, DoubleBooked, InvalidSchedule, NotVoided, HasSuccessor.

    A copy of a lesson stays in its course run: it has the learners of the run and follows it, except for the own fields
    of its original. A successor has the values of the session that it replaces.
    """
    run = None
    if as_successor:
        run = await _locked_run_of(db, org_id=author.org_id, session_id=session_id)
        original = await _to_be_replaced(db, org_id=author.org_id, session_id=session_id)
        copied_name = original.name
    else:
        original = await read_session(db, org_id=author.org_id, session_id=session_id)
        copied_name = original.name[: SESSION_NAME_MAX - len(COPY_SUFFIX)] + COPY_SUFFIX
    moving = WINDOW_FIELDS if original.run_id is None else original.own_fields.intersection(WINDOW_FIELDS)
    plan = replace(
        _moved(plan_of(original), starts_at, moving),
        name=copied_name if name is None else name,
        external_id=None,
    )
    if original.run_id is not None and not as_successor:
        lesson = copied_lesson(original, plan, with_roster=with_roster)
        return await create_session(db, author=author, coach_id=None, new=lesson, now=now, new_id=new_id)
    if run is not None and starts_at is None:
        raise LessonNeedsASchedule
    copy = scheduled_session(
        plan,
        session_id=new_id(),
        org_id=author.org_id,
        coaches=original.coaches,
        course_ids=original.course_ids,
        roster=[Seat(seat.person_id, "invited") for seat in original.roster] if with_roster else (),
        successor_of=session_id if as_successor else None,
        run_id=None if run is None else run.session_id,
        own_fields=frozenset() if run is None else own_beside(replace(original, **_values(plan)), run),
    )
    courses = await courses_of(db, org_id=author.org_id, session_id=session_id)
    people = [
        CoursePerson(copy.session_id, course.course_id, person_id, "coach")
        for course in courses
        for person_id in course.coach_ids
    ]
    if with_roster:
        people += [
            CoursePerson(copy.session_id, course.course_id, person_id, "learner")
            for course in courses
            for person_id in course.learner_ids
            if copy.seat(person_id) is not None
        ]
    await insert_sessions(db, author=author, sessions=[copy], people=people, now=now, new_id=new_id)
    return copy


async def _locked_run_of(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> Session | None:
    """Return the course run of a lesson, locked, or None. A run is locked before its lessons."""
    lesson = await read_session(db, org_id=org_id, session_id=session_id)
    if lesson.run_id is None:
        return None
    return (await lock_session(db, org_id=org_id, session_id=lesson.run_id)).session


def _values(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in PLANNED}


async def _to_be_replaced(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> Session:
    """Lock a voided session that has no successor, free what it took, and return it."""
    original, _ = await lock_session(db, org_id=org_id, session_id=session_id)
    if original.voided_at is None:
        raise NotVoided
    successor = await _SUCCESSOR.one_or_none(db, {"org_id": org_id, "session_id": session_id})
    if successor is not None:
        raise HasSuccessor(successor.id, successor.name)
    await release(db, org_id=org_id, session_ids=[session_id])  # a void of release 0.3.0 or before did not
    return original


def _moved(plan: Plan, starts_at: datetime | None, moving: Collection[str]) -> Plan:
    """Return a plan with another start, and with the sides of its windows in `moving` moved along."""
    if starts_at is None:
        return replace(plan, starts_at=None, ends_at=None)
    if plan.starts_at is None or plan.ends_at is None:
        raise NothingToMove
    by = wall_clock_of(starts_at, plan.zone) - wall_clock_of(plan.starts_at, plan.zone)
    windows = ((name, getattr(plan, name)) for name in moving)
    later: dict[str, Any] = {name: None if at is None else moved(at, by, plan.zone) for name, at in windows}
    copied = replace(plan, starts_at=starts_at, ends_at=starts_at + (plan.ends_at - plan.starts_at), **later)
    check_schedule(*copied.schedule)
    check_windows(copied.windows)
    return copied
