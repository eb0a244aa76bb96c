"""A course run does not take place itself. What did take place without a planned time is ended as before."""

import pytest

from ..conftest import School, refused
from ..helpers.runs import lesson, lesson_body, read, run, series, series_body

TIMES = {"starts_at": "2026-12-01T09:00:00Z", "ends_at": "2026-12-01T10:00:00Z"}
NOTHING = {"starts_at": None, "ends_at": None}


@pytest.mark.parametrize("mode", ["online", "in_person"])
async def test_a_run_is_neither_started_nor_joined_nor_completed_and_each_refusal_says_what_to_do(
    school: School, mode: str
) -> None:
    run_id = await run(school, mode=mode)
    path = f"/v1/sessions/{run_id}"

    said = {
        refused(await school.send("coach-1", "POST", f"{path}/start"), 409, "is-a-course-run"),
        refused(await school.send("admin", "POST", f"{path}/start"), 409, "is-a-course-run"),
        refused(await school.complete(run_id), 409, "is-a-course-run"),
        refused(await school.complete(run_id, "admin", reason="Ill"), 409, "is-a-course-run"),
    }
    if mode == "online":
        join = {"action": "join"}
        said.add(refused(await school.send("coach-1", "POST", f"{path}/presence", join), 409, "is-a-course-run"))
    [detail] = said
    assert "Plan a lesson inside it: POST /v1/sessions, or POST /v1/batches for a series" in detail
    assert "`run_id`" in detail
    ending = await school.ok("coach-1", "GET", f"{path}/ending")
    assert (ending["may_end"], ending["log_until"]) == (False, None)
    assert ending["hindrances"][0]["type"] == "urn:lockstep:problem:is-a-course-run"


async def test_only_its_coaches_learn_that_a_run_cannot_be_started(school: School) -> None:
    run_id = await run(school)
    refused(await school.send("coach-2", "POST", f"/v1/sessions/{run_id}/start"), 404, "session-not-found")


async def test_a_run_is_in_no_list_of_unlogged_sessions(school: School) -> None:
    await run(school)
    assert (await school.ok("coach-1", "GET", "/v1/me/unlogged"))["items"] == []
    assert (await school.ok("admin", "GET", "/v1/sessions", state="unlogged"))["items"] == []
    assert await school.rows("SELECT 1 FROM open_sessions") == []


async def test_a_session_that_was_started_without_a_planned_time_is_no_run_and_is_ended_as_before(
    school: School,
) -> None:
    session_id = await school.unplanned()
    assert (await read(school, session_id))["is_run"] is False
    body = lesson_body(session_id)

    refused(await school.send("admin", "POST", "/v1/sessions", body), 422, "not-a-course-run")
    assert (await school.complete(session_id)).is_success
    assert (await read(school, session_id))["is_run"] is False


async def test_a_run_without_lessons_can_get_a_time_and_is_an_ordinary_session_then(school: School) -> None:
    run_id = await run(school)
    path = f"/v1/sessions/{run_id}"

    assert (await school.ok("admin", "PATCH", path, TIMES))["is_run"] is False
    refused(await school.send("admin", "POST", "/v1/sessions", lesson_body(run_id)), 422, "not-a-course-run")
    assert (await school.ok("admin", "PATCH", path, NOTHING))["is_run"] is True
    await lesson(school, run_id)

    detail = refused(await school.send("admin", "PATCH", path, TIMES), 409, "has-lessons")
    assert "Plan another lesson inside it" in detail


async def test_a_run_with_a_series_or_a_cancelled_lesson_gets_no_time(school: School) -> None:
    with_series = await run(school)
    await series(school, with_series)
    refused(await school.send("admin", "PATCH", f"/v1/sessions/{with_series}", TIMES), 409, "has-lessons")
    emptied = await run(school)
    lesson_id = await lesson(school, emptied, day=1)
    await school.ok("admin", "POST", f"/v1/sessions/{lesson_id}/cancel", {"reason": "Ill"})
    refused(await school.send("admin", "PATCH", f"/v1/sessions/{emptied}", TIMES), 409, "has-lessons")


async def test_no_lesson_and_no_session_of_a_series_becomes_a_run(school: School) -> None:
    run_id = await run(school)
    lesson_id = await lesson(school, run_id, day=1)
    of_series = (await series(school, run_id))["batch_id"]
    batch = await school.ok("admin", "GET", f"/v1/batches/{of_series}")

    for session_id in (lesson_id, batch["next_sessions"][0]["session_id"]):
        said = refused(
            await school.send("admin", "PATCH", f"/v1/sessions/{session_id}", NOTHING), 422, "invalid-schedule"
        )
        assert "has a planned time" in said


async def test_a_lesson_needs_a_run_that_exists_and_takes_place_in_its_lessons(school: School) -> None:
    ordinary = await school.schedule()
    cancelled = await run(school)
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled}/cancel", {"reason": "Too few"})
    made = await run(school)

    for plan, path in ((lesson_body, "/v1/sessions"), (lambda one: series_body(school, one), "/v1/batches")):
        answer = await school.send("admin", "POST", path, plan(str(school.course_id)))
        refused(answer, 422, "unknown-reference")
        assert answer.json()["errors"][0]["pointer"] == "/run_id"
        refused(await school.send("admin", "POST", path, plan(ordinary)), 422, "not-a-course-run")
        refused(await school.send("admin", "POST", path, plan(cancelled)), 409, "session-cancelled")
    without_time = {key: value for key, value in lesson_body(made).items() if key not in TIMES}
    answer = await school.send("admin", "POST", "/v1/sessions", without_time)
    refused(answer, 422, "invalid-schedule")
    assert answer.json()["errors"] == [{"pointer": "/starts_at", "detail": "is missing"}]


async def test_coaches_may_be_left_out_inside_a_run_only(school: School) -> None:
    run_id = await run(school)
    body = lesson_body(run_id)
    await school.ok("admin", "POST", "/v1/sessions", body)
    for given in ({}, {"coaches": None}):
        plain = {**body, "name": "Plain", "run_id": None, **given}
        answer = await school.send("admin", "POST", "/v1/sessions", plain)
        assert answer.status_code == 422
        assert answer.json()["errors"] == [{"pointer": "/coaches", "detail": "is missing"}]
    answer = await school.send("admin", "POST", "/v1/sessions", {**lesson_body(run_id), "coaches": []})
    assert answer.status_code == 422
    answer = await school.send("admin", "POST", "/v1/batches", {**series_body(school, run_id), "run_id": None})
    assert answer.json()["errors"] == [{"pointer": "/coaches", "detail": "is missing"}]


async def test_a_run_is_past_when_its_dates_are(school: School) -> None:
    access = {"access_from": "2026-01-01T00:00:00Z", "access_until": "2026-02-01T00:00:00Z"}
    past = await run(school, **access)
    shown = await run(school, **access, display_from="2026-01-01T00:00:00Z", display_until="2030-01-01T00:00:00Z")
    statuses = {one["session_id"]: one["status"] for one in (await school.ok("admin", "GET", "/v1/sessions"))["items"]}
    assert statuses == {past: "past", shown: "current"}
