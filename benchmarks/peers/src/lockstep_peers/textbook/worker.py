"""A worker has the subscribers of a service and the relay that publishes its outbox."""

import asyncio
import logging
import sys
from typing import Final

from faststream import FastStream
from faststream.kafka import KafkaBroker, KafkaRouter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lockstep_peers import kafka
from lockstep_peers.textbook.database import OutboxMessage, open_db

RELAY_BATCH: Final = 100
"""The highest number of messages that one transaction of the relay publishes."""
POLL_SECONDS: Final = 0.1
"""How long the relay sleeps when no message waits. It never sleeps while one waits."""
RETRY_SECONDS: Final = 1.0

logger = logging.getLogger(__name__)


def say_ready() -> None:
    """Print `ready` for the program that started the process."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def create_worker(router: KafkaRouter, *, prefix: str) -> FastStream:
    """Return the application that consumes the router's topics and relays the outbox."""
    broker = KafkaBroker(
        kafka.bootstrap_servers(),
        security=kafka.security(),
        acks="all",
        enable_idempotence=True,
        allow_auto_create_topics=False,
        logger=logger,
        log_level=logging.DEBUG,
    )
    broker.include_router(router, prefix=prefix)
    app = FastStream(broker, logger=logger)
    tasks = set[asyncio.Task[None]]()

    @app.after_startup
    async def start_relay() -> None:
        tasks.add(asyncio.create_task(relay(broker, prefix)))
        say_ready()

    return app


async def relay(broker: KafkaBroker, prefix: str) -> None:
    """Publish the outbox without end, in the order of its ids. After an error delete nothing and try again."""
    while True:
        try:
            async with open_db.begin() as db:
                published = await publish_batch(db, broker, prefix)
        except Exception:
            logger.exception("The outbox was not published")
            await asyncio.sleep(RETRY_SECONDS)
        else:
            if published == 0:
                await asyncio.sleep(POLL_SECONDS)


async def publish_batch(db: AsyncSession, broker: KafkaBroker, prefix: str) -> int:
    """Publish the oldest messages one by one, delete them, and return their number."""
    oldest = select(OutboxMessage).order_by(OutboxMessage.id).limit(RELAY_BATCH).with_for_update(skip_locked=True)
    messages = (await db.scalars(oldest)).all()
    for message in messages:
        await broker.publish(
            message.payload,
            topic=prefix + message.topic,
            key=message.key.encode(),
            headers={"content-type": "application/json"},
        )
        await db.delete(message)
    return len(messages)
