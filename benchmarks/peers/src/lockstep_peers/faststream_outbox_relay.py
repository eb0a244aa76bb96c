"""faststream-outbox as relay: python -m lockstep_peers.faststream_outbox_relay --dsn … --topic …

It is the documented relay of the library: a Kafka publisher on top of an outbox subscriber, which passes on a row's
body and headers (https://faststream-outbox.modern-python.org/usage/relay/).

It is tuned by the library's pages on subscribers and performance:

- Order per partition key needs one worker per queue, because several workers take rows of the same key at the same
  time. The partitions share a few queues (`--queues`), so that not everything is sent one by one. All rows of a key are
  in one queue. Three queues cost least on two cores: a queue waits for Kafka after every event, and each further queue
  fetches, listens and deletes by itself. (Processor time per event, with PostgreSQL's: 0.7 ms with 1 or 3 queues, 0.8
  with 6, 1.2 with 12.)
- `terminal_flush_batch_size=100`, as in the library's benchmark. One statement deletes a hundred rows.
- `fetch_batch_size=200`. One statement claims at least 100 rows, so that a buffer of deletions fills up.
- `min_fetch_interval=0.01` is the time after which it looks at an empty queue again. NOTIFY announces new rows too.
- autovacuum as `outbox_autovacuum_ddl` says, uvloop, and a pool that has enough connections for all that keep one.
- Kafka acknowledges every Kafka record before its row is deleted (`acks=all`, idempotent, as in all relays here). This
  is the library's own at-least-once delivery. With `no_confirm` it would be faster and lose events.
- Bodies pass as bytes. Nothing decodes, validates and encodes them (`decoder`, `apply_types`).
- Only warnings and errors are logged. By default FastStream writes two lines for each event.
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

from lockstep_peers import kafka
from lockstep_peers.process import end_with_input, say_ready

FETCH_BATCH_SIZE: Final = 200
TERMINAL_FLUSH_BATCH_SIZE: Final = 100
MIN_FETCH_INTERVAL_SECONDS: Final = 0.01
MAX_FETCH_INTERVAL_SECONDS: Final = 1.0
KAFKA_BATCH_BYTES: Final = 950_000
"""The setting of the platform's relay. Events that wait for a partition are sent together."""
KEY_HEADER: Final = "ce_partitionkey"
CONNECTIONS_PER_QUEUE: Final = 2
"""One connection fetches and one deletes. The one that listens does not belong to the pool."""


async def prepare(engine: AsyncEngine, metadata: MetaData) -> None:
    """Create the outbox unless it exists."""
    async with engine.begin() as db:
        await db.run_sync(metadata.create_all)
        await db.execute(text(outbox_autovacuum_ddl("outbox")))


def create_relay(engine: AsyncEngine, metadata: MetaData, topic: str, queues: int) -> tuple[OutboxBroker, KafkaBroker]:
    """Return both brokers, connected by a relay for each queue. Nothing runs yet."""
    logger = logging.getLogger("relay")
    broker_kafka = KafkaBroker(
        kafka.bootstrap_servers(),
        security=kafka.security(),
        acks="all",
        enable_idempotence=True,
        max_batch_size=KAFKA_BATCH_BYTES,
        logger=logger,
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


async def run(dsn: str, topic: str, queues: int) -> None:
    """Relay until the process ends."""
    metadata = MetaData()
    url = dsn.replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(url, pool_size=queues * CONNECTIONS_PER_QUEUE, max_overflow=0)
    broker_outbox, broker_kafka = create_relay(engine, metadata, topic, queues)
    await prepare(engine, metadata)
    await broker_kafka.connect()
    await broker_outbox.start()
    say_ready()
    await asyncio.Event().wait()


def main() -> None:
    """Read the command line and relay."""
    parser = argparse.ArgumentParser(prog="python -m lockstep_peers.faststream_outbox_relay")
    parser.add_argument("--dsn", required=True, help="postgresql://… address of a database of its own")
    parser.add_argument("--topic", required=True, help="topic of all events")
    parser.add_argument(
        "--queues",
        type=int,
        required=True,
        help="number of queues: a row's queue is relay-N, N its partition modulo this number",
    )
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    end_with_input()
    uvloop.run(run(options.dsn, options.topic, options.queues))


if __name__ == "__main__":
    main()
