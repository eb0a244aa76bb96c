"""Fresh, migrated databases of services."""

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
from alembic import command
from alembic.config import Config
from chassis.database.engine import create_engine
from chassis.database.migrations import migrate
from chassis.database.roles import ROLES, create_databases, only_for
from chassis.database.standing import write_standing
from pydantic import SecretStr
from sqlalchemy import text

SERVICES_FOLDER = Path(__file__).parents[3] / "services"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
"""The name of this process among those that run tests side by side: gw0, gw1, or alone. Each has its own templates."""


@dataclass(frozen=True, slots=True)
class ServiceDatabase:
    """A fresh, migrated database of one service: one URL (postgresql+asyncpg://) per role."""

    service: str
    api_url: str
    worker_url: str
    owner_url: str
    superuser_url: str


class Databases:
    """Makes fresh databases of services by copying the files of a migrated template, which takes some 20 ms in memory.

    Every process that runs tests has its own templates, so that none makes a template anew while another copies it.
    """

    def __init__(self, superuser_dsn: str) -> None:
        """Take the superuser's DSN of the server, and create the roles."""
        self._superuser_dsn = superuser_dsn
        self._templates: set[str] = set()
        with ThreadPoolExecutor(max_workers=1) as pool:  # in a thread, because a test may be in an event loop
            pool.submit(asyncio.run, _create_roles(superuser_dsn)).result()

    async def create(self, service: str) -> ServiceDatabase:
        """Return a fresh database with the service's newest schema."""
        template = f"{service}_template_{WORKER}"
        if template in self._templates:
            return await self._create(service, template=template)
        server = await asyncpg.connect(self._superuser_dsn)
        try:
            await server.execute(f"DROP DATABASE IF EXISTS {template}")
            await server.execute(f"CREATE DATABASE {template} OWNER {service}_owner")
            await server.execute(only_for(service, template))
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
            await server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy OWNER {service}_owner")
            await server.execute(only_for(service, name))
        finally:
            await server.close()
        made = ServiceDatabase(
            service,
            api_url=self._url(f"{service}_api", name),
            worker_url=self._url(f"{service}_worker", name),
            owner_url=self._url(f"{service}_owner", name),
            superuser_url=self._url("", name),
        )
        await open_doors(made)
        return made

    def _url(self, user: str, database: str) -> str:
        parts = urlsplit(self._superuser_dsn)
        login = f"{user}:{password_of(user)}" if user else f"{parts.username}:{parts.password}"
        return urlunsplit(("postgresql+asyncpg", f"{login}@{parts.hostname}:{parts.port}", f"/{database}", "", ""))


def password_of(role: str) -> str:
    """Return the password of a role in tests. Processes that share a server must set the same ones."""
    return f"{role}-of-the-tests"


async def _create_roles(superuser_dsn: str) -> None:
    server = await asyncpg.connect(superuser_dsn)
    try:
        await create_databases(server, {role: SecretStr(password_of(role)) for role in ROLES})
    finally:
        await server.close()


async def upgrade(database: ServiceDatabase, revision: str) -> None:
    """Migrate a database to a revision, or to the newest: "head". It is for rows from before a migration."""
    config = Config()
    config.set_main_option("script_location", str(SERVICES_FOLDER / database.service / "migrations"))
    config.attributes["url"] = database.owner_url
    # in a thread, because a migration runs an event loop of its own
    await asyncio.to_thread(command.upgrade, config, revision)


async def open_doors(database: ServiceDatabase) -> None:
    """Write that a worker has looked at the database, so that its API serves without one."""
    engine = create_engine(database.superuser_url, application_name="test", pool_size=1)
    async with engine.begin() as db:
        if (await db.execute(text("SELECT to_regclass('standings')"))).scalar_one():
            await write_standing(db, behind=None)
    await engine.dispose()
