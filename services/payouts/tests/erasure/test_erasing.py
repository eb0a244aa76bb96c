"""An erasure of a coach is answered: earnings stay, because they prove pay, and stored answers go."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from chassis.messaging.recovering import Outcome
from contracts.payouts import PayoutsDataErased
from contracts.sessions import PersonErased, SessionCompleted
from lockstep_testing.api import Api
from payouts.handlers import on_person_erased, on_session_completed
from payouts.recovery.importer import IMPORTER
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]

ORG, COACH, ADMIN = uuid4(), uuid4(), uuid4()


async def test_earnings_stay_and_answers_that_name_the_coach_go(
    api: Api, handle: Handle, rows: Rows, events: Callable[..., Any], rate: Callable[..., Awaitable[UUID]]
) -> None:
    await rate(org_id=ORG)
    body = {
        "scope": "coach",
        "coach_id": str(COACH),
        "unit": "hour",
        "amount_minor": 4500,
        "currency": "EUR",
        "effective_from": "2030-01-01T00:00:00Z",
    }
    headers = api.headers(ORG, ADMIN, ["admin"]) | {"Idempotency-Key": "k"}
    assert (await api.client.post("/v1/payouts/rates", json=body, headers=headers)).status_code == 201
    await handle(on_session_completed, events(SessionCompleted, uuid4(), org_id=ORG, sequence=3, coaches=[COACH]))
    balance_path, reader = f"/v1/payouts/coaches/{COACH}/balance", api.headers(ORG, ADMIN, ["admin"])
    before = (await api.client.get(balance_path, headers=reader)).json()

    event = events(
        PersonErased, uuid4(), key=f"person:{COACH}", org_id=ORG, sequence=1, person_id=COACH, erasure_id=uuid4()
    )
    await handle(on_person_erased, event)

    (row,) = await rows("SELECT payload FROM outbox WHERE topic = 'payouts.erasures.v1'")
    answer = PayoutsDataErased.model_validate_json(row.payload)
    assert answer.erasure_id == event.erasure_id
    assert {one.kind: one.count for one in answer.erased} == {"stored_answers": 1}
    assert {one.kind: (one.count, one.reason) for one in answer.kept} == {
        "earnings": (1, "proves_pay"),
        "rates": (1, "proves_pay"),
    }
    assert (await api.client.get(balance_path, headers=reader)).json() == before
    again = await api.client.post("/v1/payouts/rates", json=body, headers=headers)
    assert (again.status_code, again.json()["type"]) == (410, "urn:lockstep:problem:answer-erased")


async def test_a_restored_database_takes_its_own_answers_back(worker: AsyncEngine, events: Callable[..., Any]) -> None:
    answer = events(
        PayoutsDataErased, uuid4(), key=f"person:{COACH}", org_id=ORG, sequence=1, person_id=COACH, erased=(), kept=()
    )
    outcome = Outcome()
    async with worker.begin() as db:
        await IMPORTER.take(db, [answer], outcome)
    assert outcome.lost == [], "nothing is lost with it"
