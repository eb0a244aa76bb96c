"""Effects happen once under redelivery and concurrency, and published versions stay."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chassis.database.engine import is_transient
from chassis.messaging.consumer import apply
from contracts.envelope import Event
from contracts.reports import LINEAGE_LIMIT
from lockstep_local.waiting import eventually
from reports.worker import HANDLERS
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]

DAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
WAITS_FOR_A_ROW = text(
    """SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()
                      AND application_name = 'test-worker' AND wait_event_type = 'Lock')"""
)
SESSIONS, PROCESSES, FAULTS_MAX = 24, 3, 50


async def test_redelivery_with_the_inbox_passed_by_has_one_effect(handle: Handle, rows: Rows, world: Any) -> None:
    events = [
        world.completed("s", learners=["anna", "ben"], batch="squad"),
        world.locked("s", {"anna": True, "ben": False}),
        world.credited("s"),
    ]
    await handle(*events)
    before = await _everything(rows)
    for _ in range(3):
        await handle(*events)
        await handle(*reversed(events))
    assert await _everything(rows) == before


async def test_a_second_completion_of_the_same_session_changes_nothing(handle: Handle, rows: Rows, world: Any) -> None:
    await handle(world.completed("s", learners=["anna"], minutes=60))
    before = await _everything(rows)
    await handle(world.completed("s", learners=["anna", "ben"], minutes=90))
    assert await _everything(rows) == before


async def _everything(rows: Rows) -> list[list[Any]]:
    tables = ("sessions", "attendance_marks", "subjects", "session_subjects", "insight_inputs", "outbox")
    return [await rows(f"SELECT * FROM {table} ORDER BY {table}::text") for table in tables]


async def test_lineage_is_the_latest_records_however_late_an_old_one_arrives(
    handle: Handle, rows: Rows, world: Any
) -> None:
    names = [f"s{number}" for number in range(LINEAGE_LIMIT + 5)]
    completions = [world.completed(name, at=DAY + timedelta(minutes=at)) for at, name in enumerate(names)]
    await handle(*completions[1:])
    await handle(completions[0])
    (latest,) = await rows(
        "SELECT convert_from(payload, 'UTF8')::jsonb AS value FROM outbox WHERE key = :key AND sequence = 2",
        key=f"coach:{world.id('coach')}",
    )
    expected = [
        {"session_id": str(world.id(name)), "record_hash": world.record_hash(name)}
        for name in reversed(names[-LINEAGE_LIMIT:])
    ]
    assert latest.value["records"] == expected
    assert latest.value["features"]["sessions_completed"] == len(names)


@pytest.mark.parametrize("kinds", ["a type per transaction", "types mixed"])
async def test_concurrent_processes_lose_nothing_and_keep_versions_in_order(
    kinds: str, worker: AsyncEngine, rows: Rows, world: Any
) -> None:
    chance = random.Random(7)
    learners = [f"learner {number}" for number in range(12)]
    events: list[list[Event]] = [[], [], []]
    for number in range(SESSIONS):
        name, roster = f"s{number}", chance.sample(learners, 6)
        events[0].append(world.completed(name, learners=roster, batch="squad"))
        events[1].append(world.locked(name, dict.fromkeys(roster, True)))
        events[2].append(world.credited(name))
    mixed = kinds == "types mixed"
    faults = 0

    async def process() -> None:  # each process handles every event
        nonlocal faults
        groups = [[event for group in events for event in group]] if mixed else events
        for group in chance.sample(groups, len(groups)):
            mine = chance.sample(group, len(group))
            for start in range(0, len(mine), 8):
                faults += await _retry(worker, mine[start : start + 8])

    await asyncio.gather(*(process() for _ in range(2 if mixed else PROCESSES)))
    if not mixed:  # sessions are locked first, then subjects, both in order: there is no deadlock
        assert faults == 0
    await _check_totals(rows)
    await _check_order(rows)


async def _retry(engine: AsyncEngine, events: list[Event]) -> int:
    """Handle a batch as the consumer does. Repeat it after a transient fault, and return the number of faults."""
    for faults in range(FAULTS_MAX):
        try:
            async with engine.begin() as db:
                await apply(db, HANDLERS, events, {})
        except DBAPIError as error:
            if not is_transient(error):
                raise
        else:
            return faults
    pytest.fail("too many transient faults")


async def _check_totals(rows: Rows) -> None:
    """Check that every completion and every mark was counted once."""
    (coach,) = await rows("SELECT * FROM subjects WHERE subject_type = 'coach'")
    assert (coach.sessions_completed, coach.sessions_with_attendance) == (SESSIONS, SESSIONS)
    assert (coach.marks_counted, coach.marks_present) == (6 * SESSIONS, 6 * SESSIONS)
    (summed,) = await rows(
        """SELECT sum(sessions_completed) AS completed, sum(sessions_attended) AS attended
           FROM subjects WHERE subject_type = 'learner'"""
    )
    assert (summed.completed, summed.attended) == (6 * SESSIONS, 6 * SESSIONS)


async def _check_order(rows: Rows) -> None:
    """Check that the outbox holds each subject's versions in order and without gaps."""
    versions = {f"{row.subject_type}:{row.subject_id}": row.version for row in await rows("SELECT * FROM subjects")}
    sent: dict[str, list[int]] = {}
    for row in await rows("SELECT key, sequence FROM outbox ORDER BY shard, id"):
        sent.setdefault(row.key, []).append(row.sequence)
    assert sent == {key: list(range(1, version + 1)) for key, version in versions.items()}


