"""python -m lockstep_bench.relays.lockstep: the platform's relay in a process of its own, as a worker runs it.

It prints `ready` when it is ready. It ends when its standard input ends. Its environment says how it reaches Kafka.
"""

import argparse
import asyncio
import os
import sys
import threading

import uvloop
from chassis.database.engine import create_engine
from chassis.messaging.relay import CONNECTIONS, Relay
from chassis.operations.kafka_access import KafkaAccess


async def relay(url: str, kafka: KafkaAccess, ready_descriptor: int) -> None:
    """Relay one outbox until the process ends."""
    engine = create_engine(url, application_name="relay", pool_size=CONNECTIONS, repeatable=True)
    async with engine.connect():
        os.write(ready_descriptor, b"ready\n")
    await Relay(engine, kafka, service="relay").keep_publishing(asyncio.Event())


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Read the command line and relay."""
    parser = argparse.ArgumentParser(prog="python -m lockstep_bench.relays.lockstep")
    parser.add_argument(
        "--url", required=True, help="postgresql+asyncpg://… of the outbox's database, as a worker's role"
    )
    options = parser.parse_args()
    ready_descriptor = os.dup(1)
    os.dup2(2, 1)  # log lines go to standard error, because standard output is for `ready`
    threading.Thread(target=_end_with_input, daemon=True).start()
    uvloop.run(relay(options.url, KafkaAccess.of_environment(os.environ), ready_descriptor))


if __name__ == "__main__":
    main()
