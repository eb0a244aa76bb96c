"""Files of sessions, with Chamilo's columns and our own."""

import re
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from sessions import texts
from sessions.catalogue.domain import ROSTER_MAX
from sessions.imports.sheets import dates
from sessions.imports.sheets.cells import EXTERNAL_ID, Row, usernames
from sessions.imports.sheets.columns import Columns, Layouts
from sessions.imports.sheets.course_lists import CourseEntry, read_courses
from sessions.imports.sheets.date_orders import NO_ORDERS, DateOrders
from sessions.imports.sheets.mistakes import Mistake
from sessions.imports.sheets.session_columns import CELLS, OPTIONAL, PAIRS, REQUIRED, read_zone
from sessions.session.domain import WHOLE_BASIS_POINTS, Traits
from sessions.session.schedule import Window, Windows
from sessions.words import Mode

CLASSES_MAX = 200
CO_COACHES_MAX = 19
"""The most co-coaches; the session coach is not one of them."""

TUTOR: Final = (("Tutor", "Coach"), ("ExternalId", EXTERNAL_ID))
"""Chamilo's example file has the older name of the column of coaches."""

SESSIONS: Final[Layouts] = (
    Columns(REQUIRED, (*OPTIONAL, "VisibilityAfterExpiration"), (), PAIRS, TUTOR),
    # the layout of Chamilo's own export of sessions
    Columns(REQUIRED, (*OPTIONAL, "Visibility"), ("SessionId",), PAIRS, TUTOR),
)

_NO_WINDOW: Final = Window(None, None)
_COLUMN_OF: Final = {
    "co_coaches": "CoCoaches",
    "display": "DisplayStartDate",
    "coach_window": "CoachStartDate",
    "learners": "Users",
    "courses": "Courses",
    "classes": "Classes",
    "category": "SessionCategory",
}
"""The other values that are given as soon as the file has the column. An empty cell means that there is none."""
GIVEN: Final = frozenset({"schedule", "access", *_COLUMN_OF, *(one.field for one in CELLS)})
"""The values of a session that a file may give."""


class CoCoach(NamedTuple):
    """A co-coach's username, and their share of the earnings, if it is given."""

    username: str
    share_basis_points: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSession(Traits):
    """A session in the form of a file: people by username, courses by code, the others by name.

    In a file that is written, `learners` are the whole roster. In a file that is read, learners of courses may be
    missing there.
    """

    name: str
    coach: str
    co_coaches: tuple[CoCoach, ...]
    schedule: Window
    windows: Windows
    learners: tuple[str, ...]
    courses: tuple[CourseEntry, ...]
    classes: tuple[str, ...]
    category: str | None
    zone: str
    room: str | None = None
    external_id: str | None = None
    course_run: str | None = None
    """The name of the course run inside which it is planned."""

    @property
    def coaches(self) -> tuple[tuple[str, int | None], ...]:
        """Return the coaches for `split_shares`, the session coach first. Their share is what the others leave."""
        shares = [coach.share_basis_points for coach in self.co_coaches if coach.share_basis_points is not None]
        return ((self.coach, WHOLE_BASIS_POINTS - sum(shares) if shares else None), *self.co_coaches)

    @property
    def roster(self) -> tuple[str, ...]:
        """Return the session's learners, including those whom only a course names."""
        return tuple(dict.fromkeys((*self.learners, *(name for course in self.courses for name in course.learners))))


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow(SheetSession):
    """A session in a row. A value that is not `given` has its default, and is neither compared nor changed."""

    line: int
    given: frozenset[str]

    @property
    def key(self) -> str:
        """Return the name."""
        return self.name


