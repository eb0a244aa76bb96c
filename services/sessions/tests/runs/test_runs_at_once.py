"""A change of a course run, and what is planned inside it at the same time, agree afterwards."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from chassis.database.engine import create_engine
from chassis.ids import new_id
from sessions.batches.create_and_end import create_batch
from sessions.batches.generate import generate_next, organisations_due
from sessions.batches.schemas import BatchIn
from sessions.planning.change import change_session
from sessions.planning.create import create_session
from sessions.planning.schemas import SessionIn, SessionPatch
from sessions.session.events import Author
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ..conftest import School
from ..helpers.runs import agreeing, coach, lesson, lesson_body, run, series, series_body

CHANGES: dict[str, Any] = {"category": "Winter", "access_until": "2028-06-30T00:00:00Z", "visibility": "list_only"}


@pytest.fixture
async def engine(school: School) -> AsyncIterator[AsyncEngine]:
    """The worker's engine on the school's database."""
    made = create_engine(school.database.worker_url, application_name="test-worker", pool_size=4)
    yield made
    await made.dispose()


async def generate(db: AsyncConnection, weeks: int) -> bool:
    """Generate a series that is due in some weeks. Return whether there was one that nobody has locked."""
    now = datetime.now(UTC) + timedelta(weeks=weeks)
    return await generate_next(db, org_ids=await organisations_due(db, now=now), now=now, new_id=new_id)


def author(school: School) -> Author:
    return Author(school.org_id, school.admin_id, new_id())


async def change(db: AsyncConnection, school: School, run_id: str, body: dict[str, Any]) -> None:
    """Change a run in a transaction that the test ends."""
    await change_session(
        db,
        author=author(school),
        session_id=UUID(run_id),
        coach_id=None,
        changes=SessionPatch.model_validate(body).edit().changes,
        expected_versions=None,
        new_id=new_id,
    )


async def test_a_run_that_changes_while_its_series_is_generated_waits_and_changes_what_was_generated(
    school: School, engine: AsyncEngine
) -> None:
    run_id = await run(school)
    await series(school, run_id)

    async with engine.begin() as db:
        assert await generate(db, weeks=2)
        changing = asyncio.create_task(school.ok("admin", "PATCH", f"/v1/sessions/{run_id}", CHANGES))
        await school.until_waiting(1)
    await changing

    assert await agreeing(school, run_id) == 6


async def test_a_series_is_not_generated_while_its_run_changes_and_then_takes_the_new_values(
    school: School, engine: AsyncEngine
) -> None:
    run_id = await run(school)
    await series(school, run_id)

    async with school.superuser.begin() as db:
        await change(db, school, run_id, CHANGES)
        async with engine.begin() as other:
            assert not await generate(other, weeks=2), "it is left for the next pass"
    async with engine.begin() as db:
        assert await generate(db, weeks=2)

    assert await agreeing(school, run_id) == 6


async def test_a_learner_who_is_enrolled_while_a_series_is_generated_is_in_every_lesson(
    school: School, engine: AsyncEngine
) -> None:
    run_id = await run(school)
    await series(school, run_id)
    body = {"add": [{"person_id": school.people["learner-3"]}], "remove": [school.people["learner-1"]]}

    async with engine.begin() as db:
        assert await generate(db, weeks=2)
        changing = asyncio.create_task(school.ok("admin", "POST", f"/v1/sessions/{run_id}/roster", body))
        await school.until_waiting(1)
    await changing
    async with engine.begin() as db:
        assert await generate(db, weeks=4)

    assert await agreeing(school, run_id) == 8


async def test_a_new_rule_of_a_series_waits_for_the_change_of_its_run(school: School) -> None:
    run_id = await run(school)
    batch_id = (await series(school, run_id))["batch_id"]

    async with school.superuser.begin() as db:
        await change(db, school, run_id, CHANGES)
        rule = {"rule": "FREQ=WEEKLY;BYDAY=MO,TH"}
        changing = asyncio.create_task(school.ok("admin", "PATCH", f"/v1/batches/{batch_id}", rule))
        await school.until_waiting(1)
    assert (await changing)["sessions_created"] >= 3

    assert await agreeing(school, run_id) >= 7


async def test_a_run_that_changes_while_a_lesson_is_planned_waits_and_changes_the_lesson(school: School) -> None:
    run_id = await run(school)
    new = SessionIn.model_validate(lesson_body(run_id)).new_session()

    async with school.superuser.begin() as db:
        await create_session(db, author=author(school), coach_id=None, new=new, now=datetime.now(UTC), new_id=new_id)
        changing = asyncio.create_task(school.ok("admin", "PATCH", f"/v1/sessions/{run_id}", CHANGES))
        await school.until_waiting(1)
    await changing

    assert await agreeing(school, run_id) == 1


async def test_a_lesson_that_is_planned_while_its_run_changes_takes_the_new_values(school: School) -> None:
    run_id = await run(school)

    async with school.superuser.begin() as db:
        await change(db, school, run_id, {"coaches": [coach(school, 2)], **CHANGES})
        planning = asyncio.create_task(lesson(school, run_id))
        await school.until_waiting(1)
    await planning

    assert await agreeing(school, run_id) == 1


async def test_a_run_that_changes_while_a_series_is_planned_waits_and_changes_the_series(school: School) -> None:
    run_id = await run(school)
    new = BatchIn.model_validate(series_body(school, run_id)).new_batch()

    async with school.superuser.begin() as db:
        await create_batch(db, author=author(school), coach_id=None, new=new, now=datetime.now(UTC), new_id=new_id)
        changing = asyncio.create_task(school.ok("admin", "PATCH", f"/v1/sessions/{run_id}", CHANGES))
        await school.until_waiting(1)
    await changing

    assert await agreeing(school, run_id) == 4


async def test_a_run_with_a_lesson_in_the_making_cannot_get_a_planned_time(school: School) -> None:
    run_id = await run(school)
    new = SessionIn.model_validate(lesson_body(run_id)).new_session()
    times = {"starts_at": "2026-12-01T09:00:00Z", "ends_at": "2026-12-01T10:00:00Z"}

    async with school.superuser.begin() as db:
        await create_session(db, author=author(school), coach_id=None, new=new, now=datetime.now(UTC), new_id=new_id)
        changing = asyncio.create_task(school.send("admin", "PATCH", f"/v1/sessions/{run_id}", times))
        await school.until_waiting(1)

    assert (await changing).status_code == 409


async def test_many_changes_at_once_of_a_run_its_series_and_its_lessons_leave_all_in_agreement(
    school: School, engine: AsyncEngine
) -> None:
    run_id = await run(school)
    batch_id = (await series(school, run_id))["batch_id"]
    lesson_ids = [await lesson(school, run_id, day) for day in range(1, 4)]
    run_path, people = f"/v1/sessions/{run_id}", school.people

    async def generating() -> int:
        async with engine.begin() as db:
            await generate(db, weeks=2)
        return 200

    async def sent(method: str, path: str, body: object) -> int:
        return (await school.send("admin", method, path, body)).status_code

    statuses = await asyncio.gather(
        generating(),
        sent("PATCH", run_path, CHANGES),
        sent("POST", f"{run_path}/roster", {"add": [{"person_id": people["learner-3"]}]}),
        sent("PATCH", f"/v1/batches/{batch_id}", {"first_at": f"{datetime.now(UTC).date()}T18:00", "notice": "Later"}),
        sent("POST", "/v1/sessions", lesson_body(run_id, 5)),
        sent("POST", "/v1/batches", series_body(school, run_id, rule="FREQ=WEEKLY;BYDAY=TU")),
        *(sent("PATCH", f"/v1/sessions/{one}", {"description": "Alone"}) for one in lesson_ids),
        sent("PATCH", f"/v1/sessions/{lesson_ids[0]}", {"visibility": "accessible"}),
        sent("PATCH", run_path, {"coaches": [coach(school, 2)], "display_from": "2026-01-01T00:00:00Z"}),
        sent("POST", f"{run_path}/roster", {"remove": [people["learner-1"]]}),
        sent("POST", f"/v1/sessions/{lesson_ids[1]}/copy", lesson_copy()),
        generating(),
    )

    assert set(statuses) <= {200, 201}, statuses
    assert await agreeing(school, run_id) >= 12


def lesson_copy() -> dict[str, object]:
    return {"starts_at": datetime.now(UTC) + timedelta(days=20)}
