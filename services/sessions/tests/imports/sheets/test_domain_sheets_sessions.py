"""Sessions in a file: what their dates, brackets, shares and words mean."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.course_lists import CourseEntry, read_courses
from sessions.imports.sheets.mistakes import Mistake
from sessions.imports.sheets.sessions import CoCoach, SessionRow, session_row
from sessions.session.schedule import Window

PRAGUE = "Europe/Prague"
NONE = Window(None, None)


def read(*, zone: str = PRAGUE, **cells: str) -> SessionRow:
    filled = {
        "SessionName": "Algebra",
        "Coach": "grace",
        "DateStart": "2026-11-02 07:10:00",
        "DateEnd": "2026-11-02 07:55:00",
    }
    return session_row(Row(2, filled | cells), zone=zone, mode="online")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-02 07:10:00", utc(2026, 11, 2, 6, 10)),
        ("2026-11-02T07:10", utc(2026, 11, 2, 6, 10)),
        ("2026/11/02 07:10:05", utc(2026, 11, 2, 6, 10, 5)),
        ("2026-11-02 07:10:05.25", utc(2026, 11, 2, 6, 10, 5, 250_000)),
        ("2026-07-02", utc(2026, 7, 1, 22, 0)),
        ("2026/7/2", utc(2026, 7, 1, 22, 0)),
        ("2026-10-25 02:30:00", utc(2026, 10, 25, 0, 30)),  # comes twice: the first is meant
        ("2026-10-25 02:30:00+01:00", utc(2026, 10, 25, 1, 30)),  # except if an offset says otherwise
        ("2026-11-02 07:10 -0500", utc(2026, 11, 2, 12, 10)),
        ("2026-11-02T07:10:00Z", utc(2026, 11, 2, 7, 10)),
        ("", None),
        ("0000-00-00", None),
        ("0000/00/00 00:00:00", None),
    ],
)
def test_dates_are_wall_clocks_of_the_zone(written: str, meant: datetime | None) -> None:
    assert read(DateStart=written, DateEnd="2026-12-31 12:00:00").windows.access_from == meant


@pytest.mark.parametrize("column", ["DateEnd", "DisplayEndDate", "CoachEndDate"])
def test_an_end_without_a_time_is_the_whole_day(column: str) -> None:
    dates = {"DateStart": "2026-11-02", "DateEnd": "2026-11-30", "DisplayStartDate": "", "CoachStartDate": ""}
    windows = read(zone="UTC", **dates | {"DisplayEndDate": "", "CoachEndDate": ""} | {column: "2026-11-20"}).windows

    ends = {"DateEnd": windows.access, "DisplayEndDate": windows.display, "CoachEndDate": windows.coach}
    assert ends[column].ends_at == utc(2026, 11, 21)


@pytest.mark.parametrize(
    ("zone", "day", "start", "end"),
    [
        ("Europe/Prague", "2026-10-25", utc(2026, 10, 24, 22), utc(2026, 10, 25, 23)),  # a day of 25 hours
        ("Europe/Prague", "2026-03-29", utc(2026, 3, 28, 23), utc(2026, 3, 29, 22)),  # a day of 23 hours
        ("America/Sao_Paulo", "2018-11-04", utc(2018, 11, 4, 3), utc(2018, 11, 5, 2)),  # the clocks skip its midnight
    ],
)
def test_a_day_is_a_day_when_clocks_change(zone: str, day: str, start: datetime, end: datetime) -> None:
    row = read(zone=zone, DateStart=day, DateEnd=day)

    assert (row.schedule, row.windows.access) == (Window(start, end), NONE)


MEETING = {"DateStart": "2026-11-02 07:10", "DateEnd": "2026-11-03 07:10"}
TERM = {"DateStart": "2026-11-02 07:10", "DateEnd": "2026-11-03 07:11"}
MEETING_TIMES = Window(utc(2026, 11, 2, 6, 10), utc(2026, 11, 3, 6, 10))
TERM_TIMES = Window(utc(2026, 11, 2, 6, 10), utc(2026, 11, 3, 6, 11))
LESSON = {"ScheduleStart": "2026-11-02 08:00", "ScheduleEnd": "2026-11-02 09:00"}
LESSON_TIMES = Window(utc(2026, 11, 2, 7), utc(2026, 11, 2, 8))


@pytest.mark.parametrize(
    ("cells", "schedule", "access", "given"),
    [
        (MEETING, MEETING_TIMES, NONE, {"schedule"}),
        (TERM, NONE, TERM_TIMES, {"access"}),
        (MEETING | {"DateStart": ""}, NONE, Window(None, MEETING_TIMES.ends_at), {"access"}),
        (MEETING | {"DateEnd": ""}, NONE, Window(MEETING_TIMES.starts_at, None), {"access"}),
        ({"DateStart": "", "DateEnd": ""}, NONE, NONE, set()),
        (MEETING | LESSON, LESSON_TIMES, MEETING_TIMES, {"schedule", "access"}),
        (TERM | {"ScheduleStart": "", "ScheduleEnd": ""}, NONE, TERM_TIMES, {"schedule", "access"}),
    ],
)
def test_dates_are_a_meeting_or_the_window_of_access(
    cells: dict[str, str], schedule: Window, access: Window, given: set[str]
) -> None:
    row = read(**cells)

    assert (row.schedule, row.windows.access, set(row.given)) == (schedule, access, given)


def test_the_zone_of_a_row_is_that_of_its_dates() -> None:
    row = read(Zone="America/New_York")

    assert row.schedule.starts_at == utc(2026, 11, 2, 12, 10)
    assert row.zone == "America/New_York"


def test_what_a_file_has_no_column_for_is_not_given() -> None:
    row = read()

    assert row.given == {"schedule"}
    assert (row.visibility, row.mode, row.zone, row.seats_max, row.room) == ("read_only", "online", PRAGUE, None, None)


def test_an_empty_cell_says_that_there_is_none_where_there_can_be_none() -> None:
    columns = ["Users", "Courses", "Classes", "SessionCategory", "SessionDescription", "CoCoaches", "Room", "Seats"]
    always = ["VisibilityAfterExpiration", "Mode", "Zone"]
    dates = ["DisplayStartDate", "DisplayEndDate", "CoachStartDate", "CoachEndDate", "ScheduleStart", "ScheduleEnd"]

    row = read(**dict.fromkeys([*columns, *always, *dates], ""))

    assert row.given == {
        *("learners", "courses", "classes", "category", "description", "co_coaches", "room", "seats_max"),
        *("display", "coach_window", "schedule", "access"),
    }
    assert (row.category, row.description, row.room, row.seats_max) == (None, "", None, None)


@pytest.mark.parametrize(
    ("cell", "visibility"),
    [
        ("1", "read_only"),
        ("read_only", "read_only"),
        ("ReadOnly", "read_only"),
        ("Visible read only", "read_only"),
        ("2", "accessible"),
        ("accessible", "accessible"),
        ("Visible", "accessible"),
        ("3", "not_accessible"),
        ("not_accessible", "not_accessible"),
        ("Invisible", "not_accessible"),
        ("4", "list_only"),
        ("list-only", "list_only"),
    ],
)
@pytest.mark.parametrize("column", ["VisibilityAfterExpiration", "Visibility"])
def test_visibility_is_written_as_in_chamilo_or_here(column: str, cell: str, visibility: str) -> None:
    row = read(**{column: cell})

    assert (row.visibility, "visibility" in row.given) == (visibility, True)


@pytest.mark.parametrize(
    ("cell", "entries"),
    [
        ("", ()),
        ("MATH", (CourseEntry("MATH"),)),
        ("MATH[]", (CourseEntry("MATH"),)),
        ("MATH[][]", (CourseEntry("MATH"),)),
        ("MATH[grace, alan]", (CourseEntry("MATH", ("grace", "alan")),)),
        ("MATH[][ada]", (CourseEntry("MATH", (), ("ada",)),)),
        ("MATH [grace] [ada,bo|cy]", (CourseEntry("MATH", ("grace",), ("ada", "bo", "cy")),)),
        (
            "A[x][u,v] | B | C[y]|",
            (CourseEntry("A", ("x",), ("u", "v")), CourseEntry("B"), CourseEntry("C", ("y",))),
        ),
        ("A[x][u]|A[x][u]|B", (CourseEntry("A", ("x",), ("u",)), CourseEntry("B"))),  # Chamilo exports it like this
    ],
)
def test_courses_name_their_coaches_and_learners_in_brackets(cell: str, entries: tuple[CourseEntry, ...]) -> None:
    assert read(Courses=cell).courses == entries


def test_learners_of_a_course_are_on_the_roster_too() -> None:
    row = read(Users="ada|bo", Courses="MATH[][bo,cy]|BIO[][dan]")

    assert row.learners == ("ada", "bo")
    assert row.roster == ("ada", "bo", "cy", "dan")


@given(st.text(alphabet="A[]|, ", max_size=30))
def test_no_brackets_crash(cell: str) -> None:
    with contextlib.suppress(Mistake):
        entries = read_courses("Courses", cell)
        assert all(entry.code.strip("[]|, ") for entry in entries)


def test_many_brackets_are_read_in_a_blink() -> None:
    begun = datetime.now(UTC)
    for cell in ("|" * 500_000, "[" * 500_000, "A" + " " * 500_000 + "]", "A[x]" + " " * 500_000 + "]"):
        with contextlib.suppress(Mistake):
            read_courses("Courses", cell)

    assert datetime.now(UTC) - begun < timedelta(seconds=5)  # a quadratic reader would take hours


@pytest.mark.parametrize(
    ("cell", "co_coaches", "coaches"),
    [
        ("", (), (("grace", None),)),
        ("alan|bo", (CoCoach("alan", None), CoCoach("bo", None)), (("grace", None), ("alan", None), ("bo", None))),
        (
            "alan:2500|bo:500",
            (CoCoach("alan", 2_500), CoCoach("bo", 500)),
            (("grace", 7_000), ("alan", 2_500), ("bo", 500)),
        ),
        ("a:b:10000", (CoCoach("a:b", 10_000),), (("grace", 0), ("a:b", 10_000))),
        ("a:b", (CoCoach("a:b", None),), (("grace", None), ("a:b", None))),
    ],
)
def test_the_sessions_own_coach_has_the_rest_of_the_shares(
    cell: str, co_coaches: tuple[CoCoach, ...], coaches: tuple[tuple[str, int | None], ...]
) -> None:
    row = read(CoCoaches=cell)

    assert (row.co_coaches, row.coaches) == (co_coaches, coaches)


@given(st.text(max_size=30) | st.from_regex(r"\A\d{4}-\d\d-\d\d( \d\d:\d\d([-+]\d\d:?\d\d)?)?\Z"))
def test_no_date_crashes(written: str) -> None:
    with contextlib.suppress(Mistake):
        read(DateStart=written)


@given(st.text(max_size=30))
def test_no_cell_crashes(cell: str) -> None:
    for column in ("CoCoaches", "Seats", "Zone", "Mode", "Visibility", "Classes", "Users", "Room"):
        with contextlib.suppress(Mistake):
            read(**{column: cell})
