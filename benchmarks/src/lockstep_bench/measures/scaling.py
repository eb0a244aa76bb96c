"""Completions per second, end to end, and their processor time, with 1, 2 and 4 worker processes per service."""

from collections.abc import Mapping, Sequence
from typing import Final

from lockstep_bench.bench import Bench
from lockstep_bench.completing import Throughput, measure_throughput
from lockstep_bench.figures import spread_of
from lockstep_bench.measure import Findings, Line, Measure

WORKERS: Final = (1, 2, 4)
ROUNDS: Final = 3
ROUNDS_QUICK: Final = 1
SESSIONS: Final = 400
SESSIONS_QUICK: Final = 80
WARM_UP: Final = 100
PER_MILLION: Final = 1_000


async def run(bench: Bench) -> Findings:
    """Restart the platform with each number of workers. The other sides have ended and do not start again."""
    rounds: dict[str, list[Throughput]] = {}
    for workers in WORKERS:
        await bench.restart_platform(workers=workers)
        await measure_throughput(bench.platform, bench.take(WARM_UP))
        name = f"{workers} worker{'s' if workers > 1 else ''}"
        rounds[name] = []
        for _ in range(ROUNDS_QUICK if bench.quick else ROUNDS):
            taken = bench.take(SESSIONS_QUICK if bench.quick else SESSIONS)
            rounds[name].append(await measure_throughput(bench.platform, taken))
        bench.say(f"{name} per service: {rounds[name][-1].end_to_end_per_second:.0f} completions per second")
    kept = {name: [one._asdict() for one in each] for name, each in rounds.items()}
    return Findings(_lines(rounds), details={"rounds": kept})


def _lines(rounds: Mapping[str, Sequence[Throughput]]) -> list[Line]:
    rates = {name: spread_of([one.end_to_end_per_second for one in each]) for name, each in rounds.items()}
    answers = {name: spread_of([one.commands_per_second for one in each]) for name, each in rounds.items()}
    cost = {name: spread_of([sum(one.cpu_ms.values()) * PER_MILLION for one in each]) for name, each in rounds.items()}
    lines = [
        Line("completions, until the last effect", "per second", "more", rates),
        Line("completions, until the last answer", "per second", "more", answers),
        Line("cost of completions, all processes", "CPU s per million", "less", cost),
    ]
    names = {name: None for each in rounds.values() for name in each[0].cpu_ms}
    for process in names:
        of_process = {
            name: spread_of([one.cpu_ms[process] * PER_MILLION for one in each])
            for name, each in rounds.items()
            if process in each[0].cpu_ms
        }
        lines.append(Line(f"of these {process}", "CPU s per million", "less", of_process))
    return lines


def sessions(*, quick: bool) -> int:
    """Return the number of sessions that it completes."""
    return len(WORKERS) * (WARM_UP + (SESSIONS_QUICK * ROUNDS_QUICK if quick else SESSIONS * ROUNDS))


MEASURE: Final = Measure(
    name="scaling",
    title="Scaling: worker processes per service, 16 clients",
    needs="sides",
    run=run,
    by_default=False,
    sessions=sessions,
)
