"""How long after the answer to a completion each of its effects takes place, without load and at half load."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from lockstep_bench.academy import Session
from lockstep_bench.bench import Bench
from lockstep_bench.completing import measure_throughput, wait_for_effects, wait_until_quiet
from lockstep_bench.figures import percentile, spread_of
from lockstep_bench.load import one_at_a_time, paced
from lockstep_bench.measure import Findings, Goal, Line, Measure
from lockstep_bench.outcome import check_same_outcome
from lockstep_bench.sides import FLOOR, LOCKSTEP, Side

ROUNDS: Final = 5
ROUNDS_QUICK: Final = 2
UNLOADED: Final = 40
UNLOADED_QUICK: Final = 20
PAUSE_SECONDS: Final = 0.12
LOADED: Final = 200
LOADED_QUICK: Final = 60
PROBE: Final = 200
"""Completed to find out what half load is, where `sustained` was not measured in this run."""

PERCENTS: Final = (50, 99)

_EFFECTS: Final = """
    SELECT session_id, locked_at AS attendance_locked, credited_at AS earnings_credited,
           refreshed_at AS insight_inputs_refreshed
    FROM sessions WHERE session_id = ANY (CAST($1 AS uuid[]))
"""
EFFECTS: Final = ("attendance_locked", "earnings_credited", "insight_inputs_refreshed")


class Fanout(NamedTuple):
    """Milliseconds from the answer to a completion until each of its effects took place, and until the last did."""

    attendance_locked: float
    earnings_credited: float
    insight_inputs_refreshed: float
    last_effect: float


Rounds = Mapping[str, Sequence[Sequence[Fanout]]]
"""By side, the completions of each round."""


async def run(bench: Bench) -> Findings:
    """Complete sessions one at a time with pauses, then at half of what the platform sustains; the sides in turn."""
    sides = (bench.platform, bench.floor)
    per_second = await _half_load(bench, sides)
    unloaded: dict[str, list[list[Fanout]]] = {side.name: [] for side in sides}
    loaded: dict[str, list[list[Fanout]]] = {side.name: [] for side in sides}
    for _ in range(ROUNDS_QUICK if bench.quick else ROUNDS):
        taken = bench.take(UNLOADED_QUICK if bench.quick else UNLOADED)
        for side in sides:
            unloaded[side.name].append(await one_unloaded_round(side, taken))
        taken = bench.take(LOADED_QUICK if bench.quick else LOADED)
        for side in sides:
            answered_at = await paced(side, taken, per_second=per_second)
            loaded[side.name].append(await _fanout(side, taken, answered_at))
        said = ", ".join(f"{name} {_percentile(each[-1:], 'last_effect', 99):.1f}" for name, each in unloaded.items())
        bench.say(f"Last effect after the answer, unloaded, p99, ms: {said}")
    outcome = await check_same_outcome(sides, bench.academy.org_id)
    kept = {
        name: {side: [[one._asdict() for one in each] for each in rounds] for side, rounds in of_load.items()}
        for name, of_load in (("unloaded", unloaded), ("half_load", loaded))
    }
    lines = [*_lines(unloaded, "unloaded"), *_lines(loaded, f"at half load, {per_second:.0f} per second")]
    return Findings(lines, _ratios(unloaded), {"half_load_per_second": per_second, **kept, "outcome": outcome})


async def _half_load(bench: Bench, sides: Sequence[Side]) -> float:
    """Return half of the completions per second that the platform sustains. The floor gets as many, for comparison."""
    sustained = bench.sustained_per_second.get(LOCKSTEP)
    if sustained is None:
        taken = bench.take(PROBE)
        found = {side.name: await measure_throughput(side, taken) for side in sides}
        sustained = found[LOCKSTEP].end_to_end_per_second
    return sustained / 2


async def one_unloaded_round(side: Side, sessions: Sequence[Session]) -> list[Fanout]:
    """Complete sessions one at a time with pauses, and return the fan-out of each."""
    answered_at = await one_at_a_time(side, sessions, pause_seconds=PAUSE_SECONDS)
    return await _fanout(side, sessions, answered_at)


async def _fanout(side: Side, taken: Sequence[Session], answered_at: Mapping[str, float]) -> list[Fanout]:
    await wait_for_effects(side, taken)
    rows = await side.databases["reports"].fetch(_EFFECTS, list(answered_at))
    found = []
    for row in rows:
        answered = datetime.fromtimestamp(answered_at[str(row["session_id"])], UTC)
        after_ms = {effect: (row[effect] - answered).total_seconds() * 1_000 for effect in EFFECTS}
        found.append(Fanout(**after_ms, last_effect=max(after_ms.values())))
    await wait_until_quiet(side)
    return found


def _lines(rounds: Rounds, load: str) -> list[Line]:
    lines = []
    for effect in Fanout._fields:
        for percent in PERCENTS:
            per_round = {side: [_percentile([one], effect, percent) for one in each] for side, each in rounds.items()}
            title = f"{effect.replace('_', ' ')} p{percent}, {load}"
            lines.append(Line(title, "ms", "less", {side: spread_of(each) for side, each in per_round.items()}))
    return lines


def _ratios(unloaded: Rounds) -> dict[str, float]:
    """Return the 99th percentile to the last effect over all rounds together, by itself and to the floor's."""
    ours, theirs = (_percentile(unloaded[name], "last_effect", 99) for name in (LOCKSTEP, FLOOR))
    return {"fanout_p99_ms": ours, "fanout_vs_floor": ours / theirs}


def _percentile(rounds: Sequence[Sequence[Fanout]], effect: str, percent: float) -> float:
    return percentile([getattr(one, effect) for each in rounds for one in each], percent)


def sessions(*, quick: bool) -> int:
    """Return how many sessions are completed at most."""
    per_round = UNLOADED_QUICK + LOADED_QUICK if quick else UNLOADED + LOADED
    return PROBE + per_round * (ROUNDS_QUICK if quick else ROUNDS)


MEASURE: Final = Measure(
    name="fanout",
    title="Fan-out: from the answer to each effect",
    needs="sides",
    run=run,
    goals={"fanout_p99_ms": Goal(60, "at most"), "fanout_vs_floor": Goal(2, "at most")},
    sessions=sessions,
)
