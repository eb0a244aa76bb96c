"""A pytest plugin: the fixtures that the tests of all services share."""

import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import structlog
from chassis.database.engine import create_engine
from chassis.operations.kafka_access import KafkaAccess
from lockstep_local.issuer import Issuer
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from lockstep_testing.databases import Databases, ServiceDatabase

# Plain lines, because the default shows every traceback with all local values, which takes seconds.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(),
    ]
)

STATEMENTS = Path(__file__).parents[3] / "benchmarks" / "statements.toml"
StatementsMax = Mapping[str, Mapping[str, int]]


@pytest.fixture(scope="session")
def databases(postgres_dsn: str) -> Databases:
    """Makes fresh databases: `await databases.create("attendance")`."""
    return Databases(postgres_dsn)


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    """A token issuer with its own key."""
    return Issuer.load_or_create(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(scope="session")
def statements_max() -> StatementsMax:
    """The budgets of benchmarks/statements.toml: how many statements a path of a service may send."""
    return tomllib.loads(STATEMENTS.read_text())


@pytest.fixture
async def worker(database: ServiceDatabase) -> AsyncIterator[AsyncEngine]:
    """The worker's engine for the fixture `database`, which the tests of every service define."""
    engine = create_engine(database.worker_url, application_name="test-worker", pool_size=8)
    yield engine
    await engine.dispose()


@pytest.fixture
async def superuser(database: ServiceDatabase) -> AsyncIterator[AsyncEngine]:
    """An engine of the superuser, for whom privileges and row-level security do not count."""
    engine = create_engine(database.superuser_url, application_name="test-superuser", pool_size=2)
    yield engine
    await engine.dispose()


@pytest.fixture
def handle(worker: AsyncEngine) -> Callable[..., Awaitable[None]]:
    """Call a handler with events in its own transaction, which really commits. The inbox is not used."""

    async def run(handler: Callable[[AsyncConnection, list[Any]], Awaitable[None]], *events: Any) -> None:
        async with worker.begin() as db:
            await handler(db, list(events))

    return run


@pytest.fixture
async def logged(kafka_access: KafkaAccess) -> AsyncIterator[Any]:
    """An organisation with a published log. What it published is deleted afterwards: other tests share the broker."""
    from lockstep_testing.logged import Logged  # noqa: PLC0415 - it imports other plugins, which pytest loads first

    made = Logged(kafka_access)
    yield made
    await made.forget()


@pytest.fixture
def rows(superuser: AsyncEngine) -> Callable[..., Awaitable[list[Row[Any]]]]:
    """Return the rows of a query of the superuser."""

    async def read(sql: str, **values: Any) -> list[Row[Any]]:
        async with superuser.connect() as db:
            return list(await db.execute(text(sql), values))

    return read
