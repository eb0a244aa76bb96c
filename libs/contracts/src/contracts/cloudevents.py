"""CloudEvents 1.0, Kafka protocol binding, binary mode: turns an event into a Kafka record and back."""

from collections.abc import Sequence
from datetime import UTC
from typing import NamedTuple
from uuid import UUID

from pydantic import ValidationError

from contracts.envelope import Event
from contracts.topics import EVENTS, TOPIC_OF

CONTENT_TYPE = b"application/json"
Headers = Sequence[tuple[str, bytes | None]]
"""Headers as Kafka clients return them. Anybody may have written them, so a value may be missing."""


class Record(NamedTuple):
    """The Kafka record of one event."""

    topic: str
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


class MalformedRecordError(ValueError):
    """A Kafka record that this version can never read. The message says why."""


class Tombstone(NamedTuple):
    """Says that a compacted topic forgets the events with this partition key. It has no value."""

    event: type[Event]
    """The type of the events that are forgotten."""
    event_id: UUID
    org_id: UUID
    key: str
    sequence: int

    def headers(self) -> list[tuple[str, bytes]]:
        """Return the headers of its Kafka record. They say what it forgets; it is no CloudEvent."""
        return [
            ("ce_id", str(self.event_id).encode()),
            ("ce_source", f"/lockstep/{TOPIC_OF[self.event].producer}".encode()),
            ("ce_type", self.event.type.encode()),
            ("ce_sequence", str(self.sequence).encode()),
        ]


def to_record(event: Event) -> Record:
    """Return the Kafka record of an event: a JSON value, and the CloudEvents attributes as headers."""
    topic = TOPIC_OF[type(event)]
    time = event.occurred_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(event.event_id).encode()),
        ("ce_source", f"/lockstep/{topic.producer}".encode()),
        ("ce_type", event.type.encode()),
        ("ce_time", time.encode()),
        ("ce_subject", event.key.encode()),
        ("ce_partitionkey", event.key.encode()),
        ("ce_sequence", str(event.sequence).encode()),
        *([("ce_critical", b"true")] if event.critical else []),
        ("content-type", CONTENT_TYPE),
    ]
    return Record(topic.name, event.key.encode(), event.model_dump_json().encode(), headers)


def header(headers: Headers, name: str) -> bytes | None:
    """Return the value of the first header with this name, or None."""
    return next((value for key, value in headers if key == name), None)


def from_record(headers: Headers, value: bytes | None) -> Event:
    """Return the event in a Kafka record, or raise MalformedRecordError.

    Raises no other error, whatever the bytes are, because the caller parks what raises this one.
    """
    kind = header(headers, "ce_type")
    if kind is None:
        raise MalformedRecordError("the Kafka record has no ce_type header, so it is not a CloudEvent")
    try:
        model = EVENTS[kind.decode()]
    except (KeyError, UnicodeDecodeError):
        raise MalformedRecordError(f"unknown event type {kind[:200]!r}") from None
    if value is None:
        raise MalformedRecordError(f"{model.__name__} without a value")
    try:
        event = model.model_validate_json(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "value"
        raise MalformedRecordError(f"not a {model.__name__}: {where}: {first['msg']}") from None
    if header(headers, "ce_id") != str(event.event_id).encode():
        raise MalformedRecordError("the header ce_id differs from the event_id in the value")
    return event
