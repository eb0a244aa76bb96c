"""How fast each consumer drains a backlog: completions that wait in the topic when its worker starts."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from lockstep_bench.academy import Session
from lockstep_bench.bench import Bench
from lockstep_bench.completing import CLIENTS, EFFECTS_SECONDS_MAX, wait_until_published
from lockstep_bench.figures import paired_ratios, spread_of
from lockstep_bench.load import storm
from lockstep_bench.measure import Findings, Goal, Line, Measure
from lockstep_bench.outcome import check_same_outcome
from lockstep_bench.sides import FLOOR, LOCKSTEP, Side
from lockstep_bench.waiting import wait_until

ROUNDS: Final = 2
ROUNDS_QUICK: Final = 1
BACKLOG: Final = 3_000
BACKLOG_QUICK: Final = 600
POLL_SECONDS: Final = 0.005

_LOCKED: Final = "SELECT session_id FROM registers WHERE session_id = ANY (CAST($1 AS uuid[])) AND state = 'locked'"
_CREDITED: Final = "SELECT DISTINCT session_id FROM earnings WHERE session_id = ANY (CAST($1 AS uuid[]))"
_REPORTED: Final = """
    SELECT session_id FROM sessions WHERE session_id = ANY (CAST($1 AS uuid[]))
      AND completed_at IS NOT NULL AND locked_at IS NOT NULL AND credited_at IS NOT NULL
"""
DRAINS: Final = {"attendance": (_LOCKED, 2), "payouts": (_CREDITED, 1), "reports": (_REPORTED, 4)}
"""By service: which sessions are done, and how many events each is. Reports is last: it hears of the others too.

Attendance and reports read the state of the session beside its completion.
"""

_BEGAN: Final = "SELECT min(handled_at) FROM inbox WHERE handled_at > $1"


async def run(bench: Bench) -> Findings:
    """Drain a backlog by one worker at a time, the sides in turn."""
    sides = (bench.platform, bench.floor)
    rates: dict[str, dict[str, list[float]]] = {service: {side.name: [] for side in sides} for service in DRAINS}
    backlogs = []
    for _ in range(ROUNDS_QUICK if bench.quick else ROUNDS):
        await _top_up(bench, sides)
        backlogs.append(len(bench.backlog))
        await asyncio.gather(*[fill_topics(side) for side in sides])
        for service in DRAINS:
            for side in sides:
                rates[service][side.name].append(await drain(side, service, bench.backlog))
            said = ", ".join(f"{name} {each[-1]:.0f}" for name, each in rates[service].items())
            bench.say(f"{service} drained its backlog, events per second: {said}")
        bench.backlog.clear()
    outcome = await check_same_outcome(sides, bench.academy.org_id)
    return _findings(rates, {"backlogs": backlogs, "outcome_of_each_side": outcome})


def _findings(rates: dict[str, dict[str, list[float]]], details: dict[str, Any]) -> Findings:
    lines = [
        Line(f"{service} drains", "events per second", "more", {name: spread_of(each) for name, each in both.items()})
        for service, both in rates.items()
    ]
    ratio = {service: paired_ratios(both[LOCKSTEP], both[FLOOR]).median for service, both in rates.items()}
    return Findings(lines, {"consumer_vs_floor": ratio}, {"events_per_second": rates, **details})


async def _top_up(bench: Bench, sides: Sequence[Side]) -> None:
    """Complete as many sessions as the backlog lacks: the command's measure may have left some."""
    lacking = (BACKLOG_QUICK if bench.quick else BACKLOG) - len(bench.backlog)
    if lacking > 0:
        bench.say(f"Completing {lacking} sessions for a backlog")
        sessions = bench.take(lacking)
        for side in sides:
            await storm(side, sessions, clients=CLIENTS)
        bench.backlog += sessions


async def fill_topics(side: Side) -> None:
    """Publish every completion that waits in the outbox of sessions."""
    await side.processes.start({"sessions"})
    await wait_until_published(side, "sessions")
    await side.processes.stop({"sessions"})


async def drain(side: Side, service: str, backlog: Sequence[Session]) -> float:
    """Start one worker, and return how many events per second it handles until the backlog is empty.

    The first transaction begins the time, the commit of the last ends it. The worker is stopped when its own events
    are published.
    """
    database = side.databases[service]
    query, events_per_session = DRAINS[service]
    waiting = [session.session_id for session in backlog]
    before: datetime = await database.fetchval("SELECT clock_timestamp()")
    await side.processes.start({service})

    async def drained() -> bool:
        """Ask about one session; only when that one is done, about all that are left."""
        nonlocal waiting
        if await database.fetchval(query, waiting[-1:]) is None:
            return False
        done = {str(row["session_id"]) for row in await database.fetch(query, waiting)}
        waiting = [session_id for session_id in waiting if session_id not in done]
        return not waiting

    what = f"the drain of {len(backlog)} completions by {service} of {side.name}"
    await wait_until(drained, what, seconds=EFFECTS_SECONDS_MAX, poll_seconds=POLL_SECONDS)
    ended_at: datetime = await database.fetchval("SELECT clock_timestamp()")
    began_at: datetime = await database.fetchval(_BEGAN, before)
    await wait_until_published(side, service)
    await side.processes.stop({service})
    return len(backlog) * events_per_session / (ended_at - began_at).total_seconds()


def sessions(*, quick: bool) -> int:
    """Return how many sessions are completed at most."""
    return BACKLOG_QUICK * ROUNDS_QUICK if quick else BACKLOG * ROUNDS


MEASURE: Final = Measure(
    name="consumers",
    title="Consumers: draining a backlog",
    needs="commands",
    run=run,
    goals={"consumer_vs_floor": Goal(0.6, "at least")},
    sessions=sessions,
)
