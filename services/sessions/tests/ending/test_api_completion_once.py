"""A session completes once: when a request is repeated, when it has an idempotency key, and when requests race."""

import asyncio
from collections.abc import Awaitable
from uuid import uuid4

import httpx
from chassis.http.shares import CHANGES_OF_ONE_THING_MAX
from sqlalchemy import text

from ..conftest import School, refused


async def at_once(school: School, session_id: str, *requests: Awaitable[httpx.Response]) -> list[httpx.Response]:
    """Return the answers of requests that really race: the session's row stays locked until some wait for it.

    The others wait for their turn before they take a connection.
    """
    async with school.superuser.begin() as db:
        await db.execute(text("SELECT 1 FROM sessions WHERE id = :id FOR UPDATE"), {"id": session_id})
        answers = asyncio.gather(*requests)
        await school.until_waiting(min(len(requests), CHANGES_OF_ONE_THING_MAX))
    return await answers


async def test_the_same_request_again_gets_the_same_answer(school: School) -> None:
    session_id = await school.started()

    first = await school.complete(session_id)
    again = await school.complete(session_id)

    assert (again.status_code, again.content, again.headers["ETag"]) == (200, first.content, first.headers["ETag"])
    assert len(await school.events(session_id)) == 3


async def test_another_request_after_it_is_a_conflict(school: School) -> None:
    session_id = await school.started(
        coaches=[{"person_id": school.people["coach-1"]}, {"person_id": school.people["coach-2"]}]
    )
    await school.complete(session_id)

    refused(await school.complete(session_id, minutes=50), 409, "already-completed")
    refused(await school.complete(session_id, who="coach-2"), 409, "already-completed")
    refused(await school.complete(session_id, who="support"), 409, "already-completed")
    assert len(await school.events(session_id)) == 3


async def test_two_hundred_equal_requests_at_once_complete_once_with_identical_answers(school: School) -> None:
    session_id = await school.started()

    answers = await at_once(school, session_id, *(school.complete(session_id) for _ in range(200)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(await school.rows("SELECT 1 FROM completion_records")) == 1
    assert [event.sequence for event in await school.events(session_id)] == [1, 2, 3]


async def test_of_different_requests_racing_one_wins_and_the_others_conflict(school: School) -> None:
    session_id = await school.started()

    requests = (school.complete(session_id, minutes=minutes) for minutes in (45, 50, 55, 60))
    answers = await at_once(school, session_id, *requests)

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert len(await school.rows("SELECT 1 FROM completion_records")) == 1
    assert len(await school.events(session_id)) == 3


async def test_an_idempotency_key_replays_the_answer_and_refuses_another_body(school: School) -> None:
    session_id = await school.started()
    headers = {"Idempotency-Key": str(uuid4())}

    first = await school.complete(session_id, headers=headers)
    again = await school.complete(session_id, headers=headers)

    assert first.status_code == 200, first.text
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["ETag"] == first.headers["ETag"]
    refused(await school.complete(session_id, headers=headers, minutes=50), 422, "idempotency-key-reused")


async def test_the_same_key_while_the_first_request_runs_is_a_conflict_and_replays_afterwards(school: School) -> None:
    session_id = await school.started()
    headers = {"Idempotency-Key": str(uuid4())}

    async with school.superuser.begin() as db:
        await db.execute(text("SELECT 1 FROM sessions WHERE id = :id FOR UPDATE"), {"id": session_id})
        first = asyncio.create_task(school.complete(session_id, headers=headers))
        await school.until_waiting(1)
        refused(await school.complete(session_id, headers=headers), 409, "idempotency-key-in-progress")
    answered = await first
    again = await school.complete(session_id, headers=headers)

    assert (answered.content, again.headers["Idempotency-Replayed"]) == (again.content, "true")


async def test_joining_and_completing_at_once_never_both_succeed(school: School) -> None:
    for _ in range(5):
        session_id = await school.started()
        presence = f"/v1/sessions/{session_id}/presence"
        joining = school.send("learner-1", "POST", presence, {"action": "join"})
        completed, joined = await at_once(school, session_id, school.complete(session_id), joining)
        assert sorted((completed.status_code, joined.status_code)) == [200, 409]


async def test_the_last_participant_leaving_while_the_coach_completes_ends_right_in_either_order(
    school: School,
) -> None:
    async def race(session_id: str, *, leaves_first: bool) -> list[int]:
        async def leave() -> httpx.Response:
            return await school.send("learner-1", "POST", f"/v1/sessions/{session_id}/leave")

        async with school.superuser.begin() as db:  # the first to wait for a row gets it first
            await db.execute(text("SELECT 1 FROM sessions WHERE id = :id FOR UPDATE"), {"id": session_id})
            requests = [leave(), school.complete(session_id)]
            answers = []
            for waiting, request in enumerate(requests if leaves_first else requests[::-1], 1):
                answers.append(asyncio.create_task(request))
                await school.until_waiting(waiting)
        return [answer.status_code for answer in await asyncio.gather(*answers)]

    for leaves_first in (True, False):
        session_id = await school.started()
        await school.ok("learner-1", "POST", f"/v1/sessions/{session_id}/presence", {"action": "join"})
        statuses = await race(session_id, leaves_first=leaves_first)
        assert statuses == ([200, 200] if leaves_first else [409, 200])
        assert (await school.complete(session_id)).status_code == 200, "what came before blocks nothing"
        kinds = [type(event).__name__ for event in await school.events(session_id)]
        assert kinds == ["SessionScheduled", "SessionStarted", "PresenceChanged", "PresenceChanged", "SessionCompleted"]
