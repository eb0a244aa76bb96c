"""How long reads, lists and searches take when the tables have grown."""

import asyncio
import os
import random
import sys
import time
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple
from uuid import UUID, uuid4

import asyncpg
from lockstep_local.ports import LOOPBACK, find_free

from lockstep_bench.bench import Bench
from lockstep_bench.databases import scratch_database
from lockstep_bench.figures import paired_ratios, percentile, spread_of
from lockstep_bench.fill import PERSON, SESSION, School, fill, sessions_tables, settle
from lockstep_bench.load import ask, connected
from lockstep_bench.measure import Findings, Goal, Line, Measure
from lockstep_bench.waiting import wait_until_open

SIZES: Final = (10_000, 100_000, 1_000_000)
SIZES_QUICK: Final = (10_000, 100_000)
ROUNDS: Final = 5
ROUNDS_QUICK: Final = 3
READS: Final = 200
READS_QUICK: Final = 80
"""The number of reads of each sort, per size and round."""

CALLERS: Final = 40
"""The number of coaches who read. It is the same at every size, so that the caller makes no difference."""

SERVICE: Final = "sessions"
READY_SECONDS: Final = 60
STOP_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Platform:
    """The sessions API on a database of one size: its port, and each caller's header line."""

    school: School
    port: int
    callers: dict[int, str]

    @property
    def name(self) -> str:
        """Return the name of the size, as lines show it."""
        return f"{self.school.sessions:,} sessions"

    def session(self, choose: random.Random) -> bytes:
        """Return the request for any session of a caller."""
        caller = choose.randrange(CALLERS)
        number = caller + self.school.coaches * choose.randrange(self.school.sessions // self.school.coaches)
        return self._get(f"/v1/sessions/{UUID(self.school.id(SESSION, number))}", caller)

    def first_page(self, choose: random.Random) -> bytes:
        """Return the request for the first page of a caller's list."""
        return self._get("/v1/sessions", choose.randrange(CALLERS))

    def own_sessions(self, choose: random.Random) -> bytes:
        """Return the request for a caller's past sessions."""
        return self._get("/v1/me/sessions?when=past", choose.randrange(CALLERS))

    def list_of_all(self, choose: random.Random) -> bytes:
        """Return the request for an admin's list, with one of its filters and orders."""
        return self._get(f"/v1/sessions?{choose.choice(LISTS)}", ADMIN)

    def search_of_all(self, choose: random.Random) -> bytes:
        """Return the request for an admin's search by a session's number, a coach, or a word that every session has."""
        number = choose.randrange(self.school.sessions)
        wanted = (f"{number:09d}", f"session {number:09d}", f"person {choose.randrange(CALLERS)}", "session", "cou ses")
        return self._get(f"/v1/sessions?q={choose.choice(wanted).replace(' ', '+')}", ADMIN)

    def _get(self, path: str, caller: int) -> bytes:
        return f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}:{self.port}\r\n{self.callers[caller]}\r\n\r\n".encode()


class Took(NamedTuple):
    """Percentiles of one kind of read in one round, in ms."""

    p50: float
    p99: float


READ_OF_ONE, FIRST_PAGE, OWN = "one session", "first page of a coach's sessions", "My sessions of a coach"
LIST, SEARCH = "an admin's list", "an admin's search"
REQUESTS: Final[dict[str, Callable[[Platform, random.Random], bytes]]] = {
    READ_OF_ONE: Platform.session,
    FIRST_PAGE: Platform.first_page,
    OWN: Platform.own_sessions,
    LIST: Platform.list_of_all,
    SEARCH: Platform.search_of_all,
}
RATIOS: Final = {READ_OF_ONE: "read", OWN: "own_sessions", LIST: "list", SEARCH: "search"}
"""The name of the ratio of the largest size to the smallest, by kind of read."""

LISTS: Final = ("", "status=past&sort=-start", "status=current", "status=upcoming", "sort=-name", "state=completed")
ADMIN: Final = -1
"""The number of the caller who is an admin."""


async def run(bench: Bench) -> Findings:
    """Fill a database per size by COPY, then read from them in turn, one request at a time, without the gateway.

    A ratio is the median of the rounds' ratios, and these compare medians. A median shows what the size changes for
    every read: the depth of indexes, and the pages that are not in PostgreSQL's memory. A 99th percentile of a few
    hundred reads would show everything else that the machine did. The quick run leaves out the largest size, and so it
    has no ratio.
    """
    took: dict[str, dict[str, list[Took]]] = {}
    fill_seconds: dict[str, float] = {}
    async with AsyncExitStack() as resources:
        platforms = []
        for number, size in enumerate(SIZES_QUICK if bench.quick else SIZES, start=1):
            began = time.perf_counter()
            school = School(number, size, datetime.now(UTC))
            platforms.append(await resources.enter_async_context(_platform(bench, school)))
            fill_seconds[platforms[-1].name] = round(time.perf_counter() - began, 1)
            bench.say(f"{platforms[-1].name} were filled in within {fill_seconds[platforms[-1].name]:.0f} s")
        rounds, reads = (ROUNDS_QUICK, READS_QUICK) if bench.quick else (ROUNDS, READS)
        for number in range(rounds + 1):
            for kind, request in REQUESTS.items():
                for size_name, one in (await _read(platforms, request, number, reads)).items():
                    if number > 0:  # the first round only warms up
                        took.setdefault(kind, {}).setdefault(size_name, []).append(one)
    return _findings(took, {"fill_seconds": fill_seconds, "reads_per_round": reads, "rounds": rounds})


