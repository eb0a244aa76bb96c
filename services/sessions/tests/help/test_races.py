"""Requests for help race with whatever ends their session: one order or the other, and never an error."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest
from sqlalchemy import text

from ..conftest import RECAP, School
from ..helpers.asking import WHY, ask, asked, blocked, complete, listed, reported, too_late

Send = Callable[[], Awaitable[httpx.Response]]


async def in_this_order(school: School, session_id: str, *requests: Send) -> list[httpx.Response]:
    """Return the answers of requests that wait for the session's row, each on a connection of its own.

    The first to wait for a row gets it first.
    """
    async with school.superuser.begin() as db:
        await db.execute(text("SELECT 1 FROM sessions WHERE id = :id FOR UPDATE"), {"id": session_id})
        sent = []
        for waiting, request in enumerate(requests, 1):
            sent.append(asyncio.ensure_future(request()))
            await school.until_waiting(waiting)
    return list(await asyncio.gather(*sent))


def slug(answer: httpx.Response) -> str | int:
    """Return the status of a success, and the slug of a problem."""
    return answer.status_code if answer.is_success else answer.json()["type"].rpartition(":")[2]


async def states(school: School) -> set[str]:
    """Return the states of all requests, and assert that none waits while its session is completed."""
    found = set()
    for state in ("open", "questioned", "completed", "closed", "replaced", "overtaken"):
        found |= {one for _, one in await listed(school, state=state)}
    rows = await school.rows(
        "SELECT 1 FROM help_requests h JOIN sessions s ON s.id = h.session_id WHERE s.state = 'completed'"
    )
    assert not rows or found.isdisjoint(("open", "questioned"))
    assert len(await school.rows("SELECT 1 FROM completion_records")) <= 1
    return found


@pytest.mark.parametrize("asks_first", [True, False])
async def test_a_coach_asks_while_their_own_completion_arrives(school: School, *, asks_first: bool) -> None:
    session_id = await blocked(school)
    there = reported(school, attended="learner-3")
    requests: list[Send] = [
        lambda: ask(school, session_id),
        lambda: school.complete(session_id, **there),
    ]
    answers = await in_this_order(school, session_id, *(requests if asks_first else requests[::-1]))
    if asks_first:
        assert ([slug(one) for one in answers], await states(school)) == ([201, 200], {"overtaken"})
    else:
        assert ([slug(one) for one in answers], await states(school)) == ([200, "already-completed"], set())


@pytest.mark.parametrize("asks_first", [True, False])
async def test_a_coach_asks_while_support_completes_without_the_request(school: School, *, asks_first: bool) -> None:
    session_id = await too_late(school)
    requests: list[Send] = [
        lambda: ask(school, session_id),
        lambda: school.complete(session_id, "support", reason=WHY),
    ]
    answers = await in_this_order(school, session_id, *(requests if asks_first else requests[::-1]))
    if asks_first:
        assert ([slug(one) for one in answers], await states(school)) == ([201, 200], {"overtaken"})
    else:
        assert ([slug(one) for one in answers], await states(school)) == ([200, "already-completed"], set())


@pytest.mark.parametrize("with_request_first", [True, False])
async def test_support_completes_with_a_request_while_the_coach_completes(
    school: School, *, with_request_first: bool
) -> None:
    session_id = await blocked(school)
    help_id, there = await asked(school, session_id), reported(school, attended="learner-3")
    requests: list[Send] = [
        lambda: complete(school, help_id, "admin", **there),
        lambda: school.complete(session_id, **there),
    ]
    answers = await in_this_order(school, session_id, *(requests if with_request_first else requests[::-1]))
    second, found = ("already-completed", "completed") if with_request_first else ("help-ended", "overtaken")
    assert ([slug(one) for one in answers], await states(school)) == ([200, second], {found})


async def test_two_people_complete_with_the_same_request(school: School) -> None:
    session_id = await too_late(school)
    help_id = await asked(school, session_id)
    answers = await in_this_order(
        school, session_id, lambda: complete(school, help_id), lambda: complete(school, help_id, "admin")
    )
    assert ([slug(one) for one in answers], await states(school)) == ([200, "help-ended"], {"completed"})
    same = await asyncio.gather(*(complete(school, help_id) for _ in range(3)))
    assert {one.content for one in same} == {answers[0].content}


@pytest.mark.parametrize(
    ("verb", "body", "first", "second"),
    [
        ("close", {"reason": "Done"}, [200, "help-ended"], [200, "help-ended"]),
        ("question", {"text": "Who?"}, [200, 200], [200, "help-ended"]),
    ],
)
async def test_a_request_is_answered_while_it_is_completed(
    school: School, verb: str, body: dict[str, str], first: list[object], second: list[object]
) -> None:
    for expected, answers_first in ((first, True), (second, False)):
        session_id = await too_late(school)
        help_id = await asked(school, session_id)

        async def answer(help_id: str = help_id) -> httpx.Response:
            return await school.send("support", "POST", f"/v1/help/{help_id}/{verb}", body)

        async def end(help_id: str = help_id) -> httpx.Response:
            return await complete(school, help_id)

        answers = await in_this_order(school, session_id, *([answer, end] if answers_first else [end, answer]))
        assert [slug(one) for one in answers] == expected


async def test_a_request_is_replaced_while_it_is_completed(school: School) -> None:
    first, second = await too_late(school), await too_late(school)
    replaced, completed = await asked(school, first), await asked(school, second)
    answers = await in_this_order(
        school, first, lambda: ask(school, first, recap=f"{RECAP} New."), lambda: complete(school, replaced)
    )
    assert [slug(one) for one in answers] == [201, "help-ended"]
    answers = await in_this_order(school, second, lambda: complete(school, completed), lambda: ask(school, second))
    assert [slug(one) for one in answers] == [200, "already-completed"]


async def test_two_coaches_ask_at_once_and_one_of_them_waits(school: School) -> None:
    both = [{"person_id": school.people[coach]} for coach in ("coach-1", "coach-2")]
    session_id = await too_late(school, coaches=both)
    answers = await in_this_order(
        school, session_id, lambda: ask(school, session_id), lambda: ask(school, session_id, "coach-2")
    )
    assert ([slug(one) for one in answers], await states(school)) == ([201, "help-open"], {"open"})


async def test_whatever_comes_at_once_one_order_holds_and_no_request_of_a_completed_session_waits(
    school: School,
) -> None:
    for _ in range(4):
        session_id = await too_late(school)
        help_id = await asked(school, session_id)
        answers = await asyncio.gather(
            ask(school, session_id),
            complete(school, help_id),
            school.complete(session_id, "support", reason=WHY),
            school.send("support", "POST", f"/v1/help/{help_id}/question", {"text": "Who?"}),
            listed_while_it_happens(school, session_id),
        )
        assert [one.status_code for one in answers if one.status_code >= 500] == []
        assert sum(one.is_success for one in answers[1:3]) == 1
        assert await listed(school, session_id=session_id) == []


async def listed_while_it_happens(school: School, session_id: str) -> httpx.Response:
    """Read the list again and again, and return the last answer."""
    for _ in range(5):
        answer = await school.send("support", "GET", "/v1/help", session_id=session_id)
        assert answer.is_success, answer.text
    return answer
