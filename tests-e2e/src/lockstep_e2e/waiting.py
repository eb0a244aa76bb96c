"""Waiting for a condition with a deadline, instead of sleeping."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

TIMEOUT_SECONDS = 30.0
POLL_SECONDS = 0.05

Found = TypeVar("Found")


async def eventually(
    look: Callable[[], Awaitable[Found | None]], what: str, *, timeout_seconds: float = TIMEOUT_SECONDS
) -> Found:
    """Return the first thing that `look` finds, anything but None and False; AssertionError says what is missing."""
    deadline = time.monotonic() + timeout_seconds
    while True:
        found = await look()
        if found is not None and found is not False:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"after {timeout_seconds:.0f} s there is still no {what}")
        await asyncio.sleep(POLL_SECONDS)
