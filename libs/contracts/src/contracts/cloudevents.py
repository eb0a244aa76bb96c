"""CloudEvents 1.0, Kafka protocol binding, binary mode: from event to record and back."""

from collections.abc import Sequence
from datetime import UTC
from typing import NamedTuple

from pydantic import ValidationError

from contracts.envelope import Event
from contracts.topics import EVENTS, TOPIC_OF

CONTENT_TYPE = b"application/json"
Headers = Sequence[tuple[str, bytes | None]]
"""As Kafka clients give them: anybody may have written them, so values may be missing."""


class Record(NamedTuple):
    """What is written to Kafka for one event."""

    topic: str
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


class MalformedRecordError(ValueError):
    """A record that no reader of this version can ever understand; the text says why."""


def to_record(event: Event) -> Record:
    """Return the Kafka record of an event: JSON value, CloudEvents attributes in the headers."""
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
        ("content-type", CONTENT_TYPE),
    ]
    return Record(topic.name, event.key.encode(), event.model_dump_json().encode(), headers)


def header(headers: Headers, name: str) -> bytes | None:
    """Return the first header of that name, if there is one."""
    return next((value for key, value in headers if key == name), None)


def from_record(headers: Headers, value: bytes | None) -> Event:
    """Return the event in a record, or raise MalformedRecordError.

    Never raises anything else, whatever bytes arrive: the caller parks what cannot be read.
    """
    kind = header(headers, "ce_type")
    if kind is None:
        raise MalformedRecordError("the record has no ce_type header, so it is not a CloudEvent")
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
        raise MalformedRecordError("ce_id and the event_id in the value contradict each other")
    return event
