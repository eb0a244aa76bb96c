"""Who the caller is, for front ends."""

from uuid import uuid4

from contracts.permissions import PERMISSIONS

from ..conftest import School, add_people


async def test_a_person_reads_who_they_are_and_what_they_may_do(school: School) -> None:
    coach = await school.ok("coach-1", "GET", "/v1/me")
    may = coach.pop("may")
    assert coach == {
        "person_id": str(school.people["coach-1"]),
        "username": "coach-1",
        "name": "Coach-1",
        "email": None,
        "language": None,
        "roles": ["coach"],
        "org_id": str(school.org_id),
        "organisation": "Riverside",
        "zone": "Europe/Prague",
        "learners": [],
    }
    assert may["POST /v1/sessions/{session_id}/start"] == "own"
    assert may["GET /v1/courses"] == "all"
    assert "POST /v1/people" not in may
    assert may.keys() <= PERMISSIONS.keys()
    for route, reach in may.items():
        assert PERMISSIONS[route].reach(frozenset({"coach"})) == reach


async def test_a_guardian_reads_the_names_of_their_learners(school: School) -> None:
    await add_people(school, ["guardian-1"])
    for learner in ("learner-3", "learner-1"):
        path = f"/v1/people/{school.people[learner]}/guardians/{school.people['guardian-1']}"
        assert (await school.send("admin", "PUT", path)).is_success
    found = await school.ok("guardian-1", "GET", "/v1/me")
    assert found["learners"] == [
        {"person_id": str(school.people["learner-1"]), "name": "Learner-1"},
        {"person_id": str(school.people["learner-3"]), "name": "Learner-3"},
    ]


async def test_somebody_whom_the_catalogue_does_not_have_has_no_name_and_an_organisation_without_one_is_in_utc(
    school: School,
) -> None:
    headers = school.api.headers(uuid4(), uuid4(), ["admin"])
    answer = await school.api.client.get("/v1/me", headers=headers)
    found = answer.json()
    assert (found["username"], found["name"], found["organisation"], found["zone"]) == (None, None, None, "UTC")
    assert {"admin", "support", "finance"} <= set(found["roles"])
