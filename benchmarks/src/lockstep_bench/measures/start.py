"""How long the platform takes to start with an empty data folder, and how long with its data."""

import time
from typing import Final

from lockstep_bench import own_stack
from lockstep_bench.bench import Bench
from lockstep_bench.figures import spread_of
from lockstep_bench.measure import Findings, Line, Measure
from lockstep_bench.sides import LOCKSTEP

ROUNDS: Final = 2
ROUNDS_QUICK: Final = 1


async def run(bench: Bench) -> Findings:
    """Start with an empty folder, stop, and start again. The last stack keeps running for the measures that follow."""
    cold: list[float] = []
    warm: list[float] = []
    for number in range(ROUNDS_QUICK if bench.quick else ROUNDS):
        if number:
            await own_stack.remove(bench.data)
        cold.append(await _start(bench))
        await own_stack.stop(bench.data)
        warm.append(await _start(bench))
        bench.say(f"Started with an empty folder in {cold[-1]:.1f} s, with its data in {warm[-1]:.1f} s")
    lines = [
        Line("cold start (empty data folder)", "s", "less", {LOCKSTEP: spread_of(cold)}),
        Line("warm start (after a stop)", "s", "less", {LOCKSTEP: spread_of(warm)}),
    ]
    return Findings(lines, details={"cold_seconds": cold, "warm_seconds": warm})


async def _start(bench: Bench) -> float:
    """Start the platform and return the seconds until every process is ready."""
    began = time.perf_counter()
    await bench.start_stack()
    return time.perf_counter() - began


MEASURE: Final = Measure(name="start", title="Start of the whole platform", needs="nothing", run=run)
