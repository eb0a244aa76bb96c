"""How much memory each process holds after load."""

import asyncio
from collections.abc import Mapping
from typing import Final

from lockstep_local.programs import INFRASTRUCTURE, SERVICES

from lockstep_bench.bench import Bench
from lockstep_bench.completing import measure_throughput
from lockstep_bench.figures import spread_of
from lockstep_bench.machine import CLIENT, memory_mb
from lockstep_bench.measure import Findings, Goal, Line, Measure
from lockstep_bench.sides import LOCKSTEP

SAMPLES: Final = 3
PAUSE_SECONDS: Final = 1.0
LOAD: Final = 300


async def run(bench: Bench) -> Findings:
    """Measure the processes of the platform and the floor, after the load of another measure or of this one."""
    sides = (bench.platform, bench.floor)
    if not bench.sustained_per_second:
        taken = bench.take(LOAD)
        for side in sides:
            await measure_throughput(side, taken)
    samples: dict[str, list[dict[str, float]]] = {side.name: [] for side in sides}
    for _ in range(SAMPLES):
        for side in sides:
            samples[side.name].append(memory_mb({name: pid for name, pid in side.pids().items() if name != CLIENT}))
        await asyncio.sleep(PAUSE_SECONDS)
    ours = {name: spread_of([one[name] for one in samples[LOCKSTEP]]) for name in samples[LOCKSTEP][0]}
    lines = []
    for name in ours:
        of_sides = samples if name not in INFRASTRUCTURE else {"shared by all": samples[LOCKSTEP]}
        figures = {side: spread_of([one[name] for one in each]) for side, each in of_sides.items() if name in each[0]}
        lines.append(Line(name, "MB", "less", figures))
    largest = largest_service({name: spread.highest for name, spread in ours.items()})
    return Findings(lines, {"rss_mb_max": largest}, {"samples_mb": samples})


def largest_service(resident_mb: Mapping[str, float]) -> float:
    """Return the resident memory of the largest Python process of the services: an API or a worker."""
    return max(mb for name, mb in resident_mb.items() if name.startswith(tuple(f"{one}-" for one in SERVICES)))


def sessions(*, quick: bool) -> int:  # noqa: ARG001 - every measure's function has this signature
    """Return the highest number of sessions that it completes."""
    return LOAD


MEASURE: Final = Measure(
    name="memory",
    title="Resident memory of each process after load",
    needs="sides",
    run=run,
    goals={"rss_mb_max": Goal(150, "at most")},
    sessions=sessions,
)
