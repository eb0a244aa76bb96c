"""Files make course runs, plan lessons inside them and change them. What they change, the lessons follow."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sessions.imports import at_once
from sqlalchemy import text

from ..conftest import School, refused
from ..helpers.batches import monday
from ..helpers.importing import begin, file, status, work, worker_of
from ..helpers.runs import agreeing, answers, coach, learners, lesson, lessons_to_come, read, run, series

PLAIN = "SessionName;Coach;DateStart;DateEnd;Users;Courses;SessionCategory"
LESSONS = f"{PLAIN};ScheduleStart;ScheduleEnd;CourseRun"
AUTUMN = "Autumn;coach-1;2026-09-01;2027-12-31;learner-1|learner-2;MATH[coach-2][learner-1];Maths"


async def imported(school: School, head: str, *rows: str, **params: object) -> list[Any]:
    """Import sessions and return the rows of the report."""
    report = await school.ok("admin", "POST", "/v1/imports/sessions", file(head, rows), **params)
    return list(report["results"])


def times(day: int) -> str:
    """Return the planned time of a lesson on a day after the first Monday, as two cells."""
    date = monday(0).toordinal() + day
    return ";".join(f"{datetime.fromordinal(date):%Y-%m-%d} {hour}:00" for hour in (9, 10))


async def test_a_row_longer_than_a_day_or_without_dates_makes_a_run_and_the_report_says_so(school: School) -> None:
    found = await imported(
        school, PLAIN, AUTUMN, "Bare;coach-1;;;;;", "Lesson;coach-1;2026-12-01 09:00;2026-12-01 10:00;;;"
    )

    said = "has no planned time, so it is a course run: plan its lessons inside it"
    assert [one["detail"] for one in found] == [said, said, None]
    assert [(await read(school, one["id"]))["is_run"] for one in found] == [True, True, False]
    again = await imported(school, PLAIN, AUTUMN, "Bare;coach-1;;;;;")
    assert [(one["result"], one["detail"]) for one in again] == [("unchanged", None)] * 2


async def test_an_import_that_changes_a_run_changes_its_series_and_lessons(school: School) -> None:
    [made] = await imported(school, PLAIN, AUTUMN)
    run_id = made["id"]
    await lesson(school, run_id, day=1)
    batch_id = (await series(school, run_id))["batch_id"]
    await school.ok("admin", "POST", "/v1/courses", {"code": "ART", "title": "Art"})
    row = "Autumn;coach-2;2026-10-01;2028-01-31;learner-3;MATH[coach-2][learner-2]|ART[coach-1];Winter"

    [changed] = await imported(school, PLAIN, row, import_mode="upsert")

    assert changed["result"] == "update"
    assert await agreeing(school, run_id) == 5
    of_courses = {
        tuple((one["code"], *one["coach_ids"], *one["learner_ids"]) for one in each["courses"])
        for each in (await read(school, run_id), *await lessons_to_come(school, run_id))
    }
    assert len(of_courses) == 1
    batch = await school.ok("admin", "GET", f"/v1/batches/{batch_id}")
    assert (batch["category"], learners(batch)) == ("Winter", learners(await read(school, run_id)))


async def test_an_import_of_enrolments_in_a_run_enrols_in_its_lessons(school: School) -> None:
    run_id = await run(school, name="Autumn")
    lesson_id = await lesson(school, run_id)
    rows = ["Autumn;learner-3;add;", "Autumn;learner-1;remove;", "Autumn;learner-2;add;declined"]
    head = "SessionName;Username;Action;Acceptance"

    report = await school.ok("admin", "POST", "/v1/imports/enrolments", file(head, rows), import_mode="upsert")
    of_one = await school.ok(
        "admin", "POST", "/v1/imports/enrolments", b"Username\nlearner-4\n", session_id=UUID(run_id)
    )

    assert [one["result"] for one in (*report["results"], *of_one["results"])] == [
        "create",
        "update",
        "update",
        "create",
    ]
    assert answers(school, await read(school, lesson_id)) == {
        "learner-2": ("declined", None),
        "learner-3": ("accepted", "enrolment"),
        "learner-4": ("accepted", "enrolment"),
    }


async def test_lessons_that_cannot_follow_make_the_row_of_the_run_wrong(school: School) -> None:
    [made] = await imported(school, PLAIN, AUTUMN)
    run_id = made["id"]
    lesson_id = await lesson(school, run_id, seats_max=2)
    there = await read(school, lesson_id)
    await school.schedule(
        name="Drama", coaches=[coach(school, 2)], starts_at=there["starts_at"], ends_at=there["ends_at"]
    )
    booked = AUTUMN.replace("coach-1", "coach-2")
    full = AUTUMN.replace("learner-2", "learner-2|learner-3")
    data = file(PLAIN, [booked, "Other;coach-1;;;;;"])

    answer = await school.send("admin", "POST", "/v1/imports/sessions", data, import_mode="upsert")
    refused(answer, 422, "import-refused")
    detail = answer.json()["report"]["results"][0]["detail"]
    assert detail.startswith("its lessons cannot follow. Coach-2 is booked for 'Drama'")
    [wrong, other] = await imported(school, PLAIN, booked, "Other;coach-1;;;;;", import_mode="upsert", partial="true")
    assert (wrong["result"], wrong["id"], other["result"]) == ("error", run_id, "create")
    answer = await school.send("admin", "POST", "/v1/imports/sessions", file(PLAIN, [full]), import_mode="upsert")
    assert "The session has 2 seats" in answer.json()["report"]["results"][0]["detail"]
    answer = await school.send("admin", "POST", "/v1/imports/enrolments", b"SessionName;Username\nAutumn;learner-3\n")
    refused(answer, 422, "import-refused")
    assert (await read(school, run_id))["version"] == 1
    assert await agreeing(school, run_id) == 1


async def test_a_file_neither_takes_the_time_of_a_lesson_nor_gives_one_to_a_run_with_lessons(school: School) -> None:
    run_id = await run(school, name="Autumn")
    lesson_id = await lesson(school, run_id, name="Lesson")
    rows = ["Lesson;coach-1;;;;;;;;", f"Autumn;coach-1;;;;;;{times(3)};"]

    found = await school.send("admin", "POST", "/v1/imports/sessions", file(LESSONS, rows), import_mode="upsert")

    wrong = found.json()["report"]["results"]
    assert [(one["result"], one["column"]) for one in wrong] == [("error", "ScheduleStart")] * 2
    assert "a session of a course run or of a series has a planned time" in wrong[0]["detail"]
    assert "gives a planned time to a course run that has lessons" in wrong[1]["detail"]
    assert (await read(school, lesson_id))["version"] == 1


async def test_what_a_file_changes_in_a_lesson_is_the_lessons_own(school: School) -> None:
    run_id = await run(school, name="Autumn")
    await lesson(school, run_id, day=0, name="Lesson")

    await imported(
        school,
        f"{PLAIN};ScheduleStart;ScheduleEnd",
        f"Lesson;coach-1;2026-01-01;2027-06-30;;MATH[coach-2];Trip;{times(0)}",
        import_mode="upsert",
    )

    [one] = await lessons_to_come(school, run_id)
    assert one["own_fields"] == {"access_from", "access_until", "category_id", "course_coaches"}


async def test_an_export_of_runs_and_lessons_imports_again_unchanged(school: School) -> None:
    [made] = await imported(school, PLAIN, AUTUMN)
    run_id = made["id"]
    await lesson(school, run_id, day=1)
    await lesson(
        school, run_id, day=2, category="Trip", display_from="2026-02-01T00:00:00Z", coaches=[coach(school, 2)]
    )
    await series(school, run_id)
    versions = "SELECT id, version, own_fields FROM sessions ORDER BY id"
    before = await school.rows(versions)

    exported = await school.send("admin", "GET", "/v1/sessions/export")
    for mode in ("create", "upsert"):
        report = await school.ok("admin", "POST", "/v1/imports/sessions", exported.content, import_mode=mode)
        assert (report["rows"], report["unchanged"], report["hints"]) == (7, 7, []), report

    assert await school.rows(versions) == before
    assert exported.text.splitlines()[0].split(";")[-2:] == ["CourseRun", "external_id"]
    assert exported.text.count(";Autumn;") == 6


async def test_an_exported_run_with_its_lessons_is_the_same_in_another_organisation(school: School) -> None:
    [made] = await imported(school, PLAIN, AUTUMN)
    await lesson(school, made["id"], day=1)
    await lesson(school, made["id"], day=2, category="Trip", visibility="accessible")
    exported = (await school.send("admin", "GET", "/v1/sessions/export")).content
    await school.ok("admin", "POST", f"/v1/sessions/{made['id']}/cancel", {"reason": "It moves"})

    report = await school.ok("admin", "POST", "/v1/imports/sessions", exported)

    run_id = report["results"][0]["id"]
    assert run_id != made["id"]
    assert await agreeing(school, run_id) == 2
    own = [one["own_fields"] for one in await lessons_to_come(school, run_id)]
    assert own == [set(), {"category_id", "visibility"}]
    await school.ok("admin", "PATCH", f"/v1/sessions/{run_id}", {"category": "Winter", "coaches": [coach(school, 2)]})
    assert await agreeing(school, run_id) == 2


async def test_a_row_plans_a_lesson_inside_a_run_that_exists_or_that_the_file_makes(school: School) -> None:
    rows = [
        f"First;coach-1;;;;;;{times(1)};autumn",
        f"{AUTUMN};;;",
        f"Second;coach-2;;;learner-3;;Trip;{times(2)};Autumn",
    ]

    first, made, second = await imported(school, LESSONS, *rows)

    assert (first["detail"], second["detail"]) == ("'autumn' means 'Autumn'", None)
    plain, other = await lessons_to_come(school, made["id"])
    assert (plain["name"], plain["own_fields"], plain["category"]) == ("First", set(), "Maths")
    assert [one["learner_ids"] for one in plain["courses"]] == [[str(school.people["learner-1"])]]
    assert answers(school, plain) == dict.fromkeys(("learner-1", "learner-2"), ("accepted", "enrolment"))
    assert (other["own_fields"], other["category"]) == ({"coaches", "category_id"}, "Trip")
    assert learners(other) == {str(school.people[f"learner-{number}"]) for number in (1, 2, 3)}
    [third] = await imported(school, LESSONS, f"Third;coach-1;;;;;;{times(3)};Autumn", acceptance="invited")
    assert set(answers(school, await read(school, third["id"])).values()) == {("invited", None)}
    assert len(await lessons_to_come(school, made["id"])) == 3


async def test_a_course_run_in_a_row_that_cannot_be_is_refused_with_what_to_do(school: School) -> None:
    [made] = await imported(school, PLAIN, AUTUMN)
    await imported(school, PLAIN, "Spring;coach-1;;;;;")
    gone = await run(school, name="Gone")
    await school.ok("admin", "POST", f"/v1/sessions/{gone}/cancel", {"reason": "Too few"})
    await school.schedule(name="Ordinary")
    await lesson(school, made["id"], day=6, name="Lesson")
    wrong = {
        f"A;coach-1;;;;;;{times(1)};Nowhere": "there is no session 'Nowhere'",
        f"B;coach-1;;;;;;{times(1)};Ordinary": "takes place itself",
        f"C;coach-1;;;;;;{times(1)};Gone": "there is no session 'Gone'",
        "D;coach-1;;;;;;;;Autumn": "a lesson needs ScheduleStart",
        f"Lesson;coach-1;;;;;;{times(6)};Spring": "is not the course run of this session",
        "Ordinary;coach-1;;;;;;;;Autumn": "not planned inside a course run",
    }

    answer = await school.send("admin", "POST", "/v1/imports/sessions", file(LESSONS, wrong), import_mode="upsert")

    for row, said in zip(answer.json()["report"]["results"], wrong.values(), strict=True):
        assert (row["result"], row["column"]) == ("error", "CourseRun"), row
        assert said in row["detail"]


async def test_an_import_locks_the_series_of_a_run_before_any_lesson_as_every_command_does(school: School) -> None:
    [made] = await imported(school, PLAIN, AUTUMN)
    batch_id = (await series(school, made["id"]))["batch_id"]
    exported = (await school.send("admin", "GET", "/v1/sessions/export")).text
    changed = exported.replace("Maths", "Winter").encode()

    async with school.superuser.begin() as db:  # as a change of the series does
        await db.execute(text("SELECT 1 FROM batches WHERE id = :id FOR UPDATE"), {"id": UUID(batch_id)})
        importing = asyncio.create_task(
            school.ok("admin", "POST", "/v1/imports/sessions", changed, import_mode="upsert")
        )
        await school.until_waiting(1)
        lessons = "SELECT 1 FROM sessions WHERE batch_id = :id ORDER BY id FOR UPDATE NOWAIT"
        assert len((await db.execute(text(lessons), {"id": UUID(batch_id)})).all()) == 4
    assert (await importing)["updated"] == 5
    found = await lessons_to_come(school, made["id"])
    assert [(one["category"], one["own_fields"]) for one in found] == [("Winter", set())] * 4, "they still follow"


async def test_an_import_of_enrolments_locks_the_series_of_a_run_before_any_lesson(school: School) -> None:
    run_id = await run(school, name="Autumn")
    batch_id = (await series(school, run_id))["batch_id"]
    [one, *_] = await lessons_to_come(school, run_id)
    rows = file("SessionName;Username", [f"{one['name']};learner-3", "Autumn;learner-3"])

    async with school.superuser.begin() as db:
        await db.execute(text("SELECT 1 FROM batches WHERE id = :id FOR UPDATE"), {"id": UUID(batch_id)})
        importing = asyncio.create_task(school.ok("admin", "POST", "/v1/imports/enrolments", rows))
        await school.until_waiting(1)
        lessons = "SELECT 1 FROM sessions WHERE batch_id = :id ORDER BY id FOR UPDATE NOWAIT"
        assert len((await db.execute(text(lessons), {"id": UUID(batch_id)})).all()) == 4
    assert (await importing)["created"] == 2
    assert await agreeing(school, run_id) == 4


async def test_a_file_whose_runs_have_many_lessons_is_imported_by_the_worker(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    [made] = await imported(school, PLAIN, AUTUMN)
    for day in range(3):
        await lesson(school, made["id"], day)
    monkeypatch.setattr(at_once, "WEIGHT_MAX", 250)
    row = file(PLAIN, [AUTUMN.replace("Maths", "Winter")])
    enrolments = b"SessionName;Username\nAutumn;learner-3\n"

    changing = await begin(school, "sessions", row, import_mode="upsert")
    enrolling = await begin(school, "enrolments", enrolments)
    async with worker_of(school) as engine:
        await work(engine)

    assert (await status(school, changing))["updated"] == (await status(school, enrolling))["created"] == 1
    assert await agreeing(school, made["id"]) == 3
    [one, *_] = await lessons_to_come(school, made["id"])
    assert (one["category"], one["learner_count"]) == ("Winter", 3)
