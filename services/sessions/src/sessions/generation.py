"""The background task that generates the sessions of batches ahead of time."""

import asyncio
from typing import Final

from chassis.clock import now
from chassis.ids import new_id
from chassis.waiting import wait_at_most
from sqlalchemy.ext.asyncio import AsyncEngine

from sessions.commands.batches_generating import generate_next

INTERVAL_SECONDS: Final = 60.0


async def generate_ahead(engine: AsyncEngine, stopping: asyncio.Event) -> None:
    """Generate the batches that are due, one per transaction, until `stopping`. Database faults are the caller's.

    Workers share them: a batch that one is at is locked, and others pass it by.
    """
    while not stopping.is_set():
        async with engine.begin() as db:
            was_due = await generate_next(db, now=now(), new_id=new_id)
        if not was_due:
            await wait_at_most(stopping, INTERVAL_SECONDS)
