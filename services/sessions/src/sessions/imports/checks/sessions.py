"""The results for sessions in a file. Everybody and everything that a row names must exist."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from sessions.imports.checks.course_runs import MADE, check_stays
from sessions.imports.checks.limits import check_enrolments, check_seats
from sessions.imports.checks.matching import Found
from sessions.imports.checks.names import CoursePart, Known, Named, resolve
from sessions.imports.checks.report import ImportedAcceptance, ImportMode, Outcome, compared
from sessions.imports.sheets.mistakes import Mistake
from sessions.imports.sheets.session_columns import CELLS
from sessions.imports.sheets.sessions import SessionRow
from sessions.session.domain import (
    CHANGEABLE_AFTERWARDS,
    COURSES_MAX,
    TRAITS,
    Coach,
    Plan,
    Session,
    check_open,
    scheduled_session,
    split_shares,
)
from sessions.session.errors import AlreadyCancelled, AlreadyCompleted
from sessions.session.seats import Answer, RosterEdit, Seat, edit_roster, enrolled_by_file

WINDOWS: Final = {
    "display": ("display_from", "display_until"),
    "access": ("access_from", "access_until"),
    "coach_window": ("coach_from", "coach_until"),
}
"""The sides of each window that a file may give."""


class ExistingSession(NamedTuple):
    """A session as the database has it, with the other values that a file can have."""

    session: Session
    category: str | None
    class_ids: frozenset[UUID]
    course_people: frozenset[CoursePart]
    has_lessons: bool = False
    """Whether it is a course run inside which something was planned."""

    @property
    def id(self) -> UUID:
        """Return the session's id."""
        return self.session.session_id

    @property
    def key(self) -> str:
        """Return the session's name."""
        return self.session.name

    @property
    def external_id(self) -> str | None:
        """Return the session's id in another system."""
        return self.session.external_id


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSession:
    """The result for a session in a file.

    `after` is the changed session, but with its old roster and category: `edit` changes the roster, and a new category
    may still have to be created.
    """

    row: SessionRow
    outcome: Outcome
    before: Session | None = None
    after: Session | None = None
    is_other_category: bool = False
    edit: RosterEdit | None = None
    class_ids: tuple[UUID, ...] = ()
    course_people: tuple[CoursePart, ...] = ()

    @property
    def is_moved(self) -> bool:
        """Return whether it needs coaches, a room or a time that it did not have before."""
        if self.after is None:
            return False
        if self.before is None:
            return True
        return self.after.takes != self.before.takes

    def refused(self, mistake: Mistake) -> "CheckedSession":
        """Return the row as an error."""
        existing_id = None if self.before is None else self.before.session_id
        outcome = Outcome(self.row.line, "error", self.row.name, existing_id, mistake.column, mistake.detail)
        return CheckedSession(row=self.row, outcome=outcome, before=self.before)


def checked_session(
    row: SessionRow,
    meant: Found[ExistingSession],
    known: Known,
    *,
    org_id: UUID,
    session_id: UUID,
    import_mode: ImportMode,
    acceptance: ImportedAcceptance,
) -> CheckedSession:
    """Return the result for a session in a file. A new session gets the id, and added learners get the acceptance."""
    existing = meant.existing
    blank = CheckedSession(
        row=row,
        outcome=Outcome(row.line, "create", row.name),
        before=None if existing is None else existing.session,
    )
    try:
        if existing is None:
            found = resolve(row, None, (), known)
            answer = enrolled_by_file(acceptance, planned_by_coach=False)
            return _created(row, found, blank, org_id=org_id, session_id=session_id, answer=answer)
        found = resolve(row, existing.session, existing.course_people, known)
        return _changed(row, found, meant, import_mode=import_mode, acceptance=acceptance)
    except Mistake as mistake:
        return blank.refused(mistake)


def _created(
    row: SessionRow, found: Named, blank: CheckedSession, *, org_id: UUID, session_id: UUID, answer: Answer
) -> CheckedSession:
    people = dict.fromkeys((*found.learners, *found.members(found.class_ids)))
    check_seats(len(people), row.seats_max, "Seats" if row.seats_max else "Classes")
    plan = Plan(
        **{name: getattr(row, name) for name in TRAITS},
        **asdict(row.windows),
        name=row.name,
        external_id=row.external_id,
        room_id=found.room_id,
        starts_at=row.schedule.starts_at,
        ends_at=row.schedule.ends_at,
        zone=row.zone,
    )
    session = scheduled_session(
        plan,
        session_id=session_id,
        org_id=org_id,
        coaches=split_shares(found.coaches),
        course_ids=found.course_ids,
        roster=[Seat(person_id, *answer) for person_id in people],
    )
    return replace(
        blank,
        outcome=blank.outcome._replace(detail=MADE) if session.is_run else blank.outcome,
        after=session,
        is_other_category=row.category is not None,
        class_ids=found.class_ids,
        course_people=found.course_people,
    )


class _Difference(NamedTuple):
    """A difference of a session: the field, and the column that says so."""

    field: str
    column: str


