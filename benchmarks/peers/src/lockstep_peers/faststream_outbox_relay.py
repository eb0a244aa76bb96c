"""faststream-outbox as relay: python -m lockstep_peers.faststream_outbox_relay --dsn … --kafka … --topic …

Its documented relay: a Kafka publisher stacked on an outbox subscriber, which hands a row's body and headers on
(https://faststream-outbox.modern-python.org/usage/relay/).

How it is tuned, by its pages on subscribers and performance:

- Order per key asks for one worker per queue: several take rows of the same key at the same time. So that this does
  not serialise everything, partitions are spread over a few queues (`--queues`), a key's rows being all in one.
  Three cost least on two cores: one waits for Kafka after every event, and each further one fetches, listens and
  deletes by itself (processor time per event, PostgreSQL's included: 0.7 ms with 1 or 3, 0.8 with 6, 1.2 with 12).
- `terminal_flush_batch_size=100`, as its benchmark has it: a hundred rows are deleted by one statement.
- `fetch_batch_size=200`: at least 100 rows are claimed by one statement, so that a buffer of deletions fills up.
- `min_fetch_interval=0.01`: how soon an empty queue is looked at again; new rows are announced by NOTIFY besides.
- autovacuum as `outbox_autovacuum_ddl` says; uvloop; a pool that has a connection for everyone who keeps one.
- Kafka acknowledges every record before its row is deleted (`acks=all`, idempotent, as all that are measured):
  that is the library's own at-least-once. With `no_confirm` it would be faster, and lose events.
- Bodies pass as the bytes that they are: nothing decodes, validates and encodes them (`decoder`, `apply_types`).
- Warnings and errors are logged, not the two lines for each event that FastStream writes by default.
"""

import argparse
import asyncio
import logging
from typing import Final

import uvloop
from faststream.kafka import KafkaBroker, KafkaResponse
from faststream_outbox import OutboxBroker, OutboxMessage, make_outbox_table, outbox_autovacuum_ddl
from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from lockstep_peers.process import end_with_input, say_ready

FETCH_BATCH_SIZE: Final = 200
TERMINAL_FLUSH_BATCH_SIZE: Final = 100
MIN_FETCH_INTERVAL_SECONDS: Final = 0.01
MAX_FETCH_INTERVAL_SECONDS: Final = 1.0
KAFKA_BATCH_BYTES: Final = 950_000
"""As the platform's relay has it: what waits for a partition goes out together."""
KEY_HEADER: Final = "ce_partitionkey"
CONNECTIONS_PER_QUEUE: Final = 2
"""One that fetches, one that deletes; the one that listens is not of the pool."""


async def prepare(engine: AsyncEngine, metadata: MetaData) -> None:
    """Create the outbox unless it is there."""
    async with engine.begin() as db:
        await db.run_sync(metadata.create_all)
        await db.execute(text(outbox_autovacuum_ddl("outbox")))


def create_relay(
    engine: AsyncEngine, metadata: MetaData, kafka: str, topic: str, queues: int
) -> tuple[OutboxBroker, KafkaBroker]:
    """Return both brokers, connected by a relay for each queue; nothing runs yet."""
    logger = logging.getLogger("relay")
    broker_kafka = KafkaBroker(
        kafka, acks="all", enable_idempotence=True, max_batch_size=KAFKA_BATCH_BYTES, logger=logger
    )
    outbox_table = make_outbox_table(metadata)
    broker_outbox = OutboxBroker(engine, outbox_table=outbox_table, apply_types=False, logger=logger)
    for number in range(queues):
        subscribe = broker_outbox.subscriber(
            f"relay-{number}",
            max_workers=1,
            fetch_batch_size=FETCH_BATCH_SIZE,
            min_fetch_interval=MIN_FETCH_INTERVAL_SECONDS,
            max_fetch_interval=MAX_FETCH_INTERVAL_SECONDS,
            terminal_flush_batch_size=TERMINAL_FLUSH_BATCH_SIZE,
            decoder=_as_it_is,
        )
        broker_kafka.publisher(topic)(subscribe(_hand_on))
    return broker_outbox, broker_kafka


async def _as_it_is(message: OutboxMessage) -> OutboxMessage:
    return message


async def _hand_on(message: OutboxMessage) -> KafkaResponse:
    key = message.headers[KEY_HEADER].encode()
    return KafkaResponse(message.body, key=key, headers=message.headers, correlation_id=message.correlation_id)


async def run(dsn: str, kafka: str, topic: str, queues: int) -> None:
    """Relay until the process ends."""
    metadata = MetaData()
    url = dsn.replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, pool_size=queues * CONNECTIONS_PER_QUEUE, max_overflow=0)
    broker_outbox, broker_kafka = create_relay(engine, metadata, kafka, topic, queues)
    await prepare(engine, metadata)
    await broker_kafka.connect()
    await broker_outbox.start()
    say_ready()
    await asyncio.Event().wait()


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m lockstep_peers.faststream_outbox_relay")
    parser.add_argument("--dsn", required=True, help="postgresql://… of a database of its own")
    parser.add_argument("--kafka", required=True, help="bootstrap servers")
    parser.add_argument("--topic", required=True, help="where every event goes")
    parser.add_argument(
        "--queues", type=int, required=True, help="a row's queue is relay-N: its partition modulo so many"
    )
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    end_with_input()
    uvloop.run(run(options.dsn, options.kafka, options.topic, options.queues))


if __name__ == "__main__":
    main()
