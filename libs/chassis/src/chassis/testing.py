"""A pytest plugin with fixtures: real PostgreSQL, real Kafka, migrated databases, tokens and HTTP clients.

PostgreSQL and Kafka come from TEST_POSTGRES_DSN and TEST_KAFKA_BOOTSTRAP_SERVERS if these are set, else from
testcontainers if a Docker engine answers, else from deploy/local.
"""

import asyncio
import os
import signal
import socket
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import structlog
from contracts.envelope import Event
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from lockstep_local import kafka as local_kafka
from lockstep_local import ports, preparation
from lockstep_local import postgres as local_postgres
from lockstep_local.guard import cleaned_up_anyway, end_and_remove
from lockstep_local.issuer import Issuer
from pydantic import SecretStr
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from testcontainers.community.kafka import KafkaContainer
from testcontainers.community.postgres import PostgresContainer

from chassis.database.engine import create_engine
from chassis.database.migrations import migrate
from chassis.operations.settings import ServiceSettings

# Plain lines, because the default shows every traceback with all local values, which takes seconds.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(),
    ]
)

EXAMPLES_FACTOR = int(os.environ.get("LOCKSTEP_EXAMPLES_FACTOR") or 1)
"""Each property tries this many times its examples: more than one in `make test-full`."""


def bounded(examples: int, **more: Any) -> settings:
    """Return the settings of a property test that tries this number of examples, times EXAMPLES_FACTOR.

    There is no deadline, and no health check of slow examples, because both would measure how busy the machine is. All
    examples share the fixtures of the test.
    """
    ignored = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    return settings(
        max_examples=examples * EXAMPLES_FACTOR, **{"deadline": None, "suppress_health_check": ignored} | more
    )


settings.register_profile(
    "lockstep", bounded(settings.get_profile("default").max_examples, suppress_health_check=[HealthCheck.too_slow])
)
settings.load_profile("lockstep")

POSTGRES_IMAGE = "postgres:18"
KAFKA_IMAGE = "apache/kafka:4.1.0"
FORGETFUL = {"fsync": "off", "full_page_writes": "off"}
"""Nobody needs the data of these databases after a power failure, and a busy disk would slow every test. Tests of
durability start servers of their own, with durable settings."""

DOCKER_SOCKET = "/var/run/docker.sock"
SERVICES_FOLDER = Path(__file__).parents[4] / "services"
STATEMENTS = Path(__file__).parents[4] / "benchmarks" / "statements.toml"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
"""The name of this process among those that run tests side by side: gw0, gw1, or alone. Each has its own templates."""


BEGIN = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)
"""The start of the sessions that `events` makes."""

Settings = TypeVar("Settings", bound=ServiceSettings)
StatementsMax = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class ServiceDatabase:
    """A fresh, migrated database of one service: one URL (postgresql+asyncpg://) per role."""

    service: str
    api_url: str
    worker_url: str
    owner_url: str
    superuser_url: str


class Databases:
    """Makes fresh databases of services by copying a migrated template, which takes some 50 ms.

    Every process that runs tests has its own templates, so that none makes a template anew while another copies it.
    """

    def __init__(self, superuser_dsn: str) -> None:
        """Take the superuser's DSN of the server, and create the roles."""
        self._superuser_dsn = superuser_dsn
        self._templates: set[str] = set()
        preparation.create_databases(superuser_dsn)

    async def create(self, service: str) -> ServiceDatabase:
        """Return a fresh database with the service's newest schema."""
        template = f"{service}_template_{WORKER}"
        if template in self._templates:
            return await self._create(service, template=template)
        server = await asyncpg.connect(self._superuser_dsn)
        try:
            await server.execute(f"DROP DATABASE IF EXISTS {template}")
            await server.execute(f"CREATE DATABASE {template} OWNER {service}_owner")
        finally:
            await server.close()
        # in a thread, because a migration runs an event loop of its own
        owner_url = self._url(f"{service}_owner", template)
        await asyncio.to_thread(migrate, SERVICES_FOLDER / service / "migrations", owner_url)
        self._templates.add(template)
        return await self._create(service, template=template)

    async def create_empty(self, service: str) -> ServiceDatabase:
        """Return a fresh database without any table. Its roles are those of the service."""
        return await self._create(service)

    @asynccontextmanager
    async def fresh(self, service: str) -> AsyncIterator[ServiceDatabase]:
        """Give a fresh database with the service's newest schema, and drop it afterwards."""
        database = await self.create(service)
        yield database
        await self.drop(database)

    @asynccontextmanager
    async def fresh_empty(self, service: str) -> AsyncIterator[ServiceDatabase]:
        """Give a fresh database without any table, and drop it afterwards."""
        database = await self.create_empty(service)
        yield database
        await self.drop(database)

    @asynccontextmanager
    async def fresh_copy(self, original: ServiceDatabase) -> AsyncIterator[ServiceDatabase]:
        """Give a copy of a database to which nobody is connected, with all its rows, and drop the copy afterwards."""
        copied = await self._create(original.service, template=urlsplit(original.superuser_url).path.removeprefix("/"))
        yield copied
        await self.drop(copied)

    async def drop(self, database: ServiceDatabase) -> None:
        """Drop a database and end its connections. Without this, a thousand databases would fill gigabytes of disk."""
        name = urlsplit(database.superuser_url).path.removeprefix("/")
        server = await asyncpg.connect(self._superuser_dsn)
        try:
            await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        finally:
            await server.close()

    async def _create(self, service: str, *, template: str = "template1") -> ServiceDatabase:
        name = f"{service}_{uuid4().hex}"
        server = await asyncpg.connect(self._superuser_dsn)
        try:
            await server.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {service}_owner")
        finally:
            await server.close()
        return ServiceDatabase(
            service,
            api_url=self._url(f"{service}_api", name),
            worker_url=self._url(f"{service}_worker", name),
            owner_url=self._url(f"{service}_owner", name),
            superuser_url=self._url("", name),
        )

    def _url(self, user: str, database: str) -> str:
        parts = urlsplit(self._superuser_dsn)
        login = f"{user}:{local_postgres.PASSWORD}" if user else f"{parts.username}:{parts.password}"
        return urlunsplit(("postgresql+asyncpg", f"{login}@{parts.hostname}:{parts.port}", f"/{database}", "", ""))


