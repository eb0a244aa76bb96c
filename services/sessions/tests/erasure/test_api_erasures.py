"""Erasures over HTTP: asked for, approved where the policy says so, carried out, and answered by every service."""

from typing import Any
from uuid import UUID, uuid4

from contracts.attendance import AttendanceDataErased
from contracts.payouts import PayoutsDataErased
from contracts.reports import ReportsDataErased

from ..conftest import School, add_people, refused
from ..helpers.erasing import answer, carry_out


async def ask(school: School, who: str, by: str = "admin", **body: Any) -> Any:
    """Ask for the erasure of a person and return the answer."""
    return await school.send(by, "POST", f"/v1/people/{school.people[who]}/erasure", {"reason": "person_asked"} | body)


async def read(school: School, erasure_id: str) -> Any:
    """Read an erasure as an admin."""
    return await school.ok("admin", "GET", f"/v1/erasures/{erasure_id}")


async def test_an_erasure_is_complete_when_every_service_has_answered(school: School) -> None:
    learner = school.people["learner-1"]
    asked = await ask(school, "learner-1", note="Letter of 3 May.")
    assert asked.status_code == 202
    erasure_id = asked.json()["erasure_id"]
    assert (asked.headers["Location"], asked.json()["state"]) == (f"/v1/erasures/{erasure_id}", "approved")
    assert str(learner) not in asked.text, "answers are stored, so this one names nobody"
    assert (await read(school, erasure_id))["services"] == []

    assert await carry_out(school) == 1
    assert await carry_out(school) == 0
    begun = await read(school, erasure_id)
    assert (begun["state"], begun["finished_at"], begun["note"]) == ("erasing", None, "Letter of 3 May.")
    assert [(one["service"], one["erased_at"] is None) for one in begun["services"]] == [
        ("sessions", False),
        ("attendance", True),
        ("payouts", True),
        ("reports", True),
    ]
    assert {"kind": "directory_entry", "count": 1} in begun["services"][0]["erased"]

    for kind in (AttendanceDataErased, ReportsDataErased, AttendanceDataErased):
        await answer(school, UUID(erasure_id), learner, kind)
    assert (await read(school, erasure_id))["state"] == "erasing"
    await answer(school, None, learner, PayoutsDataErased)  # to an erasure of a version before
    await answer(school, uuid4(), learner, PayoutsDataErased)  # to one that is not known here
    assert (await read(school, erasure_id))["state"] == "erasing"
    await answer(school, UUID(erasure_id), learner, PayoutsDataErased)
    done = await read(school, erasure_id)
    assert (done["state"], done["decided_alone"], done["person_id"]) == ("erased", True, str(learner))
    assert done["finished_at"] is not None
    assert done["services"][1]["kept"] == [{"kind": "marks", "count": 3, "reason": "proves_delivery"}]
    assert [one["erasure_id"] for one in (await school.ok("admin", "GET", "/v1/erasures"))["items"]] == [erasure_id]


async def test_the_same_request_sent_again_is_one_erasure(school: School) -> None:
    path, body = f"/v1/people/{school.people['learner-1']}/erasure", {"reason": "legal_order"}
    first = await school.send("admin", "POST", path, body, {"Idempotency-Key": "k"})
    await carry_out(school)
    again = await school.send("admin", "POST", path, body, {"Idempotency-Key": "k"})
    assert (again.status_code, again.json()) == (202, first.json())
    assert len(await school.rows("SELECT 1 FROM erasures")) == 1


async def test_what_the_person_takes_part_in_is_listed_and_nothing_is_begun(school: School) -> None:
    await school.schedule()
    answered = await ask(school, "learner-1")
    refused(answered, 409, "still-takes-part")
    [error] = answered.json()["errors"]
    assert error["detail"].startswith("learner of the session 'Algebra")
    assert await school.rows("SELECT 1 FROM erasures") == []


async def test_who_takes_part_again_before_it_is_carried_out_is_not_erased(school: School) -> None:
    erasure_id = (await ask(school, "learner-1")).json()["erasure_id"]
    await school.schedule()
    assert await carry_out(school) == 1
    found = await read(school, erasure_id)
    assert (found["state"], found["parts"], found["services"]) == ("refused", 1, [])
    person = await school.ok("admin", "GET", f"/v1/people/{school.people['learner-1']}")
    assert person["name"] != "Erased person"


