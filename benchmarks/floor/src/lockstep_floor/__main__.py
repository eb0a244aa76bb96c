"""python -m lockstep_floor command | sessions | attendance | payouts | reports: one process of the floor.

The processes are the same as the platform's: an API that writes, a worker that relays its events, and three workers
that consume and relay. A process prints `ready` when it is ready. It ends when its standard input ends, and so it
always ends with the benchmark. Its environment says how it reaches Kafka.
"""

import argparse
import asyncio
import os
import sys
import threading
from typing import Final

import asyncpg
import uvicorn
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from chassis.database.engine import SERVER_SETTINGS
from chassis.messaging.producer import KAFKA_BATCH_BYTES
from chassis.operations.kafka_access import KafkaAccess

from lockstep_floor import attendance, command, consumer, payouts, relay, reports
from lockstep_floor.statements import Database

POOL_SIZE: Final = 10
"""The services' own setting."""
LOOPBACK: Final = "127.0.0.1"
CONSUMERS: Final = {"attendance": attendance, "payouts": payouts, "reports": reports}


async def _no_reset(_: object) -> None:
    """Do nothing when a connection returns to the pool.

    Its transaction has ended, and asyncpg's own reset would send a statement to the server.
    """


async def open_database(dsn: str) -> Database:
    """Return a connection pool with the services' settings."""
    return await asyncpg.create_pool(
        dsn, min_size=POOL_SIZE, max_size=POOL_SIZE, reset=_no_reset, server_settings=SERVER_SETTINGS
    )


async def work(service: str, dsn: str, kafka: KafkaAccess, prefix: str) -> None:
    """Relay a service's outbox and, except for sessions, consume."""
    database = await open_database(dsn)
    producer = AIOKafkaProducer(
        **kafka.options(), acks="all", enable_idempotence=True, max_batch_size=KAFKA_BATCH_BYTES
    )
    await producer.start()
    running = [relay.run(database, producer)]
    if service in CONSUMERS:
        handling = CONSUMERS[service]
        polled = AIOKafkaConsumer(
            *(prefix + topic for topic in handling.TOPICS),
            **kafka.options(),
            group_id=prefix + service,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
        )
        await polled.start()
        running.append(consumer.run(database, polled, prefix, handling.handle))
    _say_ready()
    await asyncio.gather(*running)


def _say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Run one process."""
    parser = argparse.ArgumentParser(prog="python -m lockstep_floor")
    parser.add_argument("part", choices=["command", "sessions", *CONSUMERS])
    parser.add_argument("--dsn", required=True, help="postgresql://… address of the part's database, with its role")
    parser.add_argument("--prefix", required=True, help="prefix of the floor's topics")
    parser.add_argument("--port", type=int, default=0, help="port on which command listens")
    options = parser.parse_args()
    threading.Thread(target=_end_with_input, daemon=True).start()
    if options.part != "command":
        uvloop.run(work(options.part, options.dsn, KafkaAccess.of_environment(os.environ), options.prefix))
        return

    async def opened() -> Database:
        database = await open_database(options.dsn)
        _say_ready()
        return database

    app = command.create_app(opened, options.prefix)
    uvicorn.run(
        app,
        host=LOOPBACK,
        port=options.port,
        lifespan="on",
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
        server_header=False,
    )


if __name__ == "__main__":
    main()
