"""Lessons and series take from their course run what a request does not say."""

from datetime import UTC, datetime
from typing import Any

import pytest
from contracts.sessions import SessionScheduled

from ..conftest import School, refused
from ..helpers.batches import future
from ..helpers.runs import (
    FIELDS,
    HOUR,
    agreeing,
    answers,
    coach,
    coaches_of_courses,
    learners,
    lesson,
    lesson_body,
    lessons_to_come,
    read,
    run,
    series,
    series_body,
)

WINDOWS: dict[str, Any] = {
    "display_from": "2026-02-01T00:00:00Z",
    "display_until": "2027-11-30T00:00:00Z",
    "coach_from": "2026-01-15T00:00:00Z",
    "visibility": "accessible",
}


async def answered(school: School, session_id: str, who: str, acceptance: str) -> None:
    """Let a learner answer an invitation."""
    await school.ok(who, "POST", f"/v1/sessions/{session_id}/acceptance", {"acceptance": acceptance})


async def whole_run(school: School) -> str:
    """Make a run with two coaches, all windows, course coaches, and learners who came by class."""
    run_id = await run(school, coaches=[coach(school, 1), coach(school, 2)], **WINDOWS)
    path = f"/v1/sessions/{run_id}/courses/{school.course_id}/coaches"
    await school.ok("admin", "POST", path, {"add": [school.people["coach-2"]]})
    return run_id


async def test_a_lesson_takes_everything_from_its_run_that_its_request_does_not_say(school: School) -> None:
    run_id = await whole_run(school)

    made = await school.ok("admin", "POST", "/v1/sessions", lesson_body(run_id))

    assert (made["run_id"], made["is_run"], made["seats_max"]) == (run_id, False, None)
    assert await agreeing(school, run_id) == 1
    [one] = await lessons_to_come(school, run_id)
    assert (one["own_fields"], one["visibility"], one["category"]) == (set(), "accessible", "Autumn")
    assert coaches_of_courses(one) == {str(school.course_id): [str(school.people["coach-2"])]}
    [event] = await school.events(made["session_id"])
    assert isinstance(event, SessionScheduled)
    assert str(event.run_id) == run_id
    assert [str(one.person_ids[0]) for one in event.course_coaches] == [str(school.people["coach-2"])]


async def test_what_the_request_gives_is_the_lessons_own_and_a_window_is_one_thing(school: School) -> None:
    run_id = await whole_run(school)
    own: dict[str, Any] = {
        "coaches": [coach(school, 2)],
        "category": None,
        "course_ids": [],
        "visibility": "read_only",
        "display_from": "2026-03-01T00:00:00Z",
        "seats_max": 5,
        "description": "Trip",
    }

    await lesson(school, run_id, **own)

    [one] = await lessons_to_come(school, run_id)
    windows = {"display_from", "display_until"}
    assert one["own_fields"] == {"coaches", "category_id", "course_ids", "visibility", *windows}
    assert (one["category_id"], one["course_ids"], one["visibility"]) == (None, [], "read_only")
    assert one["display_until"] == WINDOWS["display_until"], "what is left out of a window begins as the run has it"
    assert [one["person_id"] for one in one["coaches"]] == [str(school.people["coach-2"])]
    for name in ("access_from", "access_until", "coach_from", "coach_until"):
        assert one[name] == (await read(school, run_id))[name]


async def test_course_coaches_of_a_lesson_may_be_its_own_also_for_courses_of_the_run(school: School) -> None:
    run_id = await whole_run(school)
    other = await school.ok("admin", "POST", "/v1/courses", {"code": "ART", "title": "Art"})
    body = lesson_body(run_id, course_coaches={str(school.course_id): [school.people["coach-1"]]})

    made = await school.ok("admin", "POST", "/v1/sessions", body)

    assert coaches_of_courses(await read(school, made["session_id"])) == {
        str(school.course_id): [str(school.people["coach-1"])]
    }
    wrong = lesson_body(run_id, course_coaches={other["course_id"]: [school.people["coach-1"]]})
    refused(await school.send("admin", "POST", "/v1/sessions", wrong), 422, "unknown-reference")


