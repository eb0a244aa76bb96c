"""Dates of spreadsheets through HTTP: the whole file decides how they are read, and the report says it."""

import pytest
from sessions.imports.kinds.sessions import SessionsImporter

from ..conftest import School
from ..helpers.importing import begin, file, found, import_in_background, rows_of, status, work, worker_of

PATH = "/v1/imports/sessions"
HEADER = "SessionName;Coach;DateStart;DateEnd"


def rows(*times: str) -> bytes:
    return file(HEADER, [f"S{n};coach-1;{time}" for n, time in enumerate(times)])


async def starts(school: School) -> dict[str, str]:
    read = await school.rows("SELECT name, starts_at FROM sessions")
    return {name: f"{starts_at:%Y-%m-%d %H:%M}" for name, starts_at in read if starts_at}


async def test_a_late_date_decides_how_an_early_one_is_read(school: School) -> None:
    data = rows("01/12/2026 9:00;01/12/2026 10:00", "12/31/2026 5:00 PM;12/31/2026 6:00 PM")
    report = await school.ok("admin", "POST", PATH, data, zone="UTC")

    assert await starts(school) == {"S0": "2026-01-12 09:00", "S1": "2026-12-31 17:00"}
    assert report["date_orders"] == [
        {"separator": "/", "order": "month_first", "line": 3, "value": "12/31/2026 5:00 PM"}
    ]
    assert report["hints"] == ["Dates with '/' were read with the month first, as in '12/31/2026 5:00 PM' (line 3)."]


async def test_dates_in_doubt_are_refused_with_both_readings_until_the_sender_decides(school: School) -> None:
    data = rows("01.12.2026 9:00;01.12.2026 10:00", "2026-12-02 9:00 AM;2026-12-02 10:00 AM")
    answer = await school.send("admin", "POST", PATH, data, zone="UTC")

    report = answer.json()["report"]
    assert found(report) == [(2, "error", "DateStart"), (3, "create", None)]
    assert "2026-12-01 with the day first, or 2026-01-12 with the month first" in report["results"][0]["detail"]
    assert (report["date_orders"], await starts(school)) == ([], {})

    report = await school.ok("admin", "POST", PATH, data, zone="UTC", date_order="day_first")
    assert await starts(school) == {"S0": "2026-12-01 09:00", "S1": "2026-12-02 09:00"}
    assert report["date_orders"] == [{"separator": ".", "order": "day_first", "line": None, "value": None}]


async def test_the_worker_reads_dates_as_the_whole_file_says(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    import_in_background(monkeypatch, SessionsImporter, rows_per_step=1)
    data = rows("1. 2. 2027 9:00;1. 2. 2027 10:00", "31. 3. 2027 9:00;31. 3. 2027 10:00")
    async with worker_of(school) as engine:
        import_id = await begin(school, "sessions", data, zone="UTC")
        await work(engine)

    assert await starts(school) == {"S0": "2027-02-01 09:00", "S1": "2027-03-31 09:00"}
    read = await status(school, import_id)
    assert read["date_orders"][0]["line"] == 3
    assert [row["result"] for row in await rows_of(school, import_id)] == ["create", "create"]


async def test_a_window_is_exported_with_the_dates_that_it_had_and_imports_again_unchanged(school: School) -> None:
    data = file(
        f"{HEADER};DisplayStartDate;DisplayEndDate",
        ["Run;coach-1;2026/09/01;2027/06/30;2026-08-01 12:00;2027-07-31"],
    )
    await school.ok("admin", "POST", PATH, data, zone="Europe/Prague")

    exported = await school.send("admin", "GET", "/v1/sessions/export")
    again = await school.ok("admin", "POST", PATH, exported.content, import_mode="upsert")

    assert "2026-09-01;2027-06-30;" in exported.text
    assert "2026-08-01 12:00:00;2027-07-31;" in exported.text
    assert (again["unchanged"], again["updated"], again["errors"]) == (1, 0, 0)
