"""A worker: the subscribers of a service, and the relay that publishes its outbox."""

import asyncio
import logging
import sys
from typing import Final

from faststream import FastStream
from faststream.kafka import KafkaBroker, KafkaRouter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lockstep_peers.textbook.database import OutboxMessage, open_db

RELAY_BATCH: Final = 100
"""How many messages one transaction of the relay publishes at most."""
POLL_SECONDS: Final = 0.1
"""How long the relay sleeps when nothing waits; while something does it never sleeps."""
RETRY_SECONDS: Final = 1.0

logger = logging.getLogger(__name__)


def say_ready() -> None:
    """Tell whoever started the process that it works."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def create_worker(router: KafkaRouter, *, kafka: str, prefix: str) -> FastStream:
    """Return the application that consumes what the router subscribes to and relays the outbox."""
    broker = KafkaBroker(
        kafka,
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
    """Publish the outbox for ever, in the order of its ids. After an error nothing is deleted, and it tries again."""
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
    """Publish the oldest messages one by one, delete them, and return how many they were."""
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
