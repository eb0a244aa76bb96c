"""A probe with its own topic and database, its processes, and servers that a test may break."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code
from chassis.database.engine import create_engine
from chassis.messaging import behind
from chassis.operations.kafka_access import KafkaAccess
from contracts.cloudevents import to_record
from contracts.envelope import Event
from contracts.topics import PARTITIONS
from lockstep_local import ports
from lockstep_local.waiting import eventually
from lockstep_testing.databases import Databases, ServiceDatabase
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from probing import service
from probing.process import ProbeProcess

Raw = tuple[bytes | None, bytes | None, list[tuple[str, Any]]]
"""Key, value and headers of a record."""


async def create_topic(access: KafkaAccess, name: str | None = None) -> str:
    """Create a topic for one test, with the usual number of partitions."""
    name = name or f"probe-{uuid4().hex[:12]}"
    admin = AIOKafkaAdminClient(**access.options())
    await admin.start()
    try:
        answer = await admin.create_topics([NewTopic(name, num_partitions=PARTITIONS, replication_factor=1)])
        for _, code, *_ in answer.topic_errors:
            if code:
                raise for_code(code)(name)
    finally:
        await admin.close()
    return name


@dataclass
class Probe:
    """The probe service on one database and one topic."""

    database: ServiceDatabase
    access: KafkaAccess
    topic: str
    engine: AsyncEngine
    processes: list[ProbeProcess] = field(default_factory=list)
    output: IO[bytes] | None = None
    """Where its workers write their log lines; None: where the test writes."""

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a probe process."""
        return {
            **os.environ,
            "PROBE_ENVIRONMENT": "local",
            "PROBE_DATABASE_URL": self.database.api_url,
            "PROBE_WORKER_DATABASE_URL": self.database.worker_url,
            "PROBE_OWNER_DATABASE_URL": self.database.owner_url,
            **self.access.environment("PROBE_"),
            "PROBE_WORKER_PORT": str(ports.find_free()),
            "PROBE_JWKS_URL": "file:///dev/null",
            **more,
        }

    def start_worker(self, **environment: str) -> ProbeProcess:
        """Start a worker process. It ends with the test."""
        process = ProbeProcess(self.topic, self.environment(**environment), self.output)
        self.processes.append(process)
        return process

    async def rows(self, statement: str, **parameters: object) -> list[Any]:
        """Return the rows of a query."""
        async with self.engine.connect() as db:
            return list((await db.execute(text(statement), parameters)).all())

    async def change(self, statement: str) -> None:
        """Run a statement past every role and policy."""
        engine = create_engine(self.database.superuser_url, application_name="test", pool_size=1)
        async with engine.begin() as db:
            await db.execute(text(statement))
        await engine.dispose()

    async def count(self, table: str) -> int:
        """Return the number of rows in a table."""
        return int((await self.rows(f"SELECT count(*) FROM {table}"))[0][0])

    async def has(self, table: str, rows: int) -> bool:
        """Say whether a table has at least this number of rows."""
        return await self.count(table) >= rows

    async def published(self) -> list[ConsumerRecord]:
        """Return everything that is on the topic now."""
        consumer = AIOKafkaConsumer(
            self.topic, **self.access.options(), auto_offset_reset="earliest", enable_auto_commit=False
        )
        await consumer.start()
        try:
            ends: Mapping[Any, int] = await consumer.end_offsets(list(consumer.assignment()))
            records: list[ConsumerRecord] = []
            for partition, end in ends.items():
                while await consumer.position(partition) < end:
                    records.extend((await consumer.getmany(partition, timeout_ms=500)).get(partition, []))
            return records
        finally:
            await consumer.stop()

    async def make_topic_again(self) -> None:
        """Delete the topic and create it again, empty."""
        admin = AIOKafkaAdminClient(**self.access.options())
        await admin.start()
        try:
            await admin.delete_topics([self.topic])
        finally:
            await admin.close()

        async def created() -> bool:
            with suppress(TopicAlreadyExistsError):  # the broker is still deleting it
                await create_topic(self.access, self.topic)
                return True
            return False

        await eventually(created, "the topic again")

    async def publish(self, *records: Raw, partition: int = 0, acknowledged: bool = True) -> None:
        """Write raw records (key, value, headers) to one partition, in order.

        `acknowledged` says whether the database knows of them, as of those that the probe's own relay publishes.
        """
        producer = AIOKafkaProducer(**self.access.options())
        await producer.start()
        try:
            for key, value, headers in records:
                sent = await producer.send_and_wait(self.topic, value, key=key, headers=headers, partition=partition)
        finally:
            await producer.stop()
        if acknowledged and records:
            await self.acknowledge(sent.offset, partition=partition)

    async def acknowledge(self, offset: int, *, partition: int = 0) -> None:
        """Let the database know of the records of a partition, as if the probe's own relay had published them."""
        async with self.engine.begin() as db:
            await behind.acknowledge(db, {TopicPartition(self.topic, partition): offset})

    async def recover(self, *arguments: str, **environment: str) -> tuple[int | None, list[str]]:
        """Run the command, and return its exit status and the lines that it printed."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(service.__file__), self.topic, "recover", *arguments),
            env=self.environment(**environment),
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
        return process.returncode, said.decode().splitlines()


@asynccontextmanager
async def probe_on(databases: Databases, access: KafkaAccess) -> AsyncIterator[Probe]:
    """Give a probe with a fresh database and topic, and end its processes afterwards."""
    async with databases.fresh_empty(service.ROLES_OF) as database:
        await service.prepare(database)
        topic = await create_topic(access)
        service.register(topic)
        engine = create_engine(database.worker_url, application_name="test", pool_size=20)
        probe = Probe(database, access, topic, engine)
        try:
            yield probe
        finally:
            for process in probe.processes:
                process.kill()
                process.wait()
            await engine.dispose()
            service.unregister()


@dataclass
class OwnServer:
    """A server that belongs to one test. The test may kill, stop and start it."""

    folder: Path
    port: int
    start_process: Callable[[Path, int], "subprocess.Popen[bytes]"]
    wait_ready: Callable[["subprocess.Popen[bytes]", Path, int], None]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.process = self.start_process(self.folder, self.port)
        self.wait_ready(self.process, self.folder, self.port)

    def end(self, number: signal.Signals) -> None:
        """End the server by a signal and wait until it is gone."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait()
            self.process = None


def raw(event: Event) -> Raw:
    """Return an event as Kafka gets it: key, value, headers."""
    record = to_record(event)
    return record.key, record.value, [*record.headers]


def first_occurrences(records: Iterable[ConsumerRecord]) -> dict[bytes, list[int]]:
    """Return for each partition key its sequences, in the order in which they first appeared."""
    seen: dict[bytes, list[int]] = {}
    for record in records:
        sequence = int(dict(record.headers)["ce_sequence"])
        sequences = seen.setdefault(record.key, [])
        if sequence not in sequences:
            sequences.append(sequence)
    return seen
