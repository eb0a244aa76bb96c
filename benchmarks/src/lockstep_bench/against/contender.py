"""The parent's hold on the child of one commit: it asks, with a deadline, and ends it."""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final

from lockstep_local.failure import tail

from lockstep_bench.against.protocol import LINE_BYTES_MAX, decode, encode
from lockstep_bench.failure import BenchError
from lockstep_bench.interrupts import uninterrupted

END_SECONDS_MAX: Final = 180
"""A child stops its stack within two minutes, or says that it could not."""
KILL_SECONDS_MAX: Final = 10
TOO_OLD: Final = "there is no measure rounds"
"""What a benchmark answers that is older than the comparison."""

Say = Callable[[str], None]


class Contender:
    """One commit's child. See `contending`."""

    def __init__(self, name: str, process: Process, log: Path, say: Say) -> None:
        """Take a process that speaks the protocol, where it writes its errors, and how to tell a person."""
        self.name = name
        self._process = process
        self._log = log
        self._say = say

    async def ask(self, request: Mapping[str, Any], answer: str, *, seconds: float) -> Any:
        """Send a request, and return what the answer says under a name. Raises BenchError where there is none."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError, ConnectionResetError):  # it has ended: reading says so, and why
            self._process.stdin.write(encode(request))
            await self._process.stdin.drain()
        try:
            async with asyncio.timeout(seconds):
                message = await self._heard()
        except TimeoutError:
            raise BenchError(f"{self.name} did not answer within {seconds:.0f} s:\n{tail(self._log)}") from None
        if answer not in message:
            raise BenchError(f"{self.name} was to answer with {answer}, and said {str(message)[:500]}")
        return message[answer]

    async def _heard(self) -> dict[str, Any]:
        """Return the next answer; what is said meanwhile is passed on."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            message = decode(line)
            if "say" not in message:
                return message
            self._say(f"{self.name}: {message['say']}")
        said = tail(self._log)
        if TOO_OLD in said:
            raise BenchError(
                f"the benchmark of {self.name} is older than this comparison, so that the two cannot be compared: "
                "name a commit whose benchmark knows `python -m lockstep_bench rounds`"
            )
        raise BenchError(f"{self.name} ended:\n{said}")

    async def close(self) -> None:
        """End the child by the end of its input, and return when it has stopped what it started."""
        assert self._process.stdin is not None
        with uninterrupted():
            self._process.stdin.close()
            try:
                await asyncio.wait_for(self._drained(), END_SECONDS_MAX)
            except TimeoutError:
                self._say(f"{self.name} does not end and is killed")
                with suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                await asyncio.wait_for(self._process.wait(), KILL_SECONDS_MAX)

    async def _drained(self) -> None:
        """Read what it still says, so that it can say it, until it has ended."""
        assert self._process.stdout is not None
        while await self._process.stdout.read(LINE_BYTES_MAX):
            pass
        await self._process.wait()


@asynccontextmanager
async def contending(
    name: str, command: Sequence[str], *, folder: Path, environment: Mapping[str, str], log: Path, say: Say
) -> AsyncIterator[Contender]:
    """Start a child in a folder; it is ended in the end. Ctrl-C is not for it: it ends with its input."""
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env=environment,
            stdin=PIPE,
            stdout=PIPE,
            stderr=errors,
            limit=LINE_BYTES_MAX,
            start_new_session=True,
        )
    contender = Contender(name, process, log, say)
    try:
        yield contender
    finally:
        await contender.close()
