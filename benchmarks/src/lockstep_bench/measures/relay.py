"""How fast each relay drains a filled outbox to Kafka, and how long a single event takes.

All relays do the same job. The same events (completions of about 4 kB with many partition keys) go from an outbox in
PostgreSQL to a topic with twelve partitions. Each relay has its own outbox and topic. Each event goes to the partition
of its key, in order per key, and Kafka acknowledges it (acks=all, idempotent producer). Then the relay removes it from
the outbox, or confirms it there. The benchmark checks this: it reads back and compares every payload of every key, and
nothing may be left to do in the database. All relays use one scratch PostgreSQL with its default durability (fsync on)
and the Kafka of the benchmark's stack. Every process is started and warmed up once, JVM included. While one relay is
measured the others are frozen, so that they use no processor time.

drain: One transaction fills an outbox while its relay waits for work. The time runs from that commit until the broker
has appended the last event (by the broker's time stamp, LogAppendTime). Lockstep, floor and Debezium drain EVENTS
events. faststream-outbox drains a fifth of them because it is slow. Rates are per second. Ratios compare neighbouring
rounds.

latency: An event is written to an empty outbox every 25 to 75 ms. The time runs from its commit until a consumer with
all partitions has received it, and so it includes sending and receiving. A Kafka record that is produced directly needs
these too. Its time is measured in the same round and in the same way, from before `send`. `relay_added_p99_ms` is the
99th percentile through Lockstep's relay minus the *median* of direct Kafka records. So the relay is charged with every
slow event, even if Kafka or the machine caused it. A difference of two 99th percentiles could hide slow events of the
relay.
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
"""The events of a drain that does not count, after a relay was frozen. In it the relay does what became due."""
DIRECT: Final = "direct"


async def run(bench: Bench) -> Findings:
    """Measure the relays in turn, in every round."""
    drained: dict[str, list[Drained]] = {one.name: [] for one in CANDIDATES}
    latencies: dict[str, list[list[float]]] = {name: [] for name in (*drained, DIRECT)}
    async with AsyncExitStack() as resources:
        cluster = await resources.enter_async_context(scratch_cluster(bench.data))
        topics = await resources.enter_async_context(fresh_topics(bench.kafka, list(latencies)))
        bench.say("Starting and warming up the relays")
        relays = [
            await resources.enter_async_context(_relay(bench, cluster, one, topics[one.name])) for one in CANDIDATES
        ]
        reader = await resources.enter_async_context(open_reader(bench.kafka, topics[DIRECT]))
        producer = await resources.enter_async_context(open_producer(bench.kafka))
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
    place = Place(cluster.server, database, bench.kafka, topic, cluster.folder)
    warm_up = [int(EVENTS * candidate.share)] * candidate.warm_ups  # in a quick run too, because no relay may be cold
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
    """Produce Kafka records one at a time, at the pace of events. Return the ms from each send until its receipt."""
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
    """Return events, each with a partition key of its own."""
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
