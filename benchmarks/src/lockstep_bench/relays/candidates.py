"""The relays that are compared, with the outbox of each and the command that starts it."""

import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from chassis.operations.kafka_access import KafkaAccess
from lockstep_local.java import find_java
from lockstep_local.postgres import Server

from lockstep_bench.databases import make_database, make_empty_database
from lockstep_bench.failure import BenchError
from lockstep_bench.relays.events import Waiting
from lockstep_bench.stage import PEERS_FOLDER, PEERS_PYTHON, peers_environment

SERVICE: Final = "sessions"
"""The service whose migrations make the outboxes of the platform's relay and of the floor's."""

FASTSTREAM_OUTBOX_QUEUES: Final = 3
"""The number of queues that share the partitions: see lockstep_peers.faststream_outbox_relay."""

JAVA_ANSWERS_SECONDS: Final = 30


class Place(NamedTuple):
    """What a relay works with: PostgreSQL, a database, Kafka, a topic, and a folder for its files."""

    server: Server
    database: str
    kafka: KafkaAccess
    topic: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Candidate:
    """One relay.

    A writer fills the `columns` of the table outbox. `row` returns their values for an event and a topic. `announce` is
    a statement that the writer executes in the same transaction. The query `handed_over` returns whether the relay has
    nothing left to do. Its $1 is the position of the write-ahead log after the events were written.
    """

    name: str
    columns: Sequence[str]
    row: Callable[[Waiting, str], tuple[object, ...]]
    handed_over: str
    program: Callable[[Place], list[str]]
    environment: Callable[[], dict[str, str] | None] = lambda: None
    migrated: bool = False
    announce: str = ""
    share: float = 1.0
    """The share of the others' events that this relay drains. It is below 1 if all events would take minutes."""
    warm_ups: int = 1
    """The number of drains before the first one that counts."""


def _platform_row(event: Waiting, topic: str) -> tuple[object, ...]:
    return event.shard, event.event_id, event.key, event.sequence, topic, event.headers, event.payload


def _debezium_row(event: Waiting, topic: str) -> tuple[object, ...]:
    return event.event_id, topic, event.key, "SessionCompleted", event.payload


def _faststream_outbox_row(event: Waiting, topic: str) -> tuple[object, ...]:  # noqa: ARG001 - the relay knows its topic
    return f"relay-{event.shard % FASTSTREAM_OUTBOX_QUEUES}", event.payload, event.headers


def _lockstep(place: Place) -> list[str]:
    address = place.server.url(place.database, user=f"{SERVICE}_worker")
    return [sys.executable, "-m", "lockstep_bench.relays.lockstep", "--url", address]


def _floor(place: Place) -> list[str]:
    """Return the command of the floor's sessions worker. It consumes nothing, and so it is only a relay."""
    dsn = place.server.dsn(place.database, user=f"{SERVICE}_worker")
    arguments = ["--dsn", dsn, "--prefix", ""]
    return [sys.executable, "-m", "lockstep_floor", SERVICE, *arguments]


def _debezium(place: Place) -> list[str]:
    dsn = place.server.dsn(place.database)
    arguments = ["--dsn", dsn, "--offsets", str(place.folder / "debezium-offsets")]
    return [_peers_python(), "-m", "lockstep_peers.debezium_relay", *arguments]


def _faststream_outbox(place: Place) -> list[str]:
    dsn = place.server.dsn(place.database)
    arguments = ["--dsn", dsn, "--topic", place.topic]
    arguments += ["--queues", str(FASTSTREAM_OUTBOX_QUEUES)]
    return [_peers_python(), "-m", "lockstep_peers.faststream_outbox_relay", *arguments]


def _peers_python() -> str:
    if not PEERS_PYTHON.exists():
        raise BenchError(f"the peers have no environment in {PEERS_FOLDER}. Run `make bench`, which creates it")
    return str(PEERS_PYTHON)


def _java_environment() -> dict[str, str]:
    """Return the peers' environment with the home of the Java runtime. Kafka runs on the same one."""
    arguments = [find_java().command, "-XshowSettings:properties", "-version"]
    shown = subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=JAVA_ANSWERS_SECONDS)  # noqa: S603
    homes = [
        line.partition("=")[2].strip() for line in shown.stderr.splitlines() if line.strip().startswith("java.home")
    ]
    if not homes:
        raise BenchError(f"{shlex.join(arguments)} does not print its java.home. Check the Java runtime")
    return {**peers_environment(), "JAVA_HOME": homes[0]}


_EMPTY: Final = "SELECT NOT EXISTS (SELECT FROM outbox) AND CAST($1 AS pg_lsn) IS NOT NULL"
_PLATFORM_COLUMNS: Final = ("shard", "event_id", "key", "sequence", "topic", "headers", "payload")

LOCKSTEP: Final = Candidate("lockstep", _PLATFORM_COLUMNS, _platform_row, _EMPTY, _lockstep, migrated=True)
FLOOR: Final = Candidate("floor", _PLATFORM_COLUMNS, _platform_row, _EMPTY, _floor, migrated=True)
DEBEZIUM: Final = Candidate(
    "debezium",
    ("id", "aggregatetype", "aggregateid", "type", "payload"),
    _debezium_row,
    "SELECT bool_and(confirmed_flush_lsn >= CAST($1 AS pg_lsn)) FROM pg_replication_slots",
    _debezium,
    _java_environment,
    warm_ups=4,  # Java compiles only code that has run often
)
FASTSTREAM_OUTBOX: Final = Candidate(
    "faststream-outbox",
    ("queue", "payload", "headers"),
    _faststream_outbox_row,
    _EMPTY,
    _faststream_outbox,
    peers_environment,
    announce="SELECT pg_notify('outbox_outbox', queue) FROM (SELECT DISTINCT queue FROM outbox) AS queues",
    share=0.2,
)
CANDIDATES: Final = (LOCKSTEP, FLOOR, DEBEZIUM, FASTSTREAM_OUTBOX)


async def make_database_of(candidate: Candidate, place: Place) -> None:
    """Make a relay's database. The platform's migrations make its tables. A peer makes its tables when it starts."""
    if candidate.migrated:
        await make_database(place.server, place.database, SERVICE)
    else:
        await make_empty_database(place.server, place.database)