async def test_learners_of_the_run_take_part_by_enrolment_or_as_they_answered_for_the_run(school: School) -> None:
    run_id = await run(school)
    add = {"add": [{"person_id": school.people["learner-3"]}, {"person_id": school.people["learner-4"]}]}
    await school.ok("admin", "POST", f"/v1/sessions/{run_id}/roster", add)
    await answered(school, run_id, "learner-2", "accepted")
    await answered(school, run_id, "learner-3", "declined")
    expected = {
        "learner-1": ("accepted", "enrolment"),
        "learner-2": ("accepted", "series"),
        "learner-3": ("declined", None),
        "learner-4": ("accepted", "enrolment"),
    }

    alone = await read(school, await lesson(school, run_id, day=1))
    [first, *_] = await future(school, (await series(school, run_id))["batch_id"])

    assert answers(school, alone) == answers(school, await read(school, first["session_id"])) == expected


async def test_where_the_policy_invites_everybody_the_learners_of_a_run_are_invited_to_its_lessons(
    school: School,
) -> None:
    await school.ok("admin", "PUT", "/v1/policy", {"invitations": "everybody"})
    run_id = await run(school)
    await answered(school, run_id, "learner-2", "accepted")

    made = await read(school, await lesson(school, run_id))

    assert answers(school, made) == {"learner-1": ("invited", None), "learner-2": ("accepted", "series")}


async def test_learners_and_classes_of_the_request_are_added_to_those_of_the_run(school: School) -> None:
    run_id = await run(school)
    guests = await school.ok("admin", "POST", "/v1/classes", {"name": "G", "members": [school.people["learner-4"]]})
    added = [
        {"person_id": school.people["learner-3"]},
        {"person_id": school.people["learner-1"], "acceptance": "declined"},
    ]

    made = await read(school, await lesson(school, run_id, roster=added, class_ids=[guests["class_id"]]))

    assert answers(school, made) == {
        "learner-1": ("declined", None),
        "learner-2": ("accepted", "enrolment"),
        "learner-3": ("invited", None),
        "learner-4": ("accepted", "enrolment"),
    }
    assert set(made["class_ids"]) == {guests["class_id"], *(await read(school, run_id))["class_ids"]}


async def test_a_lesson_with_fewer_seats_than_its_run_has_learners_is_refused(school: School) -> None:
    run_id = await run(school)
    refused(await school.send("admin", "POST", "/v1/sessions", lesson_body(run_id, seats_max=1)), 409, "seats-taken")
    body = series_body(school, run_id, seats_max=1)
    refused(await school.send("admin", "POST", "/v1/batches", body), 409, "seats-taken")
    assert await school.rows("SELECT 1 FROM sessions WHERE run_id IS NOT NULL") == []


async def test_learners_of_courses_of_the_run_are_those_of_its_lessons(school: School) -> None:
    head = "SessionName;Coach;DateStart;DateEnd;Users;Courses"
    row = "Autumn;coach-1;2026-09-01;2027-12-31;;MATH[coach-2][learner-1,learner-2]"
    report = await school.ok("admin", "POST", "/v1/imports/sessions", f"{head}\n{row}\n".encode())
    run_id = report["results"][0]["id"]
    of_course = [str(school.people["learner-1"]), str(school.people["learner-2"])]

    alone = await read(school, await lesson(school, run_id, day=1))
    [first, *_] = await future(school, (await series(school, run_id))["batch_id"])

    for one in (alone, await read(school, first["session_id"])):
        assert [(course["coach_ids"], course["learner_ids"]) for course in one["courses"]] == [
            ([str(school.people["coach-2"])], of_course)
        ]


async def test_a_series_takes_everything_from_its_run_but_may_have_coaches_of_its_own(school: School) -> None:
    run_id = await whole_run(school)
    made = await series(school, run_id)
    with_coach = await series(
        school, run_id, coaches=[coach(school, 2)], first_at=series_day(school), visibility="read_only"
    )

    assert (made["run_id"], made["sessions_created"]) == (run_id, 4)
    assert made["course_ids"] == [str(school.course_id)]
    assert [one["person_id"] for one in with_coach["coaches"]] == [str(school.people["coach-2"])]
    assert await agreeing(school, run_id) == 8
    listed = (await school.ok("admin", "GET", "/v1/batches"))["items"]
    assert {one["run_id"] for one in listed} == {run_id}
    assert (await school.ok("admin", "GET", f"/v1/batches/{made['batch_id']}"))["run_id"] == run_id


