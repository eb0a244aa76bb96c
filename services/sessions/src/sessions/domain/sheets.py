"""CSV files of people, courses and sessions: from bytes to rows, each mistake with its line and column."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple, get_args

from chassis.errors import FieldError

from sessions.domain import texts
from sessions.domain.sessions import EARLIEST, LATEST, ROSTER_MAX, SCHEDULE_DAYS_MAX, to_instant
from sessions.errors import UnreadableFile

ROWS_MAX = 5_000
COURSES_MAX = 50

PersonRole = Literal["learner", "coach", "guardian", "admin", "support"]
PERSON_ROLES: Final[tuple[PersonRole, ...]] = get_args(PersonRole)


class Columns(NamedTuple):
    """The columns of a kind of file. `later` ones are known but not yet supported: they must be empty."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


PEOPLE = Columns(("username", "name", "role"), ("email",))
COURSES = Columns(("code", "title"), ("category",))
SESSIONS = Columns(
    ("SessionName", "Coach", "DateStart", "DateEnd"),
    ("Users", "Courses", "SessionCategory", "SessionDescription"),
    (
        "VisibilityAfterExpiration",
        "DisplayStartDate",
        "DisplayEndDate",
        "CoachStartDate",
        "CoachEndDate",
        "Classes",
    ),
)


class Mistake(Exception):  # noqa: N818 - a mistake of the file, collected into the report and never a crash
    """What is wrong in one row, and in which column."""

    def __init__(self, column: str | None, detail: str) -> None:
        """Take the column, where there is one, and an understandable text."""
        super().__init__(detail)
        self.column = column
        self.detail = detail


class RowError(NamedTuple):
    """A mistake with its place; `name` is what the row calls its person, course or session."""

    line: int
    name: str
    column: str | None
    detail: str


