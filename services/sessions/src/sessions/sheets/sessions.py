"""Files of sessions, with Chamilo's columns and our own."""

import re
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

from contracts.sessions import Mode

from sessions import texts
from sessions.catalogue.domain import ROSTER_MAX
from sessions.session.domain import WHOLE_BASIS_POINTS
from sessions.session.schedule import Window, Windows
from sessions.session.visibility import Visibility
from sessions.sheets import dates
from sessions.sheets.cells import Row, named, usernames
from sessions.sheets.columns import Columns, Layouts
from sessions.sheets.course_lists import CourseEntry, read_courses
from sessions.sheets.mistakes import Mistake
from sessions.times import is_zone

CLASSES_MAX = 200
CO_COACHES_MAX = 19
"""The most co-coaches; the session coach is not one of them."""

Given = Literal[
    "co_coaches",
    "schedule",
    "access",
    "display",
    "coach_window",
    "visibility",
    "learners",
    "courses",
    "classes",
    "category",
    "description",
    "mode",
    "zone",
    "room",
    "seats_max",
]
"""The values of a session that a file may give."""

_PAIRS = (
    ("DisplayStartDate", "DisplayEndDate"),
    ("CoachStartDate", "CoachEndDate"),
    ("ScheduleStart", "ScheduleEnd"),
)
_SHARED = (
    "Users",
    "Courses",
    "SessionCategory",
    "SessionDescription",
    "Classes",
    *(column for pair in _PAIRS for column in pair),
    "CoCoaches",
    "Mode",
    "Zone",
    "Room",
    "Seats",
)
_REQUIRED = ("SessionName", "Coach", "DateStart", "DateEnd")
SESSIONS: Final[Layouts] = (
    Columns(_REQUIRED, (*_SHARED, "VisibilityAfterExpiration"), (), _PAIRS),
    # the layout of Chamilo's own export of sessions
    Columns(_REQUIRED, (*_SHARED, "Visibility"), ("SessionId",), _PAIRS),
)

_NO_WINDOW: Final = Window(None, None)
_MODES: Final[tuple[Mode, ...]] = get_args(Mode)
_VISIBILITIES: Final[dict[str, Visibility]] = {
    "1": "read_only",
    "readonly": "read_only",
    "visiblereadonly": "read_only",
    "2": "accessible",
    "accessible": "accessible",
    "visible": "accessible",
    "3": "not_accessible",
    "notaccessible": "not_accessible",
    "invisible": "not_accessible",
    "4": "list_only",
    "listonly": "list_only",
}
"""Chamilo's numbers and words, and ours. Case and the characters between words do not matter."""
_COLUMN_OF: Final[dict[Given, str]] = {
    "co_coaches": "CoCoaches",
    "display": "DisplayStartDate",
    "coach_window": "CoachStartDate",
    "learners": "Users",
    "courses": "Courses",
    "classes": "Classes",
    "category": "SessionCategory",
    "description": "SessionDescription",
    "room": "Room",
    "seats_max": "Seats",
}
"""The values that are given as soon as the file has the column. An empty cell means that there is none."""


class CoCoach(NamedTuple):
    """A co-coach's username, and their share of the earnings, if it is given."""

    username: str
    share_basis_points: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSession:
    """A session in the form of a file: people by username, courses by code, the others by name.

    In a file that is written, `learners` are the whole roster. In a file that is read, learners of courses may be
    missing there.
    """

    name: str
    coach: str
    co_coaches: tuple[CoCoach, ...]
    schedule: Window
    windows: Windows
    visibility: Visibility
    learners: tuple[str, ...]
    courses: tuple[CourseEntry, ...]
    classes: tuple[str, ...]
    category: str | None
    description: str
    mode: Mode
    zone: str
    room: str | None
    seats_max: int | None

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
    given: frozenset[Given]


