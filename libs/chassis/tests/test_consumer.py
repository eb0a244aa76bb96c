"""The consumer: every event has one effect, poison is parked, and no other record is lost."""

import asyncio
import os
from typing import Any
from uuid import UUID

import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord
from aiokafka.producer import message_accumulator
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy
from chassis.messaging import outbox, parked_commands
from chassis.messaging import parked as parking
from chassis.messaging.breaker import FAILURES_IN_A_ROW_MAX, Breaker, ConsumerHaltedError
from chassis.messaging.consumer import BEHIND
from contracts.envelope import Event
from lockstep_local.waiting import eventually
from probing import service
from probing.harness import Probe, Raw, raw
from probing.offline import consume
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

HANDLERS: dict[type[Event], Any] = {service.Ticked: service.on_ticked}


def as_consumed(offset: int, record: Raw, topic: str = "probe") -> ConsumerRecord:
    """Return a record as a consumer gets it."""
    key, value, headers = record
    return ConsumerRecord(topic, 0, offset, 0, 0, key, value, None, 0, 0, tuple(headers))


POISON: dict[str, Raw] = {
    "an undecodable header": (b"poison", b"{}", [("ce_type", b"\xff\xfe")]),
    "another undecodable header": (b"poison", b"{}", [("ce_type", b"lockstep.probe.Ticked.v1"), ("ce_id", b"\xff")]),
    "a header without a value": (b"poison", b"{}", [("ce_type", None)]),
    "invalid JSON": (b"poison", b'{"key": ', [("ce_type", b"lockstep.probe.Ticked.v1")]),
    "no UTF-8": (b"\xff\x00", b"\xff\x00", [("ce_type", b"lockstep.probe.Ticked.v1")]),
    "an unknown type that must not be ignored": (
        b"poison",
        b"{}",
        [("ce_type", b"lockstep.probe.Unheard.v1"), ("ce_critical", b"true")],
    ),
    "a partition key that no index takes": (os.urandom(3_000), b"{", [("ce_type", b"lockstep.probe.Ticked.v1")]),
    "no headers": (None, b"{}", []),
}


FAILING_HANDLER = "a handler that fails"


@pytest.mark.parametrize("kind", [*POISON, FAILING_HANDLER])
async def test_a_record_that_can_never_succeed_is_parked_and_loses_no_neighbour(probe: Probe, kind: str) -> None:
    before = [raw(service.ticked(f"key-{number}", 1)) for number in range(5)]
    after = [raw(service.ticked(f"key-{number}", 2)) for number in range(5)]
    # An event can be written only while the probe's topic is registered, so it is made here.
    poison = POISON.get(kind) or raw(service.ticked("poison", 1, poison=True))
    await probe.publish(*before, poison, *after)
    probe.start_worker()

    async def both() -> bool:
        return await probe.has("effects", 10) and await probe.has("parked", 1)

    await eventually(both, "ten effects and a parked record")
    effects = await probe.rows("SELECT key, sequence FROM effects")
    assert sorted((row.key, row.sequence) for row in effects) == [(f"key-{n}", s) for n in range(5) for s in (1, 2)]
    (parked,) = await probe.rows("SELECT * FROM parked")
    key, value, headers = poison
    assert (parked.key, parked.value, parked.record_offset) == (parking.storable_key(key), value, 5)
    assert [*zip(parked.header_names, parked.header_values, strict=True)] == [(n.encode(), v) for n, v in headers]


class NotText(str):
    """A header name that no encoder would write."""

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return b"\xff\xfe"


