"""Workbooks (.xlsx) through HTTP: the first sheet as people see it, with the rows of the sheet in the report."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet
from sessions.imports import decode
from sessions.imports.sheets import workbook

from ..conftest import School, refused
from ..helpers.importing import begin, found, rows_of, work, worker_of

PEOPLE = ("username", "name", "role")
SESSIONS = ("SessionName", "Coach", "DateStart", "DateEnd")
TYPE = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def first(made: Workbook) -> Worksheet:
    """Return the first sheet of a workbook."""
    return made.worksheets[0]


def book(*rows: tuple[Any, ...], change: Callable[[Workbook], None] | None = None) -> bytes:
    """Return a workbook whose first sheet has these rows."""
    made = Workbook()
    for row in rows:
        first(made).append(row)
    if change is not None:
        change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one part changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def moment(hour: int, minute: int = 0, second: int = 0, microsecond: int = 0) -> datetime:
    """Return a time of one day. A cell has no zone."""
    return datetime(2026, 12, 1, hour, minute, second, microsecond)  # noqa: DTZ001


async def usernames(school: School) -> set[str]:
    rows = await school.rows("SELECT username FROM people WHERE name LIKE 'New%'")
    return {row[0] for row in rows}


@pytest.mark.parametrize("headers", [TYPE, {}, {"Content-Type": "text/csv; charset=windows-1250"}])
async def test_a_workbook_is_recognised_by_its_content(school: School, headers: dict[str, str]) -> None:
    data = book(PEOPLE, ("žofie", "New Žofie\nŘíhová; Má", "learner"))
    answer = await school.send("admin", "POST", "/v1/imports/people", data, headers)

    assert answer.status_code == 422, answer.text  # the name has a line break
    assert found(answer.json()["report"]) == [(2, "error", "name")]
    answer = await school.send(
        "admin", "POST", "/v1/imports/people", book(PEOPLE, ("žofie", "New Ž", "learner")), headers
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["hints"] == ["The sheet 'Sheet' was read."]
    assert await usernames(school) == {"žofie"}


async def test_cells_are_read_as_people_see_them(school: School) -> None:
    def change(made: Workbook) -> None:
        first(made)["A3"].number_format = "00000"
        first(made)["A9"].data_type = "s"
        first(made)["F9"] = " "

    data = book(
        PEOPLE,
        (12345.0, "New A", "learner"),
        (123, "New B", "learner"),
        ("00123x", "New C", "learner", None),
        ("1.23E+08", "New D", "learner"),
        (True, "New E", "learner"),
        (987654321012, "New F", "learner"),
        (),
        ("=plain", " New G ", "learner"),
        change=change,
    )
    report = await school.ok("admin", "POST", "/v1/imports/people", data)

    assert await usernames(school) == {"12345", "00123", "00123x", "1.23E+08", "TRUE", "987654321012", "=plain"}
    assert [row["line"] for row in report["results"]] == [2, 3, 4, 5, 6, 7, 9]


@pytest.mark.parametrize(
    ("start", "end", "form"),
    [
        (moment(9), moment(10), "dd/mm/yyyy hh:mm"),
        (moment(9, 0, 0, 400), moment(9, 59, 59, 999_900), "m/d/yy h:mm AM/PM"),
        ("2026-12-01 09:00", "2026-12-01 10:00", "@"),
    ],
)
async def test_dates_are_those_of_the_sheet(school: School, start: object, end: object, form: str) -> None:
    def change(made: Workbook) -> None:
        for cell in first(made)[2]:
            cell.number_format = form

    data = book(SESSIONS, ("New", "coach-1", start, end), change=change)
    await school.ok("admin", "POST", "/v1/imports/sessions", data, zone="Europe/Prague")

    [(starts_at, ends_at)] = await school.rows("SELECT starts_at, ends_at FROM sessions WHERE name = 'New'")
    assert f"{starts_at:%Y-%m-%dT%H:%M:%S}" == "2026-12-01T08:00:00"
    assert f"{ends_at:%Y-%m-%dT%H:%M:%S}" == "2026-12-01T09:00:00"


async def test_a_day_of_the_sheet_is_the_whole_day(school: School) -> None:
    def change(made: Workbook) -> None:
        made.epoch = CALENDAR_MAC_1904
        first(made)["C2"], first(made)["D2"] = date(2026, 9, 1), date(2027, 6, 30)

    data = book(SESSIONS, ("New", "coach-1"), change=change)
    await school.ok("admin", "POST", "/v1/imports/sessions", data, zone="UTC")

    [(access_from, access_until)] = await school.rows("SELECT access_from, access_until FROM sessions")
    assert (f"{access_from:%Y-%m-%d}", f"{access_until:%Y-%m-%d}") == ("2026-09-01", "2027-07-01")


async def test_what_is_no_value_is_an_error_of_its_row_and_column(school: School) -> None:
    data = book(
        ("username", "name", "role", "note"),
        ("=LOWER(B2)", "New A", "learner", "=1+1"),
        ("b", "#N/A", "learner", "#REF!"),
        ("c", "New C", "learner", "=1+1"),
        (time(9), "New D", "learner"),
    )
    answer = await school.send("admin", "POST", "/v1/imports/people", data, partial="true")

    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert found(report) == [(2, "error", "username"), (3, "error", "name"), (4, "create", None), (5, "create", None)]
    assert "formula (A2) without a stored result" in report["results"][0]["detail"]
    assert "error #N/A of the spreadsheet (B3)" in report["results"][1]["detail"]


async def test_the_stored_result_of_a_formula_counts_even_if_it_is_empty(school: School) -> None:
    data = book(
        ("username", "name", "role", "email"), ("x", "New X", "learner", "=LOWER(B2)"), ("=A2", "New Y", "learner")
    )
    data = rewritten(
        data,
        SHEET,
        lambda xml: xml.replace(b'<c r="A3"><f>A2</f><v /></c>', b'<c r="A3" t="str"><f>A2</f><v>yy</v></c>'),
    )
    data = rewritten(
        data,
        SHEET,
        lambda xml: xml.replace(
            b'<c r="D2"><f>LOWER(B2)</f><v /></c>', b'<c r="D2" t="str"><f>LOWER(B2)</f><v></v></c>'
        ),
    )
    await school.ok("admin", "POST", "/v1/imports/people", data)

    assert await usernames(school) == {"x", "yy"}


async def test_the_first_sheet_that_is_shown_is_read_and_named(school: School) -> None:
    def change(made: Workbook) -> None:
        first(made).sheet_state = "hidden"
        chart = BarChart()
        chart.add_data(Reference(first(made), 1, 1))
        made.create_chartsheet("Chart").add_chart(chart)
        second = made.create_sheet("Shown")
        second.append(PEOPLE)
        second.append(("second", "New second", "learner"))
        made.active = 2

    report = await school.ok(
        "admin", "POST", "/v1/imports/people", book(PEOPLE, ("first", "New first", "learner"), change=change)
    )

    assert await usernames(school) == {"second"}
    assert report["hints"] == ["The sheet 'Shown' was read.", "These sheets of the workbook were not read: 'Sheet'."]


def merged(made: Workbook) -> None:
    first(made).merge_cells("B2:B3")


def opendocument() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return file.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
PERSON = ("a", "New A", "learner")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (OLE, "old workbook (.xls)"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (opendocument(), "OpenDocument"),
        (book(PEOPLE, PERSON)[:-200], "damaged"),
        (b"PK\x03\x04" + b"x" * 50, "damaged"),
        (book(PEOPLE, PERSON, PERSON, change=merged), "The cells B2:B3 of the sheet 'Sheet' are merged"),
        (rewritten(book(PEOPLE, PERSON), SHEET, lambda _: LAUGHS), "damaged"),
        (rewritten(book(PEOPLE, PERSON), SHEET, lambda xml: xml[:-40]), "damaged"),
        (rewritten(book(PEOPLE, PERSON), SHEET, lambda xml: xml + b" " * workbook.UNPACKED_BYTES_MAX), "32 MiB"),
        (book(), "The file is empty"),
        (book(("=A2", "name", "role")), "A cell of the first row has a formula (A1)"),
        (b"username;name;role\n", "but it is none"),
    ],
)
async def test_other_and_hostile_files_are_refused_with_what_to_do(school: School, data: bytes, says: str) -> None:
    answer = await school.send("admin", "POST", "/v1/imports/people", data, TYPE)

    assert says in refused(answer, 422, "unreadable-file")
    assert "openpyxl" not in answer.text


async def test_an_encoding_is_no_parameter_of_a_workbook(school: School) -> None:
    answer = await school.send("admin", "POST", "/v1/imports/people", book(PEOPLE, PERSON), encoding="windows-1250")
    assert "Leave encoding out" in refused(answer, 422, "unreadable-file")


async def test_a_long_text_that_many_cells_share_does_not_fill_the_disk(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "TEXT_BYTES_MAX", 1_000_000)
    data = book(PEOPLE, *(("x" * 30_000,) * 3 for _ in range(50)))
    assert len(data) < 50_000

    answer = await school.send("admin", "POST", "/v1/imports/people", data)

    assert "as text" in refused(answer, 422, "unreadable-file")


async def test_a_row_in_column_xfd_or_far_below_costs_nothing(school: School) -> None:
    cell = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
    far = (cell.format(1_048_576, "XFD") + cell.format(99_999_999_999, "A")).encode()
    data = rewritten(book(PEOPLE, PERSON), SHEET, lambda xml: xml.replace(b"</sheetData>", far + b"</sheetData>"))
    answer = await school.send("admin", "POST", "/v1/imports/people", data)

    assert answer.status_code == 202, answer.text  # a million empty lines are more than a request reads
    assert answer.elapsed.total_seconds() < 20


async def test_a_large_workbook_is_imported_in_the_background_with_the_rows_of_its_sheet(school: School) -> None:
    rows = [(f"w{n}", f"New\n{n}" if n == 3 else f"New {n}", "learner") for n in range(5_100)]
    async with worker_of(school) as engine:
        import_id = await begin(school, "people", book(PEOPLE, (), *rows), partial="true")
        await work(engine)

        [wrong] = await rows_of(school, import_id, result="error")
        last = (await rows_of(school, import_id))[-1]
    assert (wrong["line"], wrong["column"]) == (6, "name")
    assert (last["line"], last["name"]) == (5_102, "New 5099")
