"""Reading a folder of example data, moving its dates, and refusing data that cannot be run."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lockstep_demo.data import (
    DAY,
    PlannedSession,
    csv_text,
    days_to_move,
    move,
    read_folder,
    session_row,
)
from lockstep_demo.failure import DemoError

ACADEMY = Path(__file__).parents[2] / "academy"
Edit = Callable[[str, str], Path]

GOOD = {
    "people.csv": "username;name;role\nada;Ada L.;learner\ngrace;Grace H.;coach\n",
    "courses.csv": "code;title;category\nM-1;Algebra;Maths\n",
    "sessions.csv": (
        "SessionName;Coach;DateStart;DateEnd;Users;Courses;SessionCategory\n"
        "Algebra 1;grace;2026-11-02 07:10:00;2026-11-02 07:55:00;ada;M-1;Maths\n"
    ),
}


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Write the good files with one of them replaced."""

    def write(name: str, text: str) -> Path:
        for file, content in (GOOD | {name: text}).items():
            (tmp_path / file).write_text(content, encoding="utf-8")
        return tmp_path

    return write


def test_the_academy_is_one_day_of_about_forty_sessions_that_the_default_policy_allows() -> None:
    day = read_folder(ACADEMY)
    assert 35 <= len(day.sessions) <= 45
    assert len({session.starts_at.date() for session in day.sessions}) == 1
    assert all(45 <= session.minutes <= 90 for session in day.sessions)
    assert len({len(session.learners) for session in day.sessions}) > 10


def test_nobody_in_the_academy_is_in_two_places_at_once() -> None:
    day = read_folder(ACADEMY)
    roles = {row["username"]: row["role"] for row in day.people.rows}
    assert len(roles) == len(day.people.rows)
    for person in roles:
        own = sorted(
            (session.starts_at, session.ends_at)
            for session in day.sessions
            if person == session.coach or person in session.learners
        )
        assert all(first[1] <= second[0] for first, second in pairwise(own)), person
    assert {roles[session.coach] for session in day.sessions} == {"coach"}
    assert {roles[learner] for session in day.sessions for learner in session.learners} == {"learner"}
    assert {code for session in day.sessions for code in session.courses} == {row["code"] for row in day.courses.rows}


def test_a_file_is_sent_as_it_was_read_but_for_the_dates(edit: Edit) -> None:
    day = read_folder(edit("people.csv", GOOD["people.csv"]))
    assert csv_text(day.people, day.people.rows) == GOOD["people.csv"]
    moved = move(day.sessions[0], 30)
    text = csv_text(day.sheet, [session_row(day.sheet, moved)])
    assert text == GOOD["sessions.csv"].replace("2026-11-02", "2026-12-02")


@pytest.mark.parametrize("text", ["\ufeff{}", "{}\n\n", "\n{}"])
def test_byte_order_marks_and_empty_lines_do_no_harm(edit: Edit, text: str) -> None:
    day = read_folder(edit("sessions.csv", text.format(GOOD["sessions.csv"])))
    assert [session.name for session in day.sessions] == ["Algebra 1"]


def test_commas_separate_where_the_header_has_no_semicolon(edit: Edit) -> None:
    day = read_folder(edit("people.csv", 'username,name,role\nada,"L., Ada",learner\n'))
    assert day.people.rows[0]["name"] == "L., Ada"


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(DemoError, match="there is no folder /nowhere/at/all"):
        read_folder(Path("/nowhere/at/all"))


def test_a_missing_file_is_named(edit: Edit) -> None:
    folder = edit("people.csv", "")
    (folder / "courses.csv").unlink()
    (folder / "people.csv").write_text(GOOD["people.csv"])
    with pytest.raises(DemoError, match=r"courses\.csv cannot be read: No such file"):
        read_folder(folder)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("people.csv", "", r"people\.csv has no rows"),
        ("people.csv", "username;name;role\n", r"people\.csv has no rows"),
        ("people.csv", "username;name\nada;Ada\n", r"people\.csv has no column role"),
        ("people.csv", "username;name;role\nada;Ada\n", r"people\.csv, line 2: 2 cells, the header has 3"),
        ("people.csv", 'username;name;role\n"ada;Ada;learner\n', r"people\.csv, line 2: "),
        ("sessions.csv", GOOD["sessions.csv"].replace("2026-11-02 07:10:00", "soon"), "line 2: DateStart is 'soon'"),
        ("sessions.csv", GOOD["sessions.csv"].replace("07:55", "07:05"), "line 2: DateEnd is not after DateStart"),
        ("sessions.csv", GOOD["sessions.csv"].replace(";ada;", ";;"), "line 2: Users is empty"),
        ("sessions.csv", GOOD["sessions.csv"].replace("Users", "Learners"), "no column Users"),
    ],
)
def test_a_malformed_file_is_refused_with_its_place(edit: Edit, name: str, text: str, complaint: str) -> None:
    folder = edit(name, text)
    with pytest.raises(DemoError, match=complaint):
        read_folder(folder)


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(edit: Edit) -> None:
    folder = edit("people.csv", "")
    (folder / "people.csv").write_bytes(b"username;name;role\nada;Ad\xe9;learner\n")
    with pytest.raises(DemoError, match=r"people\.csv, line 2: not UTF-8"):
        read_folder(folder)


def test_a_file_larger_than_one_import_is_refused(edit: Edit) -> None:
    folder = edit("people.csv", "username;name;role\n" + "ada;Ada;learner\n" * 70_000)
    with pytest.raises(DemoError, match="Split the file"):
        read_folder(folder)


CLOCKS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001 - local times


@given(now=CLOCKS, starts=st.lists(CLOCKS, min_size=1, max_size=8))
def test_moved_by_whole_days_the_last_session_ended_within_the_last_day(now: datetime, starts: list[datetime]) -> None:
    sessions = [
        PlannedSession(place, "x", "c", start, start + timedelta(minutes=45), ("l",), ())
        for place, start in enumerate(starts)
    ]
    days = days_to_move(sessions, now)
    moved = [move(session, days) for session in sessions]
    assert timedelta() <= now - max(session.ends_at for session in moved) < DAY
    assert [session.starts_at.time() for session in moved] == [session.starts_at.time() for session in sessions]
    assert [session.minutes for session in moved] == [session.minutes for session in sessions]
