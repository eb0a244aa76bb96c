"""The background tasks of the worker serve every organisation, whatever the rows of one of them are."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from chassis.database.engine import create_engine
from chassis.messaging.tasks import keep_running
from lockstep_local.waiting import HANGING_SECONDS, eventually
from prometheus_client import REGISTRY
from sessions.imports.kinds.people import PeopleImporter
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from .conftest import School, add_people
from .helpers.batches import create
from .helpers.importing import begin, file, import_in_background, status
from .helpers.tasks import task_of

BEFORE_ALL = UUID(int=1)
"""The id of the bad organisation, so that its turn is before that of the good one."""
HOUR = timedelta(hours=1)


@pytest.fixture
async def engine(school: School) -> AsyncIterator[AsyncEngine]:
    """The worker's engine on the school's database."""
    made = create_engine(school.database.worker_url, application_name="test-worker", pool_size=4)
    yield made
    await made.dispose()


@pytest.fixture
async def bad(school: School) -> School:
    """Another organisation, in which the tests plant a row that nobody can read."""
    other = replace(school, org_id=BEFORE_ALL, people={})
    await other.ok("admin", "PUT", "/v1/organisation", {"name": "Hillside", "zone": "Europe/Prague"})
    await add_people(other, ["coach-1", "learner-1", "learner-2"])
    return other


def failures(task: str) -> float:
    return REGISTRY.get_sample_value("lockstep_task_failures_total", {"task": task}) or 0.0


async def plant(school: School, *statements: str, **parameters: Any) -> None:
    """Run statements past every rule of the database."""
    async with school.superuser.begin() as db:
        await db.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            await db.execute(text(statement), parameters)


async def run_until(name: str, engine: AsyncEngine, is_done: Callable[[], Awaitable[bool]]) -> None:
    """Run a task until the good organisation has what it waits for, and one failure of the bad one is counted."""
    before, stopping = failures(name), asyncio.Event()
    running = asyncio.create_task(keep_running(task_of(name), engine, stopping))

    async def has_gone_on() -> bool:
        return running.done() or (await is_done() and failures(name) == before + 1)

    await eventually(has_gone_on, f"the task '{name}' to go on")
    stopping.set()
    await asyncio.wait_for(running, HANGING_SECONDS)


async def test_reminders_of_one_organisation_never_stop_the_others(
    school: School, bad: School, engine: AsyncEngine
) -> None:
    over = datetime.now(UTC) - 2 * HOUR
    session_id, wrong_id = [
        await one.schedule(starts_at=over - HOUR, ends_at=over, course_ids=[]) for one in (school, bad)
    ]
    await plant(
        bad,
        "ALTER TABLE sessions DROP CONSTRAINT sessions_instants",
        "UPDATE sessions SET ends_at = 'infinity' WHERE id = :id",
        id=UUID(wrong_id),
    )

    async def is_reminded() -> bool:
        return len(await school.events(session_id)) == 2

    await run_until("remind coaches", engine, is_reminded)
    assert len(await bad.events(wrong_id)) == 1, "what failed was rolled back"


async def test_imports_of_one_organisation_never_stop_the_others(
    school: School, bad: School, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_in_background(monkeypatch, PeopleImporter, rows_per_step=10)
    await begin(bad, "people", file("username;name;role", ["ada;Ada;learner"]))
    import_id = await begin(school, "people", file("username;name;role", ["ada;Ada;learner"]))
    await plant(bad, "UPDATE imports SET header = '{}' WHERE org_id = :org_id", org_id=bad.org_id)

    async def is_imported() -> bool:
        return bool((await status(school, import_id))["state"] == "done")

    await run_until("import files", engine, is_imported)


async def test_batches_of_one_organisation_never_stop_the_others(
    school: School, bad: School, engine: AsyncEngine
) -> None:
    for one in (bad, school):
        await create(one, course_ids=[])
    await plant(
        school,
        "UPDATE batches SET ahead_days = ahead_days + 14, due_at = now()",
        "UPDATE batches SET rule = 'FREQ=NEVER' WHERE org_id = '00000000-0000-0000-0000-000000000001'",
    )

    async def is_generated() -> bool:
        return len(await school.rows("SELECT 1 FROM sessions WHERE org_id = :org_id", org_id=school.org_id)) >= 6

    await run_until("generate batches", engine, is_generated)
    assert len(await school.rows("SELECT 1 FROM sessions WHERE org_id = :org_id", org_id=bad.org_id)) == 4
