"""The results for rows that plan lessons inside a course run, which their column CourseRun names."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from sessions.imports.checks.limits import check_seats
from sessions.imports.checks.names import CoursePart
from sessions.imports.checks.report import ImportedAcceptance
from sessions.imports.checks.sessions import WINDOWS, CheckedSession, ExistingSession
from sessions.imports.sheets.mistakes import Mistake
from sessions.organisation.domain import Invitations
from sessions.session.domain import Coach, Session
from sessions.session.lessons.domain import COURSE_COACHES, FOLLOWED
from sessions.session.schedule import with_whole_windows
from sessions.session.seats import Seat, answer_in_lesson

COLUMN: Final = "CourseRun"


@dataclass(frozen=True, slots=True)
class FileRun:
    """A course run that rows of a file name: it exists, or another row of the same part of the file makes it."""

    session: Session
    category: str | None
    classes: Collection[Any]
    course_people: Collection[CoursePart]

    @classmethod
    def existing(cls, found: ExistingSession) -> "FileRun":
        """Return a run that exists."""
        return cls(found.session, found.category, found.class_ids, found.course_people)

    @classmethod
    def made(cls, checked: CheckedSession) -> "FileRun | None":
        """Return the run that a row makes, or None if the row is wrong."""
        if checked.after is None or checked.before is not None:
            return None
        return cls(checked.after, checked.row.category, checked.class_ids, checked.course_people)


def as_lesson(checked: CheckedSession, run: FileRun | None, *, acceptance: ImportedAcceptance) -> CheckedSession:
    """Return the result for a row that names a course run. `run` is None if there is no such session.

    A new lesson takes from the run what the row leaves empty, and the learners of the run. What the row says otherwise
    than the run is the lesson's own. A session that exists stays where it is.
    """
    if checked.outcome.result == "error":
        return checked
    try:
        found = _run_of(checked, run)
        return checked if checked.before is not None else _planned(checked, found, acceptance=acceptance)
    except Mistake as mistake:
        return checked.refused(mistake)


def _run_of(checked: CheckedSession, run: FileRun | None) -> FileRun:
    name = checked.row.course_run
    if run is None:
        raise Mistake(COLUMN, f"there is no session {name!r}; import it first, before its lessons if the file is large")
    before, session = checked.before, run.session
    if before is not None and before.run_id is None:
        raise Mistake(COLUMN, "cannot be given to a session that is not planned inside a course run; leave it empty")
    if before is not None and before.run_id != session.session_id:
        raise Mistake(COLUMN, f"{name!r} is not the course run of this session, which stays in its run")
    if not session.is_run:
        raise Mistake(COLUMN, f"{name!r} takes place itself, so it is not a course run")
    if before is None and session.state == "cancelled":
        raise Mistake(COLUMN, f"the course run {name!r} is cancelled")
    if before is None and checked.row.schedule.starts_at is None:
        raise Mistake(COLUMN, "is given, so the row is a lesson, and a lesson needs ScheduleStart and ScheduleEnd")
    return run


def _planned(checked: CheckedSession, run: FileRun, *, acceptance: ImportedAcceptance) -> CheckedSession:
    row, after, session = checked.row, checked.after, run.session
    assert after is not None
    taken: dict[str, Any] = {"coaches": _coaches(checked, session)}
    for fields in WINDOWS.values():
        if all(getattr(after, name) is None for name in fields):
            taken |= {name: getattr(session, name) for name in fields}
    if "visibility" not in row.given:
        taken["visibility"] = session.visibility
    if row.category is None:
        row = replace(row, category=run.category)
    people = set(checked.course_people)
    if not row.courses:
        taken["course_ids"] = session.course_ids
        people = {one for one in run.course_people if one.part == "coach"}
    lesson = replace(after, **taken, run_id=session.session_id)
    invitations: Invitations = "everybody" if acceptance == "invited" else "individuals"
    of_run = {
        seat.person_id: Seat(seat.person_id, *answer_in_lesson(seat, invitations, planned_by_coach=False))
        for seat in session.roster
    }
    roster = tuple(sorted(({seat.person_id: seat for seat in after.roster} | of_run).values()))
    check_seats(len(roster), lesson.seats_max, COLUMN)
    people |= {one for one in run.course_people if one.part == "learner" and one.course_id in lesson.course_ids}
    own = {name for name in FOLLOWED if name != "category_id" and getattr(lesson, name) != getattr(session, name)}
    if row.category != run.category:
        own.add("category_id")
    if _coached(people) != {one for one in _coached(run.course_people) if one.course_id in lesson.course_ids}:
        own.add(COURSE_COACHES)
    return replace(
        checked,
        row=row,
        after=replace(lesson, roster=roster, own_fields=with_whole_windows(own)),
        is_other_category=row.category is not None,
        class_ids=tuple(dict.fromkeys((*run.classes, *checked.class_ids))),
        course_people=tuple(sorted(people)),
    )


def _coaches(checked: CheckedSession, run: Session) -> tuple[Coach, ...]:
    """Return the coaches of a lesson: those of the run, if the row names its session coach and gives no others."""
    assert checked.after is not None
    coaches = checked.after.coaches
    is_silent = not checked.row.co_coaches and coaches[0].person_id == run.coaches[0].person_id
    return run.coaches if is_silent else coaches


def _coached(people: Collection[CoursePart]) -> set[CoursePart]:
    return {one for one in people if one.part == "coach"}