def session_row(row: Row, *, zone: str, mode: Mode) -> SessionRow:
    """Return the session in a row. Raises Mistake.

    `zone` and `mode` are for sessions whose row gives none. Dates are wall clocks in the row's zone, unless they have
    an offset. DateStart and DateEnd are the access window. But if the file has no columns for a schedule, and they are
    at most 24 hours apart, they are the schedule, because that is a meeting.
    """
    zone = _zone(row) or zone
    schedule, access, meant = _schedule_and_access(row, zone=zone)
    visibility = _visibility(row)
    coach = row.username("Coach")
    given: set[Given] = {field for field, column in _COLUMN_OF.items() if column in row.cells} | meant
    given |= {"visibility"} if visibility else set()
    given |= {"mode"} if row.cell("Mode") else set()
    given |= {"zone"} if row.cell("Zone") else set()
    session = SessionRow(
        line=row.line,
        given=frozenset(given),
        name=row.text("SessionName", maximum=texts.SESSION_NAME_MAX),
        coach=coach,
        co_coaches=_co_coaches(row, coach),
        schedule=schedule,
        windows=Windows(
            *dates.window(row, "DisplayStartDate", "DisplayEndDate", zone=zone),
            *access,
            *dates.window(row, "CoachStartDate", "CoachEndDate", zone=zone),
        ),
        visibility=visibility or "read_only",
        learners=row.usernames("Users", limit=ROSTER_MAX),
        courses=read_courses("Courses", row.cell("Courses")),
        classes=row.class_names("Classes", limit=CLASSES_MAX),
        category=row.text("SessionCategory", maximum=texts.CATEGORY_MAX, minimum=0) or None,
        description=row.prose("SessionDescription", maximum=texts.DESCRIPTION_MAX),
        mode=_mode(row) or mode,
        zone=zone,
        room=row.text("Room", maximum=texts.NAME_MAX, minimum=0) or None,
        seats_max=_seats(row),
    )
    most = session.seats_max or ROSTER_MAX
    if len(session.roster) > most:
        column = "Users" if len(session.learners) > most else "Courses"
        raise Mistake(column, f"would give the session {len(session.roster)} learners; at most {most} are allowed")
    return session


def _schedule_and_access(row: Row, *, zone: str) -> tuple[Window, Window, set[Given]]:
    times = dates.window(row, "DateStart", "DateEnd", zone=zone)
    if "ScheduleStart" in row.cells:
        schedule = dates.window(row, "ScheduleStart", "ScheduleEnd", zone=zone)
        dates.check_schedule(schedule, "ScheduleStart", "ScheduleEnd")
        return schedule, times, {"schedule", "access"}
    if dates.is_within_a_day(times, zone):
        return times, _NO_WINDOW, {"schedule"}
    return _NO_WINDOW, times, {"access"} if times.is_set else set()


def _zone(row: Row) -> str | None:
    zone = row.cell("Zone")
    if zone and not is_zone(zone):
        raise Mistake("Zone", f"{named(zone)} is not an IANA time zone like Europe/Prague or UTC")
    return zone or None


def _mode(row: Row) -> Mode | None:
    mode = row.cell("Mode").lower()
    if mode and mode not in _MODES:
        raise Mistake("Mode", f"{named(mode)} is not one of {', '.join(_MODES)}")
    return mode or None


def _visibility(row: Row) -> Visibility | None:
    column = "Visibility" if "Visibility" in row.cells else "VisibilityAfterExpiration"
    value = row.cell(column)
    visibility = _VISIBILITIES.get(re.sub(r"[\s_-]", "", value).lower())
    if value and visibility is None:
        raise Mistake(column, f"{named(value)} is not one of {', '.join(get_args(Visibility))} or 1 to 4")
    return visibility


def _seats(row: Row) -> int | None:
    value = row.cell("Seats")
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", value) or not 1 <= int(value) <= ROSTER_MAX:
        raise Mistake("Seats", f"{named(value)} is not a whole number from 1 to {ROSTER_MAX}; empty means no limit")
    return int(value)


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
