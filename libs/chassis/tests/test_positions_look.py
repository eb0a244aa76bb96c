"""A look at the positions while Kafka is away: it is tried again, and the worker goes on."""

import asyncio
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaConnectionError
from chassis.messaging.positions import Positions
from lockstep_local.waiting import eventually
from lockstep_testing.databases import Databases
from probing import service
from probing.log import Log, LogConsumer
from probing.offline import offline_probe
from sqlalchemy import text


class AwayOnce(LogConsumer):
    """A consumer whose broker does not answer the first question about the end of a log."""

    asked = 0

    async def end_offsets(self, partitions: Any) -> dict[TopicPartition, int]:
        """Return the ends, but not at first."""
        self.asked += 1
        if self.asked == 1:
            raise KafkaConnectionError
        return await super().end_offsets(partitions)


async def test_a_broker_that_is_away_during_a_look_is_asked_again(databases: Databases) -> None:
    async with databases.fresh_empty(service.ROLES_OF) as database:
        await service.prepare(database)
        async with offline_probe(database) as probe:
            log = Log(probe.topic)
            log.append((b"key", b"{}", []), (b"key", b"{}", []))
            async with probe.engine.begin() as db:
                values = "(:topic, 0, 0, 'an id')"
                await db.execute(
                    text(f"INSERT INTO positions (topic, partition, record_offset, record_id) VALUES {values}"),
                    {"topic": probe.topic},
                )
            consumer, positions, stopping = AwayOnce(log, committed=2), Positions(probe.engine, set()), asyncio.Event()
            looking = asyncio.create_task(positions.keep_looking(lambda: consumer, stopping))

            async def is_at_its_place() -> bool:
                if looking.done():
                    looking.result()  # raises what ended it
                return consumer.position == 0

            await eventually(is_at_its_place, "a seek to the last record that was read")
            stopping.set()
            await looking
            assert consumer.asked == 2
