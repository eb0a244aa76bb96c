"""What commits are compared by: one round of each measure, on the platform and on the floor of this commit.

A round of a measure takes some 6 s. Longer ones put the two commits further apart, so that they meet different noise.
In shorter ones a moment of noise weighs more: with 100 completions at a time a pair varied by 0.5 (standard deviation
of the logarithm of its ratio), with 200 by 0.35, on a machine whose two cores others used too.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple, TypeVar

from lockstep_local.programs import SERVICES

from lockstep_bench.against.frozen import SETTLE_SESSIONS, FrozenWorkers
from lockstep_bench.against.protocol import Figure
from lockstep_bench.bench import Bench
from lockstep_bench.completing import CLIENTS, measure_throughput, wait_for_effects, wait_until_quiet
from lockstep_bench.figures import percentile
from lockstep_bench.load import storm
from lockstep_bench.machine import cpu_seconds
from lockstep_bench.measures.command import one_round
from lockstep_bench.measures.consumers import DRAINS, drain, fill_topics
from lockstep_bench.measures.fanout import one_unloaded_round
from lockstep_bench.sides import LOCKSTEP, Side

MS: Final = 1_000
CPU: Final = "CPU ms per completion"

T = TypeVar("T")
Figures = dict[str, Figure]


class Size(NamedTuple):
    """How many sessions a round completes for each measure."""

    under_load: int
    one_at_a_time: int
    backlog: int


FULL: Final = Size(under_load=200, one_at_a_time=30, backlog=600)
QUICK: Final = Size(under_load=80, one_at_a_time=15, backlog=200)


def size(*, quick: bool) -> Size:
    """Return how many sessions a round completes."""
    return QUICK if quick else FULL


async def under_load(bench: Bench) -> Figures:
    """Complete sessions with every service on: how many per second, and what one costs."""
    taken = bench.take(size(quick=bench.quick).under_load)
    found = {side.name: await measure_throughput(side, taken) for side in (bench.platform, bench.floor)}
    rates = {name: one.end_to_end_per_second for name, one in found.items()}
    costs = {name: sum(one.cpu_ms.values()) for name, one in found.items()}
    return {
        "completions, end to end": Figure("per second", "more", rates),
        "processor time, under load": Figure(CPU, "less", costs),
    }


async def one_at_a_time(bench: Bench) -> Figures:
    """Complete sessions with pauses: how long after the answer the last effect takes place, and what one costs.

    Nothing waits for anything and no batch has two events, so that the cost is the steadiest figure of all.
    """
    taken = bench.take(size(quick=bench.quick).one_at_a_time)
    rounds, spent_ms = await _costing(bench.platform, one_unloaded_round(bench.platform, taken))
    await storm(bench.floor, taken, clients=CLIENTS)  # in the end both must have done the same job
    await wait_for_effects(bench.floor, taken)
    after_ms = [one.last_effect for one in rounds]
    return {
        "fan-out, last effect p50": Figure("ms", "less", {LOCKSTEP: percentile(after_ms, 50)}),
        "fan-out, last effect p99": Figure("ms", "less", {LOCKSTEP: percentile(after_ms, 99)}),
        "processor time, one at a time": Figure(CPU, "less", {LOCKSTEP: spent_ms / len(taken)}),
    }


async def backlog(bench: Bench) -> Figures:
    """Complete sessions while the workers are frozen, then let one worker at a time drain what waits for it.

    What all that costs is the processor time of a completion whose events are handled in full batches.
    """
    taken = bench.take(size(quick=bench.quick).backlog)
    sides = [replace(side, processes=FrozenWorkers(side.processes)) for side in (bench.platform, bench.floor)]
    answered: dict[str, float] = {}
    drained: dict[str, dict[str, float]] = {service: {} for service in DRAINS}
    spent_ms = dict.fromkeys((side.name for side in sides), 0.0)
    for side in sides:
        await side.processes.stop(SERVICES)
    for side in sides:
        answers, answering_ms = await _costing(side, one_round(side, taken, clients=CLIENTS))
        _, publishing_ms = await _costing(side, fill_topics(side))
        answered[side.name] = answers.per_second
        spent_ms[side.name] += answering_ms + publishing_ms
    for service in DRAINS:
        for side in sides:
            drained[service][side.name], draining_ms = await _costing(side, drain(side, service, taken))
            spent_ms[side.name] += draining_ms
    for side in sides:
        await side.processes.start(SERVICES)
    for side in sides:
        await wait_until_quiet(side)
    costs = {name: spent / len(taken) for name, spent in spent_ms.items()}
    return {
        "command alone": Figure("per second", "more", answered),
        **{f"{service} drains": Figure("events per second", "more", both) for service, both in drained.items()},
        "processor time, from a backlog": Figure(CPU, "less", costs),
    }


async def _costing(side: Side, work: Awaitable[T]) -> tuple[T, float]:
    """Return what the work returns, and the milliseconds of processor time that it took on a side."""
    pids = side.pids()
    before = sum(cpu_seconds(pids).values())
    done = await work
    return done, (sum(cpu_seconds(pids).values()) - before) * MS


TURNS: Final[Mapping[str, Callable[[Bench], Awaitable[Figures]]]] = {
    "under load": under_load,
    "one at a time": one_at_a_time,
    "backlog": backlog,
}
"""One round of each measure, by the name by which it is asked for."""


def sessions(rounds: int, *, quick: bool) -> int:
    """Return the number of sessions that rounds complete at most. Every turn and the end may begin with a settling."""
    return rounds * (sum(size(quick=quick)) + len(TURNS) * SETTLE_SESSIONS) + SETTLE_SESSIONS