async def test_links_to_guardians_are_no_hindrance(school: School) -> None:
    await add_people(school, ["guardian-1"])
    learner, guardian = school.people["learner-1"], school.people["guardian-1"]
    await school.send("admin", "PUT", f"/v1/people/{learner}/guardians/{guardian}")
    assert (await ask(school, "learner-1")).status_code == 202
    assert (await ask(school, "guardian-1")).status_code == 202
    assert [await carry_out(school) for _ in range(3)] == [1, 1, 0]
    assert await school.rows("SELECT 1 FROM guardians") == []


async def test_a_second_erasure_waits_for_the_first(school: School) -> None:
    await ask(school, "learner-1")
    refused(await ask(school, "learner-1"), 409, "erasure-under-way")
    await carry_out(school)
    assert (await ask(school, "learner-1")).status_code == 202, "more may have been written since"


async def test_an_unknown_person_and_erasure_are_404(school: School) -> None:
    refused(
        await school.send("admin", "POST", f"/v1/people/{uuid4()}/erasure", {"reason": "other"}),
        404,
        "person-not-found",
    )
    refused(await school.send("admin", "GET", f"/v1/erasures/{uuid4()}"), 404, "erasure-not-found")
    for decision in ("approve", "reject"):
        refused(await school.send("admin", "POST", f"/v1/erasures/{uuid4()}/{decision}"), 404, "erasure-not-found")
    wrong = await ask(school, "learner-1", reason="because")
    assert wrong.status_code == 422


async def test_nobody_decides_on_what_does_not_wait(school: School) -> None:
    erasure_id = (await ask(school, "learner-1")).json()["erasure_id"]
    refused(await school.send("admin", "POST", f"/v1/erasures/{erasure_id}/reject"), 409, "erasure-decided")
    assert (await school.send("admin", "POST", f"/v1/erasures/{erasure_id}/approve")).status_code == 200


async def test_a_note_is_sealed_and_the_next_erasure_erases_it(school: School) -> None:
    first = (await ask(school, "learner-1", note="He wrote on 3 May.")).json()["erasure_id"]
    await carry_out(school)
    for kind in (AttendanceDataErased, PayoutsDataErased, ReportsDataErased):
        await answer(school, UUID(first), school.people["learner-1"], kind)
    assert (await read(school, first))["note"] == "He wrote on 3 May."
    second = (await ask(school, "learner-1", note="Again.")).json()["erasure_id"]
    await carry_out(school)
    assert ((await read(school, first))["note"], (await read(school, second))["note"]) == (None, "Again.")


async def test_a_second_admin_approves_where_the_policy_says_so(school: School) -> None:
    second = school.api.headers(school.org_id, await another_admin(school), ["admin"])
    await school.ok("admin", "PUT", "/v1/policy", {"erasure_second_person": True})
    asked = (await ask(school, "learner-1")).json()
    path = f"/v1/erasures/{asked['erasure_id']}"
    assert asked["state"] == "proposed"
    assert await carry_out(school) == 0, "nothing happens before"
    refused(await school.send("admin", "POST", f"{path}/approve"), 403, "second-person-needed")
    assert (await read(school, asked["erasure_id"]))["decided_alone"] is False
    approved = await school.api.client.post(f"{path}/approve", headers=second)
    assert approved.json()["state"] == "approved"
    assert await carry_out(school) == 1
    found = await read(school, asked["erasure_id"])
    assert (found["state"], found["decided_alone"], found["decided_by"] is None) == ("erasing", False, False)


async def test_a_proposed_erasure_can_be_rejected_or_taken_back(school: School) -> None:
    await another_admin(school)
    await school.ok("admin", "PUT", "/v1/policy", {"erasure_second_person": True})
    erasure_id = (await ask(school, "learner-1")).json()["erasure_id"]
    await school.ok("admin", "POST", f"/v1/erasures/{erasure_id}/reject")
    await school.ok("admin", "POST", f"/v1/erasures/{erasure_id}/reject")
    refused(await school.send("admin", "POST", f"/v1/erasures/{erasure_id}/approve"), 409, "erasure-decided")
    found = await read(school, erasure_id)
    assert (found["state"], found["services"], found["finished_at"] is None) == ("rejected", [], False)
    assert (await ask(school, "learner-1")).status_code == 202, "somebody may ask again"


async def another_admin(school: School) -> UUID:
    """Create another admin, and return their id."""
    body = {"username": f"admin-{uuid4()}", "name": "Second Admin", "role": "admin"}
    return UUID((await school.ok("admin", "POST", "/v1/people", body))["person_id"])
