"""Waiting for a condition with a deadline, watching the process that is to bring it about."""

import time
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen

from lockstep_local.failure import StackError, tail

POLL_SECONDS = 0.05


def wait_until_ready(
    name: str, ready: Callable[[], bool], process: Popen[bytes], log: Path, *, timeout_seconds: float
) -> None:
    """Return when `ready()` holds.

    Raises StackError, with the end of the log, when the process ends first or the deadline passes.
    """
    deadline = time.monotonic() + timeout_seconds
    while not ready():
        if (code := process.poll()) is not None:
            raise StackError(f"{name} ended with code {code} before it was ready:\n{tail(log)}")
        if time.monotonic() > deadline:
            raise StackError(f"{name} was not ready after {timeout_seconds:.0f} s:\n{tail(log)}")
        time.sleep(POLL_SECONDS)
