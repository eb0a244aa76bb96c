"""Ends a worker whose consumer is dead but does not know it, so that the process manager starts it afresh."""

import asyncio
import os
import time
from typing import Any, Final

import structlog
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from chassis import telemetry
from chassis.waiting import wait_at_most

WATCHDOG_EXIT_STATUS: Final = 70
INTERVAL_SECONDS: Final = 3.0
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

    Dead is: its coordinator or fetcher task is gone (aiokafka then never polls again, and FastStream loops for ever),
    or records wait, Kafka answers, and for STALLED_SECONDS no batch has arrived, or it has not even started.
    """
    while not stopping.is_set():
        for consumer in _consumers(broker):
            if task := _dead_task(consumer):
                _end(f"the consumer's {task} is gone")
        lag = await _total_lag(broker)
        if not lag and _is_subscribed(broker):
            heartbeat.beat()  # nothing to do; or Kafka is away, and the consumer gets its time once Kafka is back
        elif time.monotonic() - heartbeat.at > STALLED_SECONDS:
            _end(f"no batch has arrived for {STALLED_SECONDS:.0f} seconds; {lag or 'unknown how many'} records wait")
        await wait_at_most(stopping, INTERVAL_SECONDS)


def _consumers(broker: KafkaBroker) -> list[Any]:
    return [consumer for subscriber in broker.subscribers if (consumer := getattr(subscriber, "consumer", None))]


def _is_subscribed(broker: KafkaBroker) -> bool:
    """Say whether every consumer has started; one that waits for ever in its start consumes nothing."""
    return all(getattr(subscriber, "running", False) for subscriber in broker.subscribers)


def _dead_task(consumer: Any) -> str | None:
    """Return the name of one of aiokafka's own tasks that has ended; there is no public way to ask."""
    for owner, task in (("_coordinator", "_coordination_task"), ("_fetcher", "_fetch_task")):
        found = getattr(getattr(consumer, owner, None), task, None)
        if found is not None and found.done():
            return task
    return None


async def _total_lag(broker: KafkaBroker) -> int | None:
    """Return how many records wait on the assigned partitions, or None when Kafka does not say.

    Asks for the ends of the partitions: what the consumer believes of them is as old as its last fetch, and a
    consumer that no longer fetches believes that there is nothing to do.
    """
    total = 0
    for consumer in _consumers(broker):
        assigned = list(consumer.assignment())
        if not assigned:
            continue
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                ends = await consumer.end_offsets(assigned)
        except (KafkaError, TimeoutError, OSError):
            return None
        for partition, end in ends.items():
            lag = max(end - (_position(consumer, partition) or 0), 0)
            telemetry.CONSUMER_LAG.labels(partition.topic, partition.partition).set(lag)
            total += lag
    return total


def _position(consumer: Any, partition: Any) -> int | None:
    """Return where the consumer stands on a partition, or None while that is not known (or no longer assigned)."""
    subscription = consumer._subscription.subscription
    assignment = subscription.assignment if subscription is not None else None
    state = assignment.state_value(partition) if assignment is not None else None
    return state.position if state is not None and state.has_valid_position else None


def _end(reason: str) -> None:
    """End the process without ceremony: what hangs would hang a graceful stop as well."""
    _log.critical("worker ended by its watchdog", reason=reason)
    os._exit(WATCHDOG_EXIT_STATUS)
