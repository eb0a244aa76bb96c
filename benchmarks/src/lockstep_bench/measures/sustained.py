"""How many completions per second all services handle, end to end, and how much processor time they cost."""

from collections.abc import Mapping, Sequence
from typing import Final

from lockstep_bench.bench import Bench
from lockstep_bench.completing import Throughput, measure_throughput
from lockstep_bench.figures import paired_ratios, spread_of
from lockstep_bench.measure import Findings, Goal, Line, Measure
from lockstep_bench.outcome import check_same_outcome
from lockstep_bench.sides import FLOOR, LOCKSTEP, TEXTBOOK

ROUNDS: Final = 5
ROUNDS_QUICK: Final = 2
SESSIONS: Final = 300
SESSIONS_QUICK: Final = 80
PER_MILLION: Final = 1_000
"""One millisecond per completion is 1000 seconds per million completions."""

Rounds = Mapping[str, Sequence[Throughput]]


async def run(bench: Bench) -> Findings:
    """Let the sides complete the same sessions in turn, round by round."""
    rounds: dict[str, list[Throughput]] = {side.name: [] for side in bench.sides}
    for _ in range(ROUNDS_QUICK if bench.quick else ROUNDS):
        taken = bench.take(SESSIONS_QUICK if bench.quick else SESSIONS)
        for side in bench.sides:
            rounds[side.name].append(await measure_throughput(side, taken))
        said = ", ".join(f"{name} {each[-1].end_to_end_per_second:.0f}" for name, each in rounds.items())
        bench.say(f"Completions per second, end to end: {said}")
    outcome = await check_same_outcome(bench.sides, bench.academy.org_id)
    for name, each in rounds.items():
        bench.sustained_per_second[name] = spread_of([one.end_to_end_per_second for one in each]).median
    kept = {name: [one._asdict() for one in each] for name, each in rounds.items()}
    return Findings([*_throughput(rounds), *_cost(rounds)], _ratios(rounds), {"rounds": kept, "outcome": outcome})


def _throughput(rounds: Rounds) -> list[Line]:
    return [
        Line(
            "completions, until the last effect",
            "per second",
            "more",
            {name: spread_of([one.end_to_end_per_second for one in each]) for name, each in rounds.items()},
        ),
        Line(
            "completions, until the last answer",
            "per second",
            "more",
            {name: spread_of([one.commands_per_second for one in each]) for name, each in rounds.items()},
        ),
        Line(
            "answer p50, all clients",
            "ms",
            "less",
            {name: spread_of([one.answered_p50_ms for one in each]) for name, each in rounds.items()},
        ),
        Line(
            "answer p99, all clients",
            "ms",
            "less",
            {name: spread_of([one.answered_p99_ms for one in each]) for name, each in rounds.items()},
        ),
    ]


def _cost(rounds: Rounds) -> list[Line]:
    """Return the processor time of a million completions: first the sum, then process by process."""
    unit = "CPU s per million"
    total = {side: spread_of([sum(one.cpu_ms.values()) * PER_MILLION for one in each]) for side, each in rounds.items()}
    lines = [Line("cost of completions, all processes", unit, "less", total)]
    for name in rounds[LOCKSTEP][0].cpu_ms:
        of_process = {
            side: spread_of([one.cpu_ms[name] * PER_MILLION for one in each])
            for side, each in rounds.items()
            if name in each[0].cpu_ms
        }
        lines.append(Line(f"of these {name}", unit, "less", of_process))
    return lines


def _ratios(rounds: Rounds) -> dict[str, float]:
    rates = {name: [one.end_to_end_per_second for one in each] for name, each in rounds.items()}
    ratios = {"end_to_end_vs_floor": paired_ratios(rates[LOCKSTEP], rates[FLOOR]).median}
    if TEXTBOOK in rates:
        ratios["end_to_end_vs_textbook"] = paired_ratios(rates[LOCKSTEP], rates[TEXTBOOK]).median
    return ratios


def sessions(*, quick: bool) -> int:
    """Return the number of sessions that it completes."""
    return SESSIONS_QUICK * ROUNDS_QUICK if quick else SESSIONS * ROUNDS


MEASURE: Final = Measure(
    name="sustained",
    title="Sustained completions, with every service on, 16 clients",
    needs="sides",
    run=run,
    goals={"end_to_end_vs_floor": Goal(0.6, "at least"), "end_to_end_vs_textbook": Goal(8, "at least")},
    with_textbook=True,
    sessions=sessions,
)
