"""What is measured, round by round: completions per second, and how long effects take."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from lockstep_bench.academy import Session
from lockstep_bench.figures import percentile
from lockstep_bench.load import one_at_a_time, storm
from lockstep_bench.machine import cpu_seconds
from lockstep_bench.sides import Side
from lockstep_bench.waiting import wait_until

EFFECTS_SECONDS_MAX: Final = 120
POLL_SECONDS: Final = 0.01
QUIET_SECONDS: Final = 0.5

_COUNT_WITH_ALL_EFFECTS: Final = """
    SELECT count(*) FROM sessions
    WHERE session_id = ANY (CAST($1 AS uuid[]))
      AND completed_at IS NOT NULL AND locked_at IS NOT NULL AND credited_at IS NOT NULL
"""
_EFFECTS: Final = """
    SELECT session_id, locked_at AS attendance_locked, credited_at AS earnings_credited,
           refreshed_at AS insight_inputs_refreshed
    FROM sessions WHERE session_id = ANY (CAST($1 AS uuid[]))
"""
_OUTBOX_WAITS: Final = "SELECT EXISTS (SELECT FROM outbox)"
EFFECTS: Final = ("attendance_locked", "earnings_credited", "insight_inputs_refreshed")


class Throughput(NamedTuple):
    """One round. `commands` count to the last answer, `end_to_end` to the last effect of the last completion.

    `cpu_ms` is the processor time that each process spent per completion.
    """

    commands_per_second: float
    end_to_end_per_second: float
    answered_p50_ms: float
    answered_p99_ms: float
    cpu_ms: dict[str, float]


class Fanout(NamedTuple):
    """Milliseconds from the answer to a completion until each of its effects took place, and until the last did."""

    attendance_locked: float
    earnings_credited: float
    insight_inputs_refreshed: float
    all: float


class Round(NamedTuple):
    """One round of one side."""

    throughput: Throughput
    fanout: tuple[Fanout, ...]


async def measure_throughput(side: Side, sessions: Sequence[Session], *, clients: int) -> Throughput:
    """Complete sessions as fast as the clients get answers, and wait until every effect of all is there."""
    cpu_before = cpu_seconds(side.pids)
    began = time.perf_counter()
    stormed = await storm(side, sessions, clients=clients)
    await wait_for_effects(side, sessions)
    seconds = time.perf_counter() - began
    await _wait_until_quiet(side)
    cpu_after = cpu_seconds(side.pids)
    return Throughput(
        len(sessions) / stormed.seconds,
        len(sessions) / seconds,
        percentile(stormed.answered_ms, 50),
        percentile(stormed.answered_ms, 99),
        {name: (cpu_after[name] - cpu_before[name]) * 1_000 / len(sessions) for name in side.pids},
    )


async def measure_fanout(side: Side, sessions: Sequence[Session], *, pause_seconds: float) -> tuple[Fanout, ...]:
    """Complete sessions one at a time, and return how long after its answer each one's effects took place."""
    answered_at = await one_at_a_time(side, sessions, pause_seconds=pause_seconds)
    await wait_for_effects(side, sessions)
    rows = await side.databases["reports"].fetch(_EFFECTS, list(answered_at))
    found = []
    for row in rows:
        answered = datetime.fromtimestamp(answered_at[str(row["session_id"])], UTC)
        after_ms = {effect: (row[effect] - answered).total_seconds() * 1_000 for effect in EFFECTS}
        found.append(Fanout(**after_ms, all=max(after_ms.values())))
    await _wait_until_quiet(side)
    return tuple(found)


async def wait_for_effects(side: Side, sessions: Sequence[Session]) -> None:
    """Return when reports knows every effect of these sessions; BenchError when that takes too long."""
    session_ids = [session.session_id for session in sessions]

    async def all_there() -> bool:
        count = await side.databases["reports"].fetchval(_COUNT_WITH_ALL_EFFECTS, session_ids)
        return bool(count == len(session_ids))

    what = f"every effect of {len(session_ids)} completions of {side.name}"
    await wait_until(all_there, what, seconds=EFFECTS_SECONDS_MAX, poll_seconds=POLL_SECONDS)


async def _wait_until_quiet(side: Side) -> None:
    """Return when nothing waits in the outboxes: what one side still does must not burden the other's round."""

    async def quiet() -> bool:
        waiting = [await database.fetchval(_OUTBOX_WAITS) for database in side.databases.values()]
        return not any(waiting)

    await wait_until(quiet, f"empty outboxes of {side.name}", seconds=EFFECTS_SECONDS_MAX, poll_seconds=POLL_SECONDS)
    await asyncio.sleep(QUIET_SECONDS)


class Plan(NamedTuple):
    """How much is measured: per round and side, `sessions` at once by `clients`, then `paced` ones one at a time."""

    rounds: int
    sessions: int
    clients: int
    paced: int
    pause_seconds: float
    warm_up: int

    @property
    def sessions_needed(self) -> int:
        """Return how many sessions each side completes."""
        return self.warm_up + self.rounds * (self.sessions + self.paced)


async def run_rounds(
    sides: Sequence[Side], sessions: Sequence[Session], plan: Plan, say: Callable[[str], None]
) -> dict[str, list[Round]]:
    """Warm up, then measure the sides in turn, each with the same sessions; return the rounds of each by its name."""
    left = iter(sessions)

    def take(count: int) -> list[Session]:
        return [next(left) for _ in range(count)]

    warm_up = take(plan.warm_up)
    for side in sides:
        await measure_throughput(side, warm_up, clients=plan.clients)
    measured: dict[str, list[Round]] = {side.name: [] for side in sides}
    for number in range(1, plan.rounds + 1):
        at_once, paced = take(plan.sessions), take(plan.paced)
        throughputs = {side.name: await measure_throughput(side, at_once, clients=plan.clients) for side in sides}
        for side in sides:
            fanout = await measure_fanout(side, paced, pause_seconds=plan.pause_seconds)
            measured[side.name].append(Round(throughputs[side.name], fanout))
        say(
            f"Round {number} of {plan.rounds}: "
            + ", ".join(
                f"{name} {one.commands_per_second:.0f}/s, end to end {one.end_to_end_per_second:.0f}/s"
                for name, one in throughputs.items()
            )
        )
    return measured