def series_day(school: School) -> str:
    return str(series_body(school, "")["first_at"]).replace("17:00", "11:00")


@pytest.mark.parametrize("name", ["course_ids", "category", "roster", "class_ids"])
async def test_a_series_inside_a_run_has_no_courses_category_learners_or_classes_of_its_own(
    school: School, name: str
) -> None:
    run_id = await run(school)
    batch_id = (await series(school, run_id))["batch_id"]
    value: object = "Maths" if name == "category" else []

    answer = await school.send("admin", "POST", "/v1/batches", series_body(school, run_id, **{name: value}))
    refused(answer, 422, "follows-the-run")
    assert answer.json()["errors"] == [{"pointer": f"/{name}", "detail": "follows the course run"}]
    if name in ("course_ids", "category"):
        changed = await school.send("admin", "PATCH", f"/v1/batches/{batch_id}", {name: value})
    else:
        changed = await school.send("admin", "POST", f"/v1/batches/{batch_id}/roster", {"add": []})
    assert "Change the run instead" in refused(changed, 422, "follows-the-run")
    assert f"/v1/sessions/{run_id}" in changed.json()["detail"]


async def test_a_copy_of_a_run_has_no_lessons_and_a_copy_of_a_lesson_stays_in_its_run(school: School) -> None:
    run_id = await run(school)
    lesson_id = await lesson(school, run_id, visibility="accessible")
    await school.ok(
        "admin", "POST", f"/v1/sessions/{lesson_id}/roster", {"add": [{"person_id": school.people["learner-3"]}]}
    )
    await school.ok("admin", "PATCH", f"/v1/sessions/{run_id}", {"category": "Winter"})
    path = f"/v1/sessions/{lesson_id}/copy"
    at = (await read(school, lesson_id))["starts_at"]

    copied = await school.ok("admin", "POST", f"/v1/sessions/{run_id}/copy", {})
    assert (copied["is_run"], copied["run_id"]) == (True, None)
    assert await lessons_to_come(school, copied["session_id"]) == []
    refused(await school.send("admin", "POST", path, {}), 422, "invalid-schedule")
    moved = later(at)
    bare = await school.ok("admin", "POST", path, {"starts_at": moved, "name": "Bare"})
    full = await school.ok("admin", "POST", path, {"starts_at": later(moved), "with_roster": True})

    assert (bare["run_id"], full["run_id"]) == (run_id, run_id)
    found = {one["name"]: one for one in await lessons_to_come(school, run_id)}
    assert {one["category"] for one in found.values()} == {"Winter"}
    assert found["Bare"]["own_fields"] == {"visibility"}
    assert learners(found["Bare"]) == learners(await read(school, run_id))
    assert learners(found[full["name"]]) == learners(await read(school, lesson_id))


def later(at: str) -> str:
    return (datetime.fromisoformat(at) + 24 * HOUR).isoformat()


async def test_the_successor_of_a_voided_lesson_is_in_its_run_and_as_the_lesson_was(school: School) -> None:
    run_id = await run(school)
    past = await school.ok("admin", "POST", "/v1/sessions", {**lesson_body(run_id, mode="in_person"), **begun()})
    assert (await school.complete(past["session_id"])).is_success
    await school.ok("admin", "PATCH", f"/v1/sessions/{run_id}", {"coaches": [coach(school, 2)]})
    void = {"reason": "Wrong group"}
    await school.ok("admin", "POST", f"/v1/sessions/{past['session_id']}/void", void)
    body = {"as_successor": True, "starts_at": past["starts_at"], "with_roster": True}
    path = f"/v1/sessions/{past['session_id']}/copy"
    refused(await school.send("admin", "POST", path, {"as_successor": True}), 422, "invalid-schedule")

    made = await school.ok("admin", "POST", path, body)

    assert (made["run_id"], made["coaches"]) == (run_id, past["coaches"])
    for name in FIELDS:
        assert made[name] == past[name]


def begun() -> dict[str, object]:
    start = datetime.now(UTC).replace(microsecond=0) - HOUR
    return {"starts_at": start, "ends_at": start + HOUR / 2}
