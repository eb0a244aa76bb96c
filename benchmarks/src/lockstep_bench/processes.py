"""Starting and ending the processes of a side. Its parts are a command, and a worker of each service.

The processes of every side have the platform's names (`sessions-api`, `attendance-worker`, …), so that their costs can
be compared.
"""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from lockstep_local.failure import tail
from lockstep_local.programs import INFRASTRUCTURE, SERVICES, Program, worker_names
from lockstep_local.stack import Stack

from lockstep_bench.failure import BenchError
from lockstep_bench.waiting import wait_until_open

COMMAND: Final = "command"
PARTS: Final = (COMMAND, *SERVICES)
"""The parts of a side. `command` takes completions. The others are the workers of the services."""

READY_SECONDS: Final = 120
STOP_SECONDS: Final = 5


class Processes(Protocol):
    """The processes of one side."""

    def running(self) -> set[str]:
        """Return the parts that run."""

    def pids(self) -> dict[str, int]:
        """Return the pid of every running process by its name on the platform."""

    def check(self) -> None:
        """Raise BenchError, with what it printed last, if a process ended by itself."""

    async def start(self, parts: Collection[str]) -> None:
        """Start parts that do not run, and wait until they are ready. Raises BenchError or StackError."""

    async def stop(self, parts: Collection[str]) -> None:
        """Stop parts, and wait until their processes have ended."""


class PlatformProcesses:
    """The platform's processes, under its process manager. Its command is the APIs and the gateway. They always run."""

    def __init__(self, stack: Stack, *, workers: int) -> None:
        """Take a running stack with `workers` workers per service."""
        self._stack = stack
        self._workers = workers

    def running(self) -> set[str]:
        """Return the parts that run."""
        names = self._stack.pids()
        return {COMMAND, *(service for service in SERVICES if f"{service}-worker" in names)}

    def pids(self) -> dict[str, int]:
        """Return the pid of every service process and of the gateway, by name."""
        return {name: pid for name, pid in self._stack.pids().items() if name not in INFRASTRUCTURE}

    def check(self) -> None:
        """Do nothing: the process manager starts a process again that ended by itself."""

    async def start(self, parts: Collection[str]) -> None:
        """Start the workers of services, and wait until they report that they are ready."""
        names = self._names(parts)
        for name in names:
            self._stack.start(name)
        programs = [Program(name, [], self._stack.ports[name], health_path="/readyz") for name in names]
        await asyncio.to_thread(self._stack.wait_ready, programs, longest_seconds=READY_SECONDS)

    async def stop(self, parts: Collection[str]) -> None:
        """Stop the workers of services. Each finishes the work that it has begun."""
        await asyncio.gather(*[asyncio.to_thread(self._stack.stop, name) for name in self._names(parts)])

    def _names(self, parts: Collection[str]) -> list[str]:
        return [name for part in parts if part != COMMAND for name in worker_names(part, self._workers)]


class PeerProcesses:
    """The processes of the floor or a peer. They are children of the benchmark and end with their standard input."""

    def __init__(
        self,
        name: str,
        program: Sequence[str],
        arguments: Mapping[str, Sequence[str]],
        *,
        port: int,
        environment: Mapping[str, str],
        logs: Path,
    ) -> None:
        """Take the program and arguments of each part, the port of the command, and a folder for log files."""
        self._name = name
        self._program = program
        self._arguments = arguments
        self._port = port
        self._environment = environment
        self._logs = logs
        self._processes: dict[str, Process] = {}

    def running(self) -> set[str]:
        """Return the parts that were started and not stopped."""
        return set(self._processes)

    def pids(self) -> dict[str, int]:
        """Return the pid of every part by the name of the platform's process with the same work."""
        return {
            "sessions-api" if part == COMMAND else f"{part}-worker": process.pid
            for part, process in self._processes.items()
        }

    def check(self) -> None:
        """Raise BenchError, with what it printed last, if a process ended by itself."""
        for part, process in self._processes.items():
            if process.returncode is not None:
                raise BenchError(f"{part} of {self._name} ended by itself:\n{tail(self._log(part))}")

    async def start(self, parts: Collection[str]) -> None:
        """Start parts together, and wait until each has printed `ready`."""
        for part in parts:
            with self._log(part).open("ab") as log:
                self._processes[part] = await asyncio.create_subprocess_exec(
                    *self._program,
                    part,
                    *self._arguments[part],
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=log,
                    env=self._environment,
                    start_new_session=True,  # Ctrl-C reaches only the benchmark, which ends them
                )
        for part in parts:
            await self._wait_until_ready(part)
        if COMMAND in parts:
            # it prints `ready` a moment before it accepts connections
            await wait_until_open(self._port, f"the command of {self._name} listens", seconds=READY_SECONDS)

    async def stop(self, parts: Collection[str]) -> None:
        """End parts by closing their standard input. Kill those that do not end."""
        ending = [self._processes.pop(part) for part in parts if part in self._processes]
        for process in ending:
            assert process.stdin is not None
            process.stdin.close()
        for process in ending:
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()

    def _log(self, part: str) -> Path:
        return self._logs / f"{self._name}-{part}.log"

    async def _wait_until_ready(self, part: str) -> None:
        stdout = self._processes[part].stdout
        assert stdout is not None
        try:
            said = await asyncio.wait_for(stdout.readline(), READY_SECONDS)
        except TimeoutError:
            said = b""
        if said != b"ready\n":
            raise BenchError(f"{part} of {self._name} did not start:\n{tail(self._log(part))}")
