"""Imports of large files in a real database are checked and then written, one step per transaction."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from chassis.clock import now
from chassis.errors import Conflict
from chassis.ids import new_id
from lockstep_local.waiting import HANGING_SECONDS
from sessions.imports.jobs import task
from sessions.imports.jobs.queries import lock_next
from sessions.imports.jobs.steps import go_on
from sessions.imports.kinds.enrolments import EnrolmentsImporter
from sessions.imports.kinds.people import PeopleImporter
from sessions.imports.kinds.sessions import SessionsImporter
from sqlalchemy.ext.asyncio import AsyncEngine

from ..conftest import School
from ..helpers.importing import begin, file, import_in_background, rows_of, status, take_step, work, worker_of

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
    rows[10:13] = ["too;few", "nobody;No Body;boss", rows[0].replace("learner", "coach")]

    import_id = await begin(school, "people", file(PEOPLE, rows), partial=True)
    await work(worker)

    found = await status(school, import_id)
    assert (found["state"], found["rows"], found["created"], found["errors"]) == ("done", 6_000, 5_997, 3)
    assert (await school.rows("SELECT count(*) FROM people"))[0][0] == 6_003
    wrong = await rows_of(school, import_id, result="error")
    assert [(row["line"], row["column"]) for row in wrong] == [(12, "role"), (13, "role"), (14, "username")]


async def test_a_dry_run_reports_and_writes_nothing(school: School, worker: AsyncEngine) -> None:
    import_id = await begin(school, "people", file(PEOPLE, [*people(5_999), "x;x;boss"]), dry_run=True)
    await work(worker)

    found = await status(school, import_id)
    assert (found["state"], found["created"], found["errors"]) == ("done", 5_999, 1)
    assert (await school.rows("SELECT count(*) FROM people"))[0][0] == 6


async def test_rows_that_repeat_or_clash_with_rows_of_earlier_steps_are_found(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_in_background(monkeypatch, SessionsImporter, rows_per_step=2)
    rows = [session(0), session(1), session(2), session(0, day=4), session(12), session(13, day=3), session(0)]

    import_id = await begin(school, "sessions", file(SESSIONS, rows))
    await work(worker)

    assert (await status(school, import_id))["state"] == "refused"
    again, clash = await rows_of(school, import_id, result="error")
    [same] = await rows_of(school, import_id, result="unchanged")
    assert (same["line"], same["detail"]) == (8, "is the same as line 2")
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
    import_in_background(monkeypatch, SessionsImporter, rows_per_step=1)
    rows = [session(0, day=3), session(12), session(1, coach="coach-2"), session(13)]

    import_id = await begin(school, "sessions", file(SESSIONS, rows), import_mode="upsert")
    await work(worker)

    found = await status(school, import_id)
    assert (found["state"], found["updated"], found["created"]) == ("done", 2, 2), await rows_of(school, import_id)


async def test_seats_count_over_all_steps(school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = await school.schedule(name="Small", seats_max=3, roster=[])
    import_in_background(monkeypatch, EnrolmentsImporter, rows_per_step=1)
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
    import_in_background(monkeypatch, SessionsImporter, rows_per_step=3)
    import_id = await begin(school, "sessions", file(SESSIONS, [session(n, day=2 + n // 12) for n in range(20)]))

    taken = 0
    while True:
        with pytest.raises(ZeroDivisionError):  # each step first runs once and is rolled back
            async with worker.begin() as db:
                job = await lock_next(db, org_ids=[school.org_id])
                if job is not None:
                    await go_on(db, job, now=now(), new_id=new_id)
                raise ZeroDivisionError
        if not await take_step(worker):
            break
        taken += 1

    found = await status(school, import_id)
    assert (found["state"], found["created"], found["rows"]) == ("done", 20, 20)
    assert taken == 14
    rows = await rows_of(school, import_id)
    assert [row["line"] for row in rows] == list(range(2, 22))
    written = await school.rows("SELECT id FROM sessions")
    assert {UUID(row["id"]) for row in rows} == {row.id for row in written}
    assert (await school.rows("SELECT count(*) FROM outbox WHERE topic = 'sessions.lifecycle.v1'"))[0][0] == 20
    assert (await school.rows("SELECT count(*) FROM roster"))[0][0] == 40


async def test_two_workers_at_once_do_each_row_once(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_in_background(monkeypatch, PeopleImporter, rows_per_step=7)
    first_id = await begin(school, "people", file(PEOPLE, people(100)))
    second_id = await begin(school, "people", file(PEOPLE, people(100)))

    async def until_done() -> None:
        while (await status(school, second_id))["finished_at"] is None:
            await take_step(worker)

    await asyncio.wait_for(asyncio.gather(until_done(), until_done(), until_done()), HANGING_SECONDS)

    first, second = await status(school, first_id), await status(school, second_id)
    assert (first["created"], first["unchanged"]) == (100, 0)
    assert (second["created"], second["unchanged"]) == (0, 100)  # it began after the first had ended


async def test_imports_of_an_organisation_go_one_after_the_other_and_hold_up_nobody_else(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_in_background(monkeypatch, PeopleImporter, rows_per_step=100)
    first_id = await begin(school, "people", file(PEOPLE, people(10)))
    await begin(school, "people", file(PEOPLE, people(10)))
    other = School(school.api, school.database, school.superuser)
    theirs_id = await begin(other, "people", file(PEOPLE, people(10)))

    async with worker.begin() as mine, worker.begin() as another, worker.begin() as third:
        jobs = [await lock_next(db, org_ids=[school.org_id, other.org_id]) for db in (mine, another, third)]

    assert [job and str(job.id) for job in jobs] == [first_id, theirs_id, None]


async def test_a_row_that_the_world_has_overtaken_is_wrong_and_the_others_are_written(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_in_background(monkeypatch, SessionsImporter, rows_per_step=10)
    import_id = await begin(school, "sessions", file(SESSIONS, [session(0), session(1)]))
    await take_step(worker)
    assert (await status(school, import_id))["state"] == "writing"
    await school.schedule(name="Quicker", starts_at="2026-11-02T07:00:00Z", ends_at="2026-11-02T07:30:00Z")

    await work(worker)

    found = await status(school, import_id)
    assert (found["state"], found["created"], found["errors"]) == ("done", 1, 1)
    [wrong] = await rows_of(school, import_id, result="error")
    assert (wrong["line"], wrong["column"]) == (2, "Coach")
    assert "'Quicker'" in wrong["detail"]
    assert "the row was correct when the file was checked" in wrong["detail"]


async def test_a_defect_ends_the_import_and_the_worker_goes_on(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_in_background(monkeypatch, PeopleImporter, rows_per_step=5)
    broken_id = await begin(school, "people", file(PEOPLE, people(10)))
    other_id = await begin(school, "people", file(PEOPLE, ["ada;Ada;learner"]))
    for _ in range(3):
        await take_step(worker)
    with monkeypatch.context() as patch:
        patch.setattr(task, "go_on", _defect)
        assert await take_step(worker)
    await work(worker)

    found = await status(school, broken_id)
    assert (found["state"], found["created"]) == ("failed", 5)
    assert "The rows before line 7 were written" in found["detail"]
    assert (await status(school, other_id))["state"] == "done"
    assert await school.rows("SELECT 1 FROM import_chunks") == []


async def test_what_may_pass_is_tried_again_but_not_for_ever(
    school: School, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_in_background(monkeypatch, PeopleImporter, rows_per_step=5)
    import_id = await begin(school, "people", file(PEOPLE, people(10)))

    with monkeypatch.context() as patch:
        patch.setattr(task, "go_on", _race)
        for _ in range(task.TRIES_MAX - 1):
            await take_step(worker)
    assert (await status(school, import_id))["state"] == "checking"
    await take_step(worker)  # one step that succeeds: the count of tries starts again
    with monkeypatch.context() as patch:
        patch.setattr(task, "go_on", _race)
        for _ in range(task.TRIES_MAX):
            await take_step(worker)

    found = await status(school, import_id)
    assert found["state"] == "failed"
    assert found["detail"].startswith("The import was given up because it failed 10 times, the last time")


async def _defect(*_: Any, **__: Any) -> None:
    raise ZeroDivisionError


async def _race(*_: Any, **__: Any) -> None:
    raise Conflict("Somebody was quicker.")
