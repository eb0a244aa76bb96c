"""The ways in which a service may read the same topics: any batches, any order between keys and topics, any copies."""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from aiokafka import ConsumerRecord
from chassis.database.engine import create_engine
from chassis.messaging.breaker import Breaker
from chassis.messaging.consumer import Handler, consume
from chassis.messaging.positions import Reading
from contracts.cloudevents import to_record
from contracts.envelope import Event
from hypothesis import Phase
from hypothesis import strategies as st
from sqlalchemy import text

from lockstep_testing.databases import Databases
from lockstep_testing.properties import bounded
from lockstep_testing.replays import Step

BATCH_MAX = 4
COPIES_MAX = 6

QUICK = bounded(10, phases=[Phase.explicit, Phase.generate])
"""Settings for such a property. An example has two databases, so shrinking one would take minutes."""

Batch = Sequence[Event]


def in_order(topics: Sequence[Sequence[Event]]) -> list[Batch]:
    """Return the plainest arrangement: topic after topic, one event at a time."""
    return [[event] for topic in topics for event in topic]


@st.composite
def arrangements(draw: st.DrawFn, topics: Sequence[Sequence[Event]]) -> list[Batch]:
    """Draw batches of one topic each. Events of a partition key keep their order within their topic.

    A copy may follow anywhere after its event, as relays and consumers that end in the middle of their work cause it.
    """
    waiting = [_by_key(topic) for topic in topics]
    read: list[list[Event]] = [[] for _ in topics]
    batches: list[Batch] = []
    copies = 0
    while left := [number for number, keys in enumerate(waiting) if keys]:
        number = draw(st.sampled_from(left))
        batch: list[Event] = []
        for _ in range(draw(st.integers(1, BATCH_MAX))):
            if read[number] and copies < COPIES_MAX and draw(st.booleans()):
                batch.append(draw(st.sampled_from(read[number])))
                copies += 1
            elif keys := list(waiting[number]):  # in the order of the events: ids differ when an example is repeated
                key = draw(st.sampled_from(keys))
                event = waiting[number][key].popleft()
                if not waiting[number][key]:
                    del waiting[number][key]
                batch.append(event)
                read[number].append(event)
        batches.append(batch)
    return batches


def _by_key(events: Sequence[Event]) -> dict[str, deque[Event]]:
    found: dict[str, deque[Event]] = {}
    for event in events:
        found.setdefault(event.key, deque()).append(event)
    return found


async def rows_after(
    databases: Databases,
    service: str,
    handlers: Mapping[type[Event], Handler],
    batches: Sequence[Batch],
    *,
    queries: Sequence[str],
    before: Sequence[Step] = (),
) -> list[list[tuple[Any, ...]]]:
    """Let the service read batches into a fresh database, and return the rows of queries afterwards.

    `before` are steps that come first, each in a transaction of its own.
    """
    async with databases.fresh(service) as database:
        engine = create_engine(database.superuser_url, application_name="test", pool_size=1)
        for step in before:
            async with engine.begin() as db:
                await step(db)
        breaker = Breaker(service)
        for number, batch in enumerate(batches):
            records = _records(batch, first_offset=number * BATCH_MAX)
            await consume(engine, handlers, breaker, Reading(records[0].topic, records, moves=()))
        async with engine.connect() as db:
            parked = (await db.execute(text("SELECT error FROM parked"))).all()
            assert not parked, parked
            found = [[tuple(row) for row in (await db.execute(text(query))).all()] for query in queries]
        await engine.dispose()
    return found


def _records(events: Sequence[Event], *, first_offset: int) -> list[ConsumerRecord]:
    records = []
    for offset, event in enumerate(events, first_offset):
        topic, key, value, headers = to_record(event)
        records.append(ConsumerRecord(topic, 0, offset, 0, 0, key, value, None, 0, 0, tuple(headers)))
    return records
