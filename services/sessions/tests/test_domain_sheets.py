"""CSV files: every mistake is found with its line and column."""

import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions.domain import sheets
from sessions.domain.sheets import Mistake, Row
from sessions.errors import UnreadableFile

PRAGUE = "Europe/Prague"


def session(**cells: str) -> Row:
    filled = {
        "SessionName": "Algebra",
        "Coach": "grace",
        "DateStart": "2026-11-02 07:10:00",
        "DateEnd": "2026-11-02 07:55:00",
        "Users": "ada|alan",
        "Courses": "MATH",
    }
    return Row(2, filled | cells)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [";", ","])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_files_are_read_with_either_delimiter_line_end_and_byte_order_mark(
    mark: bytes, delimiter: str, end: str
) -> None:
    lines = ["username;name;role", "ada;Ada Lovelace;learner", "", 'alan;"Alan Turing";Coach', ""]
    data = mark + end.join(lines).replace(";", delimiter).encode()

    rows, errors = sheets.read_sheet(data, sheets.PEOPLE)

    assert errors == []
    assert [(row.line, row.cells["name"]) for row in rows] == [(2, "Ada Lovelace"), (4, "Alan Turing")]
    assert [sheets.person_row(row).role for row in rows] == ["learner", "coach"]


def test_a_row_begins_where_its_first_line_is_even_when_cells_span_lines() -> None:
    data = b'username;name;role\nada;"Ada\nLovelace";learner\nalan;Alan;coach\n'

    rows, _ = sheets.read_sheet(data, sheets.PEOPLE)

    assert [row.line for row in rows] == [2, 4]


def test_rows_of_another_width_are_errors_of_their_line() -> None:
    _, errors = sheets.read_sheet(b"username;name;role\nada;Ada\nalan;Alan;coach;x\n", sheets.PEOPLE)

    assert [(error.line, error.name) for error in errors] == [(2, "ada"), (3, "alan")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"username;name\n", "'role' is missing"),
        (b"username;name;role;shoe\n", "'shoe' is not known"),
        (b"username;name;role;name\n", "'name' stands there twice"),
        (b"username;name;role\nada;\xff;learner\n", "line 2"),
        (b"username;name;role\nada;A\x00da;learner\n", "NUL"),
        (b'username;name;role\nada;"Ada;learner\n', "Line 2"),
        (b"username;name;role\n" + b"a;b;learner\n" * (sheets.ROWS_MAX + 1), "more than"),
    ],
)
def test_what_is_no_such_file_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        sheets.read_sheet(data, sheets.PEOPLE)


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    for columns in (sheets.PEOPLE, sheets.COURSES, sheets.SESSIONS):
        with contextlib.suppress(UnreadableFile):
            sheets.read_sheet(b";".join(name.encode() for name in columns.required) + b"\n" + data, columns)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-02 07:10:00", datetime(2026, 11, 2, 6, 10, tzinfo=UTC)),
        ("2026-11-02 07:10", datetime(2026, 11, 2, 6, 10, tzinfo=UTC)),
        ("2026/11/02 07:10:05", datetime(2026, 11, 2, 6, 10, 5, tzinfo=UTC)),
        ("2026-07-02", datetime(2026, 7, 1, 22, 0, tzinfo=UTC)),
        ("2026/7/2", datetime(2026, 7, 1, 22, 0, tzinfo=UTC)),
        ("2026-10-25 02:30:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # shown twice: the first is meant
    ],
)
def test_dates_are_wall_clocks_of_the_zone(written: str, meant: datetime) -> None:
    row = session(DateStart=written, DateEnd="2026-12-31 12:00:00")

    assert sheets.session_row(row, zone=PRAGUE).starts_at == meant


def test_an_end_without_a_time_is_the_whole_day() -> None:
    row = sheets.session_row(session(DateStart="2026-11-02", DateEnd="2026-11-02"), zone="UTC")

    assert (row.starts_at, row.ends_at) == (datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"SessionName": ""}, "SessionName"),
        ({"SessionName": "x" * 151}, "SessionName"),
        ({"SessionName": "bell \x07"}, "SessionName"),
        ({"Coach": ""}, "Coach"),
        ({"DateStart": "tomorrow"}, "DateStart"),
        ({"DateStart": "02.11.2026"}, "DateStart"),
        ({"DateStart": "2026-13-02"}, "DateStart"),
        ({"DateStart": "2026-02-30 10:00"}, "DateStart"),
        ({"DateStart": "2026-03-29 02:30:00"}, "DateStart"),  # clocks go forward over it
        ({"DateStart": "0001-01-01"}, "DateStart"),
        ({"DateEnd": "9999-12-31"}, "DateEnd"),
        ({"DateStart": ""}, "DateStart"),
        ({"DateEnd": ""}, "DateEnd"),
        ({"DateEnd": "2026-11-02 07:10:00"}, "DateEnd"),
        ({"DateEnd": "2028-11-02"}, "DateEnd"),
        ({"Users": "ada|ada"}, "Users"),
        ({"Users": "|".join(f"u{n}" for n in range(2_001))}, "Users"),
        ({"Courses": "MATH[grace][ada]"}, "Courses"),
        ({"SessionCategory": "x" * 151}, "SessionCategory"),
        ({"Classes": "7a"}, "Classes"),
    ],
)
def test_a_mistake_names_its_column(cells: dict[str, Any], column: str) -> None:
    with pytest.raises(Mistake) as mistake:
        sheets.session_row(session(**cells), zone=PRAGUE)
    assert mistake.value.column == column


@given(st.text(max_size=30))
def test_no_date_crashes(written: str) -> None:
    with contextlib.suppress(Mistake):
        sheets.session_row(session(DateStart=written), zone=PRAGUE)
