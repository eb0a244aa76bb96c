"""Processes that are frozen (SIGSTOP) instead of stopped: nothing of them runs, and they go on as warm as they were.

A stack and a floor without work took 37 % of a core, because relays and consumers poll. So the processes of a commit
are frozen while the other is measured. PostgreSQL and Kafka go on: without clients they took 3 % of a core, and a Kafka
that was frozen took its own broker for dead, from which the floor did not always recover. When the others go on, their
places in Kafka's groups have lapsed and they join again. That took less than two seconds after pauses of 10 to 70 s,
and it happens before anything counts (`Resting.wake`).
"""

import asyncio
import signal
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Final

import psutil

from lockstep_bench.bench import Bench
from lockstep_bench.completing import CLIENTS, wait_for_effects, wait_until_quiet
from lockstep_bench.load import storm
from lockstep_bench.processes import Processes

READY_SECONDS_MAX: Final = 60
SETTLE_SESSIONS: Final = 32
"""Completions that do not count, after the processes were frozen: what fell due meanwhile happens beside them."""


class FrozenWorkers:
    """The processes of a side, whose workers `stop` by being frozen: a worker that starts anew would be cold."""

    def __init__(self, processes: Processes) -> None:
        """Take processes that all run."""
        self._processes = processes
        self._frozen: set[str] = set()

    def running(self) -> set[str]:
        """Return the parts that run and are not frozen."""
        return self._processes.running() - self._frozen

    def pids(self) -> dict[str, int]:
        """Return the pid of every process by name, frozen or not."""
        return self._processes.pids()

    def check(self) -> None:
        """Raise BenchError, with what it printed last, if a process ended by itself."""
        self._processes.check()

    async def start(self, parts: Collection[str]) -> None:
        """Let workers go on."""
        signal_all(self._pids(parts), signal.SIGCONT)
        self._frozen -= set(parts)

    async def stop(self, parts: Collection[str]) -> None:
        """Freeze workers."""
        signal_all(self._pids(parts), signal.SIGSTOP)
        self._frozen |= set(parts)

    def _pids(self, parts: Collection[str]) -> list[int]:
        pids = self._processes.pids()
        return [pids[f"{part}-worker"] for part in parts]


class Resting:
    """Whether a commit's processes rest. They run at first."""

    def __init__(self, bench: Bench) -> None:
        """Take a run whose sides are built."""
        self._bench = bench
        self._resting: list[int] = []

    def rest(self) -> None:
        """Freeze everything of this commit except PostgreSQL and Kafka."""
        self._resting = [pid for side in self._bench.sides for pid in side.processes.pids().values()]
        signal_all(self._resting, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let everything go on."""
        signal_all(self._resting, signal.SIGCONT)
        self._resting = []

    async def wake(self) -> None:
        """Let everything go on that rests, and return when it works as if it had never rested."""
        if not self._resting:
            return
        self.thaw()
        await asyncio.to_thread(self._bench.stack.wait_all_ready, READY_SECONDS_MAX)
        taken = self._bench.take(SETTLE_SESSIONS)
        for side in self._bench.sides:
            await storm(side, taken, clients=CLIENTS)
            await wait_for_effects(side, taken)
        for side in self._bench.sides:
            await wait_until_quiet(side)


def signal_all(pids: Iterable[int], which: signal.Signals) -> None:
    """Send a signal to processes and their children. The parent gets it first: frozen, it starts no more children."""
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            process.send_signal(which)
            for child in process.children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    child.send_signal(which)
