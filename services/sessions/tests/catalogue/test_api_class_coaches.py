"""The coaches of a class: who may be one, and who says so."""

from uuid import uuid4

from ..conftest import School, refused


async def coached_class(school: School) -> str:
    """Create a class without members and coaches, and return its address."""
    created = await school.ok("admin", "POST", "/v1/classes", {"name": "7b", "members": []})
    return f"/v1/classes/{created['class_id']}"


async def names(school: School, path: str) -> list[str]:
    """Return the names of the coaches of a class."""
    return [one["name"] for one in (await school.ok("admin", "GET", path))["coaches"]]


async def test_coaches_are_added_and_removed_and_what_stands_already_changes_nothing(school: School) -> None:
    path, people = await coached_class(school), school.people
    both = [people["coach-2"], people["coach-1"]]

    first = await school.ok("admin", "POST", f"{path}/coaches", {"add": both})
    again = await school.ok("admin", "POST", f"{path}/coaches", {"add": both})

    assert await names(school, path) == ["Coach-1", "Coach-2"]
    assert (first["version"], again["version"]) == (2, 2)
    await school.ok("admin", "POST", f"{path}/coaches", {"remove": [people["coach-1"]]})
    assert await names(school, path) == ["Coach-2"]
    gone = await school.send("admin", "POST", f"{path}/coaches", {"remove": [people["coach-1"]]})
    assert "Remove only people who are on the list" in refused(gone, 422, "unknown-reference")


async def test_only_coaches_of_the_organisation_coach_a_class_and_one_wrong_person_refuses_all(school: School) -> None:
    path, people, nobody = await coached_class(school), school.people, uuid4()
    for wrong, why in ((people["learner-1"], "is a learner, not a coach"), (nobody, f"there is no person {nobody}")):
        answer = await school.send("admin", "POST", f"{path}/coaches", {"add": [people["coach-1"], wrong]})
        assert "Take the others out" in refused(answer, 422, "unknown-reference")
        [error] = answer.json()["errors"]
        assert error["pointer"] == "/add"
        assert why in error["detail"]
    assert await names(school, path) == []


async def test_only_admins_say_who_coaches_a_class_and_only_of_the_version_that_they_read(school: School) -> None:
    path = await coached_class(school)
    body = {"add": [school.people["coach-1"]]}
    for who in ("coach-1", "learner-1", "support"):
        refused(await school.send(who, "POST", f"{path}/coaches", body), 403, "forbidden")
    refused(await school.send("admin", "POST", f"/v1/classes/{uuid4()}/coaches", body), 404, "class-not-found")
    stale = await school.send("admin", "POST", f"{path}/coaches", body, {"If-Match": '"7"'})
    refused(stale, 412, "stale-version")
    assert await names(school, path) == []
