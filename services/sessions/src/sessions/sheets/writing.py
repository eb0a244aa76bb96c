"""Writing of sessions, people, courses and classes to files that can be imported again unchanged.

The files are UTF-8 with a byte order mark, because spreadsheets need it. Semicolons separate cells.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from sessions.session.schedule import Window
from sessions.sheets import course_lists, dates
from sessions.sheets.cells import spell
from sessions.sheets.sessions import CoCoach, SheetSession

SESSION_COLUMNS: Final = (
    "SessionName",
    "Coach",
    "DateStart",
    "DateEnd",
    "Users",
    "Courses",
    "VisibilityAfterExpiration",
    "DisplayStartDate",
    "DisplayEndDate",
    "CoachStartDate",
    "CoachEndDate",
    "Classes",
    "SessionCategory",
    "SessionDescription",
    "CoCoaches",
    "ScheduleStart",
    "ScheduleEnd",
    "Zone",
    "Mode",
    "Room",
    "Seats",
)
PERSON_COLUMNS: Final = ("username", "name", "role", "email")
COURSE_COLUMNS: Final = ("code", "title", "category")
CLASS_COLUMNS: Final = ("name", "description", "members")


def head(columns: Sequence[str]) -> bytes:
    """Return the beginning of a file: the byte order mark and the names of its columns."""
    return codecs.BOM_UTF8 + lines([columns])


def lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows of cells as lines. A cell that a spreadsheet would run as a formula is written as text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerows([spell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def session_cells(session: SheetSession) -> tuple[str, ...]:
    """Return a session's cells, in the order of SESSION_COLUMNS. Its dates are wall clocks in its own zone."""
    zone = session.zone
    return (
        session.name,
        session.coach,
        *_window(session.windows.access, zone),
        "|".join(session.learners),
        course_lists.written(session.courses),
        session.visibility,
        *_window(session.windows.display, zone),
        *_window(session.windows.coach, zone),
        "|".join(session.classes),
        session.category or "",
        session.description,
        "|".join(_co_coach(coach) for coach in session.co_coaches),
        *_window(session.schedule, zone),
        zone,
        session.mode,
        session.room or "",
        "" if session.seats_max is None else str(session.seats_max),
    )


def person_cells(*, username: str, name: str, role: str, email: str | None) -> tuple[str, ...]:
    """Return a person's cells, in the order of PERSON_COLUMNS."""
    return (username, name, role, email or "")


def course_cells(*, code: str, title: str, category: str | None) -> tuple[str, ...]:
    """Return a course's cells, in the order of COURSE_COLUMNS."""
    return (code, title, category or "")


def class_cells(*, name: str, description: str, members: Iterable[str]) -> tuple[str, ...]:
    """Return a class's cells, in the order of CLASS_COLUMNS."""
    return (name, description, "|".join(members))


def _window(window: Window, zone: str) -> tuple[str, str]:
    return (dates.written(window.starts_at, zone), dates.written(window.ends_at, zone))


def _co_coach(coach: CoCoach) -> str:
    return coach.username if coach.share_basis_points is None else f"{coach.username}:{coach.share_basis_points}"
