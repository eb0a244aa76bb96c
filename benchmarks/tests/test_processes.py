"""The processes of a side that is compared: one that ends by itself is named, and one that was frozen goes on."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError
from lockstep_bench.completing import POLL_SECONDS
from lockstep_bench.failure import BenchError
from lockstep_bench.processes import PeerProcesses
from lockstep_floor import consumer
from lockstep_local.waiting import HANGING_SECONDS

SAYS_AND_WAITS = (
    "import sys; print('its database is gone', file=sys.stderr); print('ready', flush=True); sys.stdin.read()"
)


async def test_a_process_that_ended_by_itself_is_named_with_what_it_printed_last(tmp_path: Path) -> None:
    arguments: dict[str, list[str]] = {"reports": []}
    processes = PeerProcesses(
        "floor", [sys.executable, "-c", SAYS_AND_WAITS], arguments, port=1, environment={}, logs=tmp_path
    )
    await processes.start(["reports"])
    processes.check()
    os.kill(processes.pids()["reports-worker"], signal.SIGTERM)
    with pytest.raises(BenchError, match=r"reports of floor ended by itself:\n.*its database is gone"):
        async with asyncio.timeout(HANGING_SECONDS):
            while True:
                processes.check()
                await asyncio.sleep(POLL_SECONDS)
    await processes.stop(["reports"])


class Lapsed:
    """A consumer whose place in its group has lapsed before each commit, since its process was frozen."""

    def __init__(self) -> None:
        self.polls = 0

    async def getmany(self, **_: object) -> dict[Any, list[Any]]:
        self.polls += 1
        if self.polls > 2:
            raise EOFError
        record = SimpleNamespace(value=b'{"event_id": "one"}')
        return {TopicPartition("floor.completions", 0): [record]}

    async def commit(self) -> None:
        raise CommitFailedError("the group has rebalanced")


class Claiming:
    """A database whose inbox knows what was claimed."""

    def __init__(self) -> None:
        self.claimed: set[str] = set()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator["Claiming"]:
        yield self

    transaction = acquire

    async def fetch(self, _: str, event_ids: list[str]) -> list[dict[str, str]]:
        new = [{"event_id": event_id} for event_id in event_ids if event_id not in self.claimed]
        self.claimed |= set(event_ids)
        return new


async def test_the_floor_reads_on_when_its_place_in_the_group_has_lapsed_and_does_nothing_twice() -> None:
    handled: list[str] = []

    async def handle(_: object, __: str, by_topic: Any) -> None:
        handled.extend(message["event_id"] for messages in by_topic.values() for message in messages)

    lapsed = Lapsed()
    with pytest.raises(EOFError):
        await consumer.run(cast(Any, Claiming()), cast(Any, lapsed), "floor.", handle)
    assert handled == ["one"]
    assert lapsed.polls == 3
