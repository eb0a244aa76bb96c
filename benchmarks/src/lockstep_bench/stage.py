"""Everything that the floor needs on the platform's own PostgreSQL and Kafka: made for one run, removed after it."""

import asyncio
import io
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import for_code
from asyncpg import Connection, Record
from chassis.migrations import migrate
from chassis.topics import configuration
from contracts.topics import TOPICS
from lockstep_local import kafka, postgres
from lockstep_local.migrations import SERVICES_FOLDER
from lockstep_local.ports import LOOPBACK, find_free
from lockstep_local.programs import SERVICES

from lockstep_bench.failure import BenchError

READY_SECONDS: Final = 120
STOP_SECONDS: Final = 5
ADMIN_TIMEOUT_MS: Final = 15_000
TOPIC_PREFIX: Final = "floor-"

PREPARED: Final = {
    "sessions": (
        *("organisations", "people", "categories", "courses"),
        *("sessions", "session_coaches", "session_courses", "roster"),
    ),
    "attendance": ("registers", "roster_members"),
    "payouts": ("rates", "rate_books"),
    "reports": (),
}
"""What is there before the first completion, in an order in which references are kept."""


def database_of(service: str) -> str:
    """Return the name of the floor's database of a service."""
    return f"floor_{service}"


@asynccontextmanager
async def connections(port: int, names: Mapping[str, str]) -> AsyncIterator[dict[str, "Connection[Record]"]]:
    """Open a superuser's connection to each database, by the keys of `names`."""
    async with AsyncExitStack() as stack:
        opened = {}
        for key, database in names.items():
            opened[key] = await asyncpg.connect(postgres.dsn(port, database))
            stack.push_async_callback(opened[key].close)
        yield opened


@asynccontextmanager
async def databases(port: int) -> AsyncIterator[None]:
    """Make the floor's databases by the services' own migrations; drop them in the end."""
    async with connections(port, {"server": "postgres"}) as opened:
        server = opened["server"]
        await _drop_databases(server)
        try:
            for service in SERVICES:
                await server.execute(f"CREATE DATABASE {database_of(service)} OWNER {service}_owner")
                owner = postgres.dsn(port, database_of(service), user=f"{service}_owner")
                url = owner.replace("postgresql://", "postgresql+asyncpg://", 1)
                await asyncio.to_thread(migrate, SERVICES_FOLDER / service / "migrations", url)
            yield
        finally:
            await _drop_databases(server)


async def _drop_databases(server: "Connection[Record]") -> None:
    for service in SERVICES:
        await server.execute(f"DROP DATABASE IF EXISTS {database_of(service)} WITH (FORCE)")


async def copy_prepared(
    org_id: str, sources: Mapping[str, "Connection[Record]"], targets: Mapping[str, "Connection[Record]"]
) -> None:
    """Copy an organisation as it is before its first completion: both sides then complete the very same sessions."""
    for service, tables in PREPARED.items():
        for table in tables:
            rows = io.BytesIO()
            query = f"SELECT * FROM {table} WHERE org_id = $1"  # noqa: S608 - the name is a constant
            await sources[service].copy_from_query(query, org_id, output=rows, format="binary")
            rows.seek(0)
            await targets[service].copy_to_table(table, source=rows, format="binary")


async def analyse(databases: Iterable["Connection[Record]"]) -> None:
    """Do at once what autovacuum does within a minute of an import: plans made before it may read whole tables."""
    for database in databases:
        await database.execute("ANALYZE")


@asynccontextmanager
async def topics(bootstrap_servers: str, prefix: str) -> AsyncIterator[None]:
    """Make the floor's topics, configured as the platform's, under names that begin with `prefix`; delete them after.

    Topics that a run left behind which was killed are deleted as well.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=ADMIN_TIMEOUT_MS)
    await admin.start()
    try:
        wanted = [
            NewTopic(
                prefix + topic.name,
                num_partitions=topic.partitions,
                replication_factor=1,
                topic_configs=configuration(topic, replication_factor=1),
            )
            for topic in TOPICS
        ]
        for name, code, *_ in (await admin.create_topics(wanted)).topic_errors:
            if code != 0:
                raise BenchError(f"Kafka made no topic {name}: {for_code(code).__name__}")
        yield
    finally:
        await admin.delete_topics([name for name in await admin.list_topics() if name.startswith(TOPIC_PREFIX)])
        await admin.close()


@asynccontextmanager
async def processes(postgres_port: int, kafka_port: int, prefix: str) -> AsyncIterator[tuple[int, dict[str, int]]]:
    """Run the floor's processes; yields the port of its command and each part's pid. Ends just these in the end."""
    port = find_free()
    bootstrap_servers = kafka.bootstrap_servers(kafka_port)
    running: dict[str, Process] = {}
    try:
        for part in ("command", *SERVICES):
            service, role = ("sessions", "api") if part == "command" else (part, "worker")
            dsn = postgres.dsn(postgres_port, database_of(service), user=f"{service}_{role}")
            arguments = ["--dsn", dsn, "--kafka", bootstrap_servers, "--prefix", prefix, "--port", str(port)]
            running[part] = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "lockstep_floor", part, *arguments, stdin=PIPE, stdout=PIPE
            )
        for part, process in running.items():
            await _wait_until_ready(part, process)
        await _wait_until_open(port)
        yield port, {f"floor-{part}": process.pid for part, process in running.items()}
    finally:
        for process in running.values():
            assert process.stdin is not None
            process.stdin.close()
        for process in running.values():
            await _ended(process)


async def _wait_until_ready(part: str, process: Process) -> None:
    assert process.stdout is not None
    try:
        said = await asyncio.wait_for(process.stdout.readline(), READY_SECONDS)
    except TimeoutError:
        said = b""
    if said != b"ready\n":
        raise BenchError(f"the floor's {part} did not start; what it says is above")


async def _ended(process: Process) -> None:
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


async def _wait_until_open(port: int) -> None:
    """Return when a port of this machine accepts connections."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            while True:
                try:
                    _, writer = await asyncio.open_connection(LOOPBACK, port)
                except ConnectionRefusedError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    return
    except TimeoutError:
        raise BenchError(f"the floor's command does not listen after {READY_SECONDS} s") from None
