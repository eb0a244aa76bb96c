"""Faults of the stores: a database is put back to an earlier copy, and a topic is deleted and made again."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from chassis.messaging.topics import create_topics
from contracts.topics import PARTITIONS
from lockstep_local import kafka, postgres
from lockstep_local.failure import StackError
from lockstep_local.preparation import create_databases
from lockstep_local.programs import worker_names
from lockstep_local.stack import Stack
from lockstep_local.waiting import eventually

RESTORED: Final = ("attendance", "payouts", "reports")
"""Services whose database is restored. Not sessions, because people of the lost time would have other names."""

MADE_AGAIN: Final = "attendance.registers.v1"
MAKER: Final = "attendance"
"""The only service that writes the topic that is made again."""

POLL_MS: Final = 500
_COPY: Final = "{}_copy"
_PUT_AWAY: Final = "{}_put_away"


@dataclass(frozen=True, slots=True)
class MadeAgain:
    """When a topic was deleted (monotonic seconds), and the end of each partition then. Its copy has the same records
    at the same offsets."""

    topic: str
    at: float
    ends: Sequence[int]


async def wait_for_stores(stack: Stack) -> None:
    """Return when PostgreSQL and Kafka answer, which an earlier fault may have killed."""

    async def ready() -> bool:
        return await asyncio.to_thread(
            lambda: postgres.is_ready(stack.ports["postgres"]) and kafka.is_ready(stack.ports["kafka"])
        )

    await eventually(ready, "PostgreSQL and Kafka")


async def copy_database(stack: Stack, service: str) -> None:
    """Keep a copy of a service's database as it is now. Its processes lose their connections for a moment."""
    async with _closed(stack, service) as server:
        await server.execute(f"DROP DATABASE IF EXISTS {_COPY.format(service)}")
        await server.execute(f"CREATE DATABASE {_COPY.format(service)} TEMPLATE {service} OWNER {service}_owner")


async def restore_database(stack: Stack, service: str, workers: int) -> None:
    """Put the copy in the place of a service's database, and recover what was published since, as operators do."""
    copy, put_away = _COPY.format(service), _PUT_AWAY.format(service)
    names = [f"{service}-api", *worker_names(service, workers)]
    await asyncio.to_thread(_each, stack.stop, names)
    async with _closed(stack, service) as server:
        await server.execute(f"ALTER DATABASE {service} RENAME TO {put_away}")
        await server.execute(f"ALTER DATABASE {copy} RENAME TO {service}")
        await server.execute(f"DROP DATABASE {put_away}")
    # a copy has no privileges of its own
    await asyncio.to_thread(create_databases, postgres.dsn(stack.ports["postgres"]))
    recovering = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", service, "recover"),
        env=os.environ | stack.environment(service),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await recovering.communicate()
    if recovering.returncode != 0:
        raise StackError(f"{service} did not recover:\n{said.decode()[-2_000:]}")
    await asyncio.to_thread(_each, stack.start, names)


@asynccontextmanager
async def _closed(stack: Stack, service: str) -> Any:
    """Give a connection of the superuser while nobody is connected to a service's database, and nobody can connect."""
    server = await asyncpg.connect(postgres.dsn(stack.ports["postgres"]))
    try:
        await server.execute(f"ALTER DATABASE {service} ALLOW_CONNECTIONS false")
        await server.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", service)
        yield server
    finally:
        await server.execute(f"ALTER DATABASE {service} ALLOW_CONNECTIONS true")
        await server.close()


async def make_again(stack: Stack, workers: int) -> MadeAgain:
    """Delete a topic, make it again, and fill it with copies of its records in the same order, while readers run.

    The workers of the service that writes it are stopped meanwhile, so that no record is lost.
    """
    names = worker_names(MAKER, workers)
    await asyncio.to_thread(_each, stack.stop, names)
    address = kafka.bootstrap_servers(stack.ports["kafka"])
    records = await _read(address)
    made = MadeAgain(MADE_AGAIN, time.monotonic(), [len(one) for one in records])
    await _delete(address)

    async def created() -> bool:
        return MADE_AGAIN in await create_topics(address, replication_factor=1)

    await eventually(_bearing(created), f"topic {MADE_AGAIN}")
    await _fill(address, records)
    await asyncio.to_thread(_each, stack.start, names)
    return made


def _each(do: Callable[[str], None], names: Sequence[str]) -> None:
    for name in names:
        do(name)


def _bearing(look: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[bool]]:
    """Return the same look, which answers False where Kafka does not answer or does not know a topic any more."""

    async def bear() -> bool:
        try:
            return await look()
        except (KafkaError, OSError):
            return False

    return bear


async def _read(address: str) -> list[list[ConsumerRecord]]:
    """Return the records of each partition of the topic."""
    partitions = [TopicPartition(MADE_AGAIN, number) for number in range(PARTITIONS)]
    found: dict[TopicPartition, list[ConsumerRecord]] = {partition: [] for partition in partitions}
    consumer = AIOKafkaConsumer(bootstrap_servers=address, enable_auto_commit=False)
    await consumer.start()
    try:
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for partition, batch in (await consumer.getmany(timeout_ms=POLL_MS)).items():
                found[partition].extend(batch)
    finally:
        await consumer.stop()
    return [found[partition] for partition in partitions]


async def _delete(address: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        await admin.delete_topics([MADE_AGAIN])
    finally:
        await admin.close()


async def _fill(address: str, records: Sequence[Sequence[ConsumerRecord]]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=address, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        sent = [
            await producer.send(
                one.topic,
                one.value,
                key=one.key,
                partition=one.partition,
                headers=list(one.headers),
                timestamp_ms=one.timestamp,
            )
            for of_partition in records
            for one in of_partition
        ]
        acknowledged = await asyncio.gather(*sent)
    finally:
        await producer.stop()
    expected = [one.offset for of_partition in records for one in of_partition]
    assert [one.offset for one in acknowledged] == expected, f"{MADE_AGAIN} was not filled as it was"
