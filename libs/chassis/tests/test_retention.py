"""What is pruned and what never is. Pruning disturbs no other work."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from chassis.database import retention
from chassis.database.retention import BITE_ROWS, LOCK_SPACE, Lifetimes, Table, first_id_of
from chassis.ids import new_id
from chassis.messaging.tasks import keep_running
from chassis.messaging.worker import create_worker, forgetting
from chassis.operations import telemetry
from contracts.sessions import SessionCompleted, SessionScheduled
from contracts.topics import TOPIC_OF
from hypothesis import example, given
from hypothesis import strategies as st
from lockstep_local.waiting import HANGING_SECONDS, eventually
from lockstep_testing.databases import Databases, ServiceDatabase
from probing.service import ProbeSettings
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from uuid_utils.compat import uuid7

KEPT = Lifetimes(inbox=timedelta(days=60), idempotency_keys=timedelta(hours=24))
NOW = datetime.now(UTC)
OLD, NEW = NOW - timedelta(days=61), NOW - timedelta(days=59)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[ServiceDatabase]:
    """A fresh database with the newest schema."""
    async with databases.fresh("attendance") as made:
        yield made


def id_made(at: datetime) -> UUID:
    """Return an event id as a producer makes it at this instant."""
    return uuid7(nanoseconds=((at - retention.EPOCH) // timedelta(microseconds=1)) * 1_000)


class Tables:
    """Fills the two tables and reads the rows that are left, as superuser."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def handled(self, events: Iterable[tuple[UUID, datetime]]) -> None:
        """Put events into the inbox that were handled at these instants."""
        rows = [{"event_id": event_id, "at": at} for event_id, at in events]
        async with self.engine.begin() as db:
            await db.execute(text("INSERT INTO inbox (event_id, handled_at) VALUES (:event_id, :at)"), rows)

    async def answered(self, keys: Iterable[tuple[str, datetime]]) -> None:
        """Store answers that were given at these instants."""
        rows = [{"key": key, "org": uuid4(), "at": at} for key, at in keys]
        statement = "INSERT INTO idempotency_keys VALUES (:org, :org, :key, '', 201, '{}', '', :at)"
        async with self.engine.begin() as db:
            await db.execute(text(statement), rows)

    async def column(self, query: str) -> list[Any]:
        """Return the single column of a query."""
        async with self.engine.connect() as db:
            return list((await db.execute(text(query))).scalars())

    async def ids(self) -> set[UUID]:
        return set(await self.column("SELECT event_id FROM inbox"))


@pytest.fixture
def tables(superuser: AsyncEngine) -> Tables:
    return Tables(superuser)


@pytest.fixture
def commits(worker: AsyncEngine) -> list[None]:
    """A list with one element for each transaction that the worker's engine commits."""
    counted: list[None] = []
    sqlalchemy_event.listen(worker.sync_engine, "commit", lambda _: counted.append(None))
    return counted


