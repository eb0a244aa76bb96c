"""An export imports again with no change."""

import re
from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from contracts.instants import INSTANTS_BEFORE, INSTANTS_FROM
from hypothesis import given
from hypothesis import strategies as st
from sessions import texts
from sessions.catalogue.domain import PERSON_ROLES
from sessions.imports.sheets import dates, writing
from sessions.imports.sheets.course_lists import CourseEntry
from sessions.imports.sheets.directory import CLASSES, COURSES, PEOPLE, class_row, course_row, person_row
from sessions.imports.sheets.reading import read_header, read_rows
from sessions.imports.sheets.session_columns import SESSION_COLUMNS
from sessions.imports.sheets.sessions import GIVEN, SESSIONS, CoCoach, SheetSession, session_row
from sessions.session.schedule import Window, Windows

ZONES = ["Europe/Prague", "America/New_York", "Australia/Lord_Howe", "UTC", "America/Sao_Paulo"]
DELICATE = [  # around changes of clocks: a local time that comes twice in Prague, New York and on Lord Howe
    datetime(2026, 10, 25, 0, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 0, tzinfo=UTC),
    datetime(2026, 4, 4, 14, 30, tzinfo=UTC),
    datetime(2018, 2, 18, 1, 30, tzinfo=UTC),
]

characters = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\r") | st.sampled_from("='\";|@-")


def storable(maximum: int, *, minimum: int = 1, without: str = "") -> st.SearchStrategy[str]:
    """Build a strategy for names."""
    found = st.text(characters, min_size=minimum, max_size=min(maximum, 12)).map(texts.to_name)
    return found.filter(
        lambda text: (
            text == text.strip()
            and not set(without) & set(text)
            and texts.text_fault(text, maximum=maximum, minimum=minimum, is_name=True) is None
        )
    )


codes = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=6)
    .map(texts.to_name)
    .filter(
        lambda text: (
            re.fullmatch(texts.USERNAME_PATTERN, text) is not None
            and texts.text_fault(text, maximum=40, is_name=True) is None
        )
    )
)
instants = (
    (st.sampled_from(DELICATE) | st.datetimes(INSTANTS_FROM.replace(tzinfo=None), INSTANTS_BEFORE.replace(tzinfo=None)))
    .flatmap(
        lambda moment: st.integers(-200, 200).map(
            lambda minutes: moment.replace(tzinfo=UTC) + timedelta(minutes=minutes)
        )
    )
    .filter(lambda moment: INSTANTS_FROM <= moment < INSTANTS_BEFORE - timedelta(days=366))
)
external_ids = storable(texts.EXTERNAL_ID_MAX).filter(lambda text: texts.unseen_fault(text) is None)
usernames = st.lists(codes, unique=True, max_size=4).map(tuple)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start = draw(st.none() | instants)
    minutes = draw(st.none() | st.integers(1, 300_000))
    if start is None:
        return Window(None, draw(st.none() | instants))
    return Window(start, None if minutes is None else start + timedelta(minutes=minutes))


@st.composite
def schedules(draw: st.DrawFn) -> Window:
    start = draw(st.none() | instants)
    return Window(start, start + timedelta(minutes=draw(st.integers(1, 366 * 24 * 60))) if start else None)


@st.composite
def sessions(draw: st.DrawFn) -> SheetSession:
    coach, *others = draw(st.lists(codes, min_size=1, max_size=4, unique=True))
    shares = draw(st.lists(st.integers(0, 3_000), min_size=len(others), max_size=len(others)))
    entries = st.builds(CourseEntry, codes, usernames, usernames)
    return SheetSession(
        name=draw(storable(texts.SESSION_NAME_MAX)),
        coach=coach,
        co_coaches=tuple(CoCoach(name, share) for name, share in zip(others, shares, strict=True)),
        schedule=draw(schedules()),
        windows=Windows(*draw(windows()), *draw(windows()), *draw(windows())),
        visibility=draw(st.sampled_from(["read_only", "accessible", "not_accessible", "list_only"])),
        learners=draw(usernames),
        courses=tuple(draw(st.lists(entries, unique_by=lambda entry: entry.code, max_size=4))),
        classes=tuple(draw(st.lists(storable(texts.NAME_MAX, without="|"), unique=True, max_size=3))),
        category=draw(st.none() | storable(texts.CATEGORY_MAX)),
        description=draw(
            st.text(characters, max_size=20).filter(lambda text: not texts.text_fault(text, maximum=99, minimum=0))
        ),
        mode=draw(st.sampled_from(["online", "in_person"])),
        zone=draw(st.sampled_from(ZONES)),
        room=draw(st.none() | storable(texts.NAME_MAX)),
        seats_max=draw(st.none() | st.integers(20, 1_000)),
        external_id=draw(st.none() | external_ids),
    )


