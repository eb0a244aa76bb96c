"""What other programs write into files does not change what the files say."""

import pytest
from sessions.imports.sheets.directory import CLASSES, COURSES, PEOPLE, course_row
from sessions.imports.sheets.errors import UnreadableFile
from sessions.imports.sheets.mistakes import Mistake
from sessions.imports.sheets.reading import read_sheet
from sessions.imports.sheets.sessions import SESSIONS, session_row


def people(data: bytes) -> list[tuple[int, str, str, str]]:
    """Return the lines, usernames, names and addresses of a file of people in which every row can be read."""
    _, rows, errors = read_sheet(data, layouts=PEOPLE, rows_max=10)
    assert errors == []
    return [(row.line, row.username("username"), row.cell("name"), row.cell("email")) for row in rows]


@pytest.mark.parametrize(
    "data",
    [
        b"sep=;\r\nusername;name;role;email\r\nmia;Mia Holt;learner;\r\n",
        b"\xef\xbb\xbf\xef\xbb\xbfusername;name;role;email\nmia;Mia Holt;learner;\n",
        b'username, name, role, email\nmia, "Mia Holt", learner, ""\n',
        b"username\tname\trole\temail\nmia\tMia Holt\tlearner\n",
        b"username;name;role;email\nmia;Mia Holt;learner\n",
        b"username;name;role;email\nmia;Mia Holt;learner;\n\x1a",
        b"username;name;role;email\nmia;Mia Holt;learner;\n\x1a\n",
        b'username;name;role;email\n="mia";="Mia Holt";learner;=""\n',
        b"username;name;role;email;Shoe size;Joined\nmia;Mia Holt;learner;;41;2026-01-07\n",
    ],
)
def test_what_programs_add_to_a_file_does_not_change_what_it_says(data: bytes) -> None:
    (row,) = people(data)
    assert row[1:] == ("mia", "Mia Holt", "")


def test_columns_of_other_programs_are_named_and_left_out() -> None:
    header, [row], _ = read_sheet(
        b"SessionName;Tutor;DateStart;DateEnd;Status;Duration\nSpring;vera;;;5;90\n", layouts=SESSIONS, rows_max=1
    )
    assert header.hints == ("These columns are not imported: Status, Duration.",)
    assert row.cells == {"SessionName": "Spring", "Coach": "vera", "DateStart": "", "DateEnd": ""}
    header, [row], _ = read_sheet(b"title;description;\nGroup 7;Mornings\n", layouts=CLASSES, rows_max=1)
    assert (header.hints, row.cells) == ((), {"name": "Group 7", "description": "Mornings"})
    with pytest.raises(UnreadableFile, match="'Coach' is there twice"):
        read_sheet(b"SessionName;Coach;Coach;DateStart;DateEnd\n", layouts=SESSIONS, rows_max=1)
    header, _, _ = read_sheet(b"SessionName;Coach;Tutor;DateStart;DateEnd\n", layouts=SESSIONS, rows_max=1)
    assert header.hints == ("These columns are not imported: Tutor.",)


@pytest.mark.parametrize(
    ("courses", "whole"),
    [
        ("A1[vera][noor,sam]|B2", "A1[vera][noor,sam]|B2"),
        ("A1[vera,wim][noor,sam,kim]", "A1[vera,wim][noor,sam,kim]"),
        ('"A1[vera][noor,sam]"', "A1[vera][noor,sam]"),
    ],
)
def test_commas_inside_of_brackets_do_not_separate(courses: str, whole: str) -> None:
    text = f"SessionName,Coach,DateStart,DateEnd,Courses,Users\nSpring,vera,,,{courses},noor|sam\n"
    _, [row], errors = read_sheet(text.encode(), layouts=SESSIONS, rows_max=1)
    assert (errors, row.cell("Courses"), row.cell("Users")) == ([], whole, "noor|sam")


def test_a_bracket_that_is_never_closed_joins_nothing() -> None:
    _, rows, [error] = read_sheet(b"username,name,role\nada,[Ada,coach,x\n", layouts=PEOPLE, rows_max=1)
    assert (rows, error.name) == ([], "ada")


@pytest.mark.parametrize("number", ["1.23E+08", "1.23e+8", "4E+12", "12345.0", "0.0"])
def test_a_number_that_a_spreadsheet_has_rewritten_is_no_username_and_no_code(number: str) -> None:
    rows = f"{number};x;learner\n".encode()
    with pytest.raises(Mistake, match="a spreadsheet has rewritten"):
        people(b"username;name;role\n" + rows)
    _, [row], _ = read_sheet(f"code;title\n{number};x\n".encode(), layouts=COURSES, rows_max=1)
    with pytest.raises(Mistake, match="a spreadsheet has rewritten"):
        course_row(row)
    for column in ("Users", "Courses"):
        text = f"SessionName;Coach;DateStart;DateEnd;{column}\nSpring;vera;;;{number}\n"
        _, [row], _ = read_sheet(text.encode(), layouts=SESSIONS, rows_max=1)
        with pytest.raises(Mistake, match="a spreadsheet has rewritten"):
            session_row(row, zone="UTC", mode="online")
    assert people(f'username;name;role\n="{number}";x;learner\n'.encode())[0][1] == number


@pytest.mark.parametrize("username", ["00123", "12345", "1.5", "e10", "10e", "7E1", "v1.0"])
def test_other_numbers_are_usernames(username: str) -> None:
    assert people(f"username;name;role\n{username};x;learner\n".encode())[0][1] == username
