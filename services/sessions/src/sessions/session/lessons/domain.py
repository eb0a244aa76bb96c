"""What a lesson takes from its course run. Pure functions.

Fields follow the run, except those that were given or changed on the lesson alone (`Session.own_fields`). The roster
follows change by change, so that a learner who was taken off one lesson stays off it.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sessions.organisation.domain import Invitations
from sessions.session.domain import NewSession, Plan, Session
from sessions.session.lessons.errors import LessonNeedsASchedule, NotACourseOfTheLesson
from sessions.session.membership import CoursePerson
from sessions.session.schedule import WINDOW_FIELDS, with_whole_windows
from sessions.session.seats import Seat, answer_in_lesson, check_seats

FOLLOWED: Final = (*WINDOW_FIELDS, "visibility", "category_id", "coaches", "course_ids")
"""The fields in which a lesson follows its run. Its courses bring their coaches and learners along."""
COURSE_COACHES: Final = "course_coaches"
"""The name in `own_fields` for the coaches of its courses, if they were changed on the lesson alone."""


def following(lesson: Session, run: Session, *, own: Collection[str]) -> Session:
    """Return a lesson with the values of its run, except for its own fields and the further ones in `own`."""
    kept = lesson.own_fields.union(own)
    values: dict[str, Any] = {name: getattr(run, name) for name in FOLLOWED if name not in kept}
    return replace(lesson, **values)


def lesson_of(new: NewSession, run: Session) -> NewSession:
    """Return a new session with what it takes from the run inside which it is planned.

    Raises LessonNeedsASchedule, and NotACourseOfTheLesson for coaches of a course that it does not have.
    """
    if new.plan.starts_at is None:
        raise LessonNeedsASchedule
    own = own_fields_of(new)
    plan: dict[str, Any] = {
        name: getattr(run, name) for name in (*WINDOW_FIELDS, "visibility") if name not in new.given
    }
    if "category" not in new.given:
        plan["category_id"] = run.category_id
    course_ids = new.course_ids if "course_ids" in own else run.course_ids
    if others := new.course_coaches.keys() - set(course_ids):
        raise NotACourseOfTheLesson(min(others))
    return replace(
        new,
        plan=replace(new.plan, **plan, zone=new.plan.zone or run.zone),
        coaches=new.coaches if "coaches" in own else run.coaches,
        course_ids=course_ids,
        course_coaches=new.course_coaches if COURSE_COACHES in own else _coaches_of_courses(run, course_ids),
    )


def copied_lesson(original: Session, plan: Plan, *, with_roster: bool) -> NewSession:
    """Return the copy of a lesson, with another plan. It is in the same run, and has the same fields of its own."""
    of_courses = {one.course_id for one in original.course_coaches}
    return NewSession(
        plan=plan,
        category=None,
        coaches=original.coaches,
        course_ids=original.course_ids,
        course_coaches={
            course_id: tuple(one.person_id for one in original.course_coaches if one.course_id == course_id)
            for course_id in of_courses
            if COURSE_COACHES in original.own_fields
        },
        roster={seat.person_id: None for seat in original.roster if with_roster},
        class_ids=(),
        run_id=original.run_id,
        given=frozenset("category" if name == "category_id" else name for name in original.own_fields),
    )


def own_fields_of(new: NewSession) -> frozenset[str]:
    """Return the fields of a new lesson that are its own: those that the request gives, of those that follow a run."""
    given = with_whole_windows({"category_id" if name == "category" else name for name in new.given})
    return given.intersection((*FOLLOWED, COURSE_COACHES))


def own_beside(lesson: Session, run: Session) -> frozenset[str]:
    """Return the own fields of a lesson that has values without regard to its run: its own, and those that differ."""
    differing = {name for name in FOLLOWED if getattr(lesson, name) != getattr(run, name)}
    if set(lesson.course_coaches) != {one for one in run.course_coaches if one.course_id in lesson.course_ids}:
        differing.add(COURSE_COACHES)
    return lesson.own_fields | with_whole_windows(differing)


def first_roster(
    run: Session, *, seats_max: int | None, invitations: Invitations, planned_by_coach: bool
) -> tuple[Seat, ...]:
    """Return the roster with which a lesson, or a series of lessons, of a run begins. Raises SeatsTaken."""
    check_seats(len(run.roster), seats_max)
    return tuple(
        Seat(seat.person_id, *answer_in_lesson(seat, invitations, planned_by_coach=planned_by_coach))
        for seat in run.roster
    )


def learners_of_courses(lesson: Session, of_run: Iterable[CoursePerson]) -> set[CoursePerson]:
    """Return the learners of courses whom a lesson takes from its run: of its own courses, and on its roster."""
    return {
        one._replace(session_id=lesson.session_id)
        for one in of_run
        if one.part == "learner" and one.course_id in lesson.course_ids and lesson.seat(one.person_id) is not None
    }


def _coaches_of_courses(run: Session, course_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    return {
        course_id: tuple(one.person_id for one in run.course_coaches if one.course_id == course_id)
        for course_id in course_ids
        if any(one.course_id == course_id for one in run.course_coaches)
    }
