"""One running relay: its process, its outbox and its topic. It is frozen except during its turn."""

import asyncio
import os
import random
import signal
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final, NamedTuple

import asyncpg
from asyncpg import Connection, Record

from lockstep_bench.failure import BenchError
from lockstep_bench.machine import cpu_seconds
from lockstep_bench.relays.candidates import Candidate, Place, make_database_of
from lockstep_bench.relays.events import Waiting, make_events, payloads_by_key
from lockstep_bench.relays.topic import Reader, open_reader
from lockstep_bench.waiting import wait_until

READY_SECONDS: Final = 60
STOP_SECONDS: Final = 5
DRAIN_SECONDS_MAX: Final = 90
HANDED_OVER_SECONDS_MAX: Final = 30
POLL_SECONDS: Final = 0.05
PAUSE_SECONDS: Final = 0.05
"""The mean time between two events of an idle outbox. It varies by half, so that events never match a poll interval."""


class Drained(NamedTuple):
    """One drain: `events` in `seconds`, from the commit that filled the outbox until Kafka has the last event.

    `first_seconds` is the time until Kafka has the first event. `cpu_seconds` is the processor time of the relay and of
    its PostgreSQL.
    """

    events: int
    seconds: float
    first_seconds: float
    duplicates: int
    cpu_seconds: dict[str, float]

    @property
    def per_second(self) -> float:
        """Return the number of events per second."""
        return self.events / self.seconds


class RunningRelay:
    """A relay whose process runs. Call `thaw` before you use it. See `running_relay`."""

    def __init__(
        self, candidate: Candidate, process: Process, db: "Connection[Record]", reader: Reader, postgres_pid: int
    ) -> None:
        """Take the relay's process, a connection to its database, and a reader of its topic."""
        self.candidate = candidate
        self._process = process
        self._db = db
        self._reader = reader
        self._pids = {"relay": process.pid, "postgresql": postgres_pid}
        columns = ", ".join(candidate.columns)
        values = ", ".join(f"${number}" for number in range(1, len(candidate.columns) + 1))
        self._written = "0/0"
        self._insert = f"INSERT INTO outbox ({columns}) VALUES ({values})"  # noqa: S608 - columns are constants

    def freeze(self) -> None:
        """Stop the process, so that it does not even poll while another relay is measured."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let the process continue."""
        self._process.send_signal(signal.SIGCONT)

    async def drain(self, events: list[Waiting]) -> Drained:
        """Fill the outbox in one transaction while the relay runs. Return how it drained. Raises BenchError."""
        rows = [self.candidate.row(event, self._reader.topic) for event in events]
        await self._reader.skip()
        cpu_before = cpu_seconds(self._pids)
        async with self._db.transaction():
            await self._db.copy_records_to_table("outbox", records=rows, columns=self.candidate.columns)
            await self._db.execute("ANALYZE outbox")  # before autovacuum does it, so that query plans fit the rows
            if self.candidate.announce:
                await self._db.execute(self.candidate.announce)
            written = await self._db.fetchval("SELECT pg_current_wal_insert_lsn()")
        committed_at = time.time()
        await self._reader.wait_for(len(events), seconds=DRAIN_SECONDS_MAX)
        cpu_after = cpu_seconds(self._pids)
        arrived = await self._reader.read_back(payloads_by_key(events))
        self._written = written
        spent = {name: cpu_after[name] - cpu_before[name] for name in cpu_before}
        return Drained(
            len(events), arrived.last_at - committed_at, arrived.first_at - committed_at, arrived.duplicates, spent
        )

    async def latencies_ms(self, events: Sequence[Waiting]) -> list[float]:
        """Write events one at a time, about 50 ms apart. Return the ms from each commit until the event is received.

        Afterwards check that the last drain is acknowledged in the database. This comes last because Debezium confirms
        a transaction when it sees the next one. Raises BenchError.
        """
        await self._reader.skip()
        self._reader.listen()
        found = []
        for event in events:
            await asyncio.sleep(PAUSE_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - nothing secret about it
            async with self._db.transaction():
                await self._db.execute(self._insert, *self.candidate.row(event, self._reader.topic))
                if self.candidate.announce:
                    await self._db.execute(self.candidate.announce)
            committed = time.perf_counter()
            found.append((await self._reader.receive(event.key.encode()) - committed) * 1_000)
        await self._reader.skip()
        await self._wait_until_handed_over()
        return found

    async def tidy(self) -> None:
        """Vacuum now, so that autovacuum does not do it during the next measurement."""
        await self._db.execute("VACUUM ANALYZE outbox")

    async def _wait_until_handed_over(self) -> None:
        """Wait until the relay has acknowledged the last drain to the database. Only then has it done the whole job."""

        async def handed_over() -> bool:
            return bool(await self._db.fetchval(self.candidate.handed_over, self._written))

        what = f"an outbox without work left for {self.candidate.name}"
        await wait_until(handed_over, what, seconds=HANDED_OVER_SECONDS_MAX, poll_seconds=POLL_SECONDS)


@asynccontextmanager
async def running_relay(
    candidate: Candidate, place: Place, *, postgres_pid: int, warm_up: Sequence[int]
) -> AsyncIterator[RunningRelay]:
    """Make a relay's database, start the relay, drain each number of events of the warm-up, and yield it frozen.

    The process is ended afterwards. The database is removed with the cluster.
    """
    await make_database_of(candidate, place)
    process = await asyncio.create_subprocess_exec(
        *candidate.program(place),
        stdin=PIPE,
        stdout=PIPE,
        env=(candidate.environment() or os.environ) | place.kafka.environment(),
        cwd=place.folder,
        start_new_session=True,  # Ctrl-C reaches only the benchmark, which ends the process
    )
    try:
        await _wait_until_ready(candidate, process)
        db = await asyncpg.connect(place.server.dsn(place.database))
        try:
            async with open_reader(place.kafka, place.topic) as reader:
                relay = RunningRelay(candidate, process, db, reader, postgres_pid)
                for count in warm_up:
                    await relay.drain(make_events(count))
                relay.freeze()
                yield relay
        finally:
            await db.close()
    finally:
        await _end(process)


async def _wait_until_ready(candidate: Candidate, process: Process) -> None:
    assert process.stdout is not None
    try:
        said = await asyncio.wait_for(process.stdout.readline(), READY_SECONDS)
    except TimeoutError:
        said = b""
    if said != b"ready\n":
        raise BenchError(f"the relay {candidate.name} did not start. Its output above says why")


async def _end(process: Process) -> None:
    """End a relay: close its standard input and thaw it, so that it notices. Kill it if it does not end."""
    if process.returncode is None:
        process.send_signal(signal.SIGCONT)
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
