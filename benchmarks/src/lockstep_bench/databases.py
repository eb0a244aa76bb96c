"""The benchmark's own databases, and their addresses. Their PostgreSQL has the platform's roles."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from chassis.database.migrations import migrate
from lockstep_local import postgres
from lockstep_local.migrations import SERVICES_FOLDER


def url(port: int, database: str, user: str) -> str:
    """Return the address of a database for SQLAlchemy (postgresql+asyncpg://)."""
    return postgres.dsn(port, database, user=user).replace("postgresql://", "postgresql+asyncpg://", 1)


async def make_empty_database(port: int, name: str, *, owner: str = postgres.SUPERUSER) -> None:
    """Make a database without tables."""
    await _on_server(port, f"CREATE DATABASE {name} OWNER {owner}")


async def make_database(port: int, name: str, service: str) -> None:
    """Make a database with the tables of a service by running the service's migrations."""
    owner = f"{service}_owner"
    await make_empty_database(port, name, owner=owner)
    # in a thread, because a migration runs an event loop of its own
    await asyncio.to_thread(migrate, SERVICES_FOLDER / service / "migrations", url(port, name, owner))


@asynccontextmanager
async def scratch_database(port: int, name: str, service: str) -> AsyncIterator[None]:
    """Make a database with the tables of a service, and drop it afterwards.

    A database that an interrupted benchmark left is replaced.
    """
    drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    await _on_server(port, drop)
    try:
        await make_database(port, name, service)
        yield
    finally:
        await _on_server(port, drop)


async def _on_server(port: int, statement: str) -> None:
    server = await asyncpg.connect(postgres.dsn(port))
    try:
        await server.execute(statement)
    finally:
        await server.close()
