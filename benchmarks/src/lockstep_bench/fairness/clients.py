"""The two kinds of clients: one sends at an even pace and measures, the other sends as much as it can."""

import asyncio
import time
from asyncio import StreamReader, StreamWriter
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Final

from lockstep_local.ports import LOOPBACK

from lockstep_bench.failure import BenchError
from lockstep_bench.load import connected, exchange

PER_SECOND: Final = 20
CONNECTIONS: Final = 16
GREEDY_CLIENTS: Final = 32


async def measured(port: int, requests: Iterator[bytes], *, seconds: float) -> list[float]:
    """Send PER_SECOND requests per second, and return how long each took from when it was due, in ms.

    A request does not wait for earlier ones, as those of people do not. Raises BenchError if one is not answered with
    a success.
    """
    answered_ms: list[float] = []
    free: asyncio.Queue[tuple[StreamReader, StreamWriter]] = asyncio.Queue()

    async def send(request: bytes, due: float) -> None:
        connection = await free.get()
        status, body = await exchange(*connection, request)
        answered_ms.append((time.perf_counter() - due) * 1_000)
        free.put_nowait(connection)
        if not 200 <= status < 300:  # noqa: PLR2004 - success
            raise BenchError(f"the other organisation was refused with {status}: {body[:500].decode()}")

    async with AsyncExitStack() as opened, asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            free.put_nowait(await opened.enter_async_context(connected(LOOPBACK, port)))
        began = time.perf_counter()
        for number in range(int(seconds * PER_SECOND)):
            due = began + number / PER_SECOND
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(send(next(requests), due))
    return answered_ms


async def at_full_speed(port: int, requests: Iterator[bytes], stopping: asyncio.Event) -> Counter[int]:
    """Send as much as GREEDY_CLIENTS clients can, also when they are refused. Return how often each status came."""
    statuses: Counter[int] = Counter()

    async def work() -> None:
        async with connected(LOOPBACK, port) as (reader, writer):
            while not stopping.is_set():
                status, _ = await exchange(reader, writer, next(requests))
                statuses[status] += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(GREEDY_CLIENTS):
            group.create_task(work())
    return statuses
