"""Waiting for a condition with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from lockstep_local.ports import answers

from lockstep_bench.failure import BenchError

PORT_POLL_SECONDS: Final = 0.05


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


async def wait_until_open(port: int, what: str, *, seconds: float) -> None:
    """Return once somebody accepts connections on a port of this machine; BenchError as `wait_until`."""

    async def is_open() -> bool:
        return answers(port)

    await wait_until(is_open, what, seconds=seconds, poll_seconds=PORT_POLL_SECONDS)
