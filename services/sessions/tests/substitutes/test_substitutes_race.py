"""A confirmation and another change of the session come in one order or the other, and neither is lost."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from ..conftest import School, refused
from ..helpers.substitutes import coaches_of, confirm, in_days, listed, proposed, reject, states, to_come


async def one_after_the_other(
    school: School, session_id: str, first: Awaitable[httpx.Response], second: Awaitable[httpx.Response]
) -> tuple[httpx.Response, httpx.Response]:
    """Let two requests wait for the session's row lock at the same time, on connections of their own, in this order."""
    async with school.superuser.connect() as db:
        await db.exec_driver_sql(f"SELECT 1 FROM sessions WHERE id = '{UUID(session_id)}' FOR UPDATE")
        one = asyncio.ensure_future(first)
        await school.until_waiting(1)
        other = asyncio.ensure_future(second)
        await school.until_waiting(2)
        await db.rollback()
        return await one, await other


async def planned(school: School) -> str:
    """Let coach-1 plan a lesson of their own, and return its id."""
    body = {"name": f"Lesson {uuid4()}", "mode": "online", "coaches": [{"person_id": school.people["coach-1"]}]}
    return str((await school.ok("coach-1", "POST", "/v1/sessions", body | in_days(1)))["session_id"])


async def in_order(school: School, session_id: str) -> int:
    """Assert that the session's events have every version once, in order, and return how many there are."""
    [row] = await school.rows("SELECT version FROM sessions WHERE id = :id", id=session_id)
    sequences = [event.sequence for event in await school.events(session_id)]
    assert sequences == list(range(1, row.version + 1))
    return len(sequences)


@pytest.mark.parametrize("who", ["coach-1", "admin"])
async def test_a_cancellation_before_the_confirmation_overtakes_it(school: School, who: str) -> None:
    session_id = await planned(school)
    proposal_id = await proposed(school, session_id)
    cancel = school.send(who, "POST", f"/v1/sessions/{session_id}/cancel", {"reason": "Ill"})

    cancelled, confirmed = await one_after_the_other(school, session_id, cancel, confirm(school, proposal_id))

    assert cancelled.status_code == 200
    assert "was cancelled" in refused(confirmed, 409, "substitution-overtaken")
    assert await states(school) == ["overtaken"]
    assert await coaches_of(school, session_id) == [("coach-1", 10_000)]
    assert await in_order(school, session_id) == 2


async def test_a_confirmation_before_the_cancellation_takes_the_session_from_the_coach_who_cancels(
    school: School,
) -> None:
    session_id = await planned(school)
    proposal_id = await proposed(school, session_id)
    cancel = school.send("coach-1", "POST", f"/v1/sessions/{session_id}/cancel", {"reason": "Ill"})

    confirmed, cancelled = await one_after_the_other(school, session_id, confirm(school, proposal_id), cancel)

    assert confirmed.status_code == 200
    refused(cancelled, 404, "session-not-found")
    assert await coaches_of(school, session_id) == [("coach-2", 10_000)]
    assert await in_order(school, session_id) == 2


async def test_a_confirmation_before_the_cancellation_by_an_admin_stays(school: School) -> None:
    session_id = await to_come(school)
    proposal_id = await proposed(school, session_id)
    cancel = school.send("admin", "POST", f"/v1/sessions/{session_id}/cancel", {"reason": "No room"})

    confirmed, cancelled = await one_after_the_other(school, session_id, confirm(school, proposal_id), cancel)

    assert (confirmed.status_code, cancelled.status_code) == (200, 200)
    assert await states(school) == ["confirmed"]
    assert await in_order(school, session_id) == 3
    assert await school.rows("SELECT 1 FROM bookings") == []


@pytest.mark.parametrize("is_first", [True, False])
async def test_the_coach_moves_the_session_while_an_admin_confirms(school: School, *, is_first: bool) -> None:
    session_id = await planned(school)
    proposal_id = await proposed(school, session_id)
    times = in_days(3)
    move = school.send("coach-1", "PATCH", f"/v1/sessions/{session_id}", times)
    both: Any = [move, confirm(school, proposal_id)][:: 1 if is_first else -1]

    moved, confirmed = (await one_after_the_other(school, session_id, *both))[:: 1 if is_first else -1]

    assert confirmed.status_code == 200
    if is_first:
        assert moved.status_code == 200
    else:
        refused(moved, 404, "session-not-found")
    assert await coaches_of(school, session_id) == [("coach-2", 10_000)]
    [booking] = await school.rows("SELECT resource_id, starts_at FROM bookings")
    assert booking.resource_id == school.people["coach-2"]
    assert (booking.starts_at == times["starts_at"]) is is_first
    await in_order(school, session_id)


@pytest.mark.parametrize("is_first", [True, False])
async def test_another_admin_moves_the_session_to_where_the_substitute_is_booked(
    school: School, *, is_first: bool
) -> None:
    session_id = await to_come(school)
    await to_come(school, "coach-2", days=5, name="Chess")
    proposal_id = await proposed(school, session_id)
    move = replace(school, admin_id=uuid4()).send("admin", "PATCH", f"/v1/sessions/{session_id}", in_days(5))
    both: Any = [move, confirm(school, proposal_id)][:: 1 if is_first else -1]

    first, second = await one_after_the_other(school, session_id, *both)

    assert first.status_code == 200
    assert "Coach-2 is booked for 'Chess'" in refused(second, 409, "double-booked")
    assert await states(school) == ["open" if is_first else "confirmed"]
    assert await in_order(school, session_id) == 2


async def test_two_admins_confirm_and_one_of_them_comes_first(school: School) -> None:
    session_id = await to_come(school)
    proposal_id = await proposed(school, session_id)
    other = replace(school, admin_id=uuid4())

    first, second = await one_after_the_other(
        school, session_id, confirm(school, proposal_id), confirm(other, proposal_id)
    )

    assert first.status_code == 200
    refused(second, 409, "substitution-decided")
    assert await in_order(school, session_id) == 2


@pytest.mark.parametrize("is_first", [True, False])
async def test_the_proposer_withdraws_while_an_admin_confirms(school: School, *, is_first: bool) -> None:
    session_id = await to_come(school)
    proposal_id = await proposed(school, session_id)
    both: Any = [reject(school, proposal_id, "coach-1"), confirm(school, proposal_id)][:: 1 if is_first else -1]

    first, second = await one_after_the_other(school, session_id, *both)

    assert first.status_code == 200
    refused(second, 409, "substitution-decided")
    [found] = await listed(school)
    assert found["state"] == first.json()["state"] == ("withdrawn" if is_first else "confirmed")
    assert await in_order(school, session_id) == (1 if is_first else 2)


async def test_one_substitute_is_confirmed_for_one_of_two_sessions_at_the_same_time(school: School) -> None:
    sessions = [await to_come(school), await to_come(school, coaches=[{"person_id": await third(school)}])]
    ids = [await proposed(school, one, who) for one, who in zip(sessions, ("coach-1", "coach-3"), strict=True)]

    answers = await asyncio.gather(*(confirm(school, one) for one in ids))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [lost] = [answer for answer in answers if answer.status_code == 409]
    refused(lost, 409, "double-booked")
    assert sorted(await states(school)) == ["confirmed", "open"]


async def third(school: School) -> UUID:
    """Return a third coach."""
    person = {"username": "coach-3", "name": "Coach-3", "role": "coach"}
    school.people["coach-3"] = UUID((await school.ok("admin", "POST", "/v1/people", person))["person_id"])
    return school.people["coach-3"]
