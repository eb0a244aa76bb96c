"""A fault of the databases: one is lost in the middle of the load, and a copy that was taken under load replaces it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg
from lockstep_local import kafka, postgres
from lockstep_local.failure import StackError
from lockstep_local.preparation import create_databases
from lockstep_local.programs import worker_names
from lockstep_local.stack import Stack
from lockstep_local.waiting import eventually

ALWAYS_RESTORED: Final = "sessions"
IN_TURN: Final = ("attendance", "payouts", "reports")
"""One of these is restored in each round, and ALWAYS_RESTORED in every round."""

_PUT_AWAY: Final = "{}_put_away"
_DRY: Final = "This was a dry run. Nothing was changed."
_CONTRADICTION: Final = "The database stays closed."
"""So ends what `recover` says of a database that contradicts what was published."""
_UNPUBLISHED: Final = "SELECT event_id, headers ->> 'ce_type' AS type, key FROM outbox"


class ContradictionError(Exception):
    """A restored database contradicts what was published, so that `recover` refused it. That breaks a promise."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What went with a database that was replaced by a copy of it.

    `unpublished` are the events that waited in its outbox, each with its type and its partition key. Those of them that
    Kafka does not have are lost by nature. `said` are the lines that `recover` printed.
    """

    service: str
    unpublished: Mapping[UUID, tuple[str, str]]
    said: Sequence[str]


async def wait_for_stores(stack: Stack) -> None:
    """Return when PostgreSQL and Kafka answer, which an earlier fault may have killed."""

    async def ready() -> bool:
        return await asyncio.to_thread(
            lambda: postgres.is_ready(stack.ports["postgres"]) and kafka.is_ready(stack.data / "kafka")
        )

    await eventually(ready, "PostgreSQL and Kafka")


def each(do: Callable[[str], None], names: Sequence[str]) -> None:
    """Stop or start processes, one after the other."""
    for name in names:
        do(name)


def processes_of(service: str, workers: int) -> list[str]:
    """Return the names of the processes of a service."""
    return [f"{service}-api", *worker_names(service, workers)]


async def copy_database(stack: Stack, service: str) -> None:
    """Write a copy of a service's database to a file, while its processes work on it."""
    address, password = postgres.address(stack.postgres.port, service), {"PGPASSWORD": stack.postgres.password()}
    arguments = ["--format=custom", f"--file={_file(stack, service)}", address]
    await _run([str(postgres.BINARIES / "pg_dump"), *arguments], password)


async def restore_database(stack: Stack, service: str, workers: int) -> Restored:
    """Take a service's database away beneath its processes, stop them, and do what operators do (docs/run.md).

    The processes stay stopped.
    """
    put_away = _PUT_AWAY.format(service)
    async with _superuser(stack) as server:
        await server.execute(f"ALTER DATABASE {service} ALLOW_CONNECTIONS false")
        await server.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", service)
        await asyncio.to_thread(each, stack.stop, processes_of(service, workers))
        await server.execute(f"ALTER DATABASE {service} RENAME TO {put_away}")
        await server.execute(f"ALTER DATABASE {put_away} ALLOW_CONNECTIONS true")
    async with _superuser(stack, put_away) as lost:
        unpublished = {row["event_id"]: (row["type"], row["key"]) for row in await lost.fetch(_UNPUBLISHED)}
    async with _superuser(stack) as server:
        await server.execute(f"DROP DATABASE {put_away}")
    await asyncio.to_thread(create_databases, stack.postgres)
    address, password = postgres.address(stack.postgres.port, service), {"PGPASSWORD": stack.postgres.password()}
    await _run(
        [str(postgres.BINARIES / "pg_restore"), "--exit-on-error", f"--dbname={address}", _file(stack, service)],
        password,
    )
    environment, command = stack.environment_of(f"{service}-worker"), [sys.executable, "-m", service]
    await _run([*command, "migrate"], stack.owner_environment(service))
    tried = await _recover([*command, "recover", "--dry-run"], environment)
    said = await _recover([*command, "recover"], environment)
    if [*said[:-1], _DRY] != tried:
        raise StackError(f"recover of {service} did not do what its dry run said:\n{tried}\n{said}")
    return Restored(service, unpublished, said)


def _file(stack: Stack, service: str) -> str:
    return str(stack.data / f"{service}.copy")


async def _recover(arguments: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Run `recover`, and return its lines. Raises ContradictionError, and StackError for any other failure."""
    try:
        return await _run(arguments, environment)
    except StackError as error:
        if _CONTRADICTION in str(error):
            raise ContradictionError(str(error)) from error
        raise


async def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Run a command, and return its lines. Raises StackError if it fails."""
    process = await asyncio.create_subprocess_exec(
        *arguments,
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    if process.returncode != 0:
        raise StackError(f"{' '.join(arguments)} failed:\n{said.decode()[-2_000:]}{complained.decode()[-2_000:]}")
    return said.decode().splitlines()


@asynccontextmanager
async def _superuser(stack: Stack, database: str = "postgres") -> "AsyncIterator[asyncpg.Connection]":
    """Give a connection of the superuser to a database."""
    connection = await asyncpg.connect(stack.postgres.dsn(database))
    try:
        yield connection
    finally:
        await connection.close()
