"""Whether completions stay as fast when every database has a million of them."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import asyncpg
from lockstep_local.programs import SERVICES

from lockstep_bench.bench import Bench
from lockstep_bench.completing import Throughput, measure_throughput
from lockstep_bench.figures import spread_of
from lockstep_bench.fill import School, fill, settle
from lockstep_bench.fill_effects import tables_of
from lockstep_bench.measure import Findings, Goal, Line, Measure
from lockstep_bench.sides import FLOOR, LOCKSTEP

COMPLETIONS: Final = 1_000_000
COMPLETIONS_QUICK: Final = 100_000
ROUNDS: Final = 4
"""The number of rounds before the databases are filled, and again afterwards."""

ROUNDS_QUICK: Final = 2
SESSIONS: Final = 400
SESSIONS_QUICK: Final = 80
SCHOOL: Final = 1

Rounds = dict[str, list[Throughput]]


async def run(bench: Bench) -> Findings:
    """Complete sessions, fill the platform's databases with many completions, and complete the same number again.

    The floor completes sessions before and after too, but its databases are not filled. If its speed changes, the cause
    is the machine. `growth_vs_floor` divides the change of the platform's completions per second, end to end, by the
    change of the floor's. 1 means that the filling changed nothing.
    """
    completions = COMPLETIONS_QUICK if bench.quick else COMPLETIONS
    before = await _rounds(bench)
    school = School(SCHOOL, completions, datetime.now(UTC))
    bench.say(f"Filling the platform's databases with {completions:,} completions")
    filled = dict(zip(SERVICES, await asyncio.gather(*[_fill(bench, one, school) for one in SERVICES]), strict=True))
    bench.say("Filled: " + ", ".join(f"{service} {size_mb:,} MB" for service, (size_mb, _) in filled.items()))
    after = await _rounds(bench)
    details = {
        "completions": completions,
        "databases_mb": {service: size_mb for service, (size_mb, _) in filled.items()},
        "fill_seconds": {service: seconds for service, (_, seconds) in filled.items()},
        "before": {name: [one._asdict() for one in each] for name, each in before.items()},
        "after": {name: [one._asdict() for one in each] for name, each in after.items()},
    }
    return Findings(_lines(before, after, completions), {"growth_vs_floor": _ratio(before, after)}, details)


async def _rounds(bench: Bench) -> Rounds:
    """Let platform and floor complete the same sessions in turn."""
    rounds: Rounds = {LOCKSTEP: [], FLOOR: []}
    warm_up = SESSIONS_QUICK if bench.quick else SESSIONS // 2
    for number in range(1 + (ROUNDS_QUICK if bench.quick else ROUNDS)):
        taken = bench.take(warm_up if number == 0 else SESSIONS_QUICK if bench.quick else SESSIONS)
        for side in (bench.platform, bench.floor):
            throughput = await measure_throughput(side, taken)
            if number > 0:  # the first renews caches and query plans, which the filling has changed
                rounds[side.name].append(throughput)
    said = ", ".join(f"{name} {_median_rate(each):.0f}" for name, each in rounds.items())
    bench.say(f"Completions per second, end to end: {said}")
    return rounds


async def _fill(bench: Bench, service: str, school: School) -> tuple[int, float]:
    """Fill a service's database. Return its size afterwards in MB, and how many seconds the filling took."""
    began = time.perf_counter()
    db = await asyncpg.connect(bench.postgres.dsn(service))
    try:
        await fill(db, tables_of(service, school))
        await settle(db)
        size_bytes = await db.fetchval("SELECT pg_database_size(current_database())")
    finally:
        await db.close()
    return size_bytes // 2**20, round(time.perf_counter() - began, 1)


def _lines(before: Rounds, after: Rounds, completions: int) -> list[Line]:
    candidates = {
        f"{LOCKSTEP}, at the start": before[LOCKSTEP],
        f"{LOCKSTEP}, after {completions:,}": after[LOCKSTEP],
        f"{FLOOR}, at the start": before[FLOOR],
        f"{FLOOR}, then (not filled)": after[FLOOR],
    }

    def line(title: str, unit: str, field: str) -> Line:
        figures = {name: spread_of([getattr(one, field) for one in each]) for name, each in candidates.items()}
        return Line(title, unit, "more" if unit == "per second" else "less", figures)

    return [
        line("completions, until the last effect", "per second", "end_to_end_per_second"),
        line("completions, until the last answer", "per second", "commands_per_second"),
        line("answer p50, all clients", "ms", "answered_p50_ms"),
        line("answer p99, all clients", "ms", "answered_p99_ms"),
    ]


def _ratio(before: Rounds, after: Rounds) -> float:
    ours, floors = (_median_rate(after[name]) / _median_rate(before[name]) for name in (LOCKSTEP, FLOOR))
    return ours / floors


def _median_rate(rounds: Sequence[Throughput]) -> float:
    return spread_of([one.end_to_end_per_second for one in rounds]).median


def sessions(*, quick: bool) -> int:
    """Return how many sessions are completed."""
    rounds, each = (ROUNDS_QUICK, SESSIONS_QUICK) if quick else (ROUNDS, SESSIONS)
    return 2 * (rounds + 1) * each


MEASURE: Final = Measure(
    name="growth",
    title="Completions after a million completions",
    needs="sides",
    run=run,
    goals={"growth_vs_floor": Goal(0.9, "at least")},
    by_default=False,
    sessions=sessions,
)
