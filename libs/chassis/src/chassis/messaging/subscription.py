"""The subscription of a worker: FastStream hands it batches of Kafka records, and it hands them to the consumer."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import structlog
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from contracts.envelope import Event
from contracts.topics import TOPIC_OF
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.database.engine import is_transient
from chassis.messaging.breaker import Breaker, ConsumerHaltedError
from chassis.messaging.consumer import BATCH_RECORDS_MAX, Handler, consume
from chassis.messaging.positions import PositionMovedError, Positions
from chassis.messaging.rebalancing import ForgetOnRebalance
from chassis.messaging.watchdog import Heartbeat
from chassis.operations import telemetry

BATCH_TIMEOUT_MS: Final = 10
SESSION_TIMEOUT_MS: Final = 6_000
HEARTBEAT_INTERVAL_MS: Final = 1_500
RETRY_SECONDS_MIN: Final = 0.1
RETRY_SECONDS_MAX: Final = 5.0
HALTED_SECONDS: Final = 30.0
INCOMPLETE_SECONDS: Final = 0.2
"""How long consumers and tasks wait before they ask again whether their database has been found complete."""

_log = structlog.stdlib.get_logger("chassis.messaging.subscription")


def subscribe(
    broker: KafkaBroker,
    engine: AsyncEngine,
    service: str,
    *,
    handlers: Mapping[type[Event], Handler],
    positions: Positions,
    heartbeat: Heartbeat,
    emitted: asyncio.Event,
    is_complete: Callable[[], bool],
) -> Callable[[], Any]:
    """Subscribe the service's consumer group to the topics of its handled events.

    While the database is not found complete, batches wait. What a service derives from events and from what only its
    own database had, for example marks, must not differ from what it has published already.

    Returns a function that returns aiokafka's consumer, or None while there is none.
    """
    topics = sorted({TOPIC_OF[event].name for event in handlers})
    if not topics:
        return lambda: None
    breaker = Breaker(service)
    retry_seconds = RETRY_SECONDS_MIN

    async def handle(records: Sequence[ConsumerRecord]) -> None:
        for topic, of_topic in _by_topic(records).items():
            heartbeat.beat()
            reading, places = await positions.read(subscriber.consumer, topic, of_topic)
            if reading.records or reading.caught_up:
                await consume(engine, handlers, breaker, reading)
                emitted.set()
            positions.adopt(places)

    async def on_batch(records: Sequence[ConsumerRecord]) -> None:
        """Handle a batch, or wait and seek back to its beginning.

        It never raises for a batch that failed. FastStream would repeat the batch at once and seek to where it began,
        but the place may be another one by then. consume() parks the Kafka records that no retry can help, because
        FastStream knows only a whole batch. It also has the traces and metrics, because FastStream's middlewares see a
        batch as one message, and every event has a trace of its own.
        """
        nonlocal retry_seconds
        async with positions.lock:
            try:
                if is_complete():
                    await handle(records)
                    retry_seconds = RETRY_SECONDS_MIN
                    return
                heartbeat.beat()
                pause_seconds = INCOMPLETE_SECONDS
            except PositionMovedError as error:
                _log.warning("looking for the present positions", reason=str(error))
                positions.forget(TopicPartition(record.topic, record.partition) for record in records)
                return
            except ConsumerHaltedError as error:
                telemetry.CONSUMER_HALTED.set(1)
                _log.critical("consumer halted: correct the code, and look at `parked list`", reason=str(error))
                pause_seconds = HALTED_SECONDS
            except Exception as error:
                telemetry.CONSUMER_RETRIES.inc()
                level = "warning" if is_transient(error) else "error"
                getattr(_log, level)("batch failed, trying again", error=repr(error)[:500], retry_seconds=retry_seconds)
                pause_seconds = retry_seconds
                retry_seconds = min(retry_seconds * 2, RETRY_SECONDS_MAX)
            positions.rewind(subscriber.consumer, records)
        await asyncio.sleep(pause_seconds)

    async def parse(records: tuple[ConsumerRecord, ...]) -> KafkaAckableMessage:
        """Wrap Kafka records unchanged. FastStream's own parser decodes headers, can raise, and then skips records."""
        consumer = subscriber.consumer
        assert consumer is not None
        return KafkaAckableMessage(raw_message=records, body=b"", consumer=consumer)

    async def decode(message: KafkaAckableMessage) -> Any:
        """Return the Kafka records of a batch. FastStream's own decoder raises if it cannot read one."""
        return message.raw_message

    subscriber = broker.subscriber(
        *topics,
        batch=True,
        group_id=service,
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.NACK_ON_ERROR,
        max_records=BATCH_RECORDS_MAX,
        batch_timeout_ms=BATCH_TIMEOUT_MS,
        session_timeout_ms=SESSION_TIMEOUT_MS,
        heartbeat_interval_ms=HEARTBEAT_INTERVAL_MS,
        # one worker gets the same partition of every topic, so that all events of a session are handled in one process
        partition_assignment_strategy=(RangePartitionAssignor,),
        parser=parse,
        decoder=decode,
        no_reply=True,
        listener=ForgetOnRebalance(positions),
    )
    subscriber(on_batch)
    return lambda: subscriber.consumer


def _by_topic(records: Sequence[ConsumerRecord]) -> dict[str, list[ConsumerRecord]]:
    """Split a batch by topic. Each topic gets a transaction of its own.

    Handlers lock rows in sorted order. One transaction for two topics would lock in two rounds, so two workers that
    need the same rows could deadlock.
    """
    topics: dict[str, list[ConsumerRecord]] = {}
    for record in records:
        topics.setdefault(record.topic, []).append(record)
    return topics
