"""The load generator, against a server that answers as the test wants."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import pytest
from lockstep_bench.academy import Session
from lockstep_bench.failure import BenchError
from lockstep_bench.load import paced, storm
from lockstep_bench.processes import Processes
from lockstep_bench.sides import Side
from lockstep_local.stack import Stack
from lockstep_local.waiting import HANGING_SECONDS

SESSIONS = [Session(f"session-{number}", "coach") for number in range(12)]
AT_ONCE = 4


@dataclass
class Server:
    """A server. It stores the request lines, and how many requests it had at once."""

    status: int
    asked: list[str]
    under_way: int = 0
    at_once: int = 0
    crowded: asyncio.Event = field(default_factory=asyncio.Event)
    serving: set[asyncio.Task[None]] = field(default_factory=set)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving.add(asyncio.create_task(self.serve(reader, writer)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            self.asked.append(head.split(" ")[1])
            self.under_way += 1
            self.at_once = max(self.at_once, self.under_way)
            # the server does not answer before enough requests have come, or no more are left
            if self.at_once >= AT_ONCE or len(self.asked) == len(SESSIONS):
                self.crowded.set()
            await self.crowded.wait()
            self.under_way -= 1
            writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        writer.close()
        await writer.wait_closed()


async def _head(reader: asyncio.StreamReader) -> str:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(line for line in head.split("\r\n") if line.lower().startswith("content-length"))
        await reader.readexactly(int(length.split(": ")[1]))
    except (asyncio.IncompleteReadError, ConnectionResetError):
        return ""
    return head


@asynccontextmanager
async def a_side(status: int = 200) -> AsyncIterator[tuple[Side, Server]]:
    served = Server(status, [])
    server = await asyncio.start_server(served.accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    callers = {"coach": "X-Person-Id: coach"}
    yield Side("side", "127.0.0.1", port, callers, {}, cast(Processes, None), cast(Stack, None)), served
    server.close()
    await asyncio.gather(*served.serving)


async def test_an_open_loop_sends_the_next_request_before_the_last_is_answered() -> None:
    async with a_side() as (side, served), asyncio.timeout(HANGING_SECONDS):
        answered_at = await paced(side, SESSIONS, per_second=500)
    assert set(answered_at) == {session.session_id for session in SESSIONS}
    assert served.at_once >= AT_ONCE


async def test_clients_complete_every_session_once() -> None:
    async with a_side() as (side, served), asyncio.timeout(HANGING_SECONDS):
        stormed = await storm(side, SESSIONS, clients=AT_ONCE)
    assert sorted(served.asked) == sorted(f"/v1/sessions/{session.session_id}/complete" for session in SESSIONS)
    assert len(stormed.answered_ms) == len(SESSIONS)
    assert served.at_once == AT_ONCE


async def test_a_refused_completion_ends_the_run() -> None:
    async with a_side(status=409) as (side, _), asyncio.timeout(HANGING_SECONDS):
        with pytest.raises(ExceptionGroup) as raised:
            await storm(side, SESSIONS, clients=AT_ONCE)
    assert raised.group_contains(BenchError, match="refused with 409")
