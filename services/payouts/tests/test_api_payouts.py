"""Rates, balances and earnings over HTTP: how rates are set, who sees what, and what is refused."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from chassis.clock import now
from contracts.sessions import SessionCompleted
from lockstep_testing.api import Api
from payouts.commands.completions import credit_unrated
from payouts.handlers import on_session_amended, on_session_completed, on_session_voided
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from .correcting import amendment, void

Handle = Callable[..., Awaitable[None]]
Events = Callable[..., Any]

ORG, OTHER_ORG, ADMIN, COACH, CO_COACH = uuid4(), uuid4(), uuid4(), uuid4(), uuid4()
RATE = {
    "scope": "org",
    "unit": "hour",
    "amount_minor": 6_000,
    "currency": "EUR",
    "effective_from": "2020-01-01T00:00:00Z",
}


async def post(
    api: Api, path: str, body: dict[str, Any], *, role: str = "admin", org: UUID = ORG, **headers: str
) -> httpx.Response:
    """Post as an admin, or as somebody else."""
    sent = api.headers(org, ADMIN, [role]) | {name.replace("_", "-"): value for name, value in headers.items()}
    return await api.client.post(path, json=body, headers=sent)


async def get(api: Api, path: str, *, person: UUID = ADMIN, role: str = "admin", org: UUID = ORG) -> httpx.Response:
    """Read as an admin, or as somebody else."""
    return await api.client.get(path, headers=api.headers(org, person, [role]))


def completion(events: Events, *coaches: UUID) -> SessionCompleted:
    """Return a completion of 45 minutes."""
    completed = events(SessionCompleted, uuid4(), org_id=ORG, sequence=3, coaches=coaches or [COACH])
    assert isinstance(completed, SessionCompleted)
    return completed


async def test_a_rate_is_set_and_listed(api: Api) -> None:
    created = await post(api, "/v1/rates", RATE)
    assert created.status_code == 201
    rate = created.json()
    assert {name: rate[name] for name in RATE} == RATE
    assert (rate["set_by"], rate["effective_to"], rate["coach_id"]) == (str(ADMIN), None, None)
    coach_rate = RATE | {"scope": "coach", "coach_id": str(COACH)}
    assert (await post(api, "/v1/rates", coach_rate)).status_code == 201
    first = (await get(api, "/v1/rates?limit=1")).json()
    assert [one["scope"] for one in first["items"]] == ["coach"]
    second = (await get(api, f"/v1/rates?limit=1&cursor={first['next_cursor']}")).json()
    assert (second["items"], second["next_cursor"]) == ([rate], None)
    assert (await get(api, f"/v1/rates?coach_id={uuid4()}")).json()["items"] == []
    assert (await get(api, "/v1/rates?cursor=nonsense")).status_code == 422


async def test_a_repeated_request_with_its_key_sets_one_rate(api: Api) -> None:
    first = await post(api, "/v1/rates", RATE, Idempotency_Key="one")
    again = await post(api, "/v1/rates", RATE, Idempotency_Key="one")
    assert (again.status_code, again.json()) == (201, first.json())
    assert len((await get(api, "/v1/rates")).json()["items"]) == 1


async def test_rates_of_one_subject_do_not_overlap_and_follow_each_other_once_ended(api: Api) -> None:
    rate = (await post(api, "/v1/rates", RATE)).json()
    later = RATE | {"amount_minor": 7_000, "effective_from": "2026-01-01T00:00:00+01:00"}
    refused = await post(api, "/v1/rates", later)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:lockstep:problem:rate-overlaps")
    assert (await post(api, "/v1/rates", later, org=OTHER_ORG)).status_code == 201
    end = f"/v1/rates/{rate['rate_id']}/end"
    ended = await post(api, end, {"effective_to": "2026-01-01T00:00:00+01:00"})
    assert (ended.status_code, ended.json()["effective_to"]) == (200, "2025-12-31T23:00:00Z")
    assert (await post(api, "/v1/rates", later)).status_code == 201
    prolonged = await post(api, end, {"effective_to": "2026-06-01T00:00:00Z"})
    assert (prolonged.status_code, prolonged.json()["type"]) == (409, "urn:lockstep:problem:rate-ends-earlier")
    assert (await post(api, end, {"effective_to": "2020-01-01T00:00:00Z"})).status_code == 422
    assert (await post(api, end, {"effective_to": "2025-01-01T00:00:00Z"}, org=OTHER_ORG)).status_code == 404


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"unit": "attended_learner"}, "/unit"),
        ({"scope": "coach"}, "/coach_id"),
        ({"course_id": str(uuid4())}, "/course_id"),
        ({"scope": "coach_course", "coach_id": str(COACH)}, "/course_id"),
        ({"amount_minor": -1}, "/amount_minor"),
        ({"amount_minor": 1_000_000_001}, "/amount_minor"),
        ({"amount_minor": 60.5}, "/amount_minor"),
        ({"currency": "euro"}, "/currency"),
        ({"effective_from": "2026-01-01T00:00:00"}, "/effective_from"),
        ({"effective_to": "2020-01-01T00:00:00Z"}, "/effective_to"),
        ({"note": "?"}, "/note"),
    ],
)
async def test_a_rate_that_makes_no_sense_is_refused_by_name(api: Api, changed: dict[str, Any], pointer: str) -> None:
    refused = await post(api, "/v1/rates", RATE | changed)
    assert refused.status_code == 422
    assert pointer in [error["pointer"] for error in refused.json()["errors"]]
    assert (await get(api, "/v1/rates")).json()["items"] == []


@pytest.mark.parametrize("role", ["coach", "learner", "support", "auditor"])
async def test_only_admins_set_rates(api: Api, role: str) -> None:
    assert (await post(api, "/v1/rates", RATE, role=role)).status_code == 403
    assert (
        await post(api, f"/v1/rates/{uuid4()}/end", {"effective_to": RATE["effective_from"]}, role=role)
    ).status_code == 403
    assert (await api.client.post("/v1/rates", json=RATE)).status_code == 401


async def test_a_coach_sees_their_balance_and_earnings_and_each_leads_to_its_session(
    api: Api, handle: Handle, events: Events
) -> None:
    rate = (await post(api, "/v1/rates", RATE)).json()
    completions = [completion(events, COACH, CO_COACH) for _ in range(3)]
    await handle(on_session_completed, *completions)
    mine = await get(api, f"/v1/coaches/{COACH}/balance", person=COACH, role="coach")
    assert mine.json() == {
        "coach_id": str(COACH),
        "balances": [{"currency": "EUR", "amount_minor": 3 * 2_250}],
    }
    path = f"/v1/coaches/{COACH}/earnings?limit=2"
    first = (await get(api, path, person=COACH, role="coach")).json()
    second = (await get(api, f"{path}&cursor={first['next_cursor']}", person=COACH, role="coach")).json()
    items = first["items"] + second["items"]
    assert second["next_cursor"] is None
    assert {one["session_id"] for one in items} == {str(one.session_id) for one in completions}
    earning = items[0]
    assert earning["session"] == f"/v1/sessions/{earning['session_id']}"
    assert (earning["amount_minor"], earning["share_basis_points"], earning["logged_minutes"]) == (2_250, 5_000, 45)
    assert (earning["rate_id"], earning["rate_amount_minor"]) == (rate["rate_id"], 6_000)
    assert (await get(api, f"/v1/coaches/{CO_COACH}/balance")).json()["balances"][0]["amount_minor"] == 3 * 2_250


async def test_reversed_earnings_stay_listed_and_a_balance_may_be_less_than_nothing(
    api: Api, handle: Handle, events: Events, superuser: AsyncEngine
) -> None:
    await post(api, "/v1/rates", RATE)
    completed = completion(events)
    await handle(on_session_completed, completed)
    await handle(on_session_amended, amendment(completed, 4, minutes=60))
    path = f"/v1/coaches/{COACH}"
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
    await post(api, "/v1/rates", RATE)
    await handle(on_session_completed, completion(events))
    for what in ("balance", "earnings"):
        path = f"/v1/coaches/{COACH}/{what}"
        assert (await get(api, path, person=CO_COACH, role="coach")).status_code == 404
        assert (await get(api, path, person=COACH, role="learner")).status_code == 403
        assert (await get(api, path, role="auditor")).status_code == 200
        assert (await api.client.get(path)).status_code == 401
    elsewhere = await get(api, f"/v1/coaches/{COACH}/balance", org=OTHER_ORG)
    assert elsewhere.json()["balances"] == []
    assert (await get(api, f"/v1/coaches/{COACH}/earnings", org=OTHER_ORG)).json()["items"] == []


async def test_unrated_completions_are_listed_until_a_rate_is_set(
    api: Api, handle: Handle, events: Events, worker: AsyncEngine
) -> None:
    completed = completion(events)
    await handle(on_session_completed, completed)
    (unrated,) = (await get(api, "/v1/unrated")).json()["items"]
    assert unrated["session_id"] == str(completed.session_id)
    assert (unrated["coach_ids"], unrated["logged_minutes"]) == ([str(COACH)], 45)
    assert (await get(api, "/v1/unrated", person=COACH, role="coach")).status_code == 403
    assert (await get(api, "/v1/unrated", org=OTHER_ORG)).json()["items"] == []
    await post(api, "/v1/rates", RATE)
    async with worker.begin() as db:
        assert await credit_unrated(db, limit=10, now=now()) == 1
    assert (await get(api, "/v1/unrated")).json()["items"] == []
    assert (await get(api, f"/v1/coaches/{COACH}/balance")).json()["balances"][0]["amount_minor"] == 4_500
