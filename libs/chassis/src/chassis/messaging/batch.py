"""Sorts the Kafka records of a batch: what is skipped, what is handled, what fails, and what waits behind a failure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from aiokafka import ConsumerRecord
from contracts.cloudevents import MalformedRecordError, from_record, header
from contracts.envelope import Event

from chassis.messaging import parked, skipped


@dataclass(slots=True)
class Batch:
    """The outcomes of the Kafka records of one batch."""

    skipped: list[ConsumerRecord] = field(default_factory=list)
    events: list[tuple[ConsumerRecord, Event]] = field(default_factory=list)
    failures: list[tuple[ConsumerRecord, str]] = field(default_factory=list)
    behind: list[ConsumerRecord] = field(default_factory=list)


def key_of(record: ConsumerRecord) -> tuple[str, bytes]:
    """Return the topic and the partition key under which a Kafka record is parked."""
    return record.topic, parked.storable_key(record.key)


def divide(
    records: Sequence[ConsumerRecord], handled: Collection[str]
) -> tuple[list[ConsumerRecord], list[ConsumerRecord]]:
    """Split Kafka records into those that claim to be for this service, and those that it skips.

    A tombstone (a null value) is skipped, because an event says what it erases. What is no CloudEvent, or says that
    ignoring it would be wrong (`ce_critical`), is not skipped, although nobody here can read it.
    """
    claiming: list[ConsumerRecord] = []
    rest: list[ConsumerRecord] = []
    for record in records:
        kind = skipped.type_of(record)
        skips = record.value is None or (
            kind is not None and kind not in handled and header(record.headers, "ce_critical") != b"true"
        )
        (rest if skips else claiming).append(record)
    return claiming, rest


def without_other_forms(
    records: Sequence[ConsumerRecord], events: Sequence[tuple[ConsumerRecord, Event]]
) -> list[ConsumerRecord]:
    """Return the skipped events whose ranges must be kept: not tombstones, and not a newer form of a handled event."""
    handled = {str(event.event_id).encode() for _, event in events}
    return [record for record in records if record.value is not None and header(record.headers, "ce_id") not in handled]


def sort_out(
    records: Sequence[ConsumerRecord], held: set[tuple[str, bytes]], handled: Collection[type[Event]]
) -> Batch:
    """Split Kafka records into events, failures, and those behind a failure. Adds the keys of failures to `held`."""
    batch = Batch()
    for record in records:
        if key_of(record) in held:
            batch.behind.append(record)
            continue
        try:
            event = from_record(record.headers, record.value)
            if type(event) not in handled:
                raise MalformedRecordError(f"{event.type} is critical, and this version does not handle it")
            batch.events.append((record, event))
        except MalformedRecordError as error:
            batch.failures.append((record, str(error)))
            held.add(key_of(record))
    return batch


def first_of_each(events: list[tuple[ConsumerRecord, Event]], new: set[UUID]) -> list[tuple[ConsumerRecord, Event]]:
    """Return the first occurrence of every new event, because a batch may have an event twice."""
    left = set(new)
    kept = []
    for record, event in events:
        if event.event_id in left:
            left.discard(event.event_id)
            kept.append((record, event))
    return kept


def outcomes(records: Sequence[ConsumerRecord], batch: Batch) -> list[bool]:
    """Return for each Kafka record, in order, whether it failed. Those that wait behind a failure are left out."""
    failed = {id(record) for record, _ in batch.failures}
    behind = {id(record) for record in batch.behind}
    return [id(record) in failed for record in records if id(record) not in behind]
