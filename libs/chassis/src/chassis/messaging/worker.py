"""The worker process of a service: consumers, outbox relay, background tasks, watchdog, health endpoints, metrics."""

import asyncio
import os
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

import structlog
from aiokafka.errors import KafkaError
from contracts.envelope import Event
from contracts.topics import TOPIC_OF
from faststream.asgi import AsgiFastStream, AsgiResponse, get
from faststream.kafka import KafkaBroker
from faststream.security import BaseSecurity, SASLScram512
from sqlalchemy.event import listen
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.database import retention
from chassis.database.engine import create_engine
from chassis.messaging import broken_connections, refusals, tolerant_records
from chassis.messaging.clock_skew import MEASURING
from chassis.messaging.consumer import Handler
from chassis.messaging.positions import Positions
from chassis.messaging.relay import CONNECTIONS, Relay
from chassis.messaging.subscription import INCOMPLETE_SECONDS, subscribe
from chassis.messaging.tasks import Task, keep_running
from chassis.messaging.watchdog import WATCHDOG_EXIT_STATUS, Heartbeat, watch
from chassis.operations import health
from chassis.operations.kafka_access import KafkaAccess
from chassis.operations.settings import ServiceSettings

METADATA_MAX_AGE_MS: Final = 10_000
"""Within this time a worker follows a topic that was deleted and made again. aiokafka's default is five minutes."""

DRAIN_SECONDS: Final = 15
"""How long a worker that stops waits for the running batch to finish."""

REFUSED_SECONDS: Final = 5.0
"""How long a worker that Kafka refuses waits before it ends."""

_log = structlog.stdlib.get_logger("chassis.messaging.worker")


def create_worker(
    settings: ServiceSettings,
    *,
    handlers: Mapping[type[Event], Handler],
    tasks: Sequence[Task] = (),
    again: Collection[str] = (),
) -> AsgiFastStream:
    """Return the worker of a service: one consumer group for the topics of the handled events, and the outbox relay.

    `again` names ranges that a migration has put into `skipped`: their events are handled once more.

    To scale, start more processes. Kafka records with the same partition key must be handled one after the other, so
    more consumers inside one process would only break their order.
    """
    # FastStream does not repair these two faults of aiokafka (docs/adr/0005).
    tolerant_records.install()
    broken_connections.install()
    access = settings.kafka()
    needs = refusals.needs_of(settings.service, {TOPIC_OF[event].name for event in handlers})
    broker = KafkaBroker(
        access.bootstrap_servers,
        security=_security(access),
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
        settings.needed("worker_database_url"),
        application_name=f"{settings.service}-worker",
        pool_size=settings.database_pool_size,
    )
    relay_engine = create_engine(
        settings.needed("worker_database_url"),
        application_name=f"{settings.service}-relay",
        pool_size=CONNECTIONS,
        repeatable=True,  # docs/adr/0007: if a deletion from the outbox is lost, the event is published once more
    )
    kept = retention.lifetimes(settings, handlers)
    heartbeat, emitted = Heartbeat(), asyncio.Event()
    relay = Relay(relay_engine, access, service=settings.service, emitted=emitted)
    # The consumer, the tasks and the positions share this pool. The first lost connection makes all of them wait.
    listen(engine.sync_engine.pool, "invalidate", lambda *_: relay.doubt())
    positions = Positions(engine, {*(event.type for event in handlers), *again})
    consumer_of = subscribe(
        broker,
        engine,
        settings.service,
        handlers=handlers,
        positions=positions,
        heartbeat=heartbeat,
        emitted=emitted,
        is_complete=relay.has_looked,
    )

    @asynccontextmanager
    async def lifespan() -> AsyncIterator[None]:
        stopping = asyncio.Event()
        # FastStream has no background tasks whose end ends the process, so the chassis starts and watches them itself.
        running = [
            asyncio.create_task(relay.keep_publishing(stopping), name="relay"),
            asyncio.create_task(watch(broker, heartbeat, stopping), name="watchdog"),
            asyncio.create_task(refusals.keep_looking(access, needs, stopping), name="refusals"),
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
            # If Kafka refuses something, only a person can help: the pause keeps the process from starting all the
            # time, and it answers meanwhile why it is not ready.
            if await refusals.look(access, needs):
                await asyncio.sleep(REFUSED_SECONDS)
            _end_process("the consumers did not start", error)
        # FastStream has finished its batches and left the group by now. The relay still publishes what they emitted.
        stopping.set()
        await asyncio.wait(running, timeout=DRAIN_SECONDS)
        await relay_engine.dispose()
        await engine.dispose()

    return AsgiFastStream(
        broker,
        asgi_routes=_health_routes(engine, access, needs, relay),
        lifespan=lifespan,
        logger=None,
    )


def _while_complete(task: Task, relay: Relay) -> Task:
    """Return a task that does nothing until the relay has found the database complete, and while it is behind.

    Otherwise it would, for example, append to a log whose published entries the database lacks.
    """

    async def step(engine: AsyncEngine) -> bool:
        if relay.has_looked():
            return await task.step(engine)
        await asyncio.sleep(INCOMPLETE_SECONDS)
        return True

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


def _security(access: KafkaAccess) -> BaseSecurity | None:
    """Return the same access in FastStream's words."""
    if access.user is None or access.password is None:
        return None if access.ssl_context is None else BaseSecurity(access.ssl_context)
    return SASLScram512(access.user, access.password.get_secret_value(), access.ssl_context)


async def _kafka_fault(access: KafkaAccess, needs: refusals.Needs) -> str | None:
    """Return why Kafka is of no use to this worker, or None. FastStream's ping needs an admin client; it has none."""
    try:
        return await refusals.refusal(access, needs)
    except (KafkaError, OSError, TimeoutError):
        return "Kafka does not answer"


# FastStream's own ASGI routes know Kafka alone, and a worker is ready only if its database answers too.
def _health_routes(
    engine: AsyncEngine, access: KafkaAccess, needs: refusals.Needs, relay: Relay
) -> list[tuple[str, Any]]:
    @get
    async def healthz(_: Any) -> AsgiResponse:
        return AsgiResponse(b'{"status":"alive"}', 200, {"content-type": "application/json"})

    @get
    async def readyz(_: Any) -> AsgiResponse:
        fault = await health.database_fault(engine)
        if fault is None:
            fault = await _kafka_fault(access, needs)
        if fault is None and not relay.has_looked():
            fault = "the database was not compared with the published events yet, or lacks some; see the log"
        if fault is None:
            return AsgiResponse(b'{"status":"ready"}', 200, {"content-type": "application/json"})
        return AsgiResponse(fault.encode(), 503, {"content-type": "text/plain"})

    @get
    async def metrics(_: Any) -> AsgiResponse:
        return AsgiResponse(health.metrics(), 200, {"content-type": health.METRICS_CONTENT_TYPE})

    return [("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics)]
