"""The background task that reminds coaches of unlogged sessions, and deletes old deliveries of call providers."""

import asyncio
from typing import Final

from chassis.clock import now
from chassis.ids import new_id
from chassis.waiting import wait_at_most
from sqlalchemy.ext.asyncio import AsyncEngine

from sessions.calls.take import forget_deliveries
from sessions.ending.remind import remind_next

INTERVAL_SECONDS: Final = 10.0


async def remind(engine: AsyncEngine, stopping: asyncio.Event) -> None:
    """Emit the reminders that are due, several per transaction, until `stopping` is set. Database errors are raised."""
    while not stopping.is_set():
        async with engine.begin() as db:
            was_due = await remind_next(db, now=now(), new_id=new_id)
        if was_due:
            continue
        async with engine.begin() as db:
            forgotten = await forget_deliveries(db, now=now())
        if not forgotten:
            await wait_at_most(stopping, INTERVAL_SECONDS)