def _changed(
    row: SessionRow,
    found: Named,
    meant: Found[ExistingSession],
    *,
    import_mode: ImportMode,
    acceptance: ImportedAcceptance,
) -> CheckedSession:
    existing = meant.existing
    assert existing is not None
    before = existing.session
    answer = enrolled_by_file(acceptance, planned_by_coach=before.planned_by_coach)
    class_ids = tuple(one for one in found.class_ids if one not in existing.class_ids)
    parts = tuple(part for part in found.course_people if part not in existing.course_people)
    seated = {seat.person_id for seat in before.roster}
    joining = [one for one in (*found.learners, *found.members(class_ids)) if one not in seated]
    course_ids = tuple(dict.fromkeys((*before.course_ids, *found.course_ids)))
    after = _after(row, found, before, course_ids)
    after = replace(after, name=row.name) if meant.is_renamed else after
    differing = _differences(row, before, after)
    if not seated.issuperset(found.users):
        differing.append(_Difference("roster", "Users"))
    if parts or course_ids != before.course_ids:
        differing.append(_Difference("course_ids", "Courses"))
    if class_ids:
        differing.append(_Difference("classes", "Classes"))
    is_other_category = "category" in row.given and row.category != existing.category
    if is_other_category:
        differing.append(_Difference("category_id", "SessionCategory"))
    _check_changeable(before, differing)
    check_stays(before, after, column=_schedule_columns(row)[0], has_lessons=existing.has_lessons)
    if len(course_ids) > COURSES_MAX:
        raise Mistake("Courses", f"would give the session {len(course_ids)} courses; at most {COURSES_MAX} are allowed")
    if joining or after.seats_max != before.seats_max:
        column = "Seats" if after.seats_max != before.seats_max else "Classes" if class_ids else "Users"
        check_seats(len(seated) + len(set(joining)), after.seats_max, column)
        check_enrolments(len(before.enrolments) + len(set(joining)), column)
    columns = list(dict.fromkeys(one.column for one in differing))
    kept = None if found.class_ids or existing.class_ids else _kept(row, found, before)
    outcome = compared(row.line, row.name, before.session_id, columns, import_mode=import_mode, kept=kept)
    if outcome.result == "error":
        return CheckedSession(row=row, outcome=outcome, before=before)
    return CheckedSession(
        row=row,
        outcome=outcome,
        before=before,
        after=after,
        is_other_category=is_other_category,
        edit=edit_roster(before.roster, add=dict.fromkeys(joining, answer), remove=(), seats_max=None),
        class_ids=class_ids,
        course_people=parts,
    )


def _after(row: SessionRow, found: Named, before: Session, course_ids: tuple[UUID, ...]) -> Session:
    values: dict[str, Any] = {
        name: getattr(row, name) for name in (*TRAITS, "zone", "external_id") if name in row.given
    }
    if "room" in row.given:
        values["room_id"] = found.room_id
    if "schedule" in row.given:
        values |= {"starts_at": row.schedule.starts_at, "ends_at": row.schedule.ends_at}
    for window, fields in WINDOWS.items():
        if window in row.given:
            values |= {name: getattr(row.windows, name) for name in fields}
    return replace(before, **values, coaches=_coaches(row, found, before), course_ids=course_ids)


def _coaches(row: SessionRow, found: Named, before: Session) -> tuple[Coach, ...]:
    """Return the coaches after a row. If it gives no shares, the old shares stay as long as the people are the same."""
    own = before.coaches[0]
    coach_id = found.coaches[0][0]
    if "co_coaches" not in row.given:
        if coach_id == own.person_id:
            return before.coaches
        if before.is_coach(coach_id):
            raise Mistake("Coach", f"{row.coach!r} is a co-coach of the session; name the co-coaches in CoCoaches")
        return (Coach(coach_id, own.share_basis_points), *before.coaches[1:])
    is_shared = any(share is not None for _, share in found.coaches)
    if coach_id == own.person_id:
        if not is_shared and {one for one, _ in found.coaches} == {coach.person_id for coach in before.coaches}:
            return before.coaches
        if set(split_shares(found.coaches)) == set(before.coaches):
            return before.coaches
    return split_shares(found.coaches)


def _differences(row: SessionRow, before: Session, after: Session) -> list[_Difference]:
    """Return the differences in the order of the columns, without roster, courses, classes and category."""
    start, end = _schedule_columns(row)
    columns = {
        "name": "SessionName",
        "starts_at": start,
        "ends_at": end,
        "access_from": "DateStart",
        "access_until": "DateEnd",
        "display_from": "DisplayStartDate",
        "display_until": "DisplayEndDate",
        "coach_from": "CoachStartDate",
        "coach_until": "CoachEndDate",
        **{"room_id" if one.field == "room" else one.field: one.column for one in CELLS},
    }
    found = []
    if after.coaches != before.coaches:
        is_other = after.coaches[0].person_id != before.coaches[0].person_id
        found.append(_Difference("coaches", "Coach" if is_other else "CoCoaches"))
    for field, column in columns.items():
        if getattr(before, field) != getattr(after, field):
            found.append(_Difference(field, column))
    return found


def _schedule_columns(row: SessionRow) -> tuple[str, str]:
    is_with_schedule = {"schedule", "access"} <= row.given
    return ("ScheduleStart", "ScheduleEnd") if is_with_schedule else ("DateStart", "DateEnd")


def _check_changeable(before: Session, differing: Sequence[_Difference]) -> None:
    """Raise Mistake if the session is completed or cancelled and a difference may not be made any more."""
    is_completed = before.state == "completed"
    stuck = [one for one in differing if not (is_completed and one.field in CHANGEABLE_AFTERWARDS)]
    if not stuck:
        return
    try:
        check_open(before)
    except (AlreadyCompleted, AlreadyCancelled) as error:
        columns = ", ".join(dict.fromkeys(one.column for one in stuck))
        raise Mistake(stuck[0].column, f"differs in {columns}. {error.detail} Leave the row out.") from error


def _kept(row: SessionRow, found: Named, before: Session) -> str | None:
    staying = len({seat.person_id for seat in before.roster} - set(found.learners))
    if "learners" not in row.given or not staying:
        return None
    return f"{staying} learners whom the row does not name stay on the roster"
