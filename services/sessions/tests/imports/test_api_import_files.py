"""Imports of large files through HTTP: received, followed, refused, and bounded in time and memory."""

import tracemalloc
from collections.abc import AsyncIterator

import pytest
from sessions.imports import at_once
from sessions.imports.jobs import steps
from sqlalchemy.ext.asyncio import AsyncEngine

from ..conftest import School, refused
from ..helpers.importing import begin, file, rows_of, status, take_step, work, worker_of

PEOPLE = "username;name;role"
SESSIONS = "SessionName;Coach;DateStart;DateEnd;Users;Courses"


@pytest.fixture
async def worker(school: School) -> AsyncIterator[AsyncEngine]:
    async with worker_of(school) as engine:
        yield engine


def people(count: int) -> list[str]:
    return [f"student-{n};Student {n};learner" for n in range(count)]


def session(n: int, *, day: int = 2, coach: str = "coach-1", users: str = "learner-1|learner-2") -> str:
    return f"Session {n};{coach};2026-11-{day:02} {8 + n % 12:02}:00;2026-11-{day:02} {8 + n % 12:02}:45;{users};MATH"


async def test_twenty_thousand_people_are_imported_with_progress(school: School, worker: AsyncEngine) -> None:
    answer = await school.send("admin", "POST", "/v1/imports/people", file(PEOPLE, people(20_000)))

    assert answer.status_code == 202
    import_id = answer.json()["import_id"]
    assert answer.headers["location"] == f"/v1/imports/{import_id}"
    assert (answer.json()["state"], answer.json()["progress"]) == ("checking", 0)
    progress = [0.0]
    while await take_step(worker):
        found = await status(school, import_id)
        assert found["progress"] > progress[-1]
        progress.append(found["progress"])
        if found["state"] == "checking":
            assert (await school.rows("SELECT count(*) FROM people"))[0][0] == 6
    found = await status(school, import_id)
    assert (found["state"], found["rows"], found["created"], found["errors"]) == ("done", 20_000, 20_000, 0)
    assert found["finished_at"] is not None
    assert len(progress) == 81  # 500 rows in each step, in both passes
    assert (await school.rows("SELECT count(*) FROM people"))[0][0] == 20_006
    rows = await rows_of(school, import_id)
    assert [row["line"] for row in rows] == list(range(2, 20_002))
    assert len({row["id"] for row in rows}) == 20_000
    assert await school.rows("SELECT 1 FROM import_chunks") == []
    [listed, *_] = (await school.ok("admin", "GET", "/v1/imports"))["items"]
    assert listed == found


async def test_a_key_makes_a_large_upload_safe_to_repeat(school: School) -> None:
    data, headers = file(PEOPLE, people(6_000)), {"Idempotency-Key": "once"}

    first = await school.send("admin", "POST", "/v1/imports/people", data, headers)
    again = await school.send("admin", "POST", "/v1/imports/people", data, headers)
    other = await school.send("admin", "POST", "/v1/imports/people", data + b"x;X;learner\n", headers)

    assert (again.status_code, again.content) == (202, first.content)
    assert again.headers["location"] == first.headers["location"]
    refused(other, 422, "idempotency-key-reused")
    assert len(await school.rows("SELECT 1 FROM imports WHERE rows_kept")) == 1


async def test_a_file_that_breaks_off_far_below_is_refused(school: School, worker: AsyncEngine) -> None:
    import_id = await begin(school, "people", file(PEOPLE, [*people(6_000), 'x;"open']))
    await work(worker)

    found = await status(school, import_id)
    assert found["state"] == "refused"
    assert "Line 6002: a quotation mark" in found["detail"]
    assert (await school.rows("SELECT count(*) FROM people"))[0][0] == 6


async def test_an_upload_of_which_the_header_is_wrong_leaves_only_its_trace(school: School) -> None:
    answer = await school.send("admin", "POST", "/v1/imports/people", file("username;nam;role", people(60_000)))

    assert "'name' is missing" in refused(answer, 422, "unreadable-file")
    assert await school.rows("SELECT 1 FROM imports WHERE rows_kept") == []
    assert await school.rows("SELECT 1 FROM import_chunks") == []


async def test_only_admins_and_support_read_imports_of_their_own_organisation(school: School) -> None:
    import_id = await begin(school, "people", file(PEOPLE, people(6_000)))
    other = School(school.api, school.database, school.superuser)

    for path in ("/v1/imports", f"/v1/imports/{import_id}", f"/v1/imports/{import_id}/rows"):
        refused(await school.send("coach-1", "GET", path), 403, "forbidden")
    refused(await other.send("admin", "GET", f"/v1/imports/{import_id}"), 404, "import-not-found")
    refused(await other.send("admin", "GET", f"/v1/imports/{import_id}/rows"), 404, "import-not-found")
    assert (await other.ok("admin", "GET", "/v1/imports"))["items"] == []


BYTES_AT_MOST = 8_000_000


async def test_memory_is_bounded_however_large_the_file(school: School, worker: AsyncEngine) -> None:
    row = "|".join(f"student-{n:05}" for n in range(1_800))
    rows = [f"Session {n};coach-1;;;{row};MATH" for n in range(800)]
    data = file(SESSIONS, rows)
    assert len(data) > 20_000_000

    async def sent() -> AsyncIterator[bytes]:
        for begin_at in range(0, len(data), 65_536):
            yield data[begin_at : begin_at + 65_536]

    tracemalloc.start()
    try:
        headers = {**school.headers("admin"), "Content-Type": "text/csv"}
        answer = await school.api.client.post(
            "/v1/imports/sessions?dry_run=true", content=sent(), headers=headers, timeout=60
        )
        received = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        await work(worker)
        worked = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert answer.status_code == 202
    assert (await status(school, answer.json()["import_id"]))["errors"] == 800
    assert received < BYTES_AT_MOST
    assert worked < BYTES_AT_MOST


async def test_a_file_that_takes_long_is_imported_by_and_by_however_small_it_is(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [session(n) for n in range(4)]
    monkeypatch.setattr(at_once, "WEIGHT_MAX", 7)  # each row has two learners
    monkeypatch.setattr(steps, "WEIGHT_MAX", 5)
    heavy_id = await begin(school, "sessions", file(SESSIONS, rows))
    assert await work(worker) == 4
    monkeypatch.setattr(at_once, "WEIGHT_MAX", 8)
    unchanged = await school.ok("admin", "POST", "/v1/imports/sessions", file(SESSIONS, rows))
    monkeypatch.setattr(at_once, "CHANGES_MAX", 3)
    moved = [row.replace(":45", ":50") for row in rows]
    changing_id = await begin(school, "sessions", file(SESSIONS, moved), import_mode="upsert")
    assert await school.rows("SELECT 1 FROM session_history") == []
    await work(worker)

    assert (await status(school, heavy_id))["created"] == 4
    assert unchanged["unchanged"] == 4
    assert (await status(school, changing_id))["updated"] == 4
