"""Links of batches and courses: who changes and reads them, and that their sessions show them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from ..conftest import School, refused
from ..helpers.batches import create, future
from ..helpers.links import CALL, add, added, seen

HOST = "https://files.example.org"


async def course(school: School, code: str) -> str:
    """Create a course and return its id."""
    return str((await school.ok("admin", "POST", "/v1/courses", {"code": code, "title": code}))["course_id"])


async def test_a_session_shows_its_own_links_and_those_of_its_batch_and_courses(school: School) -> None:
    drama = await course(school, "DRAMA")
    batch_id = (await create(school, course_ids=[drama, school.course_id]))["batch_id"]
    session, other = [f"/v1/sessions/{one['session_id']}" for one in (await future(school, batch_id))[:2]]
    await added(school, "admin", f"/v1/courses/{school.course_id}", "call", f"{HOST}/maths")
    await added(school, "admin", f"/v1/courses/{drama}", "call", f"{HOST}/drama")
    await added(school, "coach-1", f"/v1/batches/{batch_id}", "call", f"{HOST}/batch")
    await added(school, "coach-1", f"/v1/batches/{batch_id}", url=f"{HOST}/plan")
    await added(school, "coach-1", session, "call", f"{HOST}/own")

    handed_on = [
        ("batch", "call", f"{HOST}/batch"),
        ("batch", "material", f"{HOST}/plan"),
        ("course", "call", f"{HOST}/drama"),
        ("course", "call", f"{HOST}/maths"),
    ]
    assert await seen(school, "coach-1", session) == [("session", "call", f"{HOST}/own"), *handed_on]
    assert await seen(school, "coach-1", other) == handed_on
    owners = [one["owner_id"] for one in (await school.ok("coach-1", "GET", f"{session}/links"))["items"]]
    assert owners == [session.rpartition("/")[2], batch_id, batch_id, drama, str(school.course_id)]
    unrelated = f"/v1/sessions/{await school.schedule(course_ids=[])}"
    assert await seen(school, "admin", unrelated) == []
    await school.ok("admin", "POST", f"{session}/courses", {"remove": [drama]})
    assert ("course", "call", f"{HOST}/drama") not in await seen(school, "admin", session)
    await school.ok("admin", "POST", f"{other}/cancel", {"reason": "Measles", "notice": "Sorry"})
    assert await seen(school, "admin", other) == [("batch", "material", f"{HOST}/plan")]


async def test_a_lesson_shows_the_links_of_its_course_run_behind_its_own(school: School) -> None:
    coach = {"person_id": school.people["coach-1"]}
    begin = datetime.now(UTC) + timedelta(days=2)
    times = {"starts_at": begin, "ends_at": begin + timedelta(hours=1)}
    whole = {"name": "Term", "mode": "online", "coaches": [coach], "course_ids": [school.course_id]}
    run_id = (await school.ok("admin", "POST", "/v1/sessions", whole))["session_id"]
    planned = {"name": "First lesson", "mode": "online", "run_id": run_id, **times}
    lesson = f"/v1/sessions/{(await school.ok('admin', 'POST', '/v1/sessions', planned))['session_id']}"
    await added(school, "admin", f"/v1/courses/{school.course_id}", "call", f"{HOST}/maths")
    await added(school, "coach-1", f"/v1/sessions/{run_id}", "call", f"{HOST}/term")

    assert await seen(school, "coach-1", lesson) == [
        ("run", "call", f"{HOST}/term"),
        ("course", "call", f"{HOST}/maths"),
    ]
    await added(school, "coach-1", lesson, "call", f"{HOST}/own")
    assert (await seen(school, "coach-1", lesson))[0] == ("session", "call", f"{HOST}/own")
    assert ("session", "call", f"{HOST}/own") not in await seen(school, "coach-1", f"/v1/sessions/{run_id}")


async def test_the_coaches_of_a_batch_and_admins_change_its_links(school: School) -> None:
    batch = f"/v1/batches/{(await create(school))['batch_id']}"
    by_coach, by_admin = await added(school, "coach-1", batch, "call"), await added(school, "admin", batch)

    for who in ("coach-1", "admin", "support"):
        assert await seen(school, who, batch) == [("batch", "call", CALL), ("batch", "material", CALL)]
    refused(await add(school, "coach-2", batch), 404, "batch-not-found")
    refused(await school.send("coach-2", "GET", f"{batch}/links"), 404, "batch-not-found")
    refused(await school.send("coach-2", "DELETE", f"{batch}/links/{by_coach}"), 404, "batch-not-found")
    refused(await add(school, "support", batch), 403, "forbidden")
    refused(await school.send("learner-1", "GET", f"{batch}/links"), 403, "forbidden")
    refused(await add(school, "admin", batch, "call"), 409, "call-link-exists")
    for link_id in (by_coach, by_admin):
        assert (await school.send("coach-1", "DELETE", f"{batch}/links/{link_id}")).status_code == 204
    refused(await school.send("coach-1", "DELETE", f"{batch}/links/{by_admin}"), 404, "link-not-found")
    for _ in range(20):
        await added(school, "coach-1", batch)
    refused(await add(school, "coach-1", batch), 409, "too-many-links")


async def test_links_of_courses_are_read_by_coaches_and_changed_by_admins_alone(school: School) -> None:
    path = f"/v1/courses/{school.course_id}"
    link_id = await added(school, "admin", path, "call")

    for who in ("admin", "support", "coach-2"):
        assert await seen(school, who, path) == [("course", "call", CALL)]
    refused(await school.send("learner-1", "GET", f"{path}/links"), 403, "forbidden")
    for who in ("coach-1", "support", "learner-1"):
        refused(await add(school, who, path), 403, "forbidden")
        refused(await school.send(who, "DELETE", f"{path}/links/{link_id}"), 403, "forbidden")
    refused(await add(school, "admin", path, "call"), 409, "call-link-exists")
    session = f"/v1/sessions/{await school.schedule()}"
    refused(await school.send("admin", "DELETE", f"{session}/links/{link_id}"), 404, "link-not-found")
    assert (await school.send("admin", "DELETE", f"{path}/links/{link_id}")).status_code == 204
    refused(await school.send("admin", "DELETE", f"{path}/links/{link_id}"), 404, "link-not-found")
    for _ in range(20):
        await added(school, "admin", path)
    refused(await add(school, "admin", path), 409, "too-many-links")


async def test_the_links_of_a_course_go_with_it(school: School) -> None:
    drama = await course(school, "DRAMA")
    await added(school, "admin", f"/v1/courses/{drama}", "call")
    await added(school, "admin", f"/v1/courses/{school.course_id}", "call")

    assert (await school.send("admin", "DELETE", f"/v1/courses/{drama}")).status_code == 204

    left: Sequence[Any] = await school.rows("SELECT course_id FROM links")
    assert [UUID(str(row.course_id)) for row in left] == [school.course_id]
