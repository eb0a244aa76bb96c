"""Every mistake in a row is reported with its line and column, and the message says how to repair it."""

import functools
from collections.abc import Callable

import pytest
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.columns import Layouts
from sessions.imports.sheets.directory import CLASSES, COURSES, PEOPLE, class_row, course_row, person_row
from sessions.imports.sheets.enrolments import ENROLMENTS, enrolment_row
from sessions.imports.sheets.mistakes import Mistake
from sessions.imports.sheets.reading import read_sheet
from sessions.imports.sheets.sessions import SESSIONS, session_row

SESSION = {
    "SessionName": "Algebra",
    "Coach": "grace",
    "DateStart": "2026-11-02 07:10",
    "DateEnd": "2026-11-02 07:55",
    "Users": "ada|alan",
    "Courses": "MATH",
}
PERSON = {"username": "ada", "name": "Ada Lovelace", "role": "learner", "email": "ada@example.org"}
CHAMILO_PERSON = {"UserName": "ada", "LastName": "Lovelace", "FirstName": "Ada", "Status": "user"}
COURSE = {"code": "MATH-1", "title": "Algebra", "category": "Mathematics"}
CLASS = {"name": "7a", "members": "ada|alan"}
ENROLMENT = {"SessionName": "Algebra", "Username": "ada", "Action": "add", "Acceptance": "accepted"}


def session(row: Row) -> object:
    return session_row(row, zone="Europe/Prague", mode="online")


in_any = functools.partial(enrolment_row, session=None)

Case = tuple[Layouts, Callable[[Row], object], dict[str, str], dict[str, str], str, str]


def of(
    layouts: Layouts, parse: Callable[[Row], object], right: dict[str, str], *wrong: tuple[dict[str, str], str, str]
) -> list[Case]:
    return [(layouts, parse, right, cells, column, said) for cells, column, said in wrong]


