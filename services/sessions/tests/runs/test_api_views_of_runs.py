"""What lists and details show of course runs and of their lessons."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ..conftest import School
from ..helpers.runs import HOUR, lesson, lesson_body, read, run, series


async def listed(school: School, who: str = "admin", **filters: object) -> list[Any]:
    """Return the rows of a list."""
    return list((await school.ok(who, "GET", "/v1/sessions", limit=200, **filters))["items"])


async def over(school: School, run_id: str, hours: int = 2) -> str:
    """Plan a lesson that is over, and return its id."""
    start = datetime.now(UTC) - hours * HOUR
    body = lesson_body(run_id, mode="in_person", starts_at=start, ends_at=start + HOUR)
    return str((await school.ok("admin", "POST", "/v1/sessions", body))["session_id"])


async def lived(school: School) -> str:
    """Make a run with two planned lessons, and one each that is unlogged, completed, voided and cancelled."""
    run_id = await run(school, name="Autumn")
    for day in (1, 2):
        await lesson(school, run_id, day)
    unlogged, completed, voided = [await over(school, run_id, hours) for hours in (6, 4, 2)]
    for one in (completed, voided):
        assert (await school.complete(one)).is_success
    await school.ok("admin", "POST", f"/v1/sessions/{voided}/void", {"reason": "Wrong group"})
    cancelled = await lesson(school, run_id, 3)
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled}/cancel", {"reason": "Ill"})
    assert unlogged
    return run_id


async def test_a_run_counts_its_lessons_and_says_when_the_next_one_begins(school: School) -> None:
    run_id = await lived(school)
    first = await read(school, (await listed(school, run_id=run_id, state="scheduled", sort="-start"))[1]["session_id"])

    whole = await read(school, run_id)

    assert whole["is_run"] is True
    assert whole["lessons"] == {"planned": 3, "completed": 1, "cancelled": 1, "next_starts_at": first["starts_at"]}
    assert (whole["run"], whole["run_id"]) == (None, None)
    assert (first["run"], first["run_id"], first["is_run"], first["lessons"]) == ("Autumn", run_id, False, None)
    empty = await read(school, await run(school, category=None))
    assert empty["lessons"] == {"planned": 0, "completed": 0, "cancelled": 0, "next_starts_at": None}
    ordinary = await read(school, await school.schedule())
    assert (ordinary["is_run"], ordinary["lessons"], ordinary["own_fields"]) == (False, None, [])


async def test_a_detail_says_which_fields_do_not_follow(school: School) -> None:
    run_id = await run(school)
    lesson_id = await lesson(school, run_id, visibility="accessible")
    await school.ok("admin", "PATCH", f"/v1/sessions/{lesson_id}", {"description": "Trip"})
    assert (await read(school, lesson_id))["own_fields"] == ["description", "visibility"]


async def test_lists_and_exports_filter_by_run_and_rows_say_what_they_are(school: School) -> None:
    run_id = await lived(school)
    other = await run(school)
    of_other = await lesson(school, other, 4)
    ordinary = await school.schedule(name="Ordinary")
    started = await school.unplanned(coaches=[{"person_id": school.people["coach-1"]}])

    rows = {one["session_id"]: one for one in await listed(school)}

    assert (rows[run_id]["is_run"], rows[run_id]["lesson_count"], rows[run_id]["run_id"]) == (True, 4, None)
    assert (rows[other]["lesson_count"], rows[of_other]["run_id"]) == (1, other)
    assert [rows[one]["is_run"] for one in (of_other, ordinary, started)] == [False, False, False]
    of_run = {one["session_id"] for one in rows.values() if one["run_id"] == run_id}
    assert {one["session_id"] for one in await listed(school, run_id=run_id)} == of_run
    assert len(of_run) == 6
    assert {one["session_id"] for one in await listed(school, is_run="true")} == {run_id, other}
    assert {one["session_id"] for one in await listed(school, is_run="false")} == rows.keys() - {run_id, other}
    assert {one["session_id"] for one in await listed(school, is_run="true", q="aut")} == {run_id, other}
    assert await listed(school, is_run="true", run_id=run_id) == []
    assert {one["session_id"] for one in await listed(school, "learner-1", is_run="true")} == {run_id, other}
    file = (await school.send("admin", "GET", "/v1/sessions/export", is_run="true")).text
    assert [line.partition(";")[0].partition(" ")[0] for line in file.splitlines()[1:]] == ["Autumn", "Autumn"]
    in_run = (await school.send("admin", "GET", "/v1/sessions/export", run_id=run_id)).text
    assert len(in_run.splitlines()) == 1 + 4


async def test_what_many_rows_match_is_walked_and_gives_the_same(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = await run(school)
    lesson_id = await lesson(school, run_id)
    cancelled = await run(school)
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled}/cancel", {"reason": "Too few"})
    monkeypatch.setattr("sessions.search.LOOKED_UP_MAX", 0)
    assert [one["session_id"] for one in await listed(school, run_id=run_id)] == [lesson_id]
    assert {one["session_id"] for one in await listed(school, is_run="true")} == {run_id, cancelled}
    assert [one["session_id"] for one in await listed(school, is_run="false")] == [lesson_id]


async def test_a_lesson_is_listed_by_its_planned_time_although_it_has_the_windows_of_its_run(school: School) -> None:
    windows = {
        "display_from": "2026-01-01T00:00:00Z",
        "display_until": "2027-12-31T00:00:00Z",
        "coach_from": "2026-01-01T00:00:00Z",
    }
    run_id = await run(school, **windows)
    later, past, sooner = await lesson(school, run_id, 2), await over(school, run_id), await lesson(school, run_id, 1)

    for who in ("admin", "coach-1", "learner-1"):
        assert [one["session_id"] for one in await listed(school, who)] == [run_id, past, sooner, later]
        assert [one["session_id"] for one in await listed(school, who, status="upcoming")] == [sooner, later]
        assert [one["session_id"] for one in await listed(school, who, status="past")] == [past]
    [row] = [one for one in await listed(school) if one["session_id"] == sooner]
    assert (row["listed_from"], row["listed_until"]) == (row["starts_at"], row["ends_at"])
    for who in ("coach-1", "learner-1"):
        own = (await school.ok(who, "GET", "/v1/me/sessions"))["items"]
        assert [one["session_id"] for one in own] == [run_id, past, sooner, later]
        assert [one["when"] for one in own] == ["current", "past", "upcoming", "upcoming"]
        assert [(one["is_run"], one["run_id"], one["lesson_count"]) for one in own[:2]] == [
            (True, None, 3),
            (False, run_id, 0),
        ]
        coming = (await school.ok(who, "GET", "/v1/me/sessions", when="upcoming"))["items"]
        assert [one["session_id"] for one in coming] == [sooner, later]


async def test_an_unlogged_lesson_is_listed_with_its_run(school: School) -> None:
    run_id = await run(school)
    lesson_id = await over(school, run_id)
    [found] = (await school.ok("coach-1", "GET", "/v1/me/unlogged"))["items"]
    assert (found["session_id"], found["run_id"]) == (lesson_id, run_id)


async def test_batches_and_their_sessions_name_the_run(school: School) -> None:
    run_id = await run(school)
    batch_id = (await series(school, run_id))["batch_id"]
    found = (await school.ok("admin", "GET", f"/v1/batches/{batch_id}/sessions"))["items"]
    assert {one["run_id"] for one in found} == {run_id}
