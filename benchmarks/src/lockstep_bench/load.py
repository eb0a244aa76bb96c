"""The load generator. It is the same for all sides, and so small that it costs almost nothing beside them."""

import asyncio
import random
import re
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from http import HTTPStatus
from typing import Final, NamedTuple

from lockstep_bench.academy import Session
from lockstep_bench.failure import BenchError
from lockstep_bench.sides import Side

ANSWER_SECONDS: Final = 30
OPEN_CONNECTIONS_MAX: Final = 64
BEHIND_SECONDS_MAX: Final = 2.0
_STATUS: Final = re.compile(rb"HTTP/1\.1 (\d{3})")
_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


class Storm(NamedTuple):
    """The time of all completions together, from the first request to the last answer, and the time of each one."""

    seconds: float
    answered_ms: list[float]


async def storm(side: Side, sessions: Sequence[Session], *, clients: int) -> Storm:
    """Complete sessions with `clients` clients at once. Each client sends its next request when it has an answer."""
    waiting = iter([side.request(session) for session in sessions])
    answered_ms: list[float] = []
    ready, start = asyncio.Semaphore(0), asyncio.Event()

    async def work() -> None:
        async with connected(side.host, side.port) as (reader, writer):
            ready.release()
            await start.wait()
            for request in waiting:
                began = time.perf_counter()
                await ask(reader, writer, request)
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
    """Complete sessions one by one with pauses. Return when each was answered (seconds since the epoch).

    The pauses differ, so that they never match a poll interval.
    """
    answered_at = {}
    async with connected(side.host, side.port) as (reader, writer):
        for session in sessions:
            await asyncio.sleep(pause_seconds * random.uniform(0.8, 1.2))  # noqa: S311 - nothing secret about it
            await ask(reader, writer, side.request(session))
            answered_at[session.session_id] = time.time()
    return answered_at


async def paced(side: Side, sessions: Sequence[Session], *, per_second: float) -> dict[str, float]:
    """Complete `per_second` sessions per second, even if answers are slow. Return when each was answered (epoch).

    This is an open loop. A request does not wait for earlier ones, except for one of OPEN_CONNECTIONS_MAX connections.
    The instants at which requests are due differ from an even pace by up to half a gap. Raises BenchError if the load
    generator is late by more than BEHIND_SECONDS_MAX, because the load would be another one.
    """
    answered_at: dict[str, float] = {}
    async with AsyncExitStack() as opened, asyncio.TaskGroup() as group:
        free: asyncio.Queue[tuple[StreamReader, StreamWriter]] = asyncio.Queue()
        for _ in range(OPEN_CONNECTIONS_MAX):
            free.put_nowait(await opened.enter_async_context(connected(side.host, side.port)))

        async def complete(session: Session, connection: tuple[StreamReader, StreamWriter]) -> None:
            await ask(*connection, side.request(session))
            answered_at[session.session_id] = time.time()
            free.put_nowait(connection)

        began = time.perf_counter()
        for number, session in enumerate(sessions):
            due = began + (number + random.uniform(0, 0.5)) / per_second  # noqa: S311 - nothing secret about it
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            connection = await free.get()
            if time.perf_counter() > due + BEHIND_SECONDS_MAX:
                raise BenchError(f"{side.name} does not keep up with {per_second:.0f} completions per second")
            group.create_task(complete(session, connection))
    return answered_at


@asynccontextmanager
async def connected(host: str, port: int) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """Open a connection, and close it afterwards."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(OSError):  # the server may have ended it already
            await writer.wait_closed()


async def ask(reader: StreamReader, writer: StreamWriter, request: bytes) -> None:
    """Send a request and read its answer. Raises BenchError unless it is 200."""
    status, body = await exchange(reader, writer, request)
    if status != HTTPStatus.OK:
        raise BenchError(f"a request was refused with {status}: {body[:500].decode()}")


async def exchange(reader: StreamReader, writer: StreamWriter, request: bytes) -> tuple[int, bytes]:
    """Send a request, and return the status and the body of its answer. Raises BenchError if it cannot be read."""
    writer.write(request)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
            status, length = _STATUS.match(head), _LENGTH.search(head)
            if status is None or length is None:
                raise BenchError(f"an answer has no status or length: {head[:300]!r}")
            body = await reader.readexactly(int(length[1]))
    except TimeoutError:
        raise BenchError(f"no answer within {ANSWER_SECONDS} s") from None
    except asyncio.IncompleteReadError as error:
        raise BenchError(f"the connection ended in the middle of an answer: {error.partial[:300]!r}") from error
    return int(status[1]), body
