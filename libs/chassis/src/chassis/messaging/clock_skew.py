"""Measures how far the process's clock is from its database's. Facts have times of both, so they should agree."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import now
from chassis.database.statement import Statement
from chassis.messaging.tasks import Task
from chassis.operations import telemetry

INTERVAL_SECONDS: Final = 60.0
_DATABASE_NOW: Final = Statement("SELECT clock_timestamp()")


def skew(sent_at: datetime, database_at: datetime, answered_at: datetime) -> timedelta:
    """Return how far a process's clock is ahead of the database's, which was read between the two other instants.

    The error is at most half of the time between them.
    """
    return sent_at + (answered_at - sent_at) / 2 - database_at


async def measure(engine: AsyncEngine) -> bool:
    """Measure once and set the metric. Return False: nothing waits. Database errors are raised."""
    async with engine.connect() as db:
        await _DATABASE_NOW.scalar(db)  # begins the transaction, so that the next one is a single round trip
        sent_at = now()
        database_at = await _DATABASE_NOW.scalar(db)
        answered_at = now()
    telemetry.CLOCK_SKEW.set(skew(sent_at, database_at, answered_at).total_seconds())
    return False


MEASURING: Final = Task("measure the clock skew", measure, interval_seconds=INTERVAL_SECONDS)
"""The task that every worker has."""