class Row(NamedTuple):
    """One row: the line on which it begins, and its cells by column, without white space around them."""

    line: int
    cells: Mapping[str, str]

    def text(self, column: str, *, maximum: int, minimum: int = 1, pattern: str | None = None) -> str:
        """Return a cell's text or raise Mistake."""
        value = self.cells.get(column, "")
        if fault := texts.text_fault(value, maximum=maximum, minimum=minimum, pattern=pattern):
            raise Mistake(column, fault)
        return value

    def items(self, column: str, *, maximum: int, limit: int) -> tuple[str, ...]:
        """Return a cell's list, separated by `|`, or raise Mistake where one is named twice or there are too many."""
        values = tuple(item for part in self.cells.get(column, "").split("|") if (item := part.strip()))
        if len(values) > limit:
            raise Mistake(column, f"names {len(values)}, at most {limit} are allowed")
        seen: set[str] = set()
        for value in values:
            if fault := texts.text_fault(value, maximum=maximum):
                raise Mistake(column, f"{value[:100]!r} {fault}")
            if value in seen:
                raise Mistake(column, f"{value!r} is named twice")
            seen.add(value)
        return values


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a file. An email of None was not given."""

    line: int
    name: str
    username: str
    role: PersonRole
    email: str | None


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course in a file. `name` is its title."""

    line: int
    name: str
    code: str
    category: str | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in a file. `coach` and `learners` are usernames, `courses` codes; a description of None: no column."""

    line: int
    name: str
    coach: str
    starts_at: datetime | None
    ends_at: datetime | None
    learners: tuple[str, ...]
    courses: tuple[str, ...]
    category: str | None
    description: str | None


def read_sheet(data: bytes, columns: Columns) -> tuple[list[Row], list[RowError]]:
    """Return a file's rows, and those rows that have another number of cells than the header.

    The file is UTF-8, with or without a byte order mark, separated by the semicolons or else commas of its header.
    Raises UnreadableFile for what is not such a file, lacks a column or has an unknown one.
    """
    text = _decode(data)
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    errors: list[RowError] = []
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            started, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells, columns)
            elif len(cells) != len(header):
                detail = f"has {len(cells)} cells, the header has {len(header)}"
                errors.append(RowError(started, cells[0].strip()[: texts.NAME_MAX], None, detail))
            else:
                named = zip(header, (cell.strip() for cell in cells), strict=True)
                rows.append(Row(started, dict(named)))
            if len(rows) + len(errors) > ROWS_MAX:
                raise _unreadable(f"The file has more than {ROWS_MAX} rows; split it.")
    except csv.Error as error:
        raise _unreadable(f"Line {reader.line_num}: {error}.") from error
    if header is None:
        raise _unreadable(f"The file is empty; its first line names the columns {', '.join(columns.required)}.")
    return rows, errors


def _decode(data: bytes) -> str:
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _unreadable(f"The file is not UTF-8: line {line} has a byte that is not. Save it as UTF-8.") from error
    if "\0" in text:
        raise _unreadable(f"Line {text.count(chr(10), 0, text.index(chr(0))) + 1} contains a NUL character.")
    return text


def _header(cells: Iterable[str], columns: Columns) -> list[str]:
    known = {name.lower(): name for name in (*columns.required, *columns.optional, *columns.later)}
    header = [known.get(cell.strip().lower(), cell.strip()) for cell in cells]
    problems = [
        *(f"{name!r} is missing" for name in columns.required if name not in header),
        *(f"{name!r} is not known" for name in header if name not in known.values()),
        *(f"{name!r} stands there twice" for name in sorted(set(header)) if header.count(name) > 1),
    ]
    if problems:
        raise _unreadable(
            f"The columns are not as expected: {'; '.join(problems)}. Known: {', '.join(known.values())}."
        )
    return header


def _unreadable(detail: str) -> UnreadableFile:
    return UnreadableFile(detail, errors=[FieldError("body", detail)])


def person_row(row: Row) -> PersonRow:
    """Return the person in a row, or raise Mistake."""
    role = row.text("role", maximum=texts.NAME_MAX).lower()
    if role not in PERSON_ROLES:
        raise Mistake("role", f"{role!r} is not one of {', '.join(PERSON_ROLES)}")
    email = row.text("email", maximum=texts.EMAIL_MAX, minimum=0)
    if email:
        row.text("email", maximum=texts.EMAIL_MAX, pattern=texts.EMAIL_PATTERN)
    return PersonRow(
        line=row.line,
        name=row.text("name", maximum=texts.NAME_MAX),
        username=row.text("username", maximum=texts.USERNAME_MAX, pattern=texts.USERNAME_PATTERN),
        role=role,
        email=email or None,
    )


def course_row(row: Row) -> CourseRow:
    """Return the course in a row, or raise Mistake."""
    return CourseRow(
        line=row.line,
        name=row.text("title", maximum=texts.NAME_MAX),
        code=row.text("code", maximum=texts.CODE_MAX, pattern=texts.USERNAME_PATTERN),
        category=row.text("category", maximum=texts.CATEGORY_MAX, minimum=0) or None,
    )


def session_row(row: Row, *, zone: str) -> SessionRow:
    """Return the session in a row, its dates read as wall clocks in the zone, or raise Mistake."""
    for column in SESSIONS.later:
        if row.cells.get(column):
            raise Mistake(column, "is not supported yet; leave the column empty")
    starts_at = _instant(row, "DateStart", zone=zone, is_end=False)
    ends_at = _instant(row, "DateEnd", zone=zone, is_end=True)
    if (starts_at is None) != (ends_at is None):
        raise Mistake("DateStart" if starts_at is None else "DateEnd", "is empty; give both dates or neither")
    if starts_at is not None and ends_at is not None:
        if ends_at <= starts_at:
            raise Mistake("DateEnd", "is not after DateStart")
        if ends_at - starts_at > timedelta(days=SCHEDULE_DAYS_MAX):
            raise Mistake("DateEnd", f"is more than {SCHEDULE_DAYS_MAX} days after DateStart")
    courses = row.items("Courses", maximum=1_000, limit=COURSES_MAX)
    for course in courses:
        if "[" in course:
            raise Mistake("Courses", f"{course[:100]!r}: coaches and users of a course are not supported yet")
    has_description = "SessionDescription" in row.cells
    return SessionRow(
        line=row.line,
        name=row.text("SessionName", maximum=texts.SESSION_NAME_MAX),
        coach=row.text("Coach", maximum=texts.USERNAME_MAX),
        starts_at=starts_at,
        ends_at=ends_at,
        learners=row.items("Users", maximum=texts.USERNAME_MAX, limit=ROSTER_MAX),
        courses=courses,
        category=row.text("SessionCategory", maximum=texts.CATEGORY_MAX, minimum=0) or None,
        description=row.text("SessionDescription", maximum=texts.DESCRIPTION_MAX, minimum=0)
        if has_description
        else None,
    )


_WALL_CLOCK: Final = re.compile(
    r"(?P<year>\d{4})(?P<separator>[-/])(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})"
    r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?",
    re.ASCII,
)


def _instant(row: Row, column: str, *, zone: str, is_end: bool) -> datetime | None:
    """Return the instant in a cell, or None where it is empty. A date without time as the end is all of that day."""
    value = row.cells.get(column, "")
    if not value:
        return None
    match = _WALL_CLOCK.fullmatch(value)
    if match is None:
        raise Mistake(column, f"{value[:50]!r} is not a date like 2026-11-02 07:10:00, 2026-11-02 or 2026/11/02")
    parts = {name: int(match[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")}
    try:
        wall_clock = datetime(**parts)  # type: ignore[arg-type]  # noqa: DTZ001 - a wall clock has no zone until now
        if is_end and match["hour"] is None:
            wall_clock += timedelta(days=1)
        instant = to_instant(wall_clock, zone)
    except (ValueError, OverflowError) as error:
        raise Mistake(column, f"{value!r} is not a date that exists") from error
    if instant is not None and not EARLIEST <= instant <= LATEST:
        raise Mistake(column, f"{value!r} is not between {EARLIEST:%Y} and {LATEST:%Y}")
    if instant is None:
        raise Mistake(column, f"{value!r} does not exist in {zone}: clocks go forward over it")
    return instant
