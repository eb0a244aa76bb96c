"""Files in the form that Chamilo's administrators have are read without changes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from sessions.imports.sheets.cells import Row
from sessions.imports.sheets.columns import Layouts
from sessions.imports.sheets.course_lists import CourseEntry
from sessions.imports.sheets.directory import CLASSES, COURSES, PEOPLE, class_row, course_row, person_row
from sessions.imports.sheets.enrolments import ENROLMENTS, SESSION_ENROLMENTS, enrolment_row
from sessions.imports.sheets.errors import UnreadableFile
from sessions.imports.sheets.reading import Header, read_sheet
from sessions.imports.sheets.sessions import SESSIONS, SessionRow, session_row
from sessions.session.schedule import Windows

Parsed = TypeVar("Parsed")


def read(text: str, layouts: Layouts, parse: Callable[[Row], Parsed]) -> tuple[Header, list[Parsed]]:
    header, rows, errors = read_sheet(text.encode(), layouts=layouts, rows_max=100)
    assert errors == []
    return header, [parse(row) for row in rows]


def session(row: Row) -> SessionRow:
    return session_row(row, zone="Europe/Brussels", mode="in_person")


def test_a_session_import_with_all_columns() -> None:
    text = (
        "SessionName;Coach;DateStart;DateEnd;Users;Courses;VisibilityAfterExpiration;DisplayStartDate;DisplayEndDate;"
        "CoachStartDate;CoachEndDate;Classes;SessionCategory;SessionDescription\r\n"
        "Spring term;vera;2026/02/02;2026/06/19;noor|sam;BIO101[vera,wim][noor,sam]|CHEM[wim][]|ART;not_accessible;"
        '2026/01/15;2026/07/31;2026/01/20;0000-00-00;3B|4C;Sciences;"Two labs;\r\n""open"" ones"\r\n'
        "Evening;wim;2026-03-05 19:00:00;2026-03-05 20:30:00;;;;;;;;;;\r\n"
    )

    header, [term, evening] = read(text, SESSIONS, session)

    assert header.hints == ()
    assert term.windows == Windows(
        display_from=datetime(2026, 1, 14, 23, tzinfo=UTC),
        display_until=datetime(2026, 7, 31, 22, tzinfo=UTC),
        access_from=datetime(2026, 2, 1, 23, tzinfo=UTC),
        access_until=datetime(2026, 6, 19, 22, tzinfo=UTC),
        coach_from=datetime(2026, 1, 19, 23, tzinfo=UTC),
        coach_until=None,
    )
    assert not term.schedule.is_set
    assert term.visibility == "not_accessible"
    assert term.courses == (
        CourseEntry("BIO101", ("vera", "wim"), ("noor", "sam")),
        CourseEntry("CHEM", ("wim",), ()),
        CourseEntry("ART", (), ()),
    )
    assert (term.classes, term.category, term.description) == (("3B", "4C"), "Sciences", 'Two labs;\r\n"open" ones')
    assert term.roster == ("noor", "sam")
    assert (evening.line, evening.schedule.starts_at) == (4, datetime(2026, 3, 5, 18, tzinfo=UTC))
    assert evening.windows == Windows()
    assert "visibility" not in evening.given


def test_a_session_import_with_commas_has_its_brackets_in_quotation_marks() -> None:
    text = (
        "SessionName,Coach,DateStart,DateEnd,Users,Courses\n"
        'Spring,vera,2026/02/02,2026/06/19,noor|sam,"BIO[vera,wim][noor,sam]|CHEM[vera][noor]"\n'
    )

    _, [row] = read(text, SESSIONS, session)

    assert row.courses == (
        CourseEntry("BIO", ("vera", "wim"), ("noor", "sam")),
        CourseEntry("CHEM", ("vera",), ("noor",)),
    )


def test_a_session_export() -> None:
    text = (
        "SessionId;SessionName;Coach;DateStart;DateEnd;Visibility;SessionCategory;Users;Courses\n"
        '7;Spring;vera;"2026-02-02 08:00:00";"2026-06-19 17:00:00";2;Sciences;noor|sam;'
        "BIO[vera][noor,sam]|BIO[vera][noor,sam]\n"
    )

    header, [row] = read(text, SESSIONS, session)

    assert header.hints == ("These columns are not imported: SessionId.",)
    assert (row.name, row.visibility, row.courses) == (
        "Spring",
        "accessible",
        (CourseEntry("BIO", ("vera",), ("noor", "sam")),),
    )


def test_a_user_import() -> None:
    text = (
        "LastName;FirstName;Email;UserName;Password;AuthSource;OfficialCode;language;PhoneNumber;Status;ExpiryDate;"
        "Courses;Sessions;ClassId;\n"
        "Åkesson;Zoë;zoe@example.org;zoe;s3cret;platform;A1;swedish;+46 8;user;0000-00-00 00:00:00;BIO|CHEM;3;1;\n"
        "Muñoz;Iker;;iker;;;;;;teacher;;;;;\n"
        "Peeters;An;;an;;;;;;;;;;\n"
    )

    header, people = read(text, PEOPLE, person_row)

    assert [(person.name, person.username, person.role, person.email) for person in people] == [
        ("Zoë Åkesson", "zoe", "learner", "zoe@example.org"),
        ("Iker Muñoz", "iker", "coach", None),
        ("An Peeters", "an", "learner", None),
    ]
    assert [person.given for person in people] == [{"role", "email"}, {"role"}, set()]
    assert "Password, AuthSource, OfficialCode, language" in header.hints[0]


def test_passwords_are_never_in_a_row() -> None:
    _, [row], _ = read_sheet(b"LastName;FirstName;UserName;Password\nB;A;ab;s3cret\n", layouts=PEOPLE, rows_max=1)

    assert "s3cret" not in repr(row)


def test_a_course_import() -> None:
    text = (
        "Code;Title;CourseCategory;CourseCategoryName;Teacher;Language\nBIO101;Cells;SCI;Sciences;vera|wim;english\n"
        "ART;Drawing;;;;\n"
    )

    header, courses = read(text, COURSES, course_row)

    assert [(course.code, course.name, course.category) for course in courses] == [
        ("BIO101", "Cells", "SCI"),
        ("ART", "Drawing", None),
    ]
    assert header.hints == ("These columns are not imported: CourseCategoryName, Teacher, Language.",)


def test_a_class_import_has_commas_between_users() -> None:
    text = 'name;description;users\n"Class 3B";"Mornings";vera,noor,sam\n3C;;\n'

    _, classes = read(text, CLASSES, class_row)

    assert [(item.name, item.description, item.members) for item in classes] == [
        ("Class 3B", "Mornings", ("vera", "noor", "sam")),
        ("3C", "", ()),
    ]
    assert classes[0].given == {"description", "members"}


@pytest.mark.parametrize("text", ["name\n3B\n", "name;members\n3B;noor|sam\n", "name;description\n3B;Mornings\n"])
def test_a_class_needs_only_a_name(text: str) -> None:
    _, [row] = read(text, CLASSES, class_row)

    assert row.name == "3B"
    assert row.given == set(text.split("\n", 1)[0].split(";")) - {"name"}


def test_a_file_of_a_sessions_users_names_no_session() -> None:
    text = "username;\nnoor;\nsam;\n"

    with pytest.raises(UnreadableFile, match="'SessionName' is missing"):
        read_sheet(text.encode(), layouts=ENROLMENTS, rows_max=9)
    _, rows = read(text, SESSION_ENROLMENTS, lambda row: enrolment_row(row, session="Spring"))

    assert [(row.session, row.name, row.action, row.acceptance) for row in rows] == [
        ("Spring", "noor", "add", None),
        ("Spring", "sam", "add", None),
    ]


def test_enrolments_add_and_remove() -> None:
    text = "SessionName;Username;Action;Acceptance\nSpring;noor;;Accepted\nSpring;sam;REMOVE;\n"

    _, rows = read(text, ENROLMENTS, lambda row: enrolment_row(row, session=None))

    assert [(row.session, row.name, row.action, row.acceptance) for row in rows] == [
        ("Spring", "noor", "add", "accepted"),
        ("Spring", "sam", "remove", None),
    ]


def test_a_date_without_its_counterpart_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="'DisplayStartDate' is there without 'DisplayEndDate'"):
        read_sheet(b"SessionName;Coach;DateStart;DateEnd;DisplayStartDate\n", layouts=SESSIONS, rows_max=1)
