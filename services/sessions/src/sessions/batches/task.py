"""The background task that generates the sessions of batches ahead of time."""

import asyncio
from typing import Final

from chassis.clock import now
from chassis.ids import new_id
from chassis.waiting import wait_at_most
from sqlalchemy.ext.asyncio import AsyncEngine

from sessions.batches.generate import generate_next

INTERVAL_SECONDS: Final = 60.0


async def generate_ahead(engine: AsyncEngine, stopping: asyncio.Event) -> None:
    """Generate the batches that are due, one per transaction, until `stopping` is set. Database errors are raised.

    Several workers share the batches. Each locks its batch, and the others skip it.
    """
    while not stopping.is_set():
        async with engine.begin() as db:
            was_due = await generate_next(db, now=now(), new_id=new_id)
        if not was_due:
            await wait_at_most(stopping, INTERVAL_SECONDS)
