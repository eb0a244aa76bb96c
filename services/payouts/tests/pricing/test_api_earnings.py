"""Balances and earnings over HTTP: who sees what, and what is refused."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from chassis.clock import now
from contracts.sessions import SessionCompleted
from lockstep_testing.api import Api
from payouts.handlers import on_session_amended, on_session_completed, on_session_voided
from payouts.pricing.price import credit_unrated
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..helpers.calling import CO_COACH, COACH, ORG, OTHER_ORG, RATE, get, post
from ..helpers.correcting import amendment, void

Handle = Callable[..., Awaitable[None]]
Events = Callable[..., Any]


def completion(events: Events, *coaches: UUID) -> SessionCompleted:
    """Return a completion of 45 minutes."""
    completed = events(SessionCompleted, uuid4(), org_id=ORG, sequence=3, coaches=coaches or [COACH])
    assert isinstance(completed, SessionCompleted)
    return completed


async def test_a_coach_sees_their_balance_and_earnings_and_each_leads_to_its_session(
    api: Api, handle: Handle, events: Events
) -> None:
    rate = (await post(api, "/v1/payouts/rates", RATE)).json()
    completions = [completion(events, COACH, CO_COACH) for _ in range(3)]
    await handle(on_session_completed, *completions)
    mine = await get(api, f"/v1/payouts/coaches/{COACH}/balance", person=COACH, role="coach")
    assert mine.json() == {
        "coach_id": str(COACH),
        "balances": [{"currency": "EUR", "amount_minor": 3 * 2_250}],
    }
    path = f"/v1/payouts/coaches/{COACH}/earnings?limit=2"
    first = (await get(api, path, person=COACH, role="coach")).json()
    second = (await get(api, f"{path}&cursor={first['next_cursor']}", person=COACH, role="coach")).json()
    items = first["items"] + second["items"]
    assert (len(items), second["next_cursor"]) == (3, None)
    assert {one["session_id"] for one in items} == {str(one.session_id) for one in completions}
    earning = items[0]
    assert earning["session_path"] == f"/v1/sessions/{earning['session_id']}"
    assert (earning["amount_minor"], earning["share_basis_points"], earning["logged_minutes"]) == (2_250, 5_000, 45)
    assert (earning["rate_id"], earning["rate_amount_minor"]) == (rate["rate_id"], 6_000)
    assert (await get(api, f"/v1/payouts/coaches/{CO_COACH}/balance")).json()["balances"][0][
        "amount_minor"
    ] == 3 * 2_250


async def test_earnings_are_listed_by_when_they_were_credited(api: Api, handle: Handle, events: Events) -> None:
    await post(api, "/v1/payouts/rates", RATE)
    for _ in range(3):
        await handle(on_session_completed, completion(events))
    path = f"/v1/payouts/coaches/{COACH}/earnings"
    newest, middle, oldest = (await get(api, path)).json()["items"]
    assert newest["credited_at"] > middle["credited_at"] > oldest["credited_at"]
    at = middle["credited_at"].replace("+", "%2B")
    assert (await get(api, f"{path}?from={at}")).json()["items"] == [newest, middle]
    assert (await get(api, f"{path}?to={at}")).json()["items"] == [oldest]
    first = (await get(api, f"{path}?from={at}&limit=1")).json()
    assert first["items"] == [newest]
    second = (await get(api, f"{path}?from={at}&limit=1&cursor={first['next_cursor']}")).json()
    assert (second["items"], second["next_cursor"]) == ([middle], None)
    assert (await get(api, f"{path}?from=1790000000")).status_code == 422


async def test_reversed_earnings_stay_listed_and_a_balance_may_be_less_than_nothing(
    api: Api, handle: Handle, events: Events, superuser: AsyncEngine
) -> None:
    await post(api, "/v1/payouts/rates", RATE)
    completed = completion(events)
    await handle(on_session_completed, completed)
    await handle(on_session_amended, amendment(completed, 4, minutes=60))
    path = f"/v1/payouts/coaches/{COACH}"
    stands, taken_back = (await get(api, f"{path}/earnings", person=COACH, role="coach")).json()["items"]
    assert (stands["revision"], stands["amount_minor"], stands["reversed_at"]) == (1, 6_000, None)
    assert (taken_back["revision"], taken_back["amount_minor"]) == (0, 4_500)
    assert taken_back["reversed_at"] == stands["credited_at"]
    assert (await get(api, f"{path}/balance")).json()["balances"] == [{"currency": "EUR", "amount_minor": 6_000}]

    async with superuser.begin() as db:
        await db.execute(text(PAID_OUT))
    await handle(on_session_voided, void(completed, 5))
    assert (await get(api, f"{path}/balance")).json()["balances"] == [{"currency": "EUR", "amount_minor": -6_000}]
    items = (await get(api, f"{path}/earnings")).json()["items"]
    assert [one["revision"] for one in items] == [1, 0]
    assert None not in [one["reversed_at"] for one in items]
    assert (await get(api, f"{path}/earnings", org=OTHER_ORG)).json()["items"] == []


PAID_OUT = """
    INSERT INTO transfers (id, org_id, debit_account_id, credit_account_id, currency, amount_minor, idempotency_key,
                           transferred_at)
    SELECT gen_random_uuid(), org_id, credit_account_id, debit_account_id, currency, 6000, 'paid out', now()
    FROM transfers WHERE amount_minor = 6000
