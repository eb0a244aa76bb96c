"""Reminders of sessions that nobody has logged: each comes once, from any worker, while it is useful."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from chassis.database.engine import create_engine
from chassis.ids import new_id
from chassis.messaging.tasks import keep_running
from contracts.sessions import SessionFoundUnlogged
from lockstep_local.waiting import HANGING_SECONDS, eventually
from sessions.ending import remind as reminding
from sessions.ending.remind import organisations_due, remind_next
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..conftest import School, add_people
from ..helpers.tasks import task_of

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
NOW = datetime(2030, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
async def engine(school: School) -> AsyncIterator[AsyncEngine]:
    """The worker's engine on the school's database."""
    made = create_engine(school.database.worker_url, application_name="test-worker", pool_size=4)
    yield made
    await made.dispose()


async def until_none_is_due(engine: AsyncEngine, now: datetime) -> int:
    """Let the worker look at everything that is due, and return the number of passes."""
    passes = 0
    while True:
        async with engine.begin() as db:
            org_ids = await organisations_due(db, now=now)
            if not await remind_next(db, org_ids=org_ids, now=now, new_id=new_id):
                return passes
        passes += 1
        assert passes < 50, "something stays due"


async def reminders(school: School, session_id: str) -> list[SessionFoundUnlogged]:
    """Return the reminders of a session, and check that its events have no gap."""
    events = await school.events(session_id)
    assert [event.sequence for event in events] == [*range(1, len(events) + 1)]
    rows = await school.rows("SELECT version FROM sessions WHERE id = :id", id=UUID(session_id))
    assert rows[0].version == len(events)
    return [event for event in events if isinstance(event, SessionFoundUnlogged)]


async def ending(school: School, ends_at: datetime, **changes: object) -> str:
    """Schedule a session with this end."""
    return await school.schedule(starts_at=ends_at - 45 * MINUTE, ends_at=ends_at, **changes)


async def test_each_reminder_comes_once_at_its_hour_and_none_after_the_deadline(
    school: School, engine: AsyncEngine
) -> None:
    session_id = await ending(school, NOW)
    seen = []
    for minutes in (-1, 0, 59, 60, 61, 24 * 60 - 1, 24 * 60, 65 * 60, 66 * 60, 72 * 60, 73 * 60, 500 * 60):
        now = NOW + minutes * MINUTE
        await until_none_is_due(engine, now)
        assert await until_none_is_due(engine, now) == 0
        async with school.superuser.begin() as db:  # the session is looked at once more
            await db.execute(text("UPDATE open_sessions SET remind_at = ended_at"))
        await until_none_is_due(engine, now)
        reminded = [event.reminder for event in await reminders(school, session_id)]
        assert reminded == [*range(1, len(reminded) + 1)]
        seen.append(len(reminded))

    assert seen == [0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 3]
    last = (await reminders(school, session_id))[-1]
    assert (last.ended_at, last.log_until, last.occurred_at) == (NOW, NOW + 72 * HOUR, NOW + 66 * HOUR)
    assert last.coach_ids == (school.people["coach-1"],)


async def test_what_was_missed_is_one_reminder_and_too_late_is_none(school: School, engine: AsyncEngine) -> None:
    missed, late = await ending(school, NOW), await ending(school, NOW - 60 * HOUR)

    await until_none_is_due(engine, NOW + 25 * HOUR)

    assert [event.reminder for event in await reminders(school, missed)] == [2]
    assert await reminders(school, late) == [], "only support could log it now"
    await until_none_is_due(engine, NOW + 66 * HOUR)
    assert [event.reminder for event in await reminders(school, missed)] == [2, 3]


async def test_what_is_completed_or_cancelled_or_moved_is_not_reminded_of(school: School, engine: AsyncEngine) -> None:
    now = datetime.now(UTC)
    completed, cancelled = await school.started(), await school.schedule()
    moved = await ending(school, NOW)
    unplanned = await school.unplanned()
    assert (await school.complete(completed)).status_code == 200
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled}/cancel", {"reason": "Snow"})
    await until_none_is_due(engine, NOW + 2 * HOUR)
    assert [len(await reminders(school, one)) for one in (completed, cancelled, moved)] == [0, 0, 1]

    path = f"/v1/sessions/{moved}"
    await school.ok("admin", "PATCH", path, {"starts_at": NOW + 24 * HOUR, "ends_at": NOW + 25 * HOUR})
    await until_none_is_due(engine, NOW + 25 * HOUR)
    assert len(await reminders(school, moved)) == 1
    await until_none_is_due(engine, NOW + 26 * HOUR)
    assert [event.reminder for event in await reminders(school, moved)] == [1, 1], "one for each end"
    assert await reminders(school, unplanned) == [], "years later"
    async with school.superuser.begin() as db:
        await db.execute(text("UPDATE open_sessions SET remind_at = ended_at WHERE NOT planned"))
    await until_none_is_due(engine, now + 149 * MINUTE)
    assert await reminders(school, unplanned) == []
    await until_none_is_due(engine, now + 151 * MINUTE)
    assert len(await reminders(school, unplanned)) == 1, "it comes an hour after the longest session would end"


async def test_the_policy_of_the_sessions_time_says_when(school: School, engine: AsyncEngine) -> None:
    policy = {"reminder_hours": [0, 5], "log_within_hours": 6}
    await school.ok("admin", "PUT", "/v1/policy", {**policy, "effective_from": NOW - HOUR})
    before, after = await ending(school, NOW - HOUR), await ending(school, NOW)

    await until_none_is_due(engine, NOW)
    assert [event.reminder for event in await reminders(school, after)] == [1]
    assert [event.reminder for event in await reminders(school, before)] == [1], "the default policy's, an hour later"
    await until_none_is_due(engine, NOW + 5 * HOUR)
    assert [event.log_until for event in await reminders(school, after)] == [NOW + 6 * HOUR] * 2
    await school.ok("admin", "PUT", "/v1/policy", {"reminder_hours": [], "effective_from": NOW})
    none = await ending(school, NOW + 2 * HOUR)
    await until_none_is_due(engine, NOW + 50 * HOUR)
    assert await reminders(school, none) == []


async def test_workers_share_what_is_due_over_all_organisations(
    school: School, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "SESSIONS_PER_PASS_MAX", 2)
    other = replace(school, org_id=uuid4(), admin_id=uuid4(), people={})
    await other.ok("admin", "PUT", "/v1/organisation", {"name": "Hillside", "zone": "Europe/Prague"})
    await add_people(other, ["coach-1", "learner-1", "learner-2"])
    sessions = [await ending(one, NOW - n * HOUR, course_ids=[]) for n in range(4) for one in (school, other)]
    held, both = sessions[0], [school.org_id, other.org_id]
    now = NOW + 2 * HOUR

    async with engine.begin() as first, engine.begin() as second, school.superuser.begin() as third:
        await third.execute(text("SELECT 1 FROM sessions WHERE id = :id FOR UPDATE"), {"id": UUID(held)})
        # both work at the same time, on different sessions, and neither waits for the one that somebody else holds
        async with asyncio.timeout(HANGING_SECONDS):
            assert await remind_next(first, org_ids=both, now=now, new_id=new_id)
            assert await remind_next(second, org_ids=both, now=now, new_id=new_id)
    await asyncio.gather(*(until_none_is_due(engine, now) for _ in range(3)))

    events = [event for one in sessions for event in await reminders(school, one)]
    assert sorted(str(event.session_id) for event in events) == sorted(sessions)
    assert {event.org_id for event in events} == {school.org_id, other.org_id}


async def test_a_completion_and_a_reminder_at_once_wait_for_each_other(school: School, engine: AsyncEngine) -> None:
    session_id = await school.started()
    later = datetime.now(UTC) + 2 * HOUR

    async with engine.begin() as db:
        assert await remind_next(db, org_ids=[school.org_id], now=later, new_id=new_id)
        completing = asyncio.create_task(school.complete(session_id))
        await school.until_waiting(1)
    assert (await completing).json()["version"] == 4
    assert len(await reminders(school, session_id)) == 1
    assert await until_none_is_due(engine, later + 50 * HOUR) == 0


async def test_the_background_task_reminds_and_stops(school: School, engine: AsyncEngine) -> None:
    session_id = await ending(school, datetime.now(UTC) - 2 * HOUR)
    stopping = asyncio.Event()
    due_reminders = task_of("remind coaches")
    task = asyncio.create_task(keep_running(due_reminders, engine, stopping))

    async def reminded() -> bool:
        return len(await school.events(session_id)) >= 2

    await eventually(reminded, "a reminder")
    stopping.set()
    await asyncio.wait_for(task, HANGING_SECONDS)