@pytest.fixture
def forget(worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Prune once, as the worker does every few minutes, without its pauses."""
    monkeypatch.setattr(retention, "BITE_PAUSE_SECONDS", 0)
    return lambda: retention.forget(worker, stopping=asyncio.Event(), kept=KEPT)


async def test_an_event_within_the_retention_of_its_topic_is_never_forgotten(tables: Tables, forget: Any) -> None:
    just_young = datetime.now(UTC) - timedelta(days=60) + MINUTE  # NOW is the time of the import, perhaps minutes ago
    young = [(id_made(at), at) for at in (NEW, NOW, just_young)]
    await tables.handled([*young, (id_made(OLD), OLD)])
    await forget()
    assert await tables.ids() == {event_id for event_id, _ in young}


async def test_an_old_event_that_was_handled_late_is_remembered_from_then_on(tables: Tables, forget: Any) -> None:
    replayed = id_made(OLD - timedelta(days=365))
    await tables.handled([(replayed, NEW), (id_made(OLD - timedelta(days=365)), OLD)])
    await forget()
    assert await tables.ids() == {replayed}


async def test_many_late_events_do_not_hide_what_is_old_behind_them(tables: Tables, forget: Any) -> None:
    late = [(id_made(OLD - timedelta(days=300)), NEW) for _ in range(BITE_ROWS + 1)]
    await tables.handled([*late, (id_made(OLD), OLD)])
    await forget()
    assert await tables.ids() == {event_id for event_id, _ in late}


async def test_ids_that_do_not_begin_with_their_time_are_rather_kept(tables: Tables, forget: Any) -> None:
    foreign = UUID("ffffffff-ffff-4fff-bfff-ffffffffffff")
    of_a_clock_ahead = id_made(NOW + timedelta(days=1))
    await tables.handled([(foreign, OLD), (of_a_clock_ahead, OLD)])
    await forget()
    assert await tables.ids() == {foreign, of_a_clock_ahead}


async def test_an_event_that_must_never_take_effect_is_remembered_for_ever(
    tables: Tables, forget: Any, worker: AsyncEngine
) -> None:
    dropped, handled = id_made(OLD), id_made(OLD)
    await tables.handled([(handled, OLD)])
    async with worker.begin() as db:
        for event_id in (dropped, handled):
            await retention.remember_without_end(db, event_id)
    await forget()
    assert await tables.ids() == {dropped}, "a handled event has effects that guard it"


def settings(days: int) -> ProbeSettings:
    url = "postgresql+asyncpg://probe@localhost/probe"
    return ProbeSettings(
        environment="local",
        database_url=url,
        worker_database_url=url,
        owner_database_url=url,
        jwks_url="file:///dev/null",
        inbox_retention_days=days,
    )


async def test_a_worker_that_would_forget_too_early_does_not_start() -> None:
    async def on_event(db: Any, events: list[Any]) -> None: ...

    month = TOPIC_OF[SessionScheduled].retention_days
    assert month is not None
    with pytest.raises(ValueError, match=r"sessions\.lifecycle\.v1 may deliver a record again for 38 days"):
        create_worker(settings(month + 7), handlers={SessionScheduled: on_event, SessionCompleted: on_event})
    assert retention.lifetimes(settings(month + 8), [SessionScheduled]).inbox == timedelta(days=month + 8)
    assert TOPIC_OF[SessionCompleted].retention_days is None
    assert retention.lifetimes(settings(1), [SessionCompleted]).inbox == timedelta(days=1), "natural keys guard it"


async def test_an_answer_is_kept_for_its_lifetime_and_forgotten_after_it(tables: Tables, forget: Any) -> None:
    day = timedelta(hours=24)
    just = datetime.now(UTC) - day
    await tables.answered([("old", just - MINUTE), ("young", just + MINUTE), ("new", NOW)])
    await forget()
    assert set(await tables.column("SELECT key FROM idempotency_keys")) == {"young", "new"}


async def test_pruning_takes_small_bites(tables: Tables, forget: Any, commits: list[None]) -> None:
    bites = 3
    await tables.handled((id_made(OLD), OLD) for _ in range(bites * BITE_ROWS + 1))
    await tables.answered((f"key {n}", OLD) for n in range(bites * BITE_ROWS + 1))
    before = {table: telemetry.FORGOTTEN.labels(table.name)._value.get() for table in Table}
    await forget()
    assert await tables.column("SELECT event_id FROM inbox") == []
    assert await tables.column("SELECT key FROM idempotency_keys") == []
    assert len(commits) == 2 * (bites + 1)
    for table in Table:
        assert telemetry.FORGOTTEN.labels(table.name)._value.get() - before[table] == bites * BITE_ROWS + 1


async def test_two_workers_prune_side_by_side(tables: Tables, worker: AsyncEngine, forget: Any) -> None:
    rows = 2 * BITE_ROWS
    young = (new_id(), NOW)
    await tables.handled([*((id_made(OLD), OLD) for _ in range(rows)), young])

    async def one() -> int:
        forgotten = 0
        while len(await tables.ids()) > 1:
            forgotten += await retention.forget_events(worker, asyncio.Event(), before=NOW - KEPT.inbox)
        return forgotten

    async with asyncio.timeout(HANGING_SECONDS):
        counts = await asyncio.gather(one(), one(), one())
    assert sum(counts) == rows
    assert await tables.ids() == {young[0]}


@pytest.mark.parametrize("table", Table)
async def test_a_worker_does_not_wait_for_another_that_prunes(
    tables: Tables, forget: Any, superuser: AsyncEngine, table: Table
) -> None:
    await tables.handled([(id_made(OLD), OLD)])
    await tables.answered([("old", OLD)])
    async with superuser.begin() as other:
        await other.execute(text("SELECT pg_advisory_xact_lock(:space, :table)"), {"space": LOCK_SPACE, "table": table})
        async with asyncio.timeout(HANGING_SECONDS):
            await forget()
        left = {other_table: len(await tables.column(f"SELECT 1 FROM {other_table.name}")) for other_table in Table}
    assert left == {other_table: int(other_table is table) for other_table in Table}


async def test_nobody_waits_for_a_consumer_or_makes_it_wait(
    tables: Tables, forget: Any, superuser: AsyncEngine
) -> None:
    await tables.handled([(id_made(OLD), OLD)])
    arriving = new_id()
    async with superuser.begin() as consumer:
        await consumer.execute(text("INSERT INTO inbox (event_id) VALUES (:id)"), {"id": arriving})
        async with asyncio.timeout(HANGING_SECONDS):
            await forget()
    assert await tables.ids() == {arriving}


async def test_the_background_task_prunes_again_and_again_and_stops(
    tables: Tables, worker: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "INTERVAL_SECONDS", 0.02)
    stopping = asyncio.Event()
    running = asyncio.create_task(keep_running(forgetting(KEPT, stopping), worker, stopping))

    async def pruned() -> bool:
        return not await tables.ids()

    for _ in range(2):
        await tables.handled([(id_made(OLD), OLD)])
        await eventually(pruned, "the old row is gone")
    async with asyncio.timeout(HANGING_SECONDS):
        stopping.set()
        await running


async def test_a_worker_that_has_just_started_forgets_nothing(tables: Tables, worker: AsyncEngine) -> None:
    await tables.handled([(id_made(OLD), OLD)])
    stopping = asyncio.Event()
    running = asyncio.create_task(keep_running(forgetting(KEPT, stopping), worker, stopping))
    await asyncio.sleep(0)  # it runs until its first wait
    stopping.set()
    async with asyncio.timeout(HANGING_SECONDS):
        await running
    assert len(await tables.ids()) == 1


INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(made=INSTANTS, boundary=INSTANTS)
@example(made=NOW, boundary=NOW)
@example(made=NOW - timedelta(milliseconds=1), boundary=NOW)
@example(made=NOW.replace(microsecond=999), boundary=NOW.replace(microsecond=1_000))
@example(made=NOW.replace(microsecond=1_999), boundary=NOW.replace(microsecond=1_000))
def test_ids_are_before_the_boundary_exactly_when_they_were_made_in_an_earlier_millisecond(
    made: datetime, boundary: datetime
) -> None:
    def millisecond(instant: datetime) -> datetime:
        return instant.replace(microsecond=instant.microsecond // 1_000 * 1_000)

    assert (id_made(made) < first_id_of(boundary)) == (millisecond(made) < millisecond(boundary))
    assert first_id_of(boundary).version == 7
