"""How fast the platform imports files through the gateway: at once, and by the worker."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import httpx

from lockstep_bench.bench import Bench
from lockstep_bench.failure import BenchError
from lockstep_bench.figures import spread_of
from lockstep_bench.measure import Findings, Line, Measure

ROUNDS: Final = 3
ROUNDS_QUICK: Final = 1
AT_ONCE_ROWS: Final = 4_000
BY_WORKER_ROWS: Final = 12_000
LEARNERS: Final = 2_000
LEARNERS_PER_SESSION: Final = 8
COACHES: Final = 40
POLL_SECONDS: Final = 0.05
TIMEOUT_SECONDS: Final = 120.0
HEADER: Final = "SessionName;Coach;DateStart;DateEnd;Users;Courses;SessionCategory"

AT_ONCE, BY_WORKER = "answered at once", "by the worker"


async def run(bench: Bench) -> Findings:
    """Import people and sessions into a new organisation per round. Count rows per second until the last one exists."""
    rates: dict[str, dict[str, list[float]]] = {"people": {}, "sessions": {}}
    for _ in range(ROUNDS_QUICK if bench.quick else ROUNDS):
        token = bench.stack.issuer.token(org_id=uuid4(), sub=uuid4(), roles=["admin"])
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/csv"}
        async with httpx.AsyncClient(
            base_url=bench.stack.gateway_url, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False
        ) as client:
            await _import(client, "courses", ["code;title", "C1;Course"])
            for way, count in ((AT_ONCE, AT_ONCE_ROWS), (BY_WORKER, BY_WORKER_ROWS)):
                for kind, file in (("people", _people(way, count)), ("sessions", _sessions(way, count))):
                    seconds = await _import(client, kind, file)
                    rates[kind].setdefault(way, []).append(count / seconds)
    lines = [
        Line(f"rows of {kind}", "per second", "more", {way: spread_of(each) for way, each in ways.items()})
        for kind, ways in rates.items()
    ]
    details = {"rows": {AT_ONCE: AT_ONCE_ROWS, BY_WORKER: BY_WORKER_ROWS}, "learners": LEARNERS_PER_SESSION}
    return Findings(lines, {}, {**details, "rows_per_second": rates})


def _people(way: str, count: int) -> list[str]:
    """Return the lines of `count` new people. Sessions name the people of the first file."""
    if way == AT_ONCE:
        rows = [f"coach-{n};Coach {n};coach" for n in range(COACHES)]
        rows += [f"learner-{n};Learner {n};learner" for n in range(count - COACHES)]
    else:
        rows = [f"person-{n};Person {n};learner" for n in range(count)]
    return ["username;name;role", *rows]


def _sessions(way: str, count: int) -> list[str]:
    """Return the lines of `count` sessions. A coach has one at a time, and each way has years of its own."""
    begin = datetime(2030 if way == AT_ONCE else 2040, 1, 1, tzinfo=UTC)
    rows = []
    for n in range(count):
        at = begin + timedelta(hours=n // COACHES)
        users = "|".join(f"learner-{(n + seat) % LEARNERS}" for seat in range(LEARNERS_PER_SESSION))
        rows.append(f"{way} {n};coach-{n % COACHES};{at:%Y-%m-%d %H:00};{at:%Y-%m-%d %H:45};{users};C1;Maths")
    return [HEADER, *rows]


async def _import(client: httpx.AsyncClient, kind: str, lines: Sequence[str]) -> float:
    """Import a file of new rows and return how many seconds that took."""
    began = time.perf_counter()
    answer = await client.post(f"/v1/imports/{kind}", content="\n".join(lines).encode(), params={"zone": "UTC"})
    report = _read(answer)
    if answer.status_code == httpx.codes.ACCEPTED:
        where = answer.headers["Location"]
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while report["state"] in ("checking", "writing"):
                await asyncio.sleep(POLL_SECONDS)
                report = _read(await client.get(where))
    if report["created"] != len(lines) - 1:
        raise BenchError(f"an import of {len(lines) - 1} {kind} created {report['created']}: {report.get('detail')}")
    return time.perf_counter() - began


def _read(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise BenchError(f"{answer.request.url} was answered {answer.status_code}: {answer.text[:500]}")
    return dict(answer.json())


MEASURE: Final = Measure(name="imports", title="Imports of CSV files", needs="sides", run=run)
