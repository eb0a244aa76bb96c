"""How fast a filled outbox reaches Kafka, and how long an event takes that is alone in it: relay against relay.

The job is the same for all: the same events (completions of about 1.5 kB over many keys) go from an outbox in
PostgreSQL to a topic of their own with twelve partitions, each into its key's partition, in order per key, acknowledged
by Kafka (acks=all, idempotent producer), and are then removed from the outbox, or confirmed to it. It is checked: every
payload of every key is read back and compared, and nothing may be left to do in the database. All use one scratch
PostgreSQL with its durability as it is (fsync on) and the run's Kafka. Processes are started and warmed up once, JVM
included; while one is measured the others are frozen, so that they take nothing from it.

drain: an outbox is filled by one transaction while its relay waits for work. The time runs from that commit until the
broker has appended the last event (its own time stamp, LogAppendTime). Lockstep, floor and Debezium drain as many
events as EVENTS says, faststream-outbox a fifth of that, since it is slow: rates are per second. Ratios compare
neighbouring rounds.

latency: one event every 25 to 75 ms into an empty outbox, from its commit until a consumer that is assigned all
partitions has received it. That includes sending and receiving, which a record costs as well that is produced directly;
this is measured in the same round, by the same means, from before `send`. `relay_added_p99_ms` is the 99th percentile
through Lockstep's relay less the *median* of a direct one. So everything slow is charged to the relay, be it Kafka's
doing or the machine's; between two 99th percentiles, the relay's outliers could hide behind the others.
"""

import asyncio
import random
import time
from contextlib import AsyncExitStack
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from contracts.topics import PARTITIONS

from lockstep_bench.bench import Bench
from lockstep_bench.figures import Spread, paired_ratios, percentile, spread_of
from lockstep_bench.measure import Findings, Goal, Line, Measure
from lockstep_bench.relays.candidates import CANDIDATES, DEBEZIUM, FASTSTREAM_OUTBOX, LOCKSTEP, Candidate, Place
from lockstep_bench.relays.cluster import Cluster, scratch_cluster
from lockstep_bench.relays.events import EVENTS_PER_KEY, Waiting, make_events
from lockstep_bench.relays.running import PAUSE_SECONDS, Drained, RunningRelay, running_relay
from lockstep_bench.relays.topic import Reader, fresh_topics, open_producer, open_reader

ROUNDS: Final = 3
ROUNDS_QUICK: Final = 1
EVENTS: Final = 20_000
EVENTS_QUICK: Final = 10_000
PACED: Final = 60
PACED_QUICK: Final = 30
SETTLE_EVENTS: Final = 100
"""A drain that does not count after a relay was frozen: what fell due meanwhile has happened."""
DIRECT: Final = "direct"


async def run(bench: Bench) -> Findings:
    """Measure every relay in turn, round by round."""
    drained: dict[str, list[Drained]] = {one.name: [] for one in CANDIDATES}
    latencies: dict[str, list[list[float]]] = {name: [] for name in (*drained, DIRECT)}
    async with AsyncExitStack() as resources:
        cluster = await resources.enter_async_context(scratch_cluster(bench.data))
        topics = await resources.enter_async_context(fresh_topics(bench.kafka_bootstrap, list(latencies)))
        bench.say("Starting and warming up the relays")
        relays = [
            await resources.enter_async_context(_relay(bench, cluster, one, topics[one.name])) for one in CANDIDATES
        ]
        reader = await resources.enter_async_context(open_reader(bench.kafka_bootstrap, topics[DIRECT]))
        producer = await resources.enter_async_context(open_producer(bench.kafka_bootstrap))
        for number in range(1, _rounds(bench) + 1):
            for relay in relays:
                drain, waited_ms = await _turn(bench, relay)
                drained[relay.candidate.name].append(drain)
                latencies[relay.candidate.name].append(waited_ms)
            latencies[DIRECT].append(await _direct_ms(producer, reader, make_events(_paced(bench))))
            rates = ", ".join(f"{name} {each[-1].per_second:.0f}" for name, each in drained.items())
            bench.say(f"Relays, round {number} of {_rounds(bench)}, events per second: {rates}")
    return _findings(drained, latencies)


