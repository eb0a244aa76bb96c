"""Waiting for a condition with a deadline."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from lockstep_local.ports import answers

from lockstep_bench.failure import BenchError

PORT_POLL_SECONDS: Final = 0.05


async def wait_until(holds: Callable[[], Awaitable[bool]], what: str, *, seconds: float, poll_seconds: float) -> None:
    """Wait until `holds()` is true. Raises BenchError, which names `what`, if that takes longer than `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                if await holds():
                    return
                await asyncio.sleep(poll_seconds)
    except TimeoutError:
        raise BenchError(f"{what}: not within {seconds:.0f} s") from None


async def wait_until_open(port: int, what: str, *, seconds: float) -> None:
    """Wait until a port of this machine accepts connections. Raises BenchError as `wait_until` does."""

    async def is_open() -> bool:
        return answers(port)

    await wait_until(is_open, what, seconds=seconds, poll_seconds=PORT_POLL_SECONDS)
