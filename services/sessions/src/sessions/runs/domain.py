"""What a change of a course run means for what is planned inside it. Pure functions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sessions.batches.domain import SEATS_AT_ONCE_MAX, SESSIONS_AT_ONCE_MAX, Batch
from sessions.batches.errors import SeatsTakenIn
from sessions.organisation.domain import Invitations
from sessions.runs.errors import TooManyLessons
from sessions.session.domain import Session
from sessions.session.errors import SeatsTaken
from sessions.session.lessons.domain import COURSE_COACHES, FOLLOWED, following, learners_of_courses
from sessions.session.membership import CoursePerson
from sessions.session.schedule import WINDOW_FIELDS
from sessions.session.seats import RosterEdit, Seat, answer_in_lesson, edit_roster

_FOLLOWED_BY_SERIES: Final = tuple(name for name in FOLLOWED if name not in WINDOW_FIELDS)
"""A series has no windows: its sessions take those of the run."""


@dataclass(frozen=True, slots=True)
class RunChange:
    """A course run as a change left it, and what the change did to its roster and classes."""

    run: Session
    added: tuple[Seat, ...]
    answered: tuple[Seat, ...]
    removed: tuple[UUID, ...]
    class_ids: tuple[UUID, ...]


def run_change(before: Session, after: Session, *, of_courses: bool) -> RunChange | None:
    """Return what a change of a course run means for its lessons, or None if it means nothing.

    `of_courses` says that people of its courses have come, which the two sessions need not show.
    """
    was = {seat.person_id: seat for seat in before.roster}
    now = {seat.person_id: seat for seat in after.roster}
    change = RunChange(
        run=after,
        added=tuple(seat for seat in after.roster if seat.person_id not in was),
        answered=tuple(seat for seat in after.roster if seat.person_id in was and was[seat.person_id] != seat),
        removed=tuple(person_id for person_id in was if person_id not in now),
        class_ids=tuple(one for one in after.class_ids if one not in before.class_ids),
    )
    is_same = all(getattr(before, name) == getattr(after, name) for name in (*FOLLOWED, COURSE_COACHES))
    if is_same and not of_courses and not (change.added or change.answered or change.removed or change.class_ids):
        return None
    return change


def following_series(batch: Batch, run: Session) -> Batch:
    """Return a series with the values of its run, except for its own fields."""
    values: dict[str, Any] = {name: getattr(run, name) for name in _FOLLOWED_BY_SERIES if name not in batch.own_fields}
    return replace(batch, **values)


def following_lesson(lesson: Session, run: Session, series: Iterable[Batch]) -> Session:
    """Return a lesson with the values of its run, except for its own fields and those of its series."""
    own = {name for batch in series if batch.batch_id == lesson.batch_id for name in batch.own_fields}
    return following(lesson, run, own=own)


def following_roster(of: Session | Batch, change: RunChange, invitations: Invitations) -> RosterEdit:
    """Return the edit of the roster of a lesson or series that follows a change of its run.

    Who was taken off one lesson stays off it, because the change names only those who came to the run. An answer that
    was given for the lesson alone stays. Raises SeatsTaken, which names the lesson or series.
    """
    present = {seat.person_id: seat for seat in of.roster}
    coming = [seat for seat in change.added if seat.person_id not in present]
    staying = [
        seat
        for seat in (*change.added, *change.answered)
        if seat.person_id in present and not present[seat.person_id].answer.is_of_the_session
    ]
    try:
        return edit_roster(
            of.roster,
            add={
                seat.person_id: answer_in_lesson(seat, invitations, planned_by_coach=of.planned_by_coach)
                for seat in (*coming, *staying)
            },
            remove=[person_id for person_id in change.removed if person_id in present],
            seats_max=of.seats_max,
        )
    except SeatsTaken as error:
        raise SeatsTakenIn(of.name, error) from error


def following_course_people(
    lesson: Session, run: Session, people: Collection[CoursePerson]
) -> tuple[list[CoursePerson], list[CoursePerson]]:
    """Return the people of courses who come to a lesson and who leave it, so that it follows its run.

    `people` are those of the run and of the lesson. Its course coaches may be its own. Learners of a course leave it
    with the roster.
    """
    present = {one for one in people if one.session_id == lesson.session_id}
    wanted = learners_of_courses(lesson, [one for one in people if one.session_id == run.session_id]) - present
    if COURSE_COACHES in lesson.own_fields:
        return sorted(wanted), []
    coaches = {
        CoursePerson(lesson.session_id, one.course_id, one.person_id, "coach")
        for one in run.course_coaches
        if one.course_id in lesson.course_ids
    }
    leaving = [one for one in present - coaches if one.part == "coach"]
    return sorted(wanted | (coaches - present)), sorted(leaving)


def check_effort(lessons: Sequence[Session]) -> None:
    """Raise TooManyLessons for more lessons or seats than one change may write."""
    seats = sum(len(one.roster) for one in lessons)
    if len(lessons) > SESSIONS_AT_ONCE_MAX or seats > SEATS_AT_ONCE_MAX:
        raise TooManyLessons(len(lessons), seats, lessons_max=SESSIONS_AT_ONCE_MAX, seats_max=SEATS_AT_ONCE_MAX)