@given(st.lists(sessions(), min_size=1, max_size=3))
def test_exported_sessions_import_as_they_were(exported: list[SheetSession]) -> None:
    data = writing.head(SESSION_COLUMNS) + writing.lines(map(writing.session_cells, exported))

    header = read_header(data, layouts=SESSIONS, encoding="utf-8")
    piece = read_rows(header, data[header.start.offset :], header.start, is_last=True, limit=10)
    imported = [session_row(row, zone="Asia/Tokyo", mode="online") for row in piece.rows]

    assert (header.hints, piece.errors) == ((), [])
    assert [as_exported(row) for row in imported] == exported
    for row in imported:  # an empty cell says nothing about an id of another system
        assert row.given == GIVEN - (frozenset() if row.external_id else {"external_id"})


def as_exported(row: SheetSession) -> SheetSession:
    return SheetSession(**{field.name: getattr(row, field.name) for field in fields(SheetSession)})


@pytest.mark.parametrize(
    ("instant", "zone", "cell"),
    [
        (datetime(2026, 11, 2, 6, 10, tzinfo=UTC), "Europe/Prague", "2026-11-02 07:10:00"),
        (datetime(2026, 11, 2, 23, 0, tzinfo=UTC), "Europe/Prague", "2026-11-03 00:00:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Prague", "2026-10-25 02:30:00+0200"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Prague", "2026-10-25 02:30:00+0100"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "Europe/Prague", "2026-10-25 03:00:00"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/Prague", "2026-03-29 03:00:00"),
        (None, "UTC", ""),
    ],
)
def test_dates_are_wall_clocks_with_an_offset_where_clocks_show_them_twice(
    instant: datetime | None, zone: str, cell: str
) -> None:
    assert dates.written(instant, zone) == cell


def test_a_file_has_a_mark_semicolons_and_no_formulas() -> None:
    rows = [writing.person_cells(username="ada", name='=HYPERLINK("x")', role="learner", language="de")]

    data = writing.head(writing.PERSON_COLUMNS) + writing.lines(rows)

    assert data == (
        b'\xef\xbb\xbfusername;name;role;email;language;zone;external_id\r\nada;"\'=HYPERLINK(""x"")";learner;;de;;\r\n'
    )


@given(
    codes, storable(texts.NAME_MAX), st.sampled_from(PERSON_ROLES), st.none() | st.just("a@b"), st.none() | external_ids
)
def test_exported_people_import_as_they_were(
    username: str, name: str, role: str, email: str | None, external_id: str | None
) -> None:
    values = {"username": username, "name": name, "role": role, "email": email, "external_id": external_id}
    data = writing.head(writing.PERSON_COLUMNS) + writing.lines([writing.person_cells(**values)])  # type: ignore[arg-type]

    header = read_header(data, layouts=PEOPLE, encoding="utf-8")
    [row] = read_rows(header, data[header.start.offset :], header.start, is_last=True, limit=10).rows
    person = person_row(row)

    assert {field: getattr(person, field) for field in values} == values


@given(codes, storable(texts.NAME_MAX), st.none() | storable(texts.CATEGORY_MAX))
def test_exported_courses_import_as_they_were(code: str, title: str, category: str | None) -> None:
    data = writing.head(writing.COURSE_COLUMNS) + writing.lines(
        [writing.course_cells(code=code, title=title, category=category)]
    )

    header = read_header(data, layouts=COURSES, encoding="utf-8")
    [row] = read_rows(header, data[header.start.offset :], header.start, is_last=True, limit=10).rows
    course = course_row(row)

    assert (course.code, course.name, course.category, set(course.given)) == (code, title, category, {"category"})


@given(storable(texts.NAME_MAX, without="|"), st.text(characters, max_size=20), usernames)
def test_exported_classes_import_as_they_were(name: str, description: str, members: tuple[str, ...]) -> None:
    data = writing.head(writing.CLASS_COLUMNS) + writing.lines(
        [writing.class_cells(name=name, description=description, members=members)]
    )

    header = read_header(data, layouts=CLASSES, encoding="utf-8")
    [row] = read_rows(header, data[header.start.offset :], header.start, is_last=True, limit=10).rows
    found = class_row(row)

    assert (found.name, found.description, found.members) == (name, description, members)
