"""Ends a worker whose consumer is dead but does not know it, so that the process manager starts it afresh."""

import asyncio
import contextlib
import os
import time
from typing import Any, Final

import structlog
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from chassis import telemetry

WATCHDOG_EXIT_STATUS: Final = 70
INTERVAL_SECONDS: Final = 1.0
STALLED_SECONDS: Final = 60.0
"""Longer than any batch may take (transaction_timeout) plus every back-off."""

ANSWER_SECONDS: Final = 5.0

_log = structlog.stdlib.get_logger("chassis.watchdog")


class Heartbeat:
    """When a batch was last handed to the consumer, whatever became of it: a batch that is retried is not a stall."""

    def __init__(self) -> None:
        """Begin now."""
        self.at = time.monotonic()

    def beat(self) -> None:
        """Note that a batch arrived."""
        self.at = time.monotonic()


async def watch(broker: KafkaBroker, heartbeat: Heartbeat, stopping: asyncio.Event) -> None:
    """Look after the broker's consumers until `stopping` is set; end the process when one of them is dead.

    Dead is: its coordinator task is gone (aiokafka then never polls again, and FastStream loops for ever), or there
    is lag and for STALLED_SECONDS no batch has arrived.
    """
    while not stopping.is_set():
        lag = 0
        for consumer in _consumers(broker):
            if _coordinator_is_gone(consumer):
                _end("the consumer's coordinator task is gone")
            for partition, partition_lag in _lags(consumer):
                lag += partition_lag
                telemetry.CONSUMER_LAG.labels(partition.topic, partition.partition).set(partition_lag)
        if lag == 0:
            heartbeat.beat()
        elif time.monotonic() - heartbeat.at > STALLED_SECONDS:
            if all([await _broker_answers(consumer) for consumer in _consumers(broker)]):
                _end(f"{lag} records wait and no batch has arrived for {STALLED_SECONDS:.0f} seconds")
            heartbeat.beat()  # Kafka is away: the consumer is not to blame, and gets its time once Kafka is back
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(INTERVAL_SECONDS):
                await stopping.wait()


def _consumers(broker: KafkaBroker) -> list[Any]:
    return [consumer for subscriber in broker.subscribers if (consumer := getattr(subscriber, "consumer", None))]


def _coordinator_is_gone(consumer: Any) -> bool:
    """Look at aiokafka's own task: there is no public way to ask."""
    task = getattr(getattr(consumer, "_coordinator", None), "_coordination_task", None)
    return task is not None and task.done()


def _lags(consumer: Any) -> list[tuple[Any, int]]:
    """Return every assigned partition whose position is known by now, with its lag."""
    found = []
    for partition in consumer.assignment():
        state = consumer._subscription.subscription.assignment.state_value(partition)
        end = consumer.highwater(partition)
        if state is not None and state.has_valid_position and end is not None:
            found.append((partition, max(end - state.position, 0)))
    return found


async def _broker_answers(consumer: Any) -> bool:
    """Say whether Kafka tells this consumer where its partitions end."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await consumer.end_offsets(list(consumer.assignment()))
    except (KafkaError, TimeoutError, OSError):
        return False
    return True


def _end(reason: str) -> None:
    """End the process without ceremony: what hangs would hang a graceful stop as well."""
    _log.critical("worker ended by its watchdog", reason=reason)
    os._exit(WATCHDOG_EXIT_STATUS)
