"""The benchmark's own databases. Their PostgreSQL has the platform's roles."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from chassis.database.migrations import migrate
from lockstep_local.migrations import SERVICES_FOLDER
from lockstep_local.postgres import SUPERUSER, Server


async def make_empty_database(server: Server, name: str, *, owner: str = SUPERUSER) -> None:
    """Make a database without tables."""
    await _on_server(server, f"CREATE DATABASE {name} OWNER {owner}")


async def make_database(server: Server, name: str, service: str) -> None:
    """Make a database with the tables of a service by running the service's migrations."""
    owner = f"{service}_owner"
    await make_empty_database(server, name, owner=owner)
    # in a thread, because a migration runs an event loop of its own
    await asyncio.to_thread(migrate, SERVICES_FOLDER / service / "migrations", server.url(name, user=owner))


@asynccontextmanager
async def scratch_database(server: Server, name: str, service: str) -> AsyncIterator[None]:
    """Make a database with the tables of a service, and drop it afterwards.

    A database that an interrupted benchmark left is replaced.
    """
    drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    await _on_server(server, drop)
    try:
        await make_database(server, name, service)
        yield
    finally:
        await _on_server(server, drop)


async def _on_server(server: Server, statement: str) -> None:
    connection = await asyncpg.connect(server.dsn())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
