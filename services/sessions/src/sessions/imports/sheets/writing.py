"""Writing of sessions, people, courses and classes to files that can be imported again unchanged.

The files are UTF-8 with a byte order mark, because spreadsheets need it. Semicolons separate cells.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from sessions.imports.sheets import course_lists, dates
from sessions.imports.sheets.cells import EXTERNAL_ID, spell
from sessions.imports.sheets.session_columns import CELLS, SESSION_COLUMNS
from sessions.imports.sheets.sessions import CoCoach, SheetSession

PERSON_COLUMNS: Final = ("username", "name", "role", "email", "language", "zone", EXTERNAL_ID)
COURSE_COLUMNS: Final = ("code", "title", "category", EXTERNAL_ID)
CLASS_COLUMNS: Final = ("name", "description", "members", EXTERNAL_ID)


def head(columns: Sequence[str]) -> bytes:
    """Return the beginning of a file: the byte order mark and the names of its columns."""
    return codecs.BOM_UTF8 + lines([columns])


def lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows of cells as lines. A cell that a spreadsheet would run as a formula is written as text."""
    text = io.StringIO(newline="")
    minimal, quoted = csv.writer(text, delimiter=";"), csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    for row in rows:
        cells = [spell(cell) for cell in row]
        writer = quoted if any(cell.startswith(" ") for cell in cells) else minimal  # readers skip spaces before a cell
        writer.writerow(cells)
    return text.getvalue().encode()


def session_cells(session: SheetSession) -> tuple[str, ...]:
    """Return a session's cells, in the order of SESSION_COLUMNS. Its dates are wall clocks in its own zone."""
    zone = session.zone
    windows = session.windows
    starts = {
        "DateStart": windows.access.starts_at,
        "DisplayStartDate": windows.display.starts_at,
        "CoachStartDate": windows.coach.starts_at,
    }
    ends = {
        "DateEnd": windows.access.ends_at,
        "DisplayEndDate": windows.display.ends_at,
        "CoachEndDate": windows.coach.ends_at,
    }
    schedule = {"ScheduleStart": session.schedule.starts_at, "ScheduleEnd": session.schedule.ends_at}
    cells = {
        "SessionName": session.name,
        "Coach": session.coach,
        "Users": "|".join(session.learners),
        "Courses": course_lists.written(session.courses),
        "Classes": "|".join(session.classes),
        "SessionCategory": session.category or "",
        "CourseRun": session.course_run or "",
        "CoCoaches": "|".join(_co_coach(coach) for coach in session.co_coaches),
        **{column: dates.written_side(at, zone, is_end=False) for column, at in starts.items()},
        **{column: dates.written_side(at, zone, is_end=True) for column, at in ends.items()},
        **{column: dates.written(at, zone) for column, at in schedule.items()},
        **{one.column: one.written(getattr(session, one.field)) for one in CELLS},
    }
    return tuple(cells[column] for column in SESSION_COLUMNS)


def person_cells(
    *,
    username: str,
    name: str,
    role: str,
    email: str | None = None,
    language: str | None = None,
    zone: str | None = None,
    external_id: str | None = None,
) -> tuple[str, ...]:
    """Return a person's cells, in the order of PERSON_COLUMNS."""
    return (username, name, role, email or "", language or "", zone or "", external_id or "")


def course_cells(
    *, code: str, title: str, category: str | None = None, external_id: str | None = None
) -> tuple[str, ...]:
    """Return a course's cells, in the order of COURSE_COLUMNS."""
    return (code, title, category or "", external_id or "")


def class_cells(
    *, name: str, description: str, members: Iterable[str], external_id: str | None = None
) -> tuple[str, ...]:
    """Return a class's cells, in the order of CLASS_COLUMNS."""
    return (name, description, "|".join(members), external_id or "")


def _co_coach(coach: CoCoach) -> str:
    return coach.username if coach.share_basis_points is None else f"{coach.username}:{coach.share_basis_points}"
