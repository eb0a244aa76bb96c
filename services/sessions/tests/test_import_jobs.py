"""Imports of large files on the real database: checked, then written, a step per transaction, whatever happens."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from chassis.clock import now
from chassis.errors import Conflict
from chassis.ids import new_id
from sessions import importing
from sessions.commands.imports.enrolments import EnrolmentsImporter
from sessions.commands.imports.people import PeopleImporter
from sessions.commands.imports.sessions import SessionsImporter
from sessions.commands.imports.steps import go_on
from sessions.queries.imports.jobs import lock_next
from sqlalchemy.ext.asyncio import AsyncEngine

from .conftest import School, refused
from .importing import begin, by_and_by, file, rows_of, status, work, worker_of

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
    while await importing.take_step(worker):
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
    [listed] = (await school.ok("admin", "GET", "/v1/imports"))["items"]
    assert listed == found


async def test_a_wrong_row_refuses_the_file_and_is_found_by_its_result(school: School, worker: AsyncEngine) -> None:
    rows = people(6_000)
    rows[5_000] = "nobody;No Body;boss"

    import_id = await begin(school, "people", file(PEOPLE, rows))
    await work(worker)

    found = await status(school, import_id)
    assert (found["state"], found["rows"], found["errors"]) == ("refused", 6_000, 1)
    assert "1 of 6000 rows" in found["detail"]
    [wrong] = await rows_of(school, import_id, result="error")
    assert (wrong["line"], wrong["column"], wrong["id"]) == (5_002, "role", None)
    assert (await school.rows("SELECT count(*) FROM people"))[0][0] == 6


async def test_right_rows_are_written_where_that_is_asked_for(school: School, worker: AsyncEngine) -> None:
    rows = people(6_000)
    rows[10] = "too;few"

    import_id = await begin(school, "people", file(PEOPLE, rows), partial=True)
    await work(worker)

    found = await status(school, import_id)
    assert (found["state"], found["created"], found["errors"]) == ("done", 5_999, 1)
    assert (await school.rows("SELECT count(*) FROM people"))[0][0] == 6_005


async def test_a_dry_run_reports_and_writes_nothing(school: School, worker: AsyncEngine) -> None:
    import_id = await begin(school, "people", file(PEOPLE, [*people(5_999), "x;x;boss"]), dry_run=True)
    await work(worker)

    found = await status(school, import_id)
    assert (found["state"], found["created"], found["errors"]) == ("done", 5_999, 1)
    assert (await school.rows("SELECT count(*) FROM people"))[0][0] == 6


async def test_rows_that_repeat_or_clash_with_rows_of_earlier_steps_are_found(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_and_by(monkeypatch, SessionsImporter, rows_per_step=2)
    rows = [session(0), session(1), session(2), session(0), session(12), session(13, day=3)]

    import_id = await begin(school, "sessions", file(SESSIONS, rows))
    await work(worker)

    assert (await status(school, import_id))["state"] == "refused"
    again, clash = await rows_of(school, import_id, result="error")
    assert (again["line"], again["column"]) == (5, "SessionName")
    assert "line 2" in again["detail"]
    assert (clash["line"], clash["column"]) == (6, "Coach")
    assert "Coach-1 is booked in line 2 from 2026-11-02 08:00 to 2026-11-02 08:45 Europe/Prague" in clash["detail"]
    assert await school.rows("SELECT 1 FROM sessions") == []
    assert await school.rows("SELECT 1 FROM import_claims") == []


async def test_what_an_earlier_step_moves_away_is_free_for_later_rows(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.ok("admin", "POST", "/v1/imports/sessions", file(SESSIONS, [session(0), session(1)]))
    by_and_by(monkeypatch, SessionsImporter, rows_per_step=1)
    rows = [session(0, day=3), session(12), session(1, coach="coach-2"), session(13)]

    import_id = await begin(school, "sessions", file(SESSIONS, rows), mode="upsert")
    await work(worker)

    found = await status(school, import_id)
    assert (found["state"], found["updated"], found["created"]) == ("done", 2, 2), await rows_of(school, import_id)


async def test_seats_count_over_all_steps(school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = await school.schedule(name="Small", seats_max=3, roster=[])
    by_and_by(monkeypatch, EnrolmentsImporter, rows_per_step=1)
    rows = [f"Small;learner-{n}" for n in range(1, 5)]

    refused_id = await begin(school, "enrolments", file("SessionName;Username", rows))
    await work(worker)
    partial_id = await begin(school, "enrolments", file("SessionName;Username", rows), partial=True)
    await work(worker)

    assert (await status(school, refused_id))["state"] == "refused"
    assert [row["line"] for row in await rows_of(school, refused_id, result="error")] == [5]
    assert (await status(school, partial_id))["created"] == 3
    assert len((await school.ok("admin", "GET", f"/v1/sessions/{session_id}"))["roster"]) == 3


async def test_a_worker_may_die_at_any_step_and_nothing_is_done_twice(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_and_by(monkeypatch, SessionsImporter, rows_per_step=3)
    import_id = await begin(school, "sessions", file(SESSIONS, [session(n, day=2 + n // 12) for n in range(20)]))

    steps = 0
    while True:
        with pytest.raises(ZeroDivisionError):  # each step is done once in vain
            async with worker.begin() as db:
                job = await lock_next(db)
                if job is not None:
                    await go_on(db, job, now=now(), new_id=new_id)
                raise ZeroDivisionError
        if not await importing.take_step(worker):
            break
        steps += 1

    found = await status(school, import_id)
    assert (found["state"], found["created"], found["rows"]) == ("done", 20, 20)
    assert steps == 14
    rows = await rows_of(school, import_id)
    assert [row["line"] for row in rows] == list(range(2, 22))
    written = await school.rows("SELECT id FROM sessions")
    assert {UUID(row["id"]) for row in rows} == {row.id for row in written}
    assert (await school.rows("SELECT count(*) FROM outbox"))[0][0] == 20
    assert (await school.rows("SELECT count(*) FROM roster"))[0][0] == 40


async def test_two_workers_at_once_do_each_row_once(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_and_by(monkeypatch, PeopleImporter, rows_per_step=7)
    first_id = await begin(school, "people", file(PEOPLE, people(100)))
    second_id = await begin(school, "people", file(PEOPLE, people(100)))

    async def until_done() -> None:
        while (await status(school, second_id))["finished_at"] is None:
            await importing.take_step(worker)

    await asyncio.wait_for(asyncio.gather(until_done(), until_done(), until_done()), 60)

    first, second = await status(school, first_id), await status(school, second_id)
    assert (first["created"], first["unchanged"]) == (100, 0)
    assert (second["created"], second["unchanged"]) == (0, 100)  # it began when the first had ended


async def test_imports_of_an_organisation_go_one_after_the_other_and_hold_up_nobody_else(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_and_by(monkeypatch, PeopleImporter, rows_per_step=100)
    first_id = await begin(school, "people", file(PEOPLE, people(10)))
    await begin(school, "people", file(PEOPLE, people(10)))
    other = School(school.api, school.database, school.superuser)
    theirs_id = await begin(other, "people", file(PEOPLE, people(10)))

    async with worker.begin() as mine, worker.begin() as another, worker.begin() as third:
        jobs = [await lock_next(db) for db in (mine, another, third)]

    assert [job and str(job.id) for job in jobs] == [first_id, theirs_id, None]


async def test_a_row_that_the_world_has_overtaken_is_wrong_and_the_others_are_written(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_and_by(monkeypatch, SessionsImporter, rows_per_step=10)
    import_id = await begin(school, "sessions", file(SESSIONS, [session(0), session(1)]))
    await importing.take_step(worker)
    assert (await status(school, import_id))["state"] == "writing"
    await school.schedule(name="Quicker", starts_at="2026-11-02T07:00:00Z", ends_at="2026-11-02T07:30:00Z")

    await work(worker)

    found = await status(school, import_id)
    assert (found["state"], found["created"], found["errors"]) == ("done", 1, 1)
    [wrong] = await rows_of(school, import_id, result="error")
    assert (wrong["line"], wrong["column"]) == (2, "Coach")
    assert "'Quicker'" in wrong["detail"]
    assert "it was right when the file was checked" in wrong["detail"]


async def test_a_defect_ends_the_import_and_the_worker_goes_on(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_and_by(monkeypatch, PeopleImporter, rows_per_step=5)
    broken_id = await begin(school, "people", file(PEOPLE, people(10)))
    other_id = await begin(school, "people", file(PEOPLE, ["ada;Ada;learner"]))
    for _ in range(3):
        await importing.take_step(worker)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "go_on", _defect)
        assert await importing.take_step(worker)
    await work(worker)

    found = await status(school, broken_id)
    assert (found["state"], found["created"]) == ("failed", 5)
    assert "What stands before line 7 was written" in found["detail"]
    assert (await status(school, other_id))["state"] == "done"
    assert await school.rows("SELECT 1 FROM import_chunks") == []


async def test_what_may_pass_is_tried_again_but_not_for_ever(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_and_by(monkeypatch, PeopleImporter, rows_per_step=5)
    import_id = await begin(school, "people", file(PEOPLE, people(10)))

    with monkeypatch.context() as patch:
        patch.setattr(importing, "go_on", _race)
        for _ in range(importing.TRIES_MAX - 1):
            await importing.take_step(worker)
    assert (await status(school, import_id))["state"] == "checking"
    await importing.take_step(worker)  # one that succeeds: tries count anew
    with monkeypatch.context() as patch:
        patch.setattr(importing, "go_on", _race)
        for _ in range(importing.TRIES_MAX):
            await importing.take_step(worker)

    found = await status(school, import_id)
    assert (found["state"], found["detail"][:51]) == ("failed", "The import was given up: it failed 10 times, lastly")


async def _defect(*_: Any, **__: Any) -> None:
    raise ZeroDivisionError


async def _race(*_: Any, **__: Any) -> None:
    raise Conflict("Somebody was quicker.")


async def test_a_key_makes_a_large_upload_safe_to_repeat(school: School) -> None:
    data, headers = file(PEOPLE, people(6_000)), {"Idempotency-Key": "once"}

    first = await school.send("admin", "POST", "/v1/imports/people", data, headers)
    again = await school.send("admin", "POST", "/v1/imports/people", data, headers)
    other = await school.send("admin", "POST", "/v1/imports/people", data + b"x;X;learner\n", headers)

    assert (again.status_code, again.content) == (202, first.content)
    assert again.headers["location"] == first.headers["location"]
    refused(other, 422, "idempotency-key-reused")
    assert len(await school.rows("SELECT 1 FROM imports")) == 1


async def test_a_file_that_breaks_off_far_below_is_refused(school: School, worker: AsyncEngine) -> None:
    import_id = await begin(school, "people", file(PEOPLE, [*people(6_000), 'x;"open']))
    await work(worker)

    found = await status(school, import_id)
    assert found["state"] == "refused"
    assert "Line 6002: a quotation mark" in found["detail"]
    assert (await school.rows("SELECT count(*) FROM people"))[0][0] == 6


async def test_an_upload_of_which_the_header_is_wrong_leaves_nothing(school: School) -> None:
    answer = await school.send("admin", "POST", "/v1/imports/people", file("username;nam;role", people(60_000)))

    assert "'name' is missing" in refused(answer, 422, "unreadable-file")
    assert await school.rows("SELECT 1 FROM imports") == []


async def test_only_admins_and_support_read_imports_of_their_own_organisation(school: School) -> None:
    import_id = await begin(school, "people", file(PEOPLE, people(6_000)))
    other = School(school.api, school.database, school.superuser)

    for path in ("/v1/imports", f"/v1/imports/{import_id}", f"/v1/imports/{import_id}/rows"):
        refused(await school.send("coach-1", "GET", path), 403, "forbidden")
    refused(await other.send("admin", "GET", f"/v1/imports/{import_id}"), 404, "import-not-found")
    refused(await other.send("admin", "GET", f"/v1/imports/{import_id}/rows"), 404, "import-not-found")
    assert (await other.ok("admin", "GET", "/v1/imports"))["items"] == []


BYTES_AT_MOST = 16_000_000


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
