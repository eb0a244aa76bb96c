"""The example of a downstream consumer, run as a program."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

from lockstep_e2e.academy import Academy

CONSUMER = Path(__file__).parents[2] / "examples" / "consumer" / "consumer.py"
LINE_TIMEOUT_SECONDS = 30.0


@asynccontextmanager
async def consumer(user: dict[str, str]) -> AsyncIterator[Process]:
    """Run the example as a user until the end of the block, and check that it exits with 0."""
    environment = {**os.environ, **user}
    process = await asyncio.create_subprocess_exec(sys.executable, str(CONSUMER), stdout=PIPE, env=environment)
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), LINE_TIMEOUT_SECONDS) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def line_about(process: Process, session_id: UUID) -> tuple[str, list[str]]:
    """Return the first line that names a session, and the lines before it."""
    assert process.stdout is not None
    before: list[str] = []
    async with asyncio.timeout(LINE_TIMEOUT_SECONDS):
        while True:
            line = (await process.stdout.readline()).decode()
            assert line, "the consumer ended"
            if str(session_id) in line:
                return line, before
            before.append(line)


async def test_the_example_consumer_prints_each_completion_and_goes_on_where_it_stopped(academy: Academy) -> None:
    name = f"example-{uuid4().hex[:8]}"
    user = await asyncio.to_thread(academy.platform.stack.admit_consumer, name, ["sessions.completions.v1"])
    first, second = await academy.schedule(), await academy.schedule()
    completed = await academy.complete(first)
    async with consumer(user) as process:
        line, _ = await line_about(process, first)
    assert f"60 minutes, 2 learners, coaches {academy.coach.person_id} 100%" in line
    assert completed["event_id"] in line

    await academy.complete(second)
    async with consumer(user) as process:
        _, before = await line_about(process, second)
    assert not [line for line in before if str(first) in line]
