"""Effects are recorded with their latencies, and missing ones are counted."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chassis.messaging.tasks import keep_running
from lockstep_local.waiting import HANGING_SECONDS, eventually
from prometheus_client import REGISTRY
from reports.effects.metrics import MISSING_EFFECT
from reports.effects.queries import count_missing_effects
from reports.worker import TASKS
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]

DAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


async def test_earnings_of_several_coaches_are_summed_per_currency(handle: Handle, rows: Rows, world: Any) -> None:
    await handle(world.credited("s", ("EUR", 100), ("JPY", 7), ("EUR", 23)))
    (row,) = await rows("SELECT * FROM sessions WHERE session_id = :session_id", session_id=world.id("s"))
    assert row.amounts == [{"currency": "EUR", "amount_minor": 123}, {"currency": "JPY", "amount_minor": 7}]
    assert row.completed_at is None


async def test_completions_that_lack_an_effect_for_a_minute_are_counted(
    handle: Handle, world: Any, worker: AsyncEngine
) -> None:
    await handle(
        world.completed("all", at=DAY),
        world.locked("all", {}, at=DAY),
        world.credited("all", at=DAY),
        world.completed("uncredited", at=DAY),
        world.locked("uncredited", {}, at=DAY),
        world.completed("bare", at=DAY),
        world.credited("unheard of", at=DAY),
        world.completed("fresh", at=DAY + timedelta(seconds=30)),
    )
    async with worker.connect() as db:
        early = await count_missing_effects(db, now=DAY + timedelta(seconds=60))
        late = await count_missing_effects(db, now=DAY + timedelta(seconds=61))
    assert early == {"attendance_locked": 0, "earnings_credited": 0, "insight_inputs_refreshed": 0}
    assert late == {"attendance_locked": 1, "earnings_credited": 2, "insight_inputs_refreshed": 1}


async def test_the_watch_sets_the_gauge_and_ends_when_the_worker_stops(
    handle: Handle, world: Any, worker: AsyncEngine
) -> None:
    MISSING_EFFECT.clear()
    await handle(world.completed("s", at=DAY - timedelta(days=365)))
    stopping = asyncio.Event()
    (watching,) = TASKS
    task = asyncio.create_task(keep_running(watching, worker, stopping))
    name = "lockstep_completions_missing_effect"

    async def is_set() -> bool:
        return REGISTRY.get_sample_value(name, {"effect": "earnings_credited"}) is not None

    await eventually(is_set, "the gauge")
    stopping.set()
    await asyncio.wait_for(task, HANGING_SECONDS)
    assert REGISTRY.get_sample_value(name, {"effect": "attendance_locked"}) == 1
    assert REGISTRY.get_sample_value(name, {"effect": "insight_inputs_refreshed"}) == 0


async def test_the_watch_counts_for_all_organisations_whatever_the_rows_of_one_are(
    handle: Handle, world: Any, worker: AsyncEngine, superuser: AsyncEngine
) -> None:
    await handle(world.completed("good", at=DAY), world.completed("bad", at=DAY))
    async with superuser.begin() as db:
        bad = {"id": world.id("bad")}
        await db.execute(text("ALTER TABLE sessions DROP CONSTRAINT sessions_instants"))
        await db.execute(text("UPDATE sessions SET completed_at = '-infinity' WHERE session_id = :id"), bad)
    await TASKS[0].step(worker)
    assert REGISTRY.get_sample_value("lockstep_completions_missing_effect", {"effect": "attendance_locked"}) == 2


async def test_latencies_are_observed_whichever_event_comes_first(handle: Handle, world: Any) -> None:
    def seen(effect: str) -> tuple[float, float]:
        name, labels = "lockstep_fanout_latency_seconds", {"effect": effect}
        count = REGISTRY.get_sample_value(f"{name}_count", labels) or 0.0
        return count, REGISTRY.get_sample_value(f"{name}_sum", labels) or 0.0

    before = {effect: seen(effect) for effect in ("attendance_locked", "earnings_credited")}
    late = DAY + timedelta(seconds=2)
    await handle(world.completed("s", at=DAY))
    await handle(world.locked("s", {}, at=late), world.credited("s", at=late))
    await handle(world.locked("t", {}, at=late), world.credited("t", at=late))
    await handle(world.completed("t", at=DAY))
    for effect, (count, total) in before.items():
        now_count, now_total = seen(effect)
        assert now_count == count + 2
        assert now_total == pytest.approx(total + 4)
