"""Who may propose, approve and reject corrections, and what happens when several people do it at once."""

import asyncio
from collections.abc import Awaitable
from uuid import uuid4

import httpx
from chassis.http.shares import CHANGES_OF_ONE_THING_MAX
from sqlalchemy import text

from ..conftest import School, refused
from ..helpers.corrections import MINUTES, completed, completion, decide, propose, proposed, put_policy


async def at_once(school: School, session_id: str, *requests: Awaitable[httpx.Response]) -> list[httpx.Response]:
    """Return the answers of requests that really race. The session's row stays locked until some wait for it.

    The others wait for their turn before they take a connection.
    """
    async with school.superuser.begin() as db:
        await db.execute(text("SELECT 1 FROM sessions WHERE id = :id FOR UPDATE"), {"id": session_id})
        answers = asyncio.gather(*requests)
        await school.until_waiting(min(len(requests), CHANGES_OF_ONE_THING_MAX))
    return await answers


async def as_somebody(school: School, role: str, method: str, path: str, body: object = None) -> httpx.Response:
    """Send a request as a person with this role who is not in the directory."""
    headers = school.api.headers(school.org_id, uuid4(), [role])
    return await school.api.client.request(method, path, json=body, headers=headers)


async def test_who_may_propose_and_read(school: School) -> None:
    await put_policy(school, amendment_second_person=True)
    session_id = await completed(school, coaches=[{"person_id": school.people["coach-1"]}])
    path = f"/v1/sessions/{session_id}/amendments"

    refused(await propose(school, "learner-1", session_id), 403, "forbidden")
    refused(await as_somebody(school, "auditor", "POST", path, MINUTES), 403, "forbidden")
    refused(await propose(school, "coach-2", session_id), 404, "session-not-found")
    refused(await school.send("learner-1", "GET", path), 403, "forbidden")
    stranger = school.api.headers(uuid4(), school.admin_id, ["admin"])
    foreign = await school.api.client.post(path, json=MINUTES, headers=stranger)
    refused(foreign, 404, "session-not-found")
    for who in ("coach-1", "support", "admin"):
        amendment_id = await proposed(school, session_id, who=who)
        refused(await propose(school, "admin", session_id), 409, "amendment-open")
        answer = await decide(school, who, session_id, amendment_id, "reject", reason="Typing error")
        assert answer.json()["state"] == "rejected", "the person who proposed it takes it back"
    for who in ("coach-1", "support", "admin"):
        assert len((await school.ok(who, "GET", path))["items"]) == 3
    auditor = await as_somebody(school, "auditor", "GET", path)
    newest = auditor.json()["items"][0]
    assert (newest["state"], newest["reason"], newest["rejection_reason"]) == (
        "rejected",
        MINUTES["reason"],
        "Typing error",
    )
    first = await school.ok("admin", "GET", path, limit=2)
    second = await school.ok("admin", "GET", path, limit=2, cursor=first["next_cursor"])
    assert [one["proposed_by"] for one in first["items"] + second["items"]] == [
        str(one) for one in (school.admin_id, school.support_id, school.people["coach-1"])
    ]
    assert second["next_cursor"] is None


async def test_who_may_approve_and_reject(school: School) -> None:
    await put_policy(school, amendment_second_person=True)
    session_id = await completed(school)
    amendment_id = await proposed(school, session_id, who="admin")

    refused(await decide(school, "admin", session_id, amendment_id), 403, "second-person-needed")
    refused(await decide(school, "support", session_id, amendment_id), 403, "not-an-approver")
    refused(await decide(school, "coach-1", session_id, amendment_id), 403, "forbidden")
    refused(await decide(school, "coach-1", session_id, amendment_id, "reject", reason="No"), 403, "not-an-approver")
    refused(await decide(school, "admin", session_id, amendment_id, "reject", reason="\u200b"), 422, "reason-missing")
    assert len(await school.events(session_id)) == 3

    path = f"/v1/sessions/{session_id}/amendments/{amendment_id}"
    approved = await as_somebody(school, "admin", "POST", f"{path}/approve")
    assert approved.json()["state"] == "applied"
    refused(await decide(school, "admin", session_id, amendment_id), 409, "amendment-decided")
    refused(await decide(school, "admin", session_id, amendment_id, "reject", reason="No"), 409, "amendment-decided")