def _relay(bench: Bench, cluster: Cluster, candidate: Candidate, topic: str) -> Any:
    """Return the context in which a relay runs."""
    database = f"relay_{candidate.name.replace('-', '_')}"
    place = Place(cluster.port, database, bench.kafka_bootstrap, topic, cluster.folder)
    warm_up = [int(EVENTS * candidate.share)] * candidate.warm_ups  # in a quick run as well: none shall be cold
    return running_relay(candidate, place, postgres_pid=cluster.pid, warm_up=warm_up)


async def _turn(bench: Bench, relay: RunningRelay) -> tuple[Drained, list[float]]:
    """Measure one relay, once: its drain, then its latencies."""
    await relay.tidy()
    relay.thaw()
    try:
        await relay.drain(make_events(SETTLE_EVENTS))
        drained = await relay.drain(make_events(_events(bench, relay.candidate)))
        return drained, await relay.latencies_ms(_apart(_paced(bench)))
    finally:
        relay.freeze()


async def _direct_ms(producer: AIOKafkaProducer, reader: Reader, events: list[Waiting]) -> list[float]:
    """Produce records one at a time, as far apart as events; return the time from each send until it is received."""
    await reader.skip()
    reader.listen()
    found = []
    for event in events:
        await asyncio.sleep(PAUSE_SECONDS * random.uniform(0.5, 1.5))  # noqa: S311 - nothing secret about it
        began = time.perf_counter()
        await producer.send(reader.topic, event.payload, key=event.key.encode())
        found.append((await reader.receive(event.key.encode()) - began) * 1_000)
    await reader.skip()
    return found


def _apart(count: int) -> list[Waiting]:
    """Return events of as many keys."""
    return make_events(count * EVENTS_PER_KEY)[:count]


def _rounds(bench: Bench) -> int:
    return ROUNDS_QUICK if bench.quick else ROUNDS


def _paced(bench: Bench) -> int:
    return PACED_QUICK if bench.quick else PACED


def _events(bench: Bench, candidate: Candidate) -> int:
    return int((EVENTS_QUICK if bench.quick else EVENTS) * candidate.share)


def _findings(drained: dict[str, list[Drained]], latencies: dict[str, list[list[float]]]) -> Findings:
    rates = {name: [one.per_second for one in each] for name, each in drained.items()}
    lines = [
        Line(
            "a filled outbox drains",
            "events per second",
            "more",
            {name: spread_of(each) for name, each in rates.items()},
        ),
        *(
            Line(f"commit to consumer, p{percent}", "ms", "less", _percentiles(latencies, percent))
            for percent in (50, 99)
        ),
    ]
    all_of = {name: [one for each in rounds for one in each] for name, rounds in latencies.items()}
    ratios = {
        "relay_vs_debezium": paired_ratios(rates[LOCKSTEP.name], rates[DEBEZIUM.name]).median,
        "relay_vs_faststream_outbox": paired_ratios(rates[LOCKSTEP.name], rates[FASTSTREAM_OUTBOX.name]).median,
        "relay_added_p99_ms": percentile(all_of[LOCKSTEP.name], 99) - percentile(all_of[DIRECT], 50),
    }
    details = {
        "partitions": PARTITIONS,
        "drains": {
            name: [{**one._asdict(), "per_second": one.per_second} for one in each] for name, each in drained.items()
        },
        "latencies_ms": latencies,
    }
    return Findings(lines, ratios, details)


def _percentiles(latencies: dict[str, list[list[float]]], percent: float) -> dict[str, Spread]:
    return {name: spread_of([percentile(one, percent) for one in rounds]) for name, rounds in latencies.items()}


MEASURE: Final = Measure(
    name="relay",
    title="Relay: from the outbox to Kafka",
    needs="servers",
    run=run,
    goals={
        "relay_vs_debezium": Goal(2, "at least"),
        "relay_vs_faststream_outbox": Goal(20, "at least"),
        "relay_added_p99_ms": Goal(20, "at most"),
    },
)
