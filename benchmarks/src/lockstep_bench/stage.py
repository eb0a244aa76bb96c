"""Databases, rows and topics of the floor and the textbook service, on the platform's PostgreSQL and Kafka.

Nothing here removes them. They are removed with the data folder of the benchmark.
"""

import asyncio
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import for_code
from asyncpg import Connection, Record
from chassis.messaging.topics import configuration
from chassis.operations.kafka_access import KafkaAccess
from contracts.topics import TOPICS
from lockstep_local.postgres import Server
from lockstep_local.programs import SERVICES

from lockstep_bench.databases import make_database, make_empty_database
from lockstep_bench.failure import BenchError

ADMIN_TIMEOUT_MS: Final = 15_000
PEER_STEP_SECONDS: Final = 120
PEERS_FOLDER: Final = Path(__file__).parents[2] / "peers"
PEERS_PYTHON: Final = PEERS_FOLDER / ".venv" / "bin" / "python"

PREPARED: Final = {
    "sessions": (
        *("organisations", "people", "categories", "courses"),
        *("sessions", "session_coaches", "session_courses", "roster"),
    ),
    "attendance": ("registers", "roster_members"),
    "payouts": ("rates", "rate_books"),
    "reports": (),
}
"""The tables that have rows before the first completion, in an order that keeps references valid."""


_WRITTEN_COLUMNS: Final = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = CAST(CAST($1 AS text) AS regclass) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
"""A table's columns without generated ones."""


def database_of(side: str, service: str) -> str:
    """Return the name of a service's database on a side that is not the platform."""
    return f"{side}_{service}"


async def connect(
    resources: AsyncExitStack, server: Server, databases: Mapping[str, str]
) -> dict[str, "Connection[Record]"]:
    """Open a superuser's connection to each database, by the keys of `databases`. `resources` closes them."""
    opened = {}
    for key, database in databases.items():
        opened[key] = await asyncpg.connect(server.dsn(database))
        resources.push_async_callback(opened[key].close)
    return opened


async def make_floor_databases(server: Server, side: str) -> None:
    """Make a database per service by running the services' migrations."""
    for service in SERVICES:
        await make_database(server, database_of(side, service), service)


async def copy_prepared(
    org_id: str, sources: Mapping[str, "Connection[Record]"], targets: Mapping[str, "Connection[Record]"]
) -> None:
    """Copy an organisation as it is before its first completion, so that both sides complete the same sessions."""
    for service, tables in PREPARED.items():
        for table in tables:
            rows = io.BytesIO()
            columns = [row["attname"] for row in await sources[service].fetch(_WRITTEN_COLUMNS, table)]
            query = f"SELECT {', '.join(columns)} FROM {table} WHERE org_id = $1"  # noqa: S608 - names of the schema
            await sources[service].copy_from_query(query, org_id, output=rows, format="binary")
            rows.seek(0)
            await targets[service].copy_to_table(table, source=rows, columns=columns, format="binary")


async def make_textbook_databases(server: Server, side: str, org_id: str) -> None:
    """Make the textbook service's databases with its own program, and copy the organisation from the platform."""
    for service in SERVICES:
        database = database_of(side, service)
        await make_empty_database(server, database)
        options = ["--service", service, "--dsn", server.dsn(database)]
        await _textbook("prepare", *options)
        await _textbook("fill", *options, "--source", server.dsn(service), "--org", org_id)


def textbook_program() -> list[str]:
    """Return the command that starts the textbook service in the peers' environment. Raises BenchError without one."""
    if not PEERS_PYTHON.exists():
        raise BenchError(f"the peers have no environment in {PEERS_FOLDER}. Run `make bench`, which creates it")
    return [str(PEERS_PYTHON), "-m", "lockstep_peers.textbook"]


async def _textbook(*arguments: str) -> None:
    program = textbook_program()
    process = await asyncio.create_subprocess_exec(*program, *arguments, env=peers_environment())
    try:
        status = await asyncio.wait_for(process.wait(), PEER_STEP_SECONDS)
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if status != 0:
        raise BenchError(f"the textbook service could not {arguments[0]} its databases. Its output above says why")


def peers_environment() -> dict[str, str]:
    """Return the environment variables of the peers' programs, which find their packages in their folder."""
    return {**os.environ, "PYTHONPATH": str(PEERS_FOLDER / "src")}


async def analyse(databases: Iterable["Connection[Record]"]) -> None:
    """Analyse now what autovacuum analyses a minute after an import. Earlier query plans may read whole tables."""
    for database in databases:
        await database.execute("ANALYZE")


async def make_topics(kafka: KafkaAccess, prefixes: Sequence[str]) -> None:
    """Make topics with the platform's configuration and names. Each prefix has a topic of its own per name."""
    admin = AIOKafkaAdminClient(**kafka.options(), request_timeout_ms=ADMIN_TIMEOUT_MS)
    await admin.start()
    try:
        wanted = [
            NewTopic(
                prefix + topic.name,
                num_partitions=topic.partitions,
                replication_factor=1,
                topic_configs=configuration(topic, replication_factor=1),
            )
            for prefix in prefixes
            for topic in TOPICS
        ]
        for name, code, *_ in (await admin.create_topics(wanted)).topic_errors:
            if code != 0:
                raise BenchError(f"Kafka made no topic {name}: {for_code(code).__name__}")
    finally:
        await admin.close()
