"""The worker process of a service: consumers, outbox relay, background tasks, watchdog, health endpoints, metrics."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

import structlog
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import KafkaError
from contracts.envelope import Event
from contracts.topics import TOPIC_OF
from faststream import AckPolicy
from faststream.asgi import AsgiFastStream, AsgiResponse, get
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.database import retention
from chassis.database.engine import create_engine, is_transient
from chassis.messaging import broken_connections, tolerant_records
from chassis.messaging.breaker import Breaker, ConsumerHaltedError
from chassis.messaging.clock_skew import MEASURING
from chassis.messaging.consumer import BATCH_RECORDS_MAX, Handler, consume
from chassis.messaging.positions import ForgetOnRebalance, PositionMovedError, Positions
from chassis.messaging.relay import CONNECTIONS, Relay
from chassis.messaging.tasks import Task, keep_running
from chassis.messaging.watchdog import WATCHDOG_EXIT_STATUS, Heartbeat, watch
from chassis.operations import health, telemetry
from chassis.operations.settings import ServiceSettings

BATCH_TIMEOUT_MS: Final = 10
SESSION_TIMEOUT_MS: Final = 6_000
HEARTBEAT_INTERVAL_MS: Final = 1_500
METADATA_MAX_AGE_MS: Final = 10_000
"""Within this time a worker follows a topic that was deleted and made again. aiokafka's default is five minutes."""

DRAIN_SECONDS: Final = 15
"""How long a worker that stops waits for the running batch to finish."""

RETRY_SECONDS_MIN: Final = 0.1
RETRY_SECONDS_MAX: Final = 5.0
HALTED_SECONDS: Final = 30.0

_log = structlog.stdlib.get_logger("chassis.messaging.worker")


def create_worker(
    settings: ServiceSettings, *, handlers: Mapping[type[Event], Handler], tasks: Sequence[Task] = ()
) -> AsgiFastStream:
    """Return the worker of a service: one consumer group for the topics of the handled events, and the outbox relay.

    To scale, start more processes. Kafka records with the same partition key must be handled one after the other, so
    more consumers inside one process would only break their order.
    """
    # FastStream does not repair these two faults of aiokafka (docs/adr/0005).
    tolerant_records.install()
    broken_connections.install()
    broker = KafkaBroker(
        settings.kafka_bootstrap_servers,
        client_id=f"{settings.service}-worker",
        consumer_only=True,  # the relay sends what is committed, by a producer of its own
        allow_auto_create_topics=False,
        graceful_timeout=DRAIN_SECONDS,
        apply_types=False,  # consume() checks Kafka records one by one, so FastStream must not convert them before
        request_timeout_ms=10_000,
        metadata_max_age_ms=METADATA_MAX_AGE_MS,
        logger=None,  # output is JSON lines with a trace; FastStream's logger writes lines of text
    )
    engine = create_engine(
        settings.worker_database_url.get_secret_value(),
        application_name=f"{settings.service}-worker",
        pool_size=settings.database_pool_size,
    )
    relay_engine = create_engine(
        settings.worker_database_url.get_secret_value(),
        application_name=f"{settings.service}-relay",
        pool_size=CONNECTIONS,
        repeatable=True,  # docs/adr/0007: if a deletion from the outbox is lost, the event is published once more
    )
    kept = retention.lifetimes(settings, handlers)
    heartbeat, emitted = Heartbeat(), asyncio.Event()
    positions = Positions(engine, {event.type for event in handlers})
    consumer_of = _subscribe(
        broker, engine, settings.service, handlers=handlers, positions=positions, heartbeat=heartbeat, emitted=emitted
    )

    relay = Relay(relay_engine, settings.kafka_bootstrap_servers, service=settings.service, emitted=emitted)

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        stopping = asyncio.Event()
        # FastStream has no background tasks whose end ends the process, so the chassis starts and watches them itself.
        running = [
            asyncio.create_task(relay.keep_publishing(stopping), name="relay"),
            asyncio.create_task(watch(broker, heartbeat, stopping), name="watchdog"),
            asyncio.create_task(positions.keep_looking(consumer_of, stopping), name="positions"),
            *(
                asyncio.create_task(keep_running(task, engine, stopping), name=task.name)
                for task in (*(_while_complete(task, relay) for task in tasks), forgetting(kept, stopping), MEASURING)
            ),
        ]
        for task in running:
            task.add_done_callback(lambda ended: _on_end(ended, stopping))
        try:
            yield
        except BaseException as error:
            # FastStream starts its consumers after it has reported to uvicorn that the start is complete. If they do
            # not start, because Kafka does not answer, uvicorn would keep serving a worker that never consumes.
            _end_process("the consumers did not start", error)
        # FastStream has finished its batches and left the group by now. The relay still publishes what they emitted.
        stopping.set()
        await asyncio.wait(running, timeout=DRAIN_SECONDS)
        await relay_engine.dispose()
        await engine.dispose()

    return AsgiFastStream(
        broker,
        asgi_routes=_health_routes(engine, settings.kafka_bootstrap_servers, relay),
        lifespan=lifespan,
        logger=None,
    )


