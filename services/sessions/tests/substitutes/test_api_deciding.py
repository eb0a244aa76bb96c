"""An admin confirms or rejects a proposal, its proposer withdraws it, and each is decided once."""

from dataclasses import replace
from uuid import uuid4

from contracts.sessions import RosterChanged, SessionChanged

from ..conftest import School, add_people, refused
from ..helpers.batches import create, future
from ..helpers.substitutes import coaches_of, confirm, in_days, listed, proposed, reject, states, to_come


async def test_the_substitute_takes_the_place_and_the_share_and_everything_else_stays(school: School) -> None:
    await add_people(school, ["coach-3"])
    shares = [("coach-1", 2_500), ("coach-2", 7_500)]
    named = [{"person_id": school.people[who], "share_basis_points": share} for who, share in shares]
    session_id = await to_come(school, coaches=named)
    before = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    proposal_id = await proposed(school, session_id, "coach-1", "coach-3")

    answer = await confirm(school, proposal_id)

    assert answer.status_code == 200, answer.text
    decided = answer.json()
    assert (decided["state"], decided["decided_by"]) == ("confirmed", str(school.admin_id))
    assert await coaches_of(school, session_id) == [("coach-3", 2_500), ("coach-2", 7_500)]
    after = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    assert decided["session_version"] == after["version"] == before["version"] + 1
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {"version", "coaches", "people"}
    assert [one["acceptance"] for one in after["roster"]] == ["accepted", "accepted"]
    _, changed = await school.events(session_id)
    assert isinstance(changed, SessionChanged)
    assert [one.person_id for one in changed.coaches] == [school.people["coach-3"], school.people["coach-2"]]
    newest = (await school.ok("admin", "GET", f"/v1/sessions/{session_id}/history"))["items"][0]
    assert [change["field"] for change in newest["changes"]] == ["coaches"]


async def test_what_a_coach_planned_stays_so_and_the_substitute_may_move_it(school: School) -> None:
    members = [school.people["learner-1"]]
    made = await school.ok("admin", "POST", "/v1/classes", {"name": "Maths", "members": members})
    add = {"add": [school.people["coach-1"]]}
    await school.ok("admin", "POST", f"/v1/classes/{made['class_id']}/coaches", add)
    lesson = {"name": "Lesson", "mode": "online", "coaches": [{"person_id": school.people["coach-1"]}], **in_days(1)}
    roster = {"roster": [{"person_id": members[0]}]}
    session_id = (await school.ok("coach-1", "POST", "/v1/sessions", lesson | roster))["session_id"]
    path = f"/v1/sessions/{session_id}"
    await school.ok("learner-1", "POST", f"{path}/acceptance", {"acceptance": "accepted"})

    assert (await confirm(school, await proposed(school, session_id))).is_success

    session = await school.ok("coach-2", "GET", path)
    assert session["planned_by_coach"] is True
    assert [(one["acceptance"], one["accepted_by"]) for one in session["roster"]] == [("accepted", "answer")]
    refused(await school.send("coach-1", "PATCH", path, {"name": "Mine"}), 404, "session-not-found")
    await school.ok("coach-2", "PATCH", path, in_days(2))
    assert isinstance((await school.events(session_id))[-1], RosterChanged), "its learners are asked again"


async def test_a_session_of_a_series_keeps_its_substitute_when_the_series_changes(school: School) -> None:
    batch = await create(school)
    first, second, *_ = [one["session_id"] for one in await future(school, batch["batch_id"])]
    assert (await confirm(school, await proposed(school, first))).is_success
    await add_people(school, ["coach-3"])
    change = {"coaches": [{"person_id": school.people["coach-3"]}]}
    await school.ok("admin", "PATCH", f"/v1/batches/{batch['batch_id']}", change)
    assert await coaches_of(school, first) == [("coach-2", 10_000)]
    assert await coaches_of(school, second) == [("coach-3", 10_000)]


async def test_a_substitute_who_is_booked_then_is_refused_and_nothing_changes(school: School) -> None:
    session_id = await to_come(school)
    other = await to_come(school, "coach-2", days=1.01, name="Chess")
    proposal_id = await proposed(school, session_id)

    detail = refused(await confirm(school, proposal_id), 409, "double-booked")

    assert "Coach-2 is booked for 'Chess'" in detail
    assert await coaches_of(school, session_id) == [("coach-1", 10_000)]
    assert await states(school) == ["open"]
    await school.ok("admin", "POST", f"/v1/sessions/{other}/cancel", {"reason": "No room"})
    assert (await confirm(school, proposal_id)).is_success


async def test_the_same_decision_gives_the_same_answer_and_another_one_is_refused(school: School) -> None:
    session_id = await to_come(school)
    proposal_id = await proposed(school, session_id)
    first = await confirm(school, proposal_id)
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"name": "Later"})

    again = await confirm(school, proposal_id)

    assert (again.status_code, again.content) == (200, first.content)
    other = replace(school, admin_id=uuid4())
    detail = refused(await confirm(other, proposal_id), 409, "substitution-decided")
    assert "was confirmed at" in detail and str(school.admin_id) in detail
    refused(await reject(school, proposal_id, reason="No"), 409, "substitution-decided")
    refused(await reject(school, proposal_id, "coach-1"), 409, "substitution-decided")
    assert len(await school.events(session_id)) == 3


async def test_an_admin_rejects_with_a_reason(school: School) -> None:
    session_id = await to_come(school)
    proposal_id = await proposed(school, session_id)
    refused(await reject(school, proposal_id), 422, "reason-missing")
    refused(await reject(school, proposal_id, reason=" "), 422, "unprocessable")

    first = await reject(school, proposal_id, reason="She is on leave.")

    assert (first.status_code, first.json()["state"]) == (200, "rejected")
    assert first.json()["decided_by"] == str(school.admin_id)
    assert (await reject(school, proposal_id, reason="Other words")).content == first.content
    refused(await confirm(school, proposal_id), 409, "substitution-decided")
    [found] = await listed(school)
    assert found["rejection_reason"] == "She is on leave."
    assert await coaches_of(school, session_id) == [("coach-1", 10_000)]
    await proposed(school, session_id)  # the coach may propose again


async def test_the_proposer_withdraws_without_a_reason_and_nobody_else_does(school: School) -> None:
    await add_people(school, ["coach-3"])
    session_id = await to_come(school)
    proposal_id = await proposed(school, session_id)
    refused(await reject(school, proposal_id, "coach-2"), 403, "not-the-proposer")
    refused(await reject(school, proposal_id, "coach-3"), 404, "substitution-not-found")
    refused(await reject(school, str(uuid4()), reason="No"), 404, "substitution-not-found")
    refused(await confirm(school, str(uuid4())), 404, "substitution-not-found")
    for who in ("coach-1", "coach-2", "support", "learner-1"):
        refused(await confirm(school, proposal_id, who), 403, "forbidden")
    refused(await reject(school, proposal_id, "support", "No"), 403, "forbidden")

    first = await reject(school, proposal_id, "coach-1")

    assert (first.status_code, first.json()["state"]) == (200, "withdrawn")
    assert first.json()["decided_by"] == str(school.people["coach-1"])
    assert (await reject(school, proposal_id, "coach-1")).content == first.content
    refused(await confirm(school, proposal_id), 409, "substitution-decided")
    refused(await reject(school, proposal_id, reason="No"), 409, "substitution-decided")
    assert len(await school.events(session_id)) == 1
