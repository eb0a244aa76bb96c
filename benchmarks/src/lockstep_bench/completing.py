"""Completing sessions on a side and waiting for what that sets off."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final, NamedTuple

from lockstep_bench.academy import Session
from lockstep_bench.figures import percentile
from lockstep_bench.load import storm
from lockstep_bench.machine import cpu_seconds
from lockstep_bench.sides import Side
from lockstep_bench.waiting import wait_until

CLIENTS: Final = 16
"""How many clients send completions at once where a measure does not say otherwise."""

EFFECTS_SECONDS_MAX: Final = 180
POLL_SECONDS: Final = 0.01
QUIET_SECONDS: Final = 0.5

_COUNT_WITH_ALL_EFFECTS: Final = """
    SELECT count(*) FROM sessions
    WHERE session_id = ANY (CAST($1 AS uuid[]))
      AND completed_at IS NOT NULL AND locked_at IS NOT NULL AND credited_at IS NOT NULL
"""
_OUTBOX_WAITS: Final = "SELECT EXISTS (SELECT FROM outbox)"


class Throughput(NamedTuple):
    """One round. `commands` count to the last answer, `end_to_end` to the last effect of the last completion.

    `cpu_ms` is the processor time that each process spent per completion.
    """

    commands_per_second: float
    end_to_end_per_second: float
    answered_p50_ms: float
    answered_p99_ms: float
    cpu_ms: dict[str, float]


async def measure_throughput(side: Side, sessions: Sequence[Session], *, clients: int = CLIENTS) -> Throughput:
    """Complete sessions as fast as the clients get answers, and wait until every effect of all is there."""
    pids = side.pids()
    cpu_before = cpu_seconds(pids)
    began = time.perf_counter()
    stormed = await storm(side, sessions, clients=clients)
    await wait_for_effects(side, sessions)
    seconds = time.perf_counter() - began
    for service in side.databases:
        await wait_until_published(side, service)
    cpu_after = cpu_seconds(pids)
    await asyncio.sleep(QUIET_SECONDS)
    return Throughput(
        len(sessions) / stormed.seconds,
        len(sessions) / seconds,
        percentile(stormed.answered_ms, 50),
        percentile(stormed.answered_ms, 99),
        {name: (cpu_after[name] - cpu_before[name]) * 1_000 / len(sessions) for name in cpu_before},
    )


async def wait_for_effects(side: Side, sessions: Sequence[Session]) -> None:
    """Return when reports knows every effect of these sessions; BenchError when that takes too long."""
    session_ids = [session.session_id for session in sessions]

    async def all_there() -> bool:
        side.processes.check()
        count = await side.databases["reports"].fetchval(_COUNT_WITH_ALL_EFFECTS, session_ids)
        return bool(count == len(session_ids))

    what = f"every effect of {len(session_ids)} completions of {side.name}"
    await wait_until(all_there, what, seconds=EFFECTS_SECONDS_MAX, poll_seconds=POLL_SECONDS)


async def wait_until_quiet(side: Side) -> None:
    """Return when nothing waits in the outboxes: what one side still does must not burden the other's round."""
    for service in side.databases:
        await wait_until_published(side, service)
    await asyncio.sleep(QUIET_SECONDS)


async def wait_until_published(side: Side, service: str) -> None:
    """Return when nothing waits in the outbox of a service; BenchError when that takes too long."""

    async def published() -> bool:
        side.processes.check()
        return not await side.databases[service].fetchval(_OUTBOX_WAITS)

    what = f"an empty outbox of {service} of {side.name}"
    await wait_until(published, what, seconds=EFFECTS_SECONDS_MAX, poll_seconds=POLL_SECONDS)