def docker_answers() -> bool:
    """Return whether there is a Docker engine: DOCKER_HOST names one, or the usual socket accepts connections."""
    if "DOCKER_HOST" in os.environ:
        return True
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(DOCKER_SOCKET) == 0


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    """The superuser's DSN of a PostgreSQL 18 server."""
    with ExitStack() as stack:
        if dsn := os.environ.get("TEST_POSTGRES_DSN"):
            yield dsn
        elif docker_answers():
            container = stack.enter_context(PostgresContainer(POSTGRES_IMAGE, driver=None))
            yield container.get_connection_url()
        else:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="lockstep-test-"))) / "postgres"
            port = ports.find_free()
            process = local_postgres.start_postgres(folder, port, FORGETFUL)
            with cleaned_up_anyway(end_and_remove(process.pid, "QUIT", folder.parent)):
                try:
                    local_postgres.wait_ready(process, folder, port)
                    yield local_postgres.dsn(port)
                finally:
                    process.send_signal(signal.SIGQUIT)  # at once: nobody needs its data
                    process.wait()


@pytest.fixture(scope="session")
def kafka_bootstrap() -> Iterator[str]:
    """The address of an Apache Kafka 4 broker."""
    with ExitStack() as stack:
        if servers := os.environ.get("TEST_KAFKA_BOOTSTRAP_SERVERS"):
            yield servers
        elif docker_answers():
            container = stack.enter_context(KafkaContainer(KAFKA_IMAGE).with_kraft())
            yield container.get_bootstrap_server()
        else:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="lockstep-test-"))) / "kafka"
            port = ports.find_free()
            process = local_kafka.start_kafka(folder, port)
            with cleaned_up_anyway(end_and_remove(process.pid, "KILL", folder.parent)):
                try:
                    local_kafka.wait_ready(process, folder, port)
                    yield local_kafka.bootstrap_servers(port)
                finally:
                    process.kill()  # at once: nobody needs its data
                    process.wait()


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


@dataclass(frozen=True, slots=True)
class Api:
    """The API of a service in this process, which tests call over HTTP with real tokens."""

    app: FastAPI
    client: httpx.AsyncClient
    issuer: Issuer

    @property
    def engine(self) -> AsyncEngine:
        """The API's own engine."""
        engine: AsyncEngine = self.app.state.engine
        return engine

    def headers(self, org_id: UUID, person_id: UUID, roles: Sequence[str]) -> dict[str, str]:
        """Return the request headers of a caller."""
        return {"Authorization": f"Bearer {self.issuer.token(org_id=org_id, sub=person_id, roles=list(roles))}"}


@asynccontextmanager
async def serve(app: FastAPI, issuer: Issuer) -> AsyncIterator[Api]:
    """Run an app's lifespan and return a client for it. Unexpected errors are answered with 500, as in production."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://api") as client,
    ):
        yield Api(app, client, issuer)


def app_for(create_app: Callable[[Settings], FastAPI], settings: Settings) -> FastAPI:
    """Return a service's app with these settings, to be served by one test at a time.

    FastAPI builds the routes of every app anew, and that takes longer than most tests. So the tests of a process share
    one app per service.
    """
    if create_app not in _APPS:
        _APPS[create_app] = create_app(settings)
    _APPS[create_app].state.settings = settings
    return _APPS[create_app]


_APPS: dict[Callable[..., FastAPI], FastAPI] = {}


def settings_for(settings: type[Settings], database: ServiceDatabase, issuer: Issuer) -> Settings:
    """Return a service's settings for a database and an issuer."""
    return settings(
        database_url=SecretStr(database.api_url),
        worker_database_url=SecretStr(database.worker_url),
        owner_database_url=SecretStr(database.owner_url),
        jwks_url=issuer.jwks_path.as_uri(),
    )


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
def rows(superuser: AsyncEngine) -> Callable[..., Awaitable[list[Row[Any]]]]:
    """Return the rows of a query of the superuser."""

    async def read(sql: str, **values: Any) -> list[Row[Any]]:
        async with superuser.connect() as db:
            return list(await db.execute(text(sql), values))

    return read


@pytest.fixture
def events() -> Callable[..., Any]:
    """Make an event of a session: `events(SessionCompleted, session_id, sequence=5, roster=[...], ...)`."""

    def make(
        event_type: type[Event],
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
        return event_type.model_validate(whole | more)

    return make
