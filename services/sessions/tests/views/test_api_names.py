"""Names beside ids in answers about sessions, and whom each of a guardian's sessions is about."""

from typing import Any

import pytest

from ..conftest import School, add_people, refused
from ..helpers.batches import create


@pytest.fixture
async def guarded(school: School) -> School:
    """The school with a guardian of its first and third learner."""
    await add_people(school, ["guardian-1", "guardian-2"])
    for learner in ("learner-3", "learner-1"):
        path = f"/v1/people/{school.people[learner]}/guardians/{school.people['guardian-1']}"
        assert (await school.send("admin", "PUT", path)).is_success
    return school


def seats(school: School, **answers: str) -> list[dict[str, Any]]:
    """Return a roster of learners by number, with their answers."""
    return [
        {"person_id": school.people[name.replace("_", "-")], "acceptance": answer} for name, answer in answers.items()
    ]


async def test_a_session_has_the_names_of_all_that_it_refers_to(guarded: School) -> None:
    school = guarded
    room = await school.ok("admin", "POST", "/v1/rooms", {"name": "B 12"})
    group = await school.ok("admin", "POST", "/v1/classes", {"name": "4.B", "members": [school.people["learner-1"]]})
    session_id = await school.schedule(
        room_id=room["room_id"],
        category="Maths",
        coaches=[{"person_id": school.people["coach-1"]}, {"person_id": school.people["coach-2"]}],
        class_ids=[group["class_id"]],
        roster=seats(school, learner_2="invited"),
    )

    for who in ("admin", "coach-2"):
        found = await school.ok(who, "GET", f"/v1/sessions/{session_id}")
        assert [one["name"] for one in found["coaches"]] == ["Coach-1", "Coach-2"]
        assert {one["name"] for one in found["roster"]} == {"Learner-1", "Learner-2"}
        assert found["classes"] == [{"class_id": group["class_id"], "name": "4.B"}]
        assert (found["room"], found["category"], found["batch"]) == ("B 12", "Maths", None)
    for who, seen in (("learner-1", "Learner-1"), ("learner-2", "Learner-2"), ("guardian-1", "Learner-1")):
        found = await school.ok(who, "GET", f"/v1/sessions/{session_id}")
        assert [one["name"] for one in found["roster"]] == [seen]
        assert found["classes"] == [], "classes are for staff and coaches"
    for who, path in (("admin", "/v1/sessions"), ("learner-2", "/v1/sessions"), ("coach-1", "/v1/me/sessions")):
        [row] = (await school.ok(who, "GET", path))["items"]
        assert (row["room_id"], row["room"], row["coach_name"]) == (room["room_id"], "B 12", "Coach-1"), path


async def test_sessions_of_a_batch_name_it(school: School) -> None:
    batch = await create(school)
    page = await school.ok("admin", "GET", "/v1/sessions", batch_id=batch["batch_id"])
    assert {one["batch"] for one in page["items"]} == {batch["name"]}
    found = await school.ok("coach-1", "GET", f"/v1/sessions/{page['items'][0]['session_id']}")
    assert found["batch"] == batch["name"]
    own = await school.ok("coach-1", "GET", "/v1/me/sessions")
    assert {one["batch"] for one in own["items"]} == {batch["name"]}


async def test_each_session_of_a_guardian_names_the_learners_that_it_is_about(guarded: School) -> None:
    school = guarded
    await school.schedule(name="Both", roster=seats(school, learner_3="accepted", learner_1="declined"))
    await school.schedule(name="One", roster=seats(school, learner_3="invited", learner_2="accepted"))

    def about(page: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
        return {item["name"]: [(one["name"], one["acceptance"]) for one in item["learners"]] for item in page["items"]}

    assert about(await school.ok("guardian-1", "GET", "/v1/me/sessions")) == {
        "Both": [("Learner-1", "declined"), ("Learner-3", "accepted")],
        "One": [("Learner-3", "invited")],
    }
    assert about(await school.ok("learner-2", "GET", "/v1/me/sessions")) == {"One": [("Learner-2", "accepted")]}
    assert about(await school.ok("coach-1", "GET", "/v1/me/sessions")) == {"Both": [], "One": []}


async def test_guardians_answer_for_their_learners_and_for_nobody_else(guarded: School) -> None:
    school = guarded
    session_id = await school.schedule(roster=seats(school, learner_1="invited", learner_2="invited"))
    path = f"/v1/sessions/{session_id}/acceptance"

    def answer(name: str) -> dict[str, Any]:
        return {"person_id": school.people[name], "acceptance": "accepted"}

    accepted = await school.ok("guardian-1", "POST", path, answer("learner-1"))
    assert accepted["person_id"] == str(school.people["learner-1"])
    refused(await school.send("guardian-1", "POST", path, answer("learner-2")), 403, "not-a-participant")
    refused(await school.send("guardian-2", "POST", path, answer("learner-1")), 404, "session-not-found")
    refused(await school.send("learner-2", "POST", path, answer("learner-1")), 403, "not-a-participant")
    found = await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}")
    assert {one["name"]: one["acceptance"] for one in found["roster"]} == {
        "Learner-1": "accepted",
        "Learner-2": "invited",
    }
    history = await school.ok("admin", "GET", f"/v1/sessions/{session_id}/history")
    assert history["items"][0]["by"]["name"] == "Guardian-1", history
