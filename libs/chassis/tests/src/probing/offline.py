"""The probe without Kafka. The test hands records to its consumer."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from aiokafka import ConsumerRecord
from chassis.database.engine import create_engine
from chassis.messaging import consumer
from chassis.messaging.breaker import Breaker
from chassis.messaging.positions import Reading
from chassis.operations.kafka_access import KafkaAccess
from contracts.envelope import Event
from lockstep_testing.databases import ServiceDatabase
from sqlalchemy.ext.asyncio import AsyncEngine

from probing import service
from probing.harness import Probe, Raw

HANDLERS: dict[type[Event], Any] = {service.Ticked: service.on_ticked}


@asynccontextmanager
async def offline_probe(database: ServiceDatabase) -> AsyncIterator[Probe]:
    """Give a probe on a prepared database, with a topic name of its own and no broker."""
    topic = f"probe-{uuid4().hex[:12]}"
    service.register(topic)
    engine = create_engine(database.worker_url, application_name="test", pool_size=2)
    try:
        yield Probe(database, KafkaAccess(""), topic, engine)
    finally:
        await engine.dispose()
        service.unregister()


async def consume(engine: AsyncEngine, handlers: Mapping[type[Event], Any], breaker: Breaker, records: Any) -> None:
    """Hand records of one topic to the consumer without positions, so that the inbox alone guards against copies."""
    await consumer.consume(engine, handlers, breaker, Reading(records[0].topic, list(records), moves=()))


def consumed(topic: str, offset: int, record: Raw) -> ConsumerRecord:
    """Return a record as a consumer of the topic's first partition gets it."""
    key, value, headers = record
    return ConsumerRecord(topic, 0, offset, 0, 0, key, value, None, 0, 0, tuple(headers))
