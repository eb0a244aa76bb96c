"""Waiting for a condition with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable

from lockstep_bench.failure import BenchError


async def wait_until(holds: Callable[[], Awaitable[bool]], what: str, *, seconds: float, poll_seconds: float) -> None:
    """Return once `holds()` does; BenchError that names `what` did not come about within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                if await holds():
                    return
                await asyncio.sleep(poll_seconds)
    except TimeoutError:
        raise BenchError(f"{what}: not within {seconds:.0f} s") from None
