"""What a void leaves behind: lists say so, the name and the coach are free, and another session can take its place."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from ..conftest import School, refused
from ..helpers.corrections import MINUTES, completed, decide, propose, proposed, put_policy


async def void(school: School, session_id: str) -> None:
    answer = await school.send("admin", "POST", f"/v1/sessions/{session_id}/void", {"reason": "It did not take place"})
    assert (answer.status_code, answer.json()["state"]) == (201, "applied"), answer.text


async def listed(school: School, session_id: str, path: str = "/v1/sessions") -> dict[str, Any]:
    items = (await school.ok("coach-1", "GET", path))["items"]
    [found] = [one for one in items if one["session_id"] == session_id]
    return dict(found)


async def test_lists_say_what_was_logged_and_that_a_session_was_voided(school: School) -> None:
    session_id = await completed(school)
    assert (await listed(school, session_id))["logged_minutes"] == 45
    assert (await propose(school, "admin", session_id)).json()["state"] == "applied"
    await void(school, session_id)

    for path in ("/v1/sessions", "/v1/me/sessions"):
        found = await listed(school, session_id, path)
        assert (found["state"], found["logged_minutes"]) == ("completed", MINUTES["minutes"])
        assert found["voided_at"] is not None
    detail = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    assert detail["voided_at"] == detail["completion"]["voided_at"]


async def test_the_void_of_a_session_is_final_also_in_its_row(school: School) -> None:
    session_id = await completed(school)
    await void(school, session_id)

    for value in ("NULL", "now()"):
        with pytest.raises(DBAPIError, match="is completed and final"):
            await school.rows(f"UPDATE sessions SET voided_at = {value} WHERE id = :id RETURNING id", id=session_id)


async def test_the_name_of_a_cancelled_or_voided_session_can_be_used_again(school: School) -> None:
    name = f"Algebra {uuid4()}"
    voided = await completed(school, name=name)
    refused(await school.send("admin", "POST", "/v1/sessions", plan(school, name.upper())), 409, "name-taken")
    await void(school, voided)
    cancelled = await school.schedule(name=name.upper(), starts_at=None, ends_at=None)
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled}/cancel", {"reason": "Nobody came"})
    third = await school.schedule(name=name, starts_at=None, ends_at=None)

    refused(await school.send("admin", "POST", "/v1/sessions", plan(school, name)), 409, "name-taken")
    first = await school.ok("admin", "GET", "/v1/sessions", sort="name", limit=2)
    second = await school.ok("admin", "GET", "/v1/sessions", sort="name", limit=2, cursor=first["next_cursor"])
    found = {one["session_id"] for one in first["items"] + second["items"]}
    assert found == {voided, cancelled, third}


def plan(school: School, name: str) -> dict[str, Any]:
    return {"name": name, "mode": "online", "coaches": [{"person_id": str(school.people["coach-1"])}]}


async def test_a_successor_takes_the_name_the_coach_and_the_time_of_a_voided_session(school: School) -> None:
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    voided = await completed(school, starts_at=start, ends_at=start + timedelta(minutes=45))
    path = f"/v1/sessions/{voided}/copy"
    body = {"as_successor": True, "starts_at": start, "with_roster": True}
    refused(await school.send("admin", "POST", path, body), 409, "not-voided")
    await void(school, voided)

    successor = await school.ok("admin", "POST", path, body)

    original = await school.ok("admin", "GET", f"/v1/sessions/{voided}")
    assert (successor["name"], successor["successor_of"]) == (original["name"], voided)
    assert (original["successor_id"], original["successor_of"]) == (successor["session_id"], None)
    refused(await school.send("admin", "POST", path, body), 409, "has-successor")
    [state, *_] = await school.states(successor["session_id"])
    assert str(state.successor_of) == voided
    await school.ok("admin", "POST", f"/v1/sessions/{successor['session_id']}/cancel", {"reason": "A slip"})
    assert (await school.ok("admin", "POST", path, body))["successor_of"] == voided


async def test_amendments_of_all_sessions_are_listed_by_their_state(school: School) -> None:
    await put_policy(school, amendment_second_person=True)
    first, second = await completed(school), await completed(school)
    third = await school.schedule(coaches=[{"person_id": school.people["coach-2"]}])
    await school.ok("coach-2", "POST", f"/v1/sessions/{third}/start")
    assert (await school.complete(third, who="coach-2")).is_success
    waiting = await proposed(school, first)
    rejected = await proposed(school, second)
    await decide(school, "coach-1", second, rejected, "reject", reason="A slip")
    of_another = await proposed(school, third, who="coach-2")

    async def ids(who: str, **params: str) -> list[str]:
        return [one["amendment_id"] for one in (await school.ok(who, "GET", "/v1/amendments", **params))["items"]]

    assert await ids("admin") == [of_another, rejected, waiting]
    assert await ids("admin", state="proposed") == [of_another, waiting]
    assert await ids("admin", state="rejected") == [rejected]
    assert await ids("coach-1", state="proposed") == [waiting]
    refused(await school.send("learner-1", "GET", "/v1/amendments"), 403, "forbidden")
    refused(await school.send("admin", "GET", "/v1/amendments", state="open"), 422, "unprocessable")
    page = await school.ok("admin", "GET", "/v1/amendments", limit=1)
    assert page["items"][0]["session_name"].startswith("Algebra")
    assert page["items"][0]["rejection_reason"] is None
    rest = await school.ok("admin", "GET", "/v1/amendments", cursor=page["next_cursor"])
    assert [one["amendment_id"] for one in rest["items"]] == [rejected, waiting]


async def test_only_a_rejection_has_a_reason_of_rejection(school: School) -> None:
    session_id = await completed(school)
    await propose(school, "admin", session_id)

    [found] = (await school.ok("admin", "GET", f"/v1/sessions/{session_id}/amendments"))["items"]

    assert (found["state"], found["reason"], found["rejection_reason"]) == ("applied", MINUTES["reason"], None)
