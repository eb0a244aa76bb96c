"""Waiting for a condition, with a deadline."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from subprocess import Popen
from typing import Final, TypeVar

from lockstep_local.failure import StackError, tail

POLL_SECONDS: Final = 0.05
"""A server that starts cannot call us, so its port is tried this often."""

HANGING_SECONDS: Final = 120.0
"""After this time something hangs. It does not measure speed: even on a busy machine nothing takes this long."""

_FIRST_PAUSE_SECONDS: Final = 0.005
_PAUSE_SECONDS_MAX: Final = 0.1

Found = TypeVar("Found")


def wait_until_ready(
    name: str, ready: Callable[[], bool], process: Popen[bytes], log: Path, *, timeout_seconds: float
) -> None:
    """Return when `ready()` holds.

    Raises StackError with the end of the log file if the process ends first or the deadline passes.
    """
    deadline = time.monotonic() + timeout_seconds
    while not ready():
        if (code := process.poll()) is not None:
            raise StackError(f"{name} ended with code {code} before it was ready:\n{tail(log)}")
        if time.monotonic() > deadline:
            raise StackError(f"{name} was not ready after {timeout_seconds:.0f} s:\n{tail(log)}")
        time.sleep(POLL_SECONDS)


async def eventually(
    look: Callable[[], Awaitable[Found | None]], what: str, *, timeout_seconds: float = HANGING_SECONDS
) -> Found:
    """Call `look` until its result is true, and return that result. Pauses between two calls grow to 0.1 s.

    Raises AssertionError, which names `what` is missing, when the time is over.
    """
    deadline, pause_seconds = time.monotonic() + timeout_seconds, _FIRST_PAUSE_SECONDS
    while not (found := await look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"still missing after {timeout_seconds:.0f} s: {what}")
        await asyncio.sleep(pause_seconds)
        pause_seconds = min(pause_seconds * 1.5, _PAUSE_SECONDS_MAX)
    return found
