"""Pauses of background tasks: they end early when there is a reason to."""

import asyncio
from contextlib import suppress


async def wait_at_most(event: asyncio.Event, seconds: float) -> None:
    """Wait until the event is set, but not longer than so many seconds; which of the two it was, the event says."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
