"""The completion command alone: every worker is stopped, so that nothing but request and answer takes time."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from lockstep_bench.academy import Session
from lockstep_bench.bench import Bench
from lockstep_bench.figures import paired_ratios, percentile, spread_of
from lockstep_bench.load import storm
from lockstep_bench.measure import Findings, Goal, Line, Measure
from lockstep_bench.sides import FLOOR, LOCKSTEP, Side

ROUNDS: Final = 4
ROUNDS_QUICK: Final = 2
CLIENTS: Final = (1, 16, 64)
COMPARED_CLIENTS: Final = 16
SESSIONS: Final = 250
"""By each number of clients, in each round."""
SESSIONS_QUICK: Final = 80


class Answers(NamedTuple):
    """One round of a side with a number of clients."""

    per_second: float
    p50_ms: float
    p99_ms: float


Rounds = Mapping[int, Mapping[str, Sequence[Answers]]]


async def run(bench: Bench) -> Findings:
    """Complete sessions with 1, 16 and 64 clients, the sides in turn. What they completed stays in the outboxes."""
    rounds: dict[int, dict[str, list[Answers]]] = {
        clients: {side.name: [] for side in bench.sides} for clients in CLIENTS
    }
    for _ in range(ROUNDS_QUICK if bench.quick else ROUNDS):
        for clients in CLIENTS:
            taken = bench.take(SESSIONS_QUICK if bench.quick else SESSIONS)
            for side in bench.sides:
                rounds[clients][side.name].append(await one_round(side, taken, clients=clients))
            bench.backlog += taken
        of_round = rounds[COMPARED_CLIENTS]
        said = ", ".join(f"{name} {each[-1].per_second:.0f}" for name, each in of_round.items())
        bench.say(f"Completions answered per second, {COMPARED_CLIENTS} clients: {said}")
    compared = {name: [one.per_second for one in each] for name, each in rounds[COMPARED_CLIENTS].items()}
    ratio = paired_ratios(compared[LOCKSTEP], compared[FLOOR]).median
    kept = {
        str(clients): {name: [one._asdict() for one in each] for name, each in of_clients.items()}
        for clients, of_clients in rounds.items()
    }
    return Findings(_lines(rounds), {"command_vs_floor": ratio}, {"rounds_by_clients": kept})


async def one_round(side: Side, sessions: Sequence[Session], *, clients: int) -> Answers:
    """Complete sessions on a side whose workers do not run."""
    seconds, answered_ms = await storm(side, sessions, clients=clients)
    return Answers(len(sessions) / seconds, percentile(answered_ms, 50), percentile(answered_ms, 99))


def _lines(rounds: Rounds) -> list[Line]:
    lines = []
    for clients, of_clients in rounds.items():
        who = f"{clients} client{'s' if clients > 1 else ''}"
        rates = {name: spread_of([one.per_second for one in each]) for name, each in of_clients.items()}
        p50 = {name: spread_of([one.p50_ms for one in each]) for name, each in of_clients.items()}
        p99 = {name: spread_of([one.p99_ms for one in each]) for name, each in of_clients.items()}
        lines.append(Line(f"requests, {who}", "per second", "more", rates))
        lines.append(Line(f"answer p50, {who}", "ms", "less", p50))
        lines.append(Line(f"answer p99, {who}", "ms", "less", p99))
    return lines


def sessions(*, quick: bool) -> int:
    """Return how many sessions are completed."""
    return len(CLIENTS) * (SESSIONS_QUICK * ROUNDS_QUICK if quick else SESSIONS * ROUNDS)


MEASURE: Final = Measure(
    name="command",
    title="Completion command alone, workers stopped",
    needs="commands",
    run=run,
    goals={"command_vs_floor": Goal(0.7, "at least")},
    with_textbook=True,
    sessions=sessions,
)