"""


async def test_nobody_sees_another_coachs_money(api: Api, handle: Handle, events: Events) -> None:
    await post(api, "/v1/payouts/rates", RATE)
    await handle(on_session_completed, completion(events))
    for what in ("balance", "earnings"):
        path = f"/v1/payouts/coaches/{COACH}/{what}"
        assert (await get(api, path, person=CO_COACH, role="coach")).status_code == 404
        assert (await get(api, path, person=COACH, role="learner")).status_code == 403
        assert (await get(api, path, role="auditor")).status_code == 200
        assert (await api.client.get(path)).status_code == 401
    elsewhere = await get(api, f"/v1/payouts/coaches/{COACH}/balance", org=OTHER_ORG)
    assert elsewhere.json()["balances"] == []
    assert (await get(api, f"/v1/payouts/coaches/{COACH}/earnings", org=OTHER_ORG)).json()["items"] == []


async def test_unrated_completions_are_listed_until_a_rate_is_set(
    api: Api, handle: Handle, events: Events, worker: AsyncEngine
) -> None:
    completed = completion(events)
    await handle(on_session_completed, completed)
    (unrated,) = (await get(api, "/v1/payouts/unrated")).json()["items"]
    assert unrated["session_id"] == str(completed.session_id)
    assert (unrated["coach_ids"], unrated["logged_minutes"]) == ([str(COACH)], 45)
    assert (await get(api, "/v1/payouts/unrated", person=COACH, role="coach")).status_code == 403
    assert (await get(api, "/v1/payouts/unrated", org=OTHER_ORG)).json()["items"] == []
    await post(api, "/v1/payouts/rates", RATE)
    async with worker.begin() as db:
        assert await credit_unrated(db, org_ids=[ORG], limit=10, now=now()) == 1
    assert (await get(api, "/v1/payouts/unrated")).json()["items"] == []
    assert (await get(api, f"/v1/payouts/coaches/{COACH}/balance")).json()["balances"][0]["amount_minor"] == 4_500


async def test_unrated_completions_come_in_pages_that_repeat_and_leave_out_none(
    api: Api, handle: Handle, events: Events
) -> None:
    completions = [completion(events) for _ in range(3)]
    await handle(on_session_completed, *completions)
    first = (await get(api, "/v1/payouts/unrated?limit=2")).json()
    second = (await get(api, f"/v1/payouts/unrated?limit=2&cursor={first['next_cursor']}")).json()
    listed = [one["session_id"] for one in first["items"] + second["items"]]
    assert listed == sorted((str(one.session_id) for one in completions), reverse=True)
    assert second["next_cursor"] is None
    assert (await get(api, "/v1/payouts/unrated?cursor=nonsense")).status_code == 422
