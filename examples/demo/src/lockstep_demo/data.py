"""A folder of example data: people.csv, courses.csv and sessions.csv. They are read and checked before any request."""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from lockstep_demo.failure import DemoError

PEOPLE_COLUMNS: Final = ("username", "name", "role")
COURSES_COLUMNS: Final = ("code", "title", "category")
SESSIONS_COLUMNS: Final = ("SessionName", "Coach", "DateStart", "DateEnd", "Users", "Courses", "SessionCategory")

WALL_CLOCK: Final = "%Y-%m-%d %H:%M:%S"
WALL_CLOCKS: Final = (WALL_CLOCK, "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
DAY: Final = timedelta(days=1)
FILE_BYTES_MAX: Final = 1_048_576
"""The most that the gateway accepts as one body."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file: its rows as they are written, each with its line, so that errors can name it."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    lines: tuple[int, ...]

    def fail(self, position: int, detail: str) -> DemoError:
        """Return an error in the row at this position."""
        return DemoError(f"{self.path}, line {self.lines[position]}: {detail}")


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One session of the file. Times are local times without a zone. `position` is its place in the file."""

    position: int
    name: str
    coach: str
    starts_at: datetime
    ends_at: datetime
    learners: tuple[str, ...]
    courses: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """Return the planned length in minutes, rounded up."""
        return math.ceil((self.ends_at - self.starts_at) / timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class TeachingDay:
    """Everything in a folder."""

    name: str
    people: Sheet
    courses: Sheet
    sheet: Sheet
    sessions: tuple[PlannedSession, ...]


def read_folder(folder: Path) -> TeachingDay:
    """Return the data of a folder. DemoError names the file, the line and the column that are wrong."""
    if not folder.is_dir():
        raise DemoError(
            f"there is no folder {folder}. Set DATA to a folder with people.csv, courses.csv and sessions.csv"
        )
    people = read_sheet(folder / "people.csv", PEOPLE_COLUMNS)
    courses = read_sheet(folder / "courses.csv", COURSES_COLUMNS)
    sheet = read_sheet(folder / "sessions.csv", SESSIONS_COLUMNS)
    return TeachingDay(folder.resolve().name, people, courses, sheet, planned_sessions(sheet))


def read_sheet(path: Path, needed: Sequence[str]) -> Sheet:
    """Return a CSV file's rows. The file is UTF-8, with or without a byte order mark, with semicolons or commas."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DemoError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > FILE_BYTES_MAX:
        raise DemoError(f"{path} has {len(data)} bytes, and one import takes at most {FILE_BYTES_MAX}. Split the file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DemoError(f"{path}, line {line}: not UTF-8. Save the file as UTF-8") from error
    delimiter = ";" if ";" in text.lstrip().split("\n", 1)[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: tuple[str, ...] = ()
    rows, lines = [], []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = _header(path, cells, needed)
            elif len(cells) != len(columns):
                raise DemoError(f"{path}, line {reader.line_num}: {len(cells)} cells, the header has {len(columns)}")
            else:
                rows.append(dict(zip(columns, (cell.strip() for cell in cells), strict=True)))
                lines.append(reader.line_num)
    except csv.Error as error:
        raise DemoError(f"{path}, line {reader.line_num}: {error}") from error
    if not rows:
        raise DemoError(f"{path} has no rows. Write rows below a header with the columns {';'.join(needed)}")
    return Sheet(path, columns, tuple(rows), tuple(lines))


def _header(path: Path, cells: Iterable[str], needed: Sequence[str]) -> tuple[str, ...]:
    columns = tuple(cell.strip() for cell in cells)
    if missing := [name for name in needed if name not in columns]:
        raise DemoError(f"{path} has no column {', '.join(missing)}. Add it to the header {';'.join(columns)}")
    return columns


def planned_sessions(sheet: Sheet) -> tuple[PlannedSession, ...]:
    """Return the sessions of a sheet. Each needs a start, a later end and learners, because it is delivered."""
    sessions = []
    for position, row in enumerate(sheet.rows):
        starts_at, ends_at = (_wall_clock(sheet, position, column) for column in ("DateStart", "DateEnd"))
        if ends_at <= starts_at:
            raise sheet.fail(position, "DateEnd is not after DateStart. Correct one of them")
        learners = _names(row["Users"])
        if not learners:
            raise sheet.fail(position, "Users is empty. Name a learner, because a session needs one to be completed")
        session = PlannedSession(
            position, row["SessionName"], row["Coach"], starts_at, ends_at, learners, _names(row["Courses"])
        )
        sessions.append(session)
    return tuple(sessions)


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name for part in cell.split("|") if (name := part.strip()))


def _wall_clock(sheet: Sheet, position: int, column: str) -> datetime:
    text = sheet.rows[position][column]
    for form in WALL_CLOCKS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - a local time; its zone is applied later
        except ValueError:
            continue
    raise sheet.fail(position, f"{column} is {text!r}. Write a date and time like 2026-11-02 07:10:00")


def days_to_move(sessions: Iterable[PlannedSession], now: datetime) -> int:
    """Return by how many whole days the sessions move so that the last one ended within the last day.

    `now` is a local time, too. Whole days keep every time of day and the order of the sessions.
    """
    return (now - max(session.ends_at for session in sessions)) // DAY


def move(session: PlannedSession, days: int) -> PlannedSession:
    """Return the session, this number of days later."""
    return replace(session, starts_at=session.starts_at + days * DAY, ends_at=session.ends_at + days * DAY)


def csv_text(sheet: Sheet, rows: Iterable[Mapping[str, str]]) -> str:
    """Return the rows as a file with the sheet's columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, sheet.columns, delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def session_row(sheet: Sheet, session: PlannedSession) -> dict[str, str]:
    """Return a session's row with its present dates."""
    dates = {"DateStart": session.starts_at.strftime(WALL_CLOCK), "DateEnd": session.ends_at.strftime(WALL_CLOCK)}
    return {**sheet.rows[session.position], **dates}
