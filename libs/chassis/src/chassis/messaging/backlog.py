"""Reports what waits in an outbox, and checks the relay's floors with it."""

import asyncio
import contextlib
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.database.statement import Statement
from chassis.messaging import parked
from chassis.messaging.floors import Floors
from chassis.operations import telemetry
from chassis.waiting import wait_at_most

INTERVAL_SECONDS: Final = 5

_BACKLOG = Statement("""
    SELECT shard, count(*) AS events, min(id) AS oldest_id,
           CAST(extract(epoch FROM clock_timestamp() - min(created_at)) AS float8) AS age_seconds
    FROM outbox GROUP BY shard
""")


async def report_backlog(engine: AsyncEngine, floors: Floors, stopping: asyncio.Event) -> None:
    """Set the metrics of the outbox again and again until `stopping` is set. Faults are left to others to report."""
    while not stopping.is_set():
        # This is for metrics and for checking the floors. The relay reports faults of the database, so none is raised.
        with contextlib.suppress(Exception):
            async with engine.connect() as db:
                shards = await _BACKLOG.all(db)
                telemetry.PARKED_KEYS.set(await parked.count_keys(db))
            for row in shards:
                floors.found(row.shard, row.oldest_id)
            telemetry.RELAY_BACKLOG.set(sum(row.events for row in shards))
            telemetry.RELAY_AGE.set(max((row.age_seconds for row in shards), default=0.0))
        await wait_at_most(stopping, INTERVAL_SECONDS)
