"""Courses: how they change, and what prevents a deletion."""

import pytest

from ..conftest import School, refused
from ..helpers.catalogue import add_batch


async def test_a_course_is_changed_field_by_field_and_put_into_categories(school: School) -> None:
    body = {"code": "ART-1", "title": "Drawing", "category": "Arts"}
    course = await school.ok("admin", "POST", "/v1/courses", body)
    path = f"/v1/courses/{course['course_id']}"

    assert (await school.ok("admin", "PATCH", path, {"title": "Painting"}))["category"] == "Arts"
    moved = await school.ok("admin", "PATCH", path, {"category": "Fine arts"})
    assert (moved["category"], moved["version"]) == ("Fine arts", 3)
    assert moved["category_id"] != course["category_id"]
    assert (await school.ok("admin", "PATCH", path, {"category": "Fine arts"}))["version"] == 3
    taken_out = await school.ok("admin", "PATCH", path, {"category": None, "code": "ART-2"})
    assert (taken_out["category"], taken_out["category_id"], taken_out["code"]) == (None, None, "ART-2")
    for change in ({"code": "A|B"}, {"code": None}, {"title": ""}, {"category": " "}, {"course_id": "x"}):
        refused(await school.send("admin", "PATCH", path, change), 422, "unprocessable")


async def test_courses_are_found_by_beginnings_of_words_of_code_and_title(school: School) -> None:
    await school.ok("admin", "POST", "/v1/courses", {"code": "PHYS-2", "title": "Mechanics for Beginners"})

    for q, found in (("phys", 1), ("2", 1), ("begin mech", 1), ("PHYS mechanics", 1), ("chanics", 0), ("phys math", 0)):
        assert len((await school.ok("learner-1", "GET", "/v1/courses", q=q))["items"]) == found, q
    assert len((await school.ok("learner-1", "GET", "/v1/courses", code="PHYS-2"))["items"]) == 1
    assert len((await school.ok("learner-1", "GET", "/v1/courses", code="phys-2"))["items"]) == 1
    assert (await school.ok("learner-1", "GET", "/v1/courses", code="phys"))["items"] == []


@pytest.mark.parametrize("user", ["session", "batch"])
async def test_a_course_that_is_taught_stays(school: School, user: str) -> None:
    path = f"/v1/courses/{school.course_id}"
    if user == "session":
        session_id = await school.schedule()
        await school.ok("admin", "POST", f"/v1/sessions/{session_id}/cancel", {"reason": "ill"})
    else:
        await add_batch(school, course_id=str(school.course_id))

    assert f"by a {user}" in refused(await school.send("admin", "DELETE", path), 409, "in-use")
    assert (await school.ok("admin", "GET", path))["code"] == "MATH"


async def test_a_course_that_nobody_teaches_is_deleted_and_its_code_is_free(school: School) -> None:
    path = f"/v1/courses/{school.course_id}"
    answer = await school.send("admin", "DELETE", path)
    assert (answer.status_code, answer.content) == (204, b"")
    refused(await school.send("admin", "GET", path), 404, "course-not-found")
    await school.ok("admin", "POST", "/v1/courses", {"code": "MATH", "title": "Maths"})