def session_row(row: Row, *, zone: str, mode: Mode, orders: DateOrders = NO_ORDERS) -> SessionRow:
    """Return the session in a row. Raises Mistake.

    `zone` and `mode` are for sessions whose row gives none. `orders` say whether the day or the month is first. Dates
    are wall clocks in the row's zone, unless they have an offset. DateStart and DateEnd are the access window. But if
    the file has no columns for a schedule, and they are at most 24 hours apart, they are the schedule, because that is
    a meeting.
    """
    zone = read_zone(row) or zone
    clock = dates.Clock(zone, orders)
    schedule, access, meant = _schedule_and_access(row, clock)
    coach = row.username("Coach")
    row.check_not_rewritten("Courses")
    named = SessionRow(
        line=row.line,
        given=frozenset(meant.union(field for field, column in _COLUMN_OF.items() if column in row.cells)),
        name=row.text("SessionName", maximum=texts.SESSION_NAME_MAX),
        coach=coach,
        co_coaches=_co_coaches(row, coach),
        schedule=schedule,
        windows=Windows(
            *dates.window(row, "DisplayStartDate", "DisplayEndDate", clock),
            *access,
            *dates.window(row, "CoachStartDate", "CoachEndDate", clock),
        ),
        learners=row.usernames("Users", limit=ROSTER_MAX),
        courses=read_courses("Courses", row.cell("Courses")),
        classes=row.class_names("Classes", limit=CLASSES_MAX),
        category=row.text("SessionCategory", maximum=texts.CATEGORY_MAX, minimum=0) or None,
        mode=mode,
        zone=zone,
        course_run=row.text("CourseRun", maximum=texts.SESSION_NAME_MAX, minimum=0) or None,
    )
    session = _with_cells(named, row)
    most = session.seats_max or ROSTER_MAX
    # Lists may name a person in two spellings, so all together are counted when the people are known.
    for column, learners in (("Users", session.learners), *(("Courses", one.learners) for one in session.courses)):
        if len(learners) > most:
            raise Mistake(column, f"would give the session {len(learners)} learners; at most {most} are allowed")
    return session


def _with_cells(session: SessionRow, row: Row) -> SessionRow:
    """Return the session with the values that have a column of their own, as far as the row gives them."""
    values: dict[str, Any] = {}
    for one in CELLS:
        value = one.read(row)
        if one.column in row.cells if one.is_empty_a_value else value is not None:
            values[one.field] = value
    return replace(session, **values, given=session.given | values.keys())


def _schedule_and_access(row: Row, clock: dates.Clock) -> tuple[Window, Window, set[str]]:
    times = dates.window(row, "DateStart", "DateEnd", clock)
    if "ScheduleStart" in row.cells:
        schedule = dates.window(row, "ScheduleStart", "ScheduleEnd", clock)
        dates.check_schedule(schedule, "ScheduleStart", "ScheduleEnd")
        return schedule, times, {"schedule", "access"}
    if dates.is_within_a_day(times, clock.zone):
        return times, _NO_WINDOW, {"schedule"}
    return _NO_WINDOW, times, {"access"} if times.is_set else set()


def _co_coaches(row: Row, coach: str) -> tuple[CoCoach, ...]:
    """Return the co-coaches of `name|name` or `name:2500|name:1000` (basis points; the session coach has the rest)."""
    coaches = tuple(_co_coach(part.strip()) for part in row.cell("CoCoaches").split("|") if part.strip())
    names = usernames("CoCoaches", "|".join(co_coach.username for co_coach in coaches), limit=CO_COACHES_MAX)
    if coach in names:
        raise Mistake("CoCoaches", f"{coach!r} is already the session coach; name only the co-coaches")
    shares = [co_coach.share_basis_points for co_coach in coaches if co_coach.share_basis_points is not None]
    if shares and len(shares) != len(coaches):
        raise Mistake("CoCoaches", "gives a share to some of them; give each a share like ada:2500, or give none")
    if sum(shares) > WHOLE_BASIS_POINTS:
        raise Mistake(
            "CoCoaches",
            f"gives shares that sum to {sum(shares)} basis points; at most {WHOLE_BASIS_POINTS} are allowed",
        )
    return coaches


def _co_coach(item: str) -> CoCoach:
    username, colon, share = item.rpartition(":")
    if username and colon and re.fullmatch(r"[0-9]{1,5}", share):
        return CoCoach(username, int(share))
    return CoCoach(item, None)
