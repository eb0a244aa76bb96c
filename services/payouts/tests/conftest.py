"""A fresh payouts database per test, its API, and transactions as the worker makes them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from chassis.clock import now
from chassis.db import create_engine
from chassis.testing import Api, Databases, ServiceDatabase, serve
from contracts.envelope import Event
from lockstep_local.issuer import Issuer
from payouts.app import create_app
from payouts.commands.rates import set_rate
from payouts.domain import Rate, RateSubject
from payouts.settings import PayoutsSettings
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
BEGIN = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Row[Any]]]]


@pytest.fixture
async def database(databases: Databases) -> ServiceDatabase:
    """A fresh database with the newest schema."""
    return await databases.create("payouts")


@pytest.fixture
async def worker(database: ServiceDatabase) -> AsyncIterator[AsyncEngine]:
    """The worker's engine."""
    engine = create_engine(database.worker_url, application_name="test-worker", pool_size=4)
    yield engine
    await engine.dispose()


@pytest.fixture
async def superuser(database: ServiceDatabase) -> AsyncIterator[AsyncEngine]:
    """An engine of the one whom no privilege and no row-level security stops."""
    engine = create_engine(database.superuser_url, application_name="test-superuser", pool_size=2)
    yield engine
    await engine.dispose()


@pytest.fixture
async def api(database: ServiceDatabase, issuer: Issuer) -> AsyncIterator[Api]:
    """The service's API on that database."""
    settings = PayoutsSettings(
        database_url=database.api_url,
        worker_database_url=database.worker_url,
        owner_database_url=database.owner_url,
        jwks_url=issuer.jwks_path.as_uri(),
    )
    async with serve(create_app(settings), issuer) as served:
        yield served


@pytest.fixture
def handle(worker: AsyncEngine) -> Handle:
    """Call a handler with events in a transaction of its own that really commits; the inbox is passed by."""

    async def run(handler: Callable[[AsyncConnection, list[Any]], Awaitable[None]], *events: Any) -> None:
        async with worker.begin() as db:
            await handler(db, list(events))

    return run


@pytest.fixture
def rows(superuser: AsyncEngine) -> Rows:
    """Return the rows of a query, past every privilege."""

    async def read(sql: str, **values: Any) -> list[Row[Any]]:
        async with superuser.connect() as db:
            return list(await db.execute(text(sql), values))

    return read


@pytest.fixture
def events() -> Callable[..., Any]:
    """Make an event of a session's life: `events(SessionCompleted, session_id, sequence=5, roster=[...], ...)`."""

    def make(
        kind: type[Event],
        session_id: UUID,
        *,
        org_id: UUID,
        sequence: int,
        roster: Sequence[UUID] = (),
        coaches: Sequence[UUID] = (),
        **more: Any,
    ) -> Event:
        whole = {
            "event_id": uuid4(),
            "org_id": org_id,
            "occurred_at": BEGIN,
            "key": str(session_id),
            "sequence": sequence,
            "correlation_id": uuid4(),
            "session_id": session_id,
            "course_ids": (),
            "mode": "in_person",
            "coaches": [{"person_id": one, "share_basis_points": 10_000 // len(coaches)} for one in coaches],
            "roster": [{"person_id": one, "acceptance": "accepted"} for one in roster],
            "zone": "Europe/Prague",
            "started_at": BEGIN,
            "ended_at": BEGIN + timedelta(minutes=45),
            "raw_minutes": 45,
            "logged_minutes": 45,
            "completed_at": BEGIN + timedelta(minutes=50),
            "completed_by": (*coaches, org_id)[0],
            "cancelled_at": BEGIN,
            "cancelled_by": org_id,
            "policy_version": 0,
            "record_hash": "0" * 64,
        }
        return kind.model_validate(whole | more)

    return make


@pytest.fixture
def rate(superuser: AsyncEngine) -> Callable[..., Awaitable[UUID]]:
    """Set a rate in a transaction of its own and return its id: `rate("course", org_id=..., course_id=...)`."""

    async def run(
        scope: Any = "org",
        *,
        amount_minor: int = 6_000,
        unit: Any = "hour",
        currency: str = "EUR",
        org_id: UUID,
        effective_from: datetime = LONG_AGO,
        effective_to: datetime | None = None,
        **subject: UUID,
    ) -> UUID:
        rate = Rate(
            uuid4(),
            RateSubject(org_id, scope, **subject),
            unit,
            amount_minor,
            currency,
            effective_from,
            effective_to,
        )
        async with superuser.begin() as db:
            await set_rate(db, rate, set_by=uuid4(), now=now())
        return rate.rate_id

    return run
