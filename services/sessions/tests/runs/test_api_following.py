"""What is planned inside a course run follows each change of the run, until it begins."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from contracts.sessions import RosterChanged, SessionCancelled, SessionChanged
from sessions.runs import rows

from ..conftest import School, refused
from ..helpers.batches import future, monday, seat
from ..helpers.runs import (
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
)


async def change(school: School, session_id: str, **changes: object) -> Any:
    """Change a session."""
    return await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", changes)


async def answer(school: School, session_id: str, who: str, acceptance: str, **more: str) -> None:
    """Answer as a learner, or as an admin for the learner who is named."""
    by = "admin" if more else who
    body = {"acceptance": acceptance, **({"person_id": school.people[who], **more} if more else {})}
    await school.ok(by, "POST", f"/v1/sessions/{session_id}/acceptance", body)


async def planned(school: School) -> tuple[str, str, str]:
    """Make a run with a series of four lessons and a single one. Return the run, the series and the single lesson."""
    run_id = await run(school)
    return run_id, (await series(school, run_id))["batch_id"], await lesson(school, run_id, day=1)


async def test_each_change_of_a_run_changes_its_series_and_its_lessons_to_come_in_one_step(school: School) -> None:
    run_id, batch_id, lesson_id = await planned(school)
    other = await school.ok("admin", "POST", "/v1/courses", {"code": "ART", "title": "Art"})
    path = f"/v1/sessions/{run_id}"

    await change(school, run_id, coaches=[coach(school, 2)], category="Winter", display_from="2026-02-01T00:00:00Z")
    await school.ok("admin", "POST", f"{path}/courses", {"add": [other["course_id"]]})
    coaches = f"{path}/courses/{other['course_id']}/coaches"
    await school.ok("admin", "POST", coaches, {"add": [school.people["coach-1"]]})
    await school.ok(
        "admin", "POST", f"{path}/roster", {"add": [seat(school, 3)], "remove": [school.people["learner-1"]]}
    )
    made = await school.ok("admin", "POST", "/v1/classes", {"name": "7b", "members": [school.people["learner-4"]]})
    await change(school, run_id, roster={"class_ids": [made["class_id"]]}, visibility="accessible")

    assert await agreeing(school, run_id) == 5
    batch = await school.ok("admin", "GET", f"/v1/batches/{batch_id}")
    whole = await read(school, run_id)
    for name in ("category_id", "visibility", "course_ids", "class_ids"):
        assert batch[name] == whole[name], name
    assert [one["person_id"] for one in batch["coaches"]] == [str(school.people["coach-2"])]
    assert learners(batch) == learners(whole)
    events = [type(event) for event in await school.events(lesson_id)]
    assert events.count(SessionChanged) == 4
    assert events.count(RosterChanged) == 2
    history = (await school.ok("admin", "GET", f"/v1/sessions/{lesson_id}/history"))["items"]
    assert {one["by"]["person_id"] for one in history} == {str(school.admin_id)}


async def test_a_change_that_lessons_do_not_follow_leaves_them_alone(school: School) -> None:
    run_id, batch_id, lesson_id = await planned(school)
    await change(school, run_id, name="Autumn 2", description="Longer", mode="in_person", seats_max=9, zone="UTC")
    assert (await read(school, lesson_id))["version"] == 1
    assert (await school.ok("admin", "GET", f"/v1/batches/{batch_id}"))["version"] == 1


async def test_course_coaches_leave_the_lessons_with_the_run_and_stay_where_they_are_of_the_lesson(
    school: School,
) -> None:
    run_id, _, lesson_id = await planned(school)
    coaches = f"courses/{school.course_id}/coaches"
    both = [school.people["coach-1"], school.people["coach-2"]]
    await school.ok("admin", "POST", f"/v1/sessions/{run_id}/{coaches}", {"add": both})
    await school.ok("admin", "POST", f"/v1/sessions/{lesson_id}/{coaches}", {"remove": both[:1]})

    await school.ok("admin", "POST", f"/v1/sessions/{run_id}/{coaches}", {"remove": both[1:]})

    assert await agreeing(school, run_id) == 5
    alone = coaches_of_courses(await read(school, lesson_id))
    assert alone == {str(school.course_id): [str(both[1])]}


async def test_what_has_begun_or_is_over_or_cancelled_does_not_follow(school: School) -> None:
    run_id = await run(school)
    start = datetime.now(UTC) - HOUR
    times: dict[str, Any] = {"starts_at": start, "ends_at": start + HOUR / 2, "mode": "in_person"}
    begun = (await school.ok("admin", "POST", "/v1/sessions", lesson_body(run_id, **times)))["session_id"]
    times = {"starts_at": start - HOUR, "ends_at": start - HOUR / 2, "mode": "in_person"}
    over = (await school.ok("admin", "POST", "/v1/sessions", lesson_body(run_id, **times)))["session_id"]
    assert (await school.complete(over)).is_success
    cancelled = await lesson(school, run_id, day=2)
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled}/cancel", {"reason": "Ill"})
    versions = [(await read(school, one))["version"] for one in (begun, over, cancelled)]

    await change(school, run_id, category="Winter", roster={"add": [seat(school, 3)]})

    assert [(await read(school, one))["version"] for one in (begun, over, cancelled)] == versions


async def test_fields_of_a_lesson_or_a_series_alone_stay_and_the_others_follow(school: School) -> None:
    run_id, batch_id, lesson_id = await planned(school)
    await change(school, lesson_id, category="Trip", access_until="2027-01-01T00:00:00Z")
    await school.ok("admin", "PATCH", f"/v1/batches/{batch_id}", {"coaches": [coach(school, 2)]})

    await change(
        school,
        run_id,
        category="Winter",
        access_from="2026-02-01T00:00:00Z",
        coaches=[coach(school, 2), coach(school, 1)],
    )

    found = {one["session_id"]: one for one in await lessons_to_come(school, run_id)}
    alone = found.pop(lesson_id)
    assert alone["own_fields"] == {"category_id", "access_from", "access_until"}
    assert (alone["category"], alone["access_from"]) == ("Trip", "2026-01-01T00:00:00Z")
    assert len(alone["coaches"]) == 2
    assert {one["category"] for one in found.values()} == {"Winter"}
    assert {len(one["coaches"]) for one in found.values()} == {1}, "the series has a coach of its own"
    assert await agreeing(school, run_id) == 5


async def test_who_was_taken_off_one_lesson_stays_off_it_and_who_was_added_to_it_stays_on(school: School) -> None:
    run_id, _, lesson_id = await planned(school)
    one, two, three, four = (str(school.people[f"learner-{number}"]) for number in (1, 2, 3, 4))
    alone = {"remove": [one], "add": [seat(school, 4)]}
    await school.ok("admin", "POST", f"/v1/sessions/{lesson_id}/roster", alone)

    await school.ok("admin", "POST", f"/v1/sessions/{run_id}/roster", {"add": [seat(school, 3), seat(school, 1)]})
    assert learners(await read(school, lesson_id)) == {two, three, four}
    await answer(school, run_id, "learner-1", "accepted")
    assert learners(await read(school, lesson_id)) == {two, three, four}
    await school.ok("admin", "POST", f"/v1/sessions/{run_id}/roster", {"remove": [one, two]})
    await school.ok("admin", "POST", f"/v1/sessions/{run_id}/roster", {"add": [seat(school, 1)]})

    assert learners(await read(school, lesson_id)) == {one, three, four}, (
        "who comes to the run again comes to its lessons"
    )


async def test_an_answer_to_the_run_holds_for_its_lessons_and_for_those_to_be_generated(school: School) -> None:
    run_id, batch_id, lesson_id = await planned(school)
    await answer(school, lesson_id, "learner-1", "accepted")

    await answer(school, run_id, "learner-1", "declined")
    await answer(school, run_id, "learner-2", "accepted")

    assert answers(school, await read(school, lesson_id)) == {
        "learner-1": ("accepted", "answer"),
        "learner-2": ("accepted", "series"),
    }, "what was answered for one lesson alone stays"
    of_series = {"learner-1": ("declined", None), "learner-2": ("accepted", "series")}
    for one in await future(school, batch_id):
        assert answers(school, await read(school, one["session_id"])) == of_series
    assert answers(school, await school.ok("admin", "GET", f"/v1/batches/{batch_id}")) == of_series


async def test_guardians_and_admins_answer_a_run_too(school: School) -> None:
    run_id, _, lesson_id = await planned(school)
    guardian = {"username": "guardian-1", "name": "Guardian", "role": "guardian"}
    school.people["guardian-1"] = UUID((await school.ok("admin", "POST", "/v1/people", guardian))["person_id"])
    link = f"/v1/people/{school.people['learner-1']}/guardians/{school.people['guardian-1']}"
    assert (await school.send("admin", "PUT", link)).is_success
    path = f"/v1/sessions/{run_id}/acceptance"

    await school.ok("guardian-1", "POST", path, {"person_id": school.people["learner-1"], "acceptance": "declined"})
    await answer(school, run_id, "learner-2", "declined", reason="Moved away")

    assert answers(school, await read(school, lesson_id)) == {
        "learner-1": ("declined", None),
        "learner-2": ("declined", None),
    }


async def test_a_cancelled_run_cancels_its_lessons_to_come_and_ends_its_series(school: School) -> None:
    run_id, batch_id, lesson_id = await planned(school)
    body = {"reason": "Too few learners", "notice": "We are sorry."}

    await school.ok("admin", "POST", f"/v1/sessions/{run_id}/cancel", body)
    await school.ok("admin", "POST", f"/v1/sessions/{run_id}/cancel", body)

    found = await school.rows("SELECT state, cancel_reason, notice FROM sessions WHERE run_id = :id", id=UUID(run_id))
    assert {tuple(row) for row in found} == {("cancelled", "Too few learners", "We are sorry.")}
    assert len(found) == 5
    batch = await school.ok("admin", "GET", f"/v1/batches/{batch_id}")
    assert (batch["state"], batch["next_sessions"]) == ("ended", [])
    assert isinstance((await school.events(lesson_id))[-1], SessionCancelled)
    [row] = await school.rows("SELECT due_at FROM batches WHERE id = :id", id=UUID(batch_id))
    assert row.due_at is None
    assert await school.rows("SELECT 1 FROM bookings") == [], "the coach is free"
    at = await school.send("admin", "POST", f"/v1/sessions/{lesson_id}/copy", {"starts_at": f"{monday(9)}T09:00:00Z"})
    refused(at, 409, "session-cancelled")


async def test_each_lesson_for_which_a_coach_is_booked_elsewhere_is_named_and_nothing_changes(school: School) -> None:
    run_id, _, _ = await planned(school)
    for name, place in (("Drama", 0), ("Choir", 1)):
        there = (await lessons_to_come(school, run_id))[place]
        times = {"starts_at": there["starts_at"], "ends_at": there["ends_at"]}
        await school.schedule(name=name, coaches=[coach(school, 2)], **times)

    answered = await school.send("admin", "PATCH", f"/v1/sessions/{run_id}", {"coaches": [coach(school, 2)]})

    refused(answered, 409, "double-booked")
    clashes = {one["detail"].partition(" from ")[0] for one in answered.json()["errors"]}
    assert clashes == {"Coach-2 is booked for 'Drama'", "Coach-2 is booked for 'Choir'"}
    assert (await read(school, run_id))["version"] == 1
    assert await agreeing(school, run_id) == 5


async def test_a_lesson_without_a_free_seat_is_named(school: School) -> None:
    run_id = await run(school)
    await lesson(school, run_id, name="Small room", seats_max=2)
    add = {"add": [seat(school, 3)]}
    detail = refused(await school.send("admin", "POST", f"/v1/sessions/{run_id}/roster", add), 409, "seats-taken")
    assert detail.startswith("'Small room': The session has 2 seats")
    answered = await school.send("admin", "PATCH", f"/v1/sessions/{run_id}", {"roster": add})
    refused(answered, 409, "seats-taken")
    assert answered.json()["errors"][0]["pointer"] == "/roster/add"


@pytest.mark.parametrize(("lessons", "seats"), [(1, 50_000), (500, 3)])
async def test_a_run_with_too_much_to_come_says_so_where_lessons_follow(
    school: School, monkeypatch: pytest.MonkeyPatch, lessons: int, seats: int
) -> None:
    run_id = await run(school)
    lesson_id = await lesson(school, run_id, day=1)
    await lesson(school, run_id, day=2)
    monkeypatch.setattr(rows, "SESSIONS_AT_ONCE_MAX", lessons)
    monkeypatch.setattr("sessions.runs.domain.SESSIONS_AT_ONCE_MAX", lessons)
    monkeypatch.setattr("sessions.runs.domain.SEATS_AT_ONCE_MAX", seats)
    path = f"/v1/sessions/{run_id}"

    for sent in (
        await school.send("admin", "PATCH", path, {"category": "Winter"}),
        await school.send("admin", "POST", f"{path}/cancel", {"reason": "Over"}),
        await school.send("learner-1", "POST", f"{path}/acceptance", {"acceptance": "declined"}),
    ):
        assert "change its lessons one by one" in refused(sent, 422, "too-much-at-once")
    await change(school, run_id, name="Renamed", description="Nobody follows this")
    assert (await read(school, lesson_id))["category"] == "Autumn"
