"""The load: a client so small that it costs next to nothing beside what it measures, the same for both sides."""

import asyncio
import random
import re
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final, NamedTuple

from lockstep_bench.academy import Session
from lockstep_bench.failure import BenchError
from lockstep_bench.sides import Side

ANSWER_SECONDS: Final = 30
_STATUS: Final = re.compile(rb"HTTP/1\.1 (\d{3})")
_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)
_OK: Final = b"200"


class Storm(NamedTuple):
    """How long all completions took together, from the first request to the last answer, and each by itself."""

    seconds: float
    answered_ms: list[float]


async def storm(side: Side, sessions: Sequence[Session], *, clients: int) -> Storm:
    """Complete sessions with so many clients at once, each sending the next request when it has its answer."""
    waiting = iter([side.request(session) for session in sessions])
    answered_ms: list[float] = []
    ready, start = asyncio.Semaphore(0), asyncio.Event()

    async def work() -> None:
        async with _connection(side) as (reader, writer):
            ready.release()
            await start.wait()
            for request in waiting:
                began = time.perf_counter()
                await _ask(reader, writer, request)
                answered_ms.append((time.perf_counter() - began) * 1_000)

    async with asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(work())
        for _ in range(clients):
            await ready.acquire()
        began = time.perf_counter()
        start.set()
    return Storm(time.perf_counter() - began, answered_ms)


async def one_at_a_time(side: Side, sessions: Sequence[Session], *, pause_seconds: float) -> dict[str, float]:
    """Complete sessions one by one with pauses, and return when each was answered (seconds since the epoch).

    The pauses differ, so that they cannot fall in step with anything that polls.
    """
    answered_at = {}
    async with _connection(side) as (reader, writer):
        for session in sessions:
            await asyncio.sleep(pause_seconds * random.uniform(0.8, 1.2))  # noqa: S311 - nothing secret about it
            await _ask(reader, writer, side.request(session))
            answered_at[session.session_id] = time.time()
    return answered_at


@asynccontextmanager
async def _connection(side: Side) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    reader, writer = await asyncio.open_connection(side.host, side.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def _ask(reader: StreamReader, writer: StreamWriter, request: bytes) -> None:
    """Send a request and read its answer; BenchError unless it is a success."""
    writer.write(request)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
            status, length = _STATUS.match(head), _LENGTH.search(head)
            if status is None or length is None:
                raise BenchError(f"an answer that is not understood: {head[:300]!r}")
            body = await reader.readexactly(int(length[1]))
    except TimeoutError:
        raise BenchError(f"no answer within {ANSWER_SECONDS} s") from None
    except asyncio.IncompleteReadError as error:
        raise BenchError(f"the connection ended in the middle of an answer: {error.partial[:300]!r}") from error
    if status[1] != _OK:
        raise BenchError(f"a completion was refused with {status[1].decode()}: {body[:500].decode()}")
