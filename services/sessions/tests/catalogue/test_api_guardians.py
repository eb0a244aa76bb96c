"""Guardians see what their learners see, and nothing else."""

from ..conftest import School, add_people, refused


async def test_a_guardian_sees_the_sessions_of_their_learner_as_the_learner_does(school: School) -> None:
    await add_people(school, ["guardian-1"])
    session_id = await school.started()
    other = await school.schedule(roster=[{"person_id": school.people["learner-2"], "acceptance": "accepted"}])
    path = f"/v1/people/{school.people['learner-1']}/guardians"
    one = f"{path}/{school.people['guardian-1']}"
    refused(await school.send("guardian-1", "GET", f"/v1/sessions/{session_id}"), 404, "session-not-found")

    for _ in range(2):
        assert (await school.send("admin", "PUT", one)).status_code == 204
    await school.complete(session_id)

    named = [{"person_id": str(school.people["guardian-1"]), "name": "Guardian-1"}]
    assert await school.ok("learner-1", "GET", path) == named
    assert (await school.ok("guardian-1", "GET", f"/v1/sessions/{session_id}"))["state"] == "completed"
    for what in ("record", "recap"):
        assert (await school.send("guardian-1", "GET", f"/v1/sessions/{session_id}/{what}")).status_code == 200
    own = await school.ok("guardian-1", "GET", "/v1/me/sessions")
    assert [item["session_id"] for item in own["items"]] == [session_id]
    refused(await school.send("guardian-1", "GET", f"/v1/sessions/{other}"), 404, "session-not-found")
    refused(await school.send("guardian-1", "GET", path), 403, "forbidden")

    assert (await school.send("admin", "DELETE", one)).status_code == 204
    refused(await school.send("guardian-1", "GET", f"/v1/sessions/{session_id}"), 404, "session-not-found")
    assert await school.ok("admin", "GET", path) == []


async def test_only_guardians_of_learners_are_taken_and_they_stay_what_they_are(school: School) -> None:
    await add_people(school, ["guardian-1"])
    learner, guardian = school.people["learner-1"], school.people["guardian-1"]
    path = f"/v1/people/{learner}/guardians"

    refused(await school.send("coach-1", "PUT", f"{path}/{guardian}"), 403, "forbidden")
    refused(await school.send("admin", "PUT", f"{path}/{school.people['coach-1']}"), 422, "unknown-reference")
    refused(await school.send("admin", "PUT", f"{path}/{school.org_id}"), 422, "unknown-reference")
    unknown = f"/v1/people/{school.org_id}/guardians"
    refused(await school.send("admin", "PUT", f"{unknown}/{guardian}"), 404, "person-not-found")
    refused(await school.send("admin", "GET", unknown), 404, "person-not-found")
    await school.send("admin", "PUT", f"{path}/{guardian}")

    for person_id in (learner, guardian):
        answer = await school.send("admin", "PATCH", f"/v1/people/{person_id}", {"role": "support"})
        assert "uardian" in refused(answer, 409, "role-needed")
