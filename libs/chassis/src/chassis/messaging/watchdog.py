"""Ends a worker whose consumer has stopped without noticing it, so that the process manager starts a new one.

FastStream does not look: it asks a consumer for the next batch without end, also when nothing fetches any more. So the
watchdog reaches through FastStream's subscribers to aiokafka's consumers (docs/adr/0002).
"""

import asyncio
import os
import time
from typing import Any, Final

import structlog
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from chassis.messaging.positions import position_of
from chassis.operations import telemetry
from chassis.waiting import wait_at_most

WATCHDOG_EXIT_STATUS: Final = 70
INTERVAL_SECONDS: Final = 3.0
STALLED_SECONDS: Final = 60.0
"""Longer than a batch may take (transaction_timeout) plus any back-off."""

ANSWER_SECONDS: Final = 5.0

_log = structlog.stdlib.get_logger("chassis.messaging.watchdog")


class Heartbeat:
    """When the consumer last got a batch. A batch that failed counts too, because a retried batch is no stall."""

    def __init__(self) -> None:
        """Start with the present time."""
        self.at = time.monotonic()

    def beat(self) -> None:
        """Note that a batch arrived."""
        self.at = time.monotonic()


async def watch(broker: KafkaBroker, heartbeat: Heartbeat, stopping: asyncio.Event) -> None:
    """Watch the broker's consumers until `stopping` is set, and end the process when one of them is dead.

    A consumer is dead when its coordinator or fetcher task has ended, because then aiokafka never polls again and
    FastStream loops without end. It is also dead when no batch has arrived for STALLED_SECONDS although Kafka records
    wait and Kafka answers, or when it has not started by then.
    """
    dead: set[str] = set()
    while not stopping.is_set():
        seen, dead = dead, {task for consumer in _consumers(broker) if (task := _dead_task(consumer))}
        if lasting := seen & dead:  # a worker that stops ends them too, and sets `stopping` a moment later
            _end(f"the consumer's task {', '.join(sorted(lasting))} has ended")
        lag = await _total_lag(broker)
        if not lag and _is_subscribed(broker):
            heartbeat.beat()  # there is nothing to do, or Kafka does not answer: then the time counts from its return
        elif time.monotonic() - heartbeat.at > STALLED_SECONDS:
            _end(
                f"no batch has arrived for {STALLED_SECONDS:.0f} seconds, while {lag or 'an unknown number of'} Kafka "
                "records wait"
            )
        await wait_at_most(stopping, INTERVAL_SECONDS)


def _consumers(broker: KafkaBroker) -> list[Any]:
    return [consumer for subscriber in broker.subscribers if (consumer := getattr(subscriber, "consumer", None))]


def _is_subscribed(broker: KafkaBroker) -> bool:
    """Return whether every consumer has started. One that hangs in its start consumes nothing."""
    return all(getattr(subscriber, "running", False) for subscriber in broker.subscribers)


def _dead_task(consumer: Any) -> str | None:
    """Return the name of an internal task of aiokafka that has ended, or None. There is no public way to ask."""
    for owner, task in (("_coordinator", "_coordination_task"), ("_fetcher", "_fetch_task")):
        found = getattr(getattr(consumer, owner, None), task, None)
        if found is not None and found.done():
            return task
    return None


async def _total_lag(broker: KafkaBroker) -> int | None:
    """Return how many Kafka records wait in the assigned partitions, or None if Kafka does not answer.

    It asks Kafka for the ends of the partitions. The consumer's own knowledge is as old as its last fetch, so a
    consumer that no longer fetches would report that there is nothing to do.
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
            lag = max(end - (position_of(consumer, partition) or 0), 0)
            telemetry.CONSUMER_LAG.labels(partition.topic, partition.partition).set(lag)
            total += lag
    return total


def _end(reason: str) -> None:
    """End the process at once, because what hangs would also make a graceful stop hang."""
    _log.critical("worker ended by its watchdog", reason=reason)
    os._exit(WATCHDOG_EXIT_STATUS)
