"""Pauses of background tasks, which can end early."""

import asyncio
from contextlib import suppress


async def wait_at_most(event: asyncio.Event, seconds: float) -> None:
    """Wait until the event is set, or until the time is over. The caller can ask the event which of the two it was."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