def _findings(took: dict[str, dict[str, list[Took]]], details: dict[str, object]) -> Findings:
    lines = [
        Line(
            f"{kind}, {percent}",
            "ms",
            "less",
            {size: spread_of([getattr(one, percent) for one in rounds]) for size, rounds in sizes.items()},
        )
        for kind, sizes in took.items()
        for percent in Took._fields
    ]
    small, large = (f"{size:,} sessions" for size in (SIZES[0], SIZES[-1]))
    ratios = {}
    for kind, name in RATIOS.items():
        p50 = {size: [one.p50 for one in rounds] for size, rounds in took[kind].items()}
        if large in p50:
            ratios[f"{name}_1m_vs_10k"] = paired_ratios(p50[large], p50[small]).median
    return Findings(lines, ratios, {**details, "p50_and_p99_ms": took})


async def _read(
    platforms: Sequence[Platform], request: Callable[[Platform, random.Random], bytes], seed: int, count: int
) -> dict[str, Took]:
    """Send requests one by one, to the sizes in turn, so that a slow machine slows all of them. Return their times."""
    answered_ms: dict[str, list[float]] = {platform.name: [] for platform in platforms}
    choose = random.Random(seed)  # noqa: S311 - the same in every run
    async with AsyncExitStack() as opened:
        streams = [await opened.enter_async_context(connected(LOOPBACK, platform.port)) for platform in platforms]
        for _ in range(count):
            for platform, (reader, writer) in zip(platforms, streams, strict=True):
                sent = request(platform, choose)
                began = time.perf_counter()
                await ask(reader, writer, sent)
                answered_ms[platform.name].append((time.perf_counter() - began) * 1_000)
    return {name: Took(percentile(each, 50), percentile(each, 99)) for name, each in answered_ms.items()}


@asynccontextmanager
async def _platform(bench: Bench, school: School) -> AsyncIterator[Platform]:
    """Make and fill a database, and run the API on it. End the API and drop the database afterwards."""
    database = f"reads_{school.sessions}"
    async with scratch_database(bench.postgres, database, SERVICE):
        filling = await asyncpg.connect(bench.postgres.dsn(database))
        try:
            await fill(filling, sessions_tables(school, records=False))
            await settle(filling)
        finally:
            await filling.close()
        async with _api(bench, database) as port:
            yield Platform(school, port, _callers(bench, school))


@asynccontextmanager
async def _api(bench: Bench, database: str) -> AsyncIterator[int]:
    """Run the API on a database and yield its port. End the API afterwards."""
    port = find_free()
    environment = {
        **os.environ,
        **bench.stack.environment_of(f"{SERVICE}-api"),
        "SESSIONS_DATABASE_URL": bench.postgres.url(database, user=f"{SERVICE}_api"),
        "SESSIONS_API_PORT": str(port),
    }
    del environment["SESSIONS_DATABASE_PASSWORD_FILE"]  # the URL has the password
    arguments = ("-m", SERVICE, "api")
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, env=environment, stdout=DEVNULL)
    try:
        await wait_until_open(port, "the sessions API that is read from", seconds=READY_SECONDS)
        yield port
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()


def _callers(bench: Bench, school: School) -> dict[int, str]:
    issuer, org_id = bench.stack.issuer, UUID(school.org_id)
    ids = [UUID(school.id(PERSON, coach)) for coach in range(CALLERS)]
    tokens = [issuer.token(org_id=org_id, sub=person_id, roles=["coach"]) for person_id in ids]
    admin = issuer.token(org_id=org_id, sub=uuid4(), roles=["admin"])
    everybody = {**dict(enumerate(tokens)), ADMIN: admin}
    return {caller: f"Authorization: Bearer {token}" for caller, token in everybody.items()}


MEASURE: Final = Measure(
    name="reads",
    title="A read at three table sizes",
    needs="servers",
    run=run,
    goals={
        "read_1m_vs_10k": Goal(1.3, "at most"),
        **{f"{name}_1m_vs_10k": Goal(1.5, "at most") for name in ("own_sessions", "list", "search")},
    },
)