async def test_a_header_name_that_is_not_text_is_parked_and_loses_no_neighbour(
    probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [raw(service.ticked(f"key-{number}", 1)) for number in range(6)]
    monkeypatch.setattr(message_accumulator, "DefaultRecordBatchBuilder", _DefaultRecordBatchBuilderPy)
    producer = AIOKafkaProducer(**probe.access.options())
    await producer.start()
    for records in (events[:2], [events[2], (b"poison", b"{}", [(NotText("name"), b"value")]), events[3]], events[4:]):
        batch = producer.create_batch()
        for key, value, headers in records:
            assert batch.append(timestamp=None, key=key, value=value, headers=headers)
        await (await producer.send_batch(batch, probe.topic, partition=0))
    await producer.stop()
    await probe.acknowledge(len(events))
    probe.start_worker()

    async def both() -> bool:
        return await probe.has("effects", 6) and await probe.has("parked", 1)

    await eventually(both, "six effects and a parked record")
    assert [row.header_names for row in await probe.rows("SELECT header_names FROM parked")] == [[b"\\xff\\xfe"]]


async def test_later_records_of_a_parked_key_wait_behind_it_and_replay_drains_them_in_order(
    probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [service.ticked("held", 1, poison=True), *(service.ticked("held", n) for n in (2, 3))]
    records = [as_consumed(offset, raw(event)) for offset, event in enumerate(events)]
    other = as_consumed(9, raw(service.ticked("free", 1)))
    await consume(probe.engine, HANDLERS, Breaker("probe"), [*records[:2], other])
    await consume(probe.engine, HANDLERS, Breaker("probe"), records[2:])

    parked = await probe.rows("SELECT id, error FROM parked ORDER BY id")
    assert [row.error for row in parked] == ["ValueError: poison", BEHIND, BEHIND]
    assert [row.key for row in await probe.rows("SELECT key FROM effects")] == ["free"]
    assert await parked_commands.replay(probe.engine, HANDLERS, parked[1].id) == 1, "the first still fails"
    assert await probe.count("parked") == 3

    async def mended(db: Any, events: list[service.Ticked]) -> None:
        await service.on_ticked(db, [event.model_copy(update={"poison": False}) for event in events])

    assert await parked_commands.replay(probe.engine, {service.Ticked: mended}, parked[2].id) == 0
    effects = await probe.rows("SELECT sequence FROM effects WHERE key = 'held' ORDER BY id")
    assert [row.sequence for row in effects] == [1, 2, 3]
    assert await probe.count("parked") == 0
    await consume(probe.engine, HANDLERS, Breaker("probe"), records)
    assert await probe.count("effects") == 4, "a replayed event is not handled again after a redelivery"


async def test_a_redelivered_event_has_one_effect(probe: Probe) -> None:
    event = raw(service.ticked("key", 1))
    await probe.publish(event, event)
    probe.start_worker()
    await probe.publish(event, raw(service.ticked("key", 2)))
    await eventually(lambda: probe.has("effects", 2), "both effects")
    assert [row.sequence for row in await probe.rows("SELECT sequence FROM effects ORDER BY id")] == [1, 2]


async def test_two_consumers_forced_onto_one_partition_cause_one_effect(probe: Probe) -> None:
    records = [as_consumed(n, raw(service.ticked(f"key-{n % 7}", n + 1))) for n in range(200)]
    shifted = [[records[start : start + size] for start in range(0, 200, size)] for size in (50, 30, 7)]

    async def run(batches: list[list[ConsumerRecord]]) -> None:
        breaker = Breaker("probe")
        for batch in batches:
            await consume(probe.engine, HANDLERS, breaker, batch)

    await asyncio.gather(*map(run, shifted))
    effects = await probe.rows("SELECT event_id, key, sequence FROM effects ORDER BY id")
    assert len(effects) == len({row.event_id for row in effects}) == 200
    for key in {row.key for row in effects}:
        sequences = [row.sequence for row in effects if row.key == key]
        assert sequences == sorted(sequences)


async def test_too_many_failures_in_a_row_halt_the_consumer_and_a_restart_does_not_forget_them(probe: Probe) -> None:
    bad = [as_consumed(n, (b"key-%d" % n, b"", [])) for n in range(FAILURES_IN_A_ROW_MAX + 5)]
    breaker = Breaker("probe")
    for record in bad[:FAILURES_IN_A_ROW_MAX]:
        await consume(probe.engine, HANDLERS, breaker, [record])
    for judge in (breaker, Breaker("probe")):
        with pytest.raises(ConsumerHaltedError):
            await consume(probe.engine, HANDLERS, judge, [bad[FAILURES_IN_A_ROW_MAX]])
    assert await probe.count("parked") == FAILURES_IN_A_ROW_MAX
    good = as_consumed(99, raw(service.ticked("good", 1)))
    await consume(probe.engine, HANDLERS, breaker, [good])
    await consume(probe.engine, HANDLERS, Breaker("probe"), [bad[FAILURES_IN_A_ROW_MAX]])
    assert await probe.count("parked") == FAILURES_IN_A_ROW_MAX + 1


async def test_more_than_one_failure_in_a_hundred_halts_the_consumer(probe: Probe) -> None:
    breaker = Breaker("probe")
    with pytest.raises(ConsumerHaltedError, match="of the latest"):
        for round_ in range(40):
            good = [as_consumed(n, raw(service.ticked("good", n + 1))) for n in range(round_ * 100, round_ * 100 + 20)]
            bad = as_consumed(round_ * 100 + 50, (b"bad-%d" % round_, b"", []))
            await consume(probe.engine, HANDLERS, breaker, [*good, bad])


async def test_a_transient_fault_undoes_the_batch_and_parks_nothing(probe: Probe) -> None:
    async def times_out(db: Any, events: list[Any]) -> None:
        await service.on_ticked(db, events)
        await db.execute(text("SET LOCAL statement_timeout = 10"))
        await db.execute(text("SELECT pg_sleep(5)"))

    record = as_consumed(0, raw(service.ticked("key", 1)))
    with pytest.raises(DBAPIError):
        await consume(probe.engine, {service.Ticked: times_out}, Breaker("probe"), [record])
    assert [await probe.count(table) for table in ("effects", "parked", "inbox")] == [0, 0, 0]
    await consume(probe.engine, HANDLERS, Breaker("probe"), [record])
    assert await probe.count("effects") == 1


async def test_what_a_handler_emits_goes_on_with_the_trace_of_its_cause(probe: Probe) -> None:
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    cause = service.ticked("key", 1)
    key, value, headers = raw(cause)

    async def emit(db: Any, events: list[service.Ticked]) -> None:
        for event in events:
            effect = service.ticked("effect", 1).model_copy(update={"causation_id": event.event_id})
            await outbox.add(db, effect)

    record = as_consumed(0, (key, value, [*headers, ("traceparent", traceparent.encode())]))
    await consume(probe.engine, {service.Ticked: emit}, Breaker("probe"), [record])
    (row,) = await probe.rows("SELECT headers FROM outbox")
    assert row.headers["traceparent"] == traceparent
    assert UUID(row.headers["ce_id"])