def _subscribe(
    broker: KafkaBroker,
    engine: AsyncEngine,
    service: str,
    *,
    handlers: Mapping[type[Event], Handler],
    positions: Positions,
    heartbeat: Heartbeat,
    emitted: asyncio.Event,
) -> Callable[[], Any]:
    """Subscribe the service's consumer group to the topics of its handled events.

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
                await handle(records)
                retry_seconds = RETRY_SECONDS_MIN
                return
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


def _while_complete(task: Task, relay: Relay) -> Task:
    """Return a task that does nothing until the relay has found the database complete, and while it is behind.

    Otherwise it would, for example, append to a log whose published entries the database lacks.
    """

    async def step(engine: AsyncEngine) -> bool:
        return relay.has_looked() and await task.step(engine)

    return task._replace(step=step)


def forgetting(kept: retention.Lifetimes, stopping: asyncio.Event) -> Task:
    """Return the task that deletes old rows which are no facts. Every worker has it.

    The first step comes one interval after the start. Events that were handled but not acknowledged when the worker
    ended are redelivered at its next start, and their ids must still be there, however long the worker was stopped.
    """
    return Task(
        "retention",
        partial(retention.forget, stopping=stopping, kept=kept),
        interval_seconds=retention.INTERVAL_SECONDS,
        jitter=retention.INTERVAL_JITTER,
        pauses_first=True,
    )


def _on_end(ended: "asyncio.Task[None]", stopping: asyncio.Event) -> None:
    """End the process when one of its tasks ends by itself, so that a complete worker is started again."""
    if stopping.is_set() or ended.cancelled():
        return
    _end_process(f"its task {ended.get_name()} ended", ended.exception())


def _end_process(reason: str, error: BaseException | None) -> None:
    _log.critical("worker ended", reason=reason, exc_info=error)
    os._exit(WATCHDOG_EXIT_STATUS)


async def _kafka_answers(bootstrap_servers: str) -> bool:
    """Return whether Kafka answers. FastStream's ping cannot be used: a consumer-only broker has no admin client."""
    client = AIOKafkaClient(bootstrap_servers=bootstrap_servers, client_id="ready")
    try:
        async with asyncio.timeout(health.READY_TIMEOUT_SECONDS):
            await client.bootstrap()
    except (KafkaError, OSError, TimeoutError):
        return False
    finally:
        await client.close()
    return True


# FastStream's own ASGI routes know Kafka alone, and a worker is ready only if its database answers too.
def _health_routes(engine: AsyncEngine, bootstrap_servers: str, relay: Relay) -> list[tuple[str, Any]]:
    @get
    async def healthz(_: Any) -> AsgiResponse:
        return AsgiResponse(b'{"status":"alive"}', 200, {"content-type": "application/json"})

    @get
    async def readyz(_: Any) -> AsgiResponse:
        fault = await health.database_fault(engine)
        if fault is None and not await _kafka_answers(bootstrap_servers):
            fault = "Kafka does not answer"
        if fault is None and not relay.has_looked():
            fault = "the database was not compared with the published events yet, or lacks some; see the log"
        if fault is None:
            return AsgiResponse(b'{"status":"ready"}', 200, {"content-type": "application/json"})
        return AsgiResponse(fault.encode(), 503, {"content-type": "text/plain"})

    @get
    async def metrics(_: Any) -> AsgiResponse:
        return AsgiResponse(health.metrics(), 200, {"content-type": health.METRICS_CONTENT_TYPE})

    return [("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics)]
