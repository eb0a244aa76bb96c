"""How long a relay's claim takes when the outbox has dead rows that vacuum cannot remove because of an old snapshot."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final, NamedTuple

import asyncpg
from aiokafka import TopicPartition
from asyncpg import Connection, Record
from chassis.database.engine import create_engine
from chassis.messaging.relay import CONNECTIONS, Relay
from chassis.operations.kafka_access import KafkaAccess
from contracts.topics import PARTITIONS
from sqlalchemy.ext.asyncio import AsyncEngine

from lockstep_bench.bench import Bench
from lockstep_bench.databases import scratch_database
from lockstep_bench.figures import percentile, spread_of
from lockstep_bench.measure import Findings, Goal, Line, Measure

DEAD_ROWS: Final = 100_000
ROUNDS: Final = 5
ROUNDS_QUICK: Final = 2
CLAIMS: Final = 200
"""The number of claims per database and round. Each claim takes one event."""

SERVICE: Final = "sessions"
BURIED, CLEAN = f"{DEAD_ROWS:,} dead rows", "no dead rows"

_EMIT: Final = """
    INSERT INTO outbox (shard, event_id, key, sequence, topic, headers, payload)
    SELECT number % $2, gen_random_uuid(), 'key', number, 'topic', '{}', sha256('')
    FROM generate_series(1, $1) AS number
"""


class _RelayWithoutKafka(Relay):
    """A relay whose events are acknowledged at once. It stores the instant at which it has them: there a claim ends."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine, KafkaAccess(""), service="bench")
        self._looked = set(range(PARTITIONS))
        self.claimed_at = 0.0

    async def _send(self, batches: Sequence[Any]) -> dict[TopicPartition, int]:
        self.claimed_at = time.perf_counter()
        return {TopicPartition(batch.topic, batch.shard): 0 for batch in batches}

    async def claim_ms(self) -> float:
        """Claim the events that wait, and return how many ms that took: probe, begin, lock and take."""
        began = time.perf_counter()
        await self._publish_waiting()
        return (self.claimed_at - began) * 1_000

    async def close(self) -> None:
        """Close its connections."""
        await self._close_prober()
        await self._engine.dispose()


class _Outbox(NamedTuple):
    """An outbox and its relay."""

    database: "Connection[Record]"
    relay: _RelayWithoutKafka


async def run(bench: Bench) -> Findings:
    """Fill one of two outboxes with dead rows, then claim single events from both in turn.

    The dead rows belong to events that were published while a snapshot was held. `claim_p99_ms` is the 99th percentile
    of the outbox with dead rows, as the median of its rounds.
    """
    took: dict[str, list[list[float]]] = {BURIED: [], CLEAN: []}
    async with AsyncExitStack() as resources:
        outboxes = {name: await resources.enter_async_context(_outbox(bench, n)) for n, name in enumerate(took)}
        pinned = await asyncpg.connect(bench.postgres.dsn(_database(0)))
        resources.push_async_callback(pinned.close)
        await resources.enter_async_context(pinned.transaction(isolation="repeatable_read", readonly=True))
        await pinned.fetchval("SELECT count(*) FROM outbox")  # the transaction holds its snapshot from here on
        dead_rows = await _bury(outboxes[BURIED])
        for _ in range(ROUNDS_QUICK if bench.quick else ROUNDS):
            for name, outbox in outboxes.items():
                took[name].append([await _claim_one(outbox, number) for number in range(CLAIMS)])
    lines = [
        Line(
            f"claim of one event, p{percent}",
            "ms",
            "less",
            {name: spread_of([percentile(one, percent) for one in rounds]) for name, rounds in took.items()},
        )
        for percent in (50, 99)
    ]
    ratios = {"claim_p99_ms": lines[-1].candidates[BURIED].median}
    return Findings(lines, ratios, {"dead_rows": dead_rows, "claims_per_round": CLAIMS})


async def _bury(outbox: _Outbox) -> int:
    """Publish DEAD_ROWS events. Return how many of their rows are dead and still there."""
    await outbox.database.execute(_EMIT, DEAD_ROWS, PARTITIONS)
    while await outbox.database.fetchval("SELECT EXISTS (SELECT FROM outbox)"):
        await outbox.relay.claim_ms()
    await outbox.database.execute("VACUUM (ANALYZE) outbox")  # it cannot remove the dead rows
    return int(await outbox.database.fetchval("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'outbox'"))


async def _claim_one(outbox: _Outbox, number: int) -> float:
    await outbox.database.execute(
        "INSERT INTO outbox (shard, event_id, key, sequence, topic, headers, payload) "
        "VALUES ($1, gen_random_uuid(), 'key', $2, 'topic', '{}', sha256(''))",
        number % PARTITIONS,
        number,
    )
    return await outbox.relay.claim_ms()


def _database(number: int) -> str:
    return f"claim_{number}"


@asynccontextmanager
async def _outbox(bench: Bench, number: int) -> AsyncIterator[_Outbox]:
    """Make a database with an outbox, and a relay on it. Close the relay and drop the database afterwards."""
    name, server = _database(number), bench.postgres
    async with scratch_database(server, name, SERVICE):
        engine = create_engine(
            server.url(name, user=f"{SERVICE}_worker"), application_name="bench", pool_size=CONNECTIONS
        )
        relay = _RelayWithoutKafka(engine)
        database = await asyncpg.connect(server.dsn(name))
        try:
            yield _Outbox(database, relay)
        finally:
            await relay.close()
            await database.close()


MEASURE: Final = Measure(
    name="claim",
    title="The relay's claim over dead rows, under a snapshot that keeps them",
    needs="servers",
    run=run,
    goals={"claim_p99_ms": Goal(2.0, "at most")},
)
