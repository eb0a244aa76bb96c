"""A fresh payouts database per test, and its API. The other fixtures come from lockstep_testing."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from chassis.clock import now
from lockstep_local.issuer import Issuer
from lockstep_testing.api import Api, app_for, serve, settings_for
from lockstep_testing.databases import Databases, ServiceDatabase
from payouts.app import create_app
from payouts.rates.domain import Rate, RateSubject
from payouts.rates.set import set_rate
from payouts.settings import PayoutsSettings
from sqlalchemy.ext.asyncio import AsyncEngine

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[ServiceDatabase]:
    """A fresh database with the newest schema."""
    async with databases.fresh("payouts") as made:
        yield made


@pytest.fixture
async def api(database: ServiceDatabase, issuer: Issuer) -> AsyncIterator[Api]:
    """The service's API on that database."""
    async with serve(app_for(create_app, settings_for(PayoutsSettings, database, issuer)), issuer) as served:
        yield served


@pytest.fixture
def rate(superuser: AsyncEngine) -> Callable[..., Awaitable[UUID]]:
    """Set a rate in a transaction of its own and return its id: `rate("course", org_id=..., course_id=...)`."""

    async def set_one(
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

    return set_one
