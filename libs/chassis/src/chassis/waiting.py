"""Pauses and limits of background tasks, which can end early."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

Result = TypeVar("Result")


async def wait_at_most(event: asyncio.Event, seconds: float) -> None:
    """Wait until the event is set, or until the time is over. The caller can ask the event which of the two it was."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


async def within(seconds: float, work: Coroutine[Any, Any, Result]) -> Result:
    """Return the result of `work`. Raises TimeoutError when the time is over, even if `work` does not end then.

    `asyncio.timeout` alone waits until what it cancelled has ended. aiokafka hides a cancellation in some places, and
    its `stop` may wait without end while Kafka does not answer.
    """
    task = asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not done:
        task.cancel()
        task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # nobody else retrieves it
        raise TimeoutError
    return task.result()