@pytest.mark.parametrize(("table", "order"), [("sessions", "session_id"), ("subjects", "subject_type, subject_id")])
async def test_rows_are_locked_in_the_order_of_their_keys(
    *, table: str, order: str, handle: Handle, world: Any, worker: AsyncEngine, superuser: AsyncEngine
) -> None:
    names = [f"s{number}" for number in range(10)]
    learners = [f"learner {number}" for number in range(10)]
    await handle(*(world.credited(name) for name in names))
    if table == "subjects":
        await handle(world.completed("before", learners=learners))
    async with superuser.connect() as first, superuser.connect() as others:
        await first.execute(text(f"SELECT 1 FROM {table} ORDER BY {order} LIMIT 1 FOR UPDATE"))
        chance = random.Random(7)
        completions = [world.completed(name, learners=learners) for name in chance.sample(names, len(names))]
        waiting = asyncio.create_task(_retry(worker, completions))

        async def waits() -> bool:
            await others.rollback()  # a transaction sees one snapshot of the activity
            return bool((await others.execute(WAITS_FOR_A_ROW)).scalar())

        await eventually(waits, "a transaction that waits for a row")
        # It waits for the first row, so it may hold none of the others.
        free = (await others.execute(text(f"SELECT 1 FROM {table} FOR UPDATE SKIP LOCKED"))).all()
        (total,) = (await others.execute(text(f"SELECT count(*) FROM {table}"))).one()
        assert len(free) == total - 1
        await others.rollback()
        await first.rollback()
        assert await waiting == 0


async def test_a_lock_and_its_completion_that_race_count_attendance_once(
    worker: AsyncEngine, rows: Rows, world: Any
) -> None:
    for number in range(SESSIONS):
        completed = world.completed(f"s{number}", learners=["anna"])
        locked = world.locked(f"s{number}", {"anna": True})
        await asyncio.gather(_retry(worker, [completed]), _retry(worker, [locked]))
    (anna,) = await rows("SELECT * FROM subjects WHERE subject_type = 'learner'")
    assert (anna.sessions_completed, anna.sessions_attended) == (SESSIONS, SESSIONS)


@pytest.mark.parametrize(
    "table", ["insight_inputs", "session_subjects", "attendance_marks", "amended_marks", "session_withdrawals"]
)
async def test_what_was_recorded_is_refused_to_change_for_everyone(
    table: str, handle: Handle, world: Any, worker: AsyncEngine, superuser: AsyncEngine
) -> None:
    await handle(world.completed("s", learners=["anna"]), world.locked("s", {"anna": True}))
    await handle(world.remarked("s", "anna", False), world.voided("s"))
    for statement in (f"UPDATE {table} SET org_id = org_id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        # the worker may delete insight inputs, for an erasure; a trigger refuses everything else
        may_try = table == "insight_inputs" and statement.startswith("DELETE")
        for engine, says in ((worker, "immutable" if may_try else "permission denied"), (superuser, "immutable")):
            with pytest.raises(DBAPIError, match=says):
                async with engine.begin() as db:
                    await db.execute(text(statement))
