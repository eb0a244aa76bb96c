"""The consumer. It handles a batch in one transaction, where the inbox says what is new, and then commits offsets."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final, TypeAlias

import orjson
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CommitFailedError
from chassis.messaging import consumer as chassis_consumer

from lockstep_floor.statements import Database, Db, Message, bare

POLL_MS: Final = 1_000
_CLAIM: Final = bare(chassis_consumer._CLAIM)

Handle: TypeAlias = Callable[[Db, str, Mapping[str, Sequence[Message]]], Awaitable[None]]
"""It takes the transaction, the prefix of the floor's topics, and the new messages by topic (without the prefix)."""


async def run(database: Database, consumer: AIOKafkaConsumer, prefix: str, handle: Handle) -> None:
    """Consume without end."""
    while True:
        polled = await consumer.getmany(timeout_ms=POLL_MS, max_records=chassis_consumer.BATCH_RECORDS_MAX)
        messages = [
            (partition.topic.removeprefix(prefix), orjson.loads(record.value))
            for partition, records in polled.items()
            for record in records
        ]
        if not messages:
            continue
        async with database.acquire() as db, db.transaction():
            event_ids = sorted({message["event_id"] for _, message in messages})
            new = {str(row["event_id"]) for row in await db.fetch(*_CLAIM(event_ids=event_ids))}
            by_topic: dict[str, list[Message]] = {}
            for topic, message in messages:
                if message["event_id"] in new:
                    new.discard(message["event_id"])  # one batch may have a message twice
                    by_topic.setdefault(topic, []).append(message)
            await handle(db, prefix, by_topic)
        # When its place in the group has lapsed, it reads these records again, and the inbox knows them.
        with suppress(CommitFailedError):
            await consumer.commit()
