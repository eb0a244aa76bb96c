"""The background task that credits unrated completions serves every organisation, whatever the rows of one are."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from chassis.messaging.tasks import keep_running
from contracts.sessions import SessionCompleted
from lockstep_local.waiting import HANGING_SECONDS, eventually
from payouts.handlers import on_session_completed
from payouts.worker import TASKS
from prometheus_client import REGISTRY
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Events = Callable[..., Any]
SetRate = Callable[..., Awaitable[UUID]]


def failures() -> float:
    return REGISTRY.get_sample_value("lockstep_task_failures_total", {"task": "credit unrated completions"}) or 0.0


@pytest.mark.parametrize("bad_org", [UUID(int=1), UUID(int=2**128 - 1)], ids=["before the good one", "behind it"])
async def test_a_rate_that_nobody_can_read_keeps_only_its_own_organisation_waiting(
    *,
    bad_org: UUID,
    handle: Handle,
    rows: Rows,
    events: Events,
    rate: SetRate,
    worker: AsyncEngine,
    superuser: AsyncEngine,
) -> None:
    good_org, before = uuid4(), failures()
    for org_id in (bad_org, good_org):
        await handle(
            on_session_completed, events(SessionCompleted, uuid4(), org_id=org_id, sequence=3, coaches=[uuid4()])
        )
        await rate(org_id=org_id)
    async with superuser.begin() as db:
        # the driver reads this instant as one without a zone, which nothing can be compared with; the table refuses it
        await db.execute(text("ALTER TABLE rates DROP CONSTRAINT rates_instants"))
        await db.execute(text("UPDATE rates SET effective_from = '-infinity' WHERE org_id = :id"), {"id": bad_org})
    stopping = asyncio.Event()
    task = asyncio.create_task(keep_running(TASKS[0], worker, stopping))

    async def has_gone_on() -> bool:
        credited = [row.org_id for row in await rows("SELECT org_id FROM credits")]
        return task.done() or (credited == [good_org] and failures() == before + 1)

    await eventually(has_gone_on, "a credit of the good organisation, and a failure of the bad one")
    stopping.set()
    await asyncio.wait_for(task, HANGING_SECONDS)
    left = await rows("SELECT org_id FROM unrated_completions")
    assert [row.org_id for row in left] == [bad_org]
