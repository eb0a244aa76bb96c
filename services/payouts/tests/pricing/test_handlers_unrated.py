"""A completed session without a rate waits visibly, and is credited once when its rate is set."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from chassis.clock import now
from chassis.messaging.tasks import keep_running
from contracts.payouts import EarningsCredited
from contracts.sessions import SessionCompleted
from lockstep_local.waiting import HANGING_SECONDS, eventually
from payouts.handlers import on_session_completed
from payouts.pricing.price import credit_unrated, organisations_unexamined
from payouts.rates.domain import Rate, RateSubject
from payouts.rates.set import set_rate
from payouts.worker import TASKS
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Events = Callable[..., Any]
SetRate = Callable[..., Awaitable[UUID]]

ORG, COACH, COURSE = uuid4(), uuid4(), uuid4()
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def completion(events: Events, session_id: UUID | None = None, **more: Any) -> SessionCompleted:
    """Return a completion of 45 minutes with one coach."""
    whole = {"org_id": ORG, "sequence": 3, "coaches": [COACH], "course_ids": (COURSE,)} | more
    completed = events(SessionCompleted, session_id or uuid4(), **whole)
    assert isinstance(completed, SessionCompleted)
    return completed


async def emitted(rows: Rows) -> list[EarningsCredited]:
    """Return the events in the outbox, oldest first."""
    return [
        EarningsCredited.model_validate_json(row.payload)
        for row in await rows("SELECT payload FROM outbox ORDER BY id")
    ]


async def _sweep_once(worker: AsyncEngine, limit: int = 200) -> int:
    async with worker.begin() as db:
        org_ids = await organisations_unexamined(db)
        return await credit_unrated(db, org_ids=org_ids, limit=limit, now=now())


async def test_an_unrated_completion_is_credited_once_when_its_rate_is_set(
    handle: Handle, rows: Rows, events: Events, rate: SetRate, worker: AsyncEngine
) -> None:
    completed, elsewhere = completion(events), completion(events, org_id=uuid4())
    for _ in range(2):
        await handle(on_session_completed, completed, elsewhere)
    assert await emitted(rows) == []
    assert len(await rows("SELECT session_id FROM unrated_completions")) == 2
    await rate("coach", org_id=ORG, coach_id=uuid4())
    assert await _sweep_once(worker) == 1
    assert await _sweep_once(worker) == 0, "an examined completion is skipped until there is another rate"
    await rate("course", org_id=ORG, course_id=COURSE)
    assert await _sweep_once(worker) == 1
    (credited,) = await emitted(rows)
    assert (credited.session_id, credited.sequence) == (completed.session_id, 1)
    assert (credited.causation_id, credited.correlation_id) == (completed.event_id, completed.correlation_id)
    left = await rows("SELECT session_id FROM unrated_completions")
    assert [row.session_id for row in left] == [elsewhere.session_id]
    await handle(on_session_completed, completed)
    assert len(await emitted(rows)) == 1
    assert await _sweep_once(worker) == 0


async def test_a_completion_that_arrives_while_a_rate_is_being_set_is_not_left_behind(
    handle: Handle, rows: Rows, events: Events, worker: AsyncEngine, superuser: AsyncEngine
) -> None:
    org_rate = Rate(uuid4(), RateSubject(ORG, "org"), "hour", 6_000, "EUR", LONG_AGO, None)
    async with superuser.begin() as db:
        await set_rate(db, org_rate, set_by=uuid4(), now=now())
        await handle(on_session_completed, completion(events))  # sees no rate, because the rate is not committed
        assert await _sweep_once(worker) == 0
    assert await _sweep_once(worker) == 1
    assert len(await emitted(rows)) == 1


async def test_the_sweeper_runs_beside_a_redelivery_and_another_sweeper_and_pays_once(
    handle: Handle, rows: Rows, events: Events, rate: SetRate, worker: AsyncEngine
) -> None:
    completions = [completion(events) for _ in range(30)]
    await handle(on_session_completed, *completions)
    await rate(org_id=ORG)
    await asyncio.gather(
        _sweep_once(worker, limit=20), _sweep_once(worker, limit=20), handle(on_session_completed, *completions)
    )
    while await _sweep_once(worker):
        pass
    assert len(await emitted(rows)) == 30
    (paid,) = await rows("SELECT sum(amount_minor) AS amount_minor FROM transfers")
    assert paid.amount_minor == 30 * 4_500
    assert await rows("SELECT session_id FROM unrated_completions") == []


async def test_the_background_task_credits_and_stops(
    handle: Handle, rows: Rows, events: Events, rate: SetRate, worker: AsyncEngine
) -> None:
    await handle(on_session_completed, completion(events))
    await rate(org_id=ORG)
    stopping = asyncio.Event()
    (crediting,) = TASKS
    task = asyncio.create_task(keep_running(crediting, worker, stopping))
    await eventually(lambda: emitted(rows), "a credit by the task")
    stopping.set()
    await asyncio.wait_for(task, HANGING_SECONDS)
    assert await rows("SELECT session_id FROM unrated_completions") == []