DAY = {"DateStart": "2026-11-02", "DateEnd": "2026-11-02"}
CASES = [
    *of(
        SESSIONS,
        session,
        SESSION,
        ({"SessionName": ""}, "SessionName", "is empty"),
        ({"SessionName": "x" * 151}, "SessionName", "at most 150"),
        ({"SessionName": "bell \x07"}, "SessionName", "U+0007 at place 6"),
        ({"Coach": ""}, "Coach", "is empty"),
        ({"Coach": "grace|alan"}, "Coach", "must not contain white space or any of |"),
        ({"DateStart": "tomorrow"}, "DateStart", "is not a date like 2026-11-02"),
        ({"DateStart": "02.11.2026"}, "DateStart", "with the day first, or 2026-02-11 with the month first"),
        ({"DateStart": "2026-11/02"}, "DateStart", "is not a date like 2026-11-02"),
        ({"DateStart": "2026-11-02+01:00"}, "DateStart", "is not a date like 2026-11-02"),
        ({"DateStart": "2026-13-02"}, "DateStart", "is not a date that exists"),
        ({"DateStart": "2026-02-30 10:00"}, "DateStart", "is not a date that exists"),
        ({"DateStart": "2026-11-02 24:30"}, "DateStart", "is not a date that exists"),
        ({"DateStart": "2026-11-02 10:00+24:00"}, "DateStart", "is not a date that exists"),
        (
            {"DateStart": "2026-03-29 02:30:00"},
            "DateStart",
            "does not exist in Europe/Prague, because clocks go forward",
        ),
        ({"DateStart": "0001-01-01"}, "DateStart", "is not between 2000 and 2200"),
        ({"DateEnd": "9999-12-31"}, "DateEnd", "is not between 2000 and 2200"),
        ({"DateEnd": "2300-12-31"}, "DateEnd", "is not between 2000 and 2200"),
        ({"DateEnd": "2026-11-02 07:10:00"}, "DateEnd", "is not after DateStart"),
        (
            {"DisplayStartDate": "2026-11-02", "DisplayEndDate": "2026-11-01"},
            "DisplayEndDate",
            "after DisplayStartDate",
        ),
        ({"CoachStartDate": "x", "CoachEndDate": ""}, "CoachStartDate", "is not a date"),
        ({"ScheduleStart": "2026-11-02", "ScheduleEnd": ""}, "ScheduleEnd", "give both dates or neither"),
        ({"ScheduleStart": "", "ScheduleEnd": "2026-11-02"}, "ScheduleStart", "give both dates or neither"),
        ({"ScheduleStart": "2026-11-02", "ScheduleEnd": "2028-11-02"}, "ScheduleEnd", "more than 366 days after Sched"),
        ({"Users": "ada|ada"}, "Users", "'ada' is named twice; name it once"),
        ({"Users": "ada, alan"}, "Users", "write | between usernames"),
        ({"Users": "a" * 101}, "Users", "at most 100"),
        ({"Users": "|".join(f"u{n}" for n in range(1_001))}, "Users", "has 1001 entries; at most 1000"),
        ({"Courses": "MATH[grace"}, "Courses", "brackets that cannot be read; write CODE"),
        ({"Courses": "MATH]|BIO"}, "Courses", "brackets that cannot be read; write CODE"),
        ({"Courses": "MATH[a][b][c]"}, "Courses", "brackets that cannot be read; write CODE"),
        ({"Courses": "MATH[a[b]]"}, "Courses", "brackets that cannot be read; write CODE"),
        ({"Courses": "[grace]"}, "Courses", "has no course code; write CODE"),
        ({"Courses": "MATH,BIO"}, "Courses", "write | between courses"),
        ({"Courses": "M" * 41}, "Courses", "at most 40"),
        ({"Courses": "MATH[grace]|MATH"}, "Courses", "'MATH' is named twice, with different people"),
        ({"Courses": "MATH[grace,grace]"}, "Courses", "'grace' is named twice"),
        ({"Courses": "MATH[][ada lovelace]"}, "Courses", "'ada lovelace' is not a username"),
        ({"Courses": "|".join(f"C{n}" for n in range(51))}, "Courses", "more than 50 courses"),
        ({"Courses": "MATH[][bo,jo,mo]", "Seats": "2"}, "Courses", "3 learners; at most 2"),
        ({"Seats": "1"}, "Users", "2 learners; at most 1"),
        ({"Seats": "0"}, "Seats", "is not a whole number from 1 to 1000"),
        ({"Seats": "many"}, "Seats", "is not a whole number from 1 to 1000"),
        ({"VisibilityAfterExpiration": "5"}, "VisibilityAfterExpiration", "not one of read_only, accessible"),
        ({"Visibility": "perhaps"}, "Visibility", "not one of read_only, accessible"),
        ({"Mode": "onsite"}, "Mode", "is not one of online, in_person"),
        ({"Zone": "Mars/Olympus"}, "Zone", "is not an IANA time zone"),
        ({"Classes": "7a|7a"}, "Classes", "'7a' is named twice"),
        ({"SessionCategory": "x" * 151}, "SessionCategory", "at most 150"),
        ({"SessionDescription": "x" * 5_001}, "SessionDescription", "at most 5000"),
        ({"Room": "x" * 201}, "Room", "at most 200"),
        ({"CoCoaches": "grace"}, "CoCoaches", "'grace' is already the session coach"),
        ({"CoCoaches": "alan|alan:5"}, "CoCoaches", "'alan' is named twice"),
        ({"CoCoaches": "alan:2500|bo"}, "CoCoaches", "give each a share like ada:2500, or give none"),
        ({"CoCoaches": "alan:9000|bo:2000"}, "CoCoaches", "sum to 11000 basis points; at most 10000"),
        ({"CoCoaches": "|".join(f"c{n}" for n in range(20))}, "CoCoaches", "has 20 entries; at most 19"),
    ),
    *of(
        PEOPLE,
        person_row,
        PERSON,
        ({"username": "ada lovelace"}, "username", "must not contain white space"),
        ({"name": " "}, "name", "is empty"),
        ({"role": "boss"}, "role", "'boss' is not one of learner, coach"),
        ({"role": ""}, "role", "is empty"),
        ({"email": "ada"}, "email", "is not an e-mail address like"),
    ),
    *of(
        PEOPLE,
        person_row,
        CHAMILO_PERSON,
        ({"UserName": ""}, "UserName", "is empty"),
        ({"FirstName": ""}, "FirstName", "is empty"),
        ({"LastName": "x" * 199}, "LastName", "together with FirstName has 203 characters"),
        ({"Status": "drh"}, "Status", "has no equivalent role here; write one of learner, coach"),
        ({"Status": "sessionadmin"}, "Status", "has no equivalent role here; write one of"),
        ({"Status": "boss"}, "Status", "is not known; write one of learner, coach"),
        ({"Email": "x@"}, "Email", "is not an e-mail address like"),
    ),
    *of(
        COURSES,
        course_row,
        COURSE,
        ({"code": "MATH 1"}, "code", "is not a course code"),
        ({"code": "M" * 41}, "code", "at most 40"),
        ({"title": ""}, "title", "is empty"),
        ({"category": "x" * 151}, "category", "at most 150"),
    ),
    *of(
        CLASSES,
        class_row,
        CLASS,
        ({"name": "7a|7b"}, "name", "must not contain '|', which separates classes in lists"),
        ({"members": "ada|ada"}, "members", "is named twice"),
        ({"members": "ada alan"}, "members", "write | between usernames"),
    ),
    *of(
        ENROLMENTS,
        in_any,
        ENROLMENT,
        ({"SessionName": ""}, "SessionName", "is empty"),
        ({"Username": ""}, "Username", "is empty"),
        ({"Action": "drop"}, "Action", "is not one of add, remove"),
        ({"Acceptance": "maybe"}, "Acceptance", "is not one of invited, accepted, declined"),
        ({"Action": "remove"}, "Acceptance", "must be empty"),
    ),
]


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_found_at_its_line_and_column(case: Case) -> None:
    layouts, parse, right, wrong, column, said = case
    cells = right | wrong
    quoted = [f'"{cell}"' for cell in cells.values()]
    data = "\n".join([";".join(cells), ";".join(right.get(name, "") for name in cells), "", ";".join(quoted), ""])

    _, rows, errors = read_sheet(data.encode(), layouts=layouts, rows_max=2)

    assert errors == []
    assert [row.line for row in rows] == [2, 4]
    parse(rows[0])
    with pytest.raises(Mistake) as mistake:
        parse(rows[1])
    assert (mistake.value.column, said in mistake.value.detail) == (column, True), mistake.value.detail