async def test_deciding_twice_alike_is_the_same_answer(school: School) -> None:
    session_id = await completed(school)
    amendment_id = await proposed(school, session_id)
    refused_first = await decide(school, "admin", session_id, amendment_id, "reject", reason="No")
    refused_again = await decide(school, "admin", session_id, amendment_id, "reject", reason="No, no")
    assert (refused_again.status_code, refused_again.content) == (200, refused_first.content)
    refused(await decide(school, "admin", session_id, amendment_id), 409, "amendment-decided")
    another = await proposed(school, session_id)
    first = await decide(school, "admin", session_id, another)
    again = await decide(school, "admin", session_id, another)

    assert (again.status_code, again.content, again.headers["ETag"]) == (200, first.content, first.headers["ETag"])
    assert [event.sequence for event in await school.events(session_id)] == [1, 2, 3, 4]


async def test_where_no_second_person_is_needed_approvers_correct_at_once_and_others_wait(school: School) -> None:
    await put_policy(school, amendment_approvers=["admin", "support"])
    session_id = await completed(school)
    path = f"/v1/sessions/{session_id}"

    waiting = await proposed(school, session_id)
    assert (await decide(school, "support", session_id, waiting)).json()["state"] == "applied"
    at_once = await propose(school, "support", session_id, MINUTES | {"minutes": 60})
    assert (at_once.status_code, at_once.json()["state"], at_once.headers["ETag"]) == (201, "applied", '"5"')
    void = await school.send("admin", "POST", f"{path}/void", {"reason": "It was another session"})
    assert (void.status_code, void.json()["state"]) == (201, "applied")

    found = await completion(school, session_id)
    assert [(one["field"], one["approved_by"]) for one in found["amendments"]] == [
        ("minutes", str(school.support_id)),
        ("minutes", None),
        ("void", None),
    ]


async def test_a_second_person_is_asked_for_each_kind_of_decision_by_itself(school: School) -> None:
    await put_policy(school, void_second_person=True)
    session_id = await completed(school)

    at_once = await propose(school, "admin", session_id)
    void = await school.ok("admin", "POST", f"/v1/sessions/{session_id}/void", {"reason": "It was another session"})

    assert (at_once.json()["state"], void["state"]) == ("applied", "proposed")
    answer = await decide(school, "admin", session_id, void["amendment_id"])
    refused(answer, 403, "second-person-needed")
    assert "somebody else with the role admin" in answer.json()["detail"], "it says who, and what to do without them"
    assert "give it to one more person" in answer.json()["detail"]


async def test_of_two_approvers_at_once_one_wins(school: School) -> None:
    session_id = await completed(school)
    amendment_id = await proposed(school, session_id)
    path = f"/v1/sessions/{session_id}/amendments/{amendment_id}/approve"

    answers = await at_once(school, session_id, *(as_somebody(school, "admin", "POST", path) for _ in range(3)))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert len(await school.rows("SELECT 1 FROM correction_records")) == 1
    assert [event.sequence for event in await school.events(session_id)] == [1, 2, 3, 4]


async def test_of_an_amendment_and_a_void_at_once_one_wins(school: School) -> None:
    session_id = await completed(school)
    path = f"/v1/sessions/{session_id}"
    amendment_id = await proposed(school, session_id)
    void = await school.ok("coach-1", "POST", f"{path}/void", {"reason": "It was another session"})

    answers = await at_once(
        school,
        session_id,
        decide(school, "admin", session_id, amendment_id),
        decide(school, "admin", session_id, void["amendment_id"]),
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert lost.json()["type"].rpartition(":")[2] in {"already-voided", "amendment-outdated"}
    [record] = await school.rows("SELECT kind FROM correction_records")
    assert record.kind == ("void" if answers[1].status_code == 200 else "amendment")


async def test_a_void_of_what_was_amended_meanwhile_is_outdated(school: School) -> None:
    session_id = await completed(school)
    void = await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/void", {"reason": "Another session"})
    await decide(school, "admin", session_id, await proposed(school, session_id))

    refused(await decide(school, "admin", session_id, void["amendment_id"]), 409, "amendment-outdated")

    assert (await completion(school, session_id))["voided_at"] is None
