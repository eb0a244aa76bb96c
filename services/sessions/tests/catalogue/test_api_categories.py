"""Categories: what prevents a deletion, and what a new name changes."""

import asyncio

import pytest
from sqlalchemy import text

from ..conftest import School, refused
from ..helpers.catalogue import add_batch


@pytest.mark.parametrize("user", ["course", "session", "batch"])
async def test_a_category_that_something_is_in_stays(school: School, user: str) -> None:
    category = await school.ok("admin", "POST", "/v1/categories", {"name": "Arts"})
    path = f"/v1/categories/{category['category_id']}"
    if user == "course":
        created = await school.ok("admin", "POST", "/v1/courses", {"code": "A", "title": "Art", "category": "Arts"})
        assert created["category_id"] == category["category_id"]
    elif user == "session":
        await school.schedule(category="Arts")
    else:
        await add_batch(school, category_id=category["category_id"])

    assert f"by a {user}" in refused(await school.send("admin", "DELETE", path), 409, "in-use")
    assert len((await school.ok("admin", "GET", "/v1/categories", q="arts"))["items"]) == 1
    if user == "course":
        await school.ok("admin", "PATCH", f"/v1/courses/{created['course_id']}", {"category": None})
        assert (await school.send("admin", "DELETE", path)).status_code == 204
        refused(await school.send("admin", "DELETE", path), 404, "category-not-found")


async def test_a_category_is_renamed_for_all_that_is_in_it(school: School) -> None:
    body = {"code": "ART", "title": "Drawing", "category": "Arts"}
    course = await school.ok("admin", "POST", "/v1/courses", body)

    await school.ok("admin", "PATCH", f"/v1/categories/{course['category_id']}", {"name": "Fine arts"})

    read = await school.ok("learner-1", "GET", f"/v1/courses/{course['course_id']}")
    assert (read["category"], read["version"]) == ("Fine arts", 1)


async def test_bad_categories_are_refused(school: School) -> None:
    for body in ({"name": ""}, {"name": " "}, {"name": "x" * 151}, {"name": None}, {}, {"name": "a", "colour": "red"}):
        refused(await school.send("admin", "POST", "/v1/categories", body), 422, "unprocessable")


async def test_a_category_is_not_deleted_under_what_is_being_put_into_it(school: School) -> None:
    category = await school.ok("admin", "POST", "/v1/categories", {"name": "Arts"})
    category_id = category["category_id"]
    async with school.superuser.connect() as db:
        await db.execute(text("SELECT 1 FROM categories WHERE id = :id FOR UPDATE"), {"id": category_id})
        body = {"code": "ART", "title": "Drawing", "category": "Arts"}
        tasks = [
            asyncio.create_task(school.send("admin", "DELETE", f"/v1/categories/{category_id}")),
            asyncio.create_task(school.send("admin", "POST", "/v1/courses", body)),
        ]
        await school.until_waiting(2)
    deleted, created = await asyncio.gather(*tasks)

    assert created.status_code == 201, created.text
    is_deleted = deleted.status_code == 204
    assert is_deleted or deleted.status_code == 409
    assert (created.json()["category_id"] != category_id) == is_deleted
    assert (await school.ok("admin", "GET", f"/v1/courses/{created.json()['course_id']}"))["category"] == "Arts"
