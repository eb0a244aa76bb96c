"""The run's own stack: in a data folder of its own, apart from the stack of the person who runs it."""

import asyncio
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from lockstep_local import kafka
from lockstep_local.failure import StackError
from lockstep_local.ports import find_free
from lockstep_local.programs import INFRASTRUCTURE, full_speed
from lockstep_local.stack import Stack, clean, exclusive, up

from lockstep_bench.failure import BenchError
from lockstep_bench.interrupts import uninterrupted

FOLDER: Final = "bench"
CLEAN_SECONDS_MAX: Final = 120.0
POLL_SECONDS: Final = 0.5
Say = Callable[[str], None]


@contextmanager
def only_one(beside: Path) -> Iterator[None]:
    """Hold the place for one benchmark in a folder, which is made. Raises BenchError while another has it."""
    beside.mkdir(parents=True, exist_ok=True)
    with (beside / f"{FOLDER}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BenchError(f"another benchmark runs in {beside}") from None
        yield


@contextmanager
def own_data(beside: Path, say: Say) -> Iterator[Path]:
    """Yield the path of a data folder below `beside`, empty at first; whatever runs in it is stopped and removed.

    Raises BenchError while another benchmark uses it.
    """
    with only_one(beside):
        data = beside / FOLDER
        clean(data)  # what a run left that was killed
        try:
            yield data
        finally:
            with uninterrupted():
                say("Stopping the benchmark's own stack and removing its data")
                _clean_surely(data)


def _clean_surely(data: Path) -> None:
    """Stop and remove, once a start that was interrupted has come to its end. Raises StackError if it does not."""
    deadline = time.monotonic() + CLEAN_SECONDS_MAX
    while True:
        try:
            clean(data)
        except StackError:
            if time.monotonic() > deadline:
                raise
            # What stands in the way is a start in a thread, which Ctrl-C does not end: it ends when it ends, and
            # tells nobody. So look again; the deadline bounds it.
            time.sleep(POLL_SECONDS)
        else:
            return


def use_own_settings() -> None:
    """Take a free port, one worker per service, and no limits per organisation, because one alone is measured.

    What the caller's environment says is for another stack.
    """
    os.environ.update(full_speed())
    os.environ["LOCKSTEP_PORT"] = str(find_free())
    os.environ["LOCKSTEP_WORKERS"] = "1"


def fetch_kafka(say: Say) -> None:
    """Fetch Kafka's jars where this user has none yet: what is done once must not count as a start."""
    if not kafka.is_downloaded():
        say("Apache Kafka: fetching its jars, once for this user")
    kafka.prepare_archive()


async def start(data: Path, say: Say, *, workers: int = 1) -> Stack:
    """Start the stack, unless it runs, with this number of workers per service. Returns when every process is ready."""
    os.environ["LOCKSTEP_WORKERS"] = str(workers)
    try:
        stack = Stack.load(data)
        if stack.is_running():
            return stack
    except StackError:
        pass  # there is none yet
    return await asyncio.to_thread(up, data, say)


async def stop(data: Path) -> None:
    """Stop the stack; its data stays."""

    def stop_it() -> None:
        with exclusive(data):
            Stack.load(data).down()

    await asyncio.to_thread(stop_it)


async def remove(data: Path) -> None:
    """Stop the stack and remove its data."""
    await asyncio.to_thread(clean, data)


async def stop_all_but_servers(stack: Stack) -> None:
    """Stop every process except PostgreSQL and Kafka."""
    names = [name for name in stack.pids() if name not in INFRASTRUCTURE]
    await asyncio.gather(*[asyncio.to_thread(stack.stop, name) for name in names])
