"""The binding in both directions: every event survives the wire, and no message can harm a reader."""

import json
import types
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin
from uuid import UUID

import pytest
from annotated_types import Ge, Le, MaxLen, MinLen
from contracts.cloudevents import MalformedRecordError, from_record, to_record
from contracts.envelope import Event
from contracts.sessions import SessionStarted
from contracts.topics import EVENTS, TOPIC_OF
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

LETTERS = 'aZ09-/ "\\\n\x00\x7fé漢\u2028\U0001f600'
"""Characters for strings: a few letters, and those that have confused JSON, headers and databases."""

OF_PATTERN = {
    "^[A-Z]{3}$": st.text("AXZ", min_size=3, max_size=3),
    "^[0-9a-f]{64}$": st.text("09af", min_size=64, max_size=64),
}
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    UUID: st.uuids(),
    bool: st.booleans(),
    datetime: st.datetimes(datetime(2000, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    type(None): st.none(),
}


def _limit(metadata: tuple[Any, ...], kind: type, name: str, otherwise: int) -> int:
    return next((getattr(item, name) for item in metadata if isinstance(item, kind)), otherwise)


def values_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    """Return a strategy for every value that a field of this annotation may hold."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    found: st.SearchStrategy[Any]
    if origin is Annotated:
        infos = [item.metadata if isinstance(item, FieldInfo) else [item] for item in arguments[1:]]
        found = values_of(arguments[0], (*(part for info in infos for part in info), *metadata))
    elif origin in {Union, types.UnionType}:
        found = st.one_of(*(values_of(argument) for argument in arguments))
    elif origin is Literal:
        found = st.sampled_from(arguments)
    elif origin is tuple:
        low = _limit(metadata, MinLen, "min_length", 0)
        found = st.lists(values_of(arguments[0]), min_size=low, max_size=3).map(tuple)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        found = models_of(annotation)
    elif annotation is int:
        found = st.integers(_limit(metadata, Ge, "ge", -(2**53)), _limit(metadata, Le, "le", 2**53))
    elif annotation is str:
        pattern = next((item.pattern for item in metadata if getattr(item, "pattern", None)), None)
        least, most = _limit(metadata, MinLen, "min_length", 0), _limit(metadata, MaxLen, "max_length", 20)
        found = OF_PATTERN[pattern] if pattern else st.text(LETTERS, min_size=least, max_size=most)
    else:
        found = PLAIN[annotation]
    return found


def models_of(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Return a strategy for whole models. It follows the annotations of the class, so it covers new events too."""
    fields = {name: values_of(field.annotation, tuple(field.metadata)) for name, field in model.model_fields.items()}
    return st.fixed_dictionaries(fields).map(model.model_validate)


EVENT = st.sampled_from(list(EVENTS.values())).flatmap(models_of)


@given(EVENT)
def test_every_event_survives_the_wire_and_is_written_the_same_again(event: Event) -> None:
    record = to_record(event)
    read = from_record(record.headers, record.value)
    assert read == event
    assert to_record(read) == record


@given(EVENT)
def test_a_record_is_a_cloud_event_on_the_topic_of_its_type_keyed_by_its_aggregate(event: Event) -> None:
    record = to_record(event)
    headers = {name: value.decode() for name, value in record.headers}
    assert record.topic == TOPIC_OF[type(event)].name
    assert record.key.decode() == headers["ce_subject"] == headers["ce_partitionkey"] == event.key
    assert headers["ce_specversion"] == "1.0"
    assert headers["ce_id"] == str(event.event_id)
    assert headers["ce_type"] == event.type
    assert headers["ce_source"] == f"/lockstep/{TOPIC_OF[type(event)].producer}"
    assert headers["ce_sequence"] == str(event.sequence)
    assert datetime.fromisoformat(headers["ce_time"]) == event.occurred_at


HEADER_NAMES = st.sampled_from(["ce_type", "ce_id", "content-type"]) | st.text(max_size=5)
HEADER_VALUES = st.sampled_from([kind.encode() for kind in EVENTS]) | st.binary(max_size=40) | st.none()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def _reads_or_is_malformed(headers: list[tuple[str, bytes | None]], value: bytes | None) -> None:
    try:
        event = from_record(headers, value)
    except MalformedRecordError as error:
        assert str(error)
    else:
        assert isinstance(event, Event)


@given(st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=6), st.binary(max_size=200) | st.none())
def test_no_bytes_and_no_headers_raise_anything_but_malformed(
    headers: list[tuple[str, bytes | None]], value: bytes | None
) -> None:
    _reads_or_is_malformed(headers, value)


@given(EVENT, st.data())
def test_no_damaged_record_raises_anything_but_malformed(event: Event, data: st.DataObject) -> None:
    record = to_record(event)
    at = data.draw(st.integers(0, len(record.value)))
    length = data.draw(st.integers(0, 40))
    damaged = record.value[:at] + data.draw(st.binary(max_size=8)) + record.value[at + length :]
    _reads_or_is_malformed(list(record.headers), damaged)


@given(EVENT, st.data())
def test_no_field_of_another_shape_raises_anything_but_malformed(event: Event, data: st.DataObject) -> None:
    record = to_record(event)
    value = json.loads(record.value)
    value[data.draw(st.sampled_from(sorted(value)))] = data.draw(JSON)
    _reads_or_is_malformed(list(record.headers), json.dumps(value).encode())


STARTED = SessionStarted(
    event_id=UUID(int=1),
    org_id=UUID(int=2),
    occurred_at=datetime(2026, 11, 2, tzinfo=UTC),
    key="k",
    sequence=1,
    correlation_id=UUID(int=3),
    session_id=UUID(int=4),
    started_at=datetime(2026, 11, 2, tzinfo=UTC),
    started_by=UUID(int=5),
)

Damage = Callable[[bytes], bytes]


def _replace(old: bytes, new: bytes) -> Damage:
    return lambda value: value.replace(old, new)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        pytest.param(_replace(b"2026-11-02T00:00:00Z", b"0001-01-01T00:00:00+14:00"), "2000-01-01", id="before year 1"),
        pytest.param(_replace(b"2026-11-02T00:00:00Z", b"2026-11-02T00:00:00"), "offset", id="a bare wall clock"),
        pytest.param(_replace(b'"2026-11-02T00:00:00Z"', b"1793577600"), "a text", id="an instant as a number"),
        pytest.param(_replace(b'"sequence":1', b'"sequence":true'), "sequence", id="a number as a boolean"),
        pytest.param(lambda value: b"[" * 100_000, "JSON", id="deeply nested"),
        pytest.param(lambda value: b"", "JSON", id="empty"),
        pytest.param(lambda value: b"null", "SessionStarted", id="null"),
        pytest.param(_replace(b'"sequence":1', b'"sequence":' + b"9" * 400), "sequence", id="huge number"),
        pytest.param(_replace(b'"sequence":1', b'"sequence":0'), "sequence", id="sequence zero"),
        pytest.param(_replace(str(UUID(int=1)).encode(), str(UUID(int=9)).encode()), "ce_id", id="another id"),
    ],
)
def test_a_value_that_cannot_be_read_says_where_and_why(damage: Damage, says: str) -> None:
    record = to_record(STARTED)
    with pytest.raises(MalformedRecordError, match=says):
        from_record(record.headers, damage(record.value))


def test_a_record_without_a_value_or_with_an_unknown_type_is_malformed() -> None:
    record = to_record(STARTED)
    with pytest.raises(MalformedRecordError, match="without a value"):
        from_record(record.headers, None)
    with pytest.raises(MalformedRecordError, match="unknown event type"):
        from_record([("ce_type", b"lockstep.sessions.SessionStarted.v2")], record.value)
    with pytest.raises(MalformedRecordError, match="unknown event type"):
        from_record([("ce_type", b"\xff\xfe")], record.value)
    with pytest.raises(MalformedRecordError, match="not a CloudEvent"):
        from_record([("ce_type", None)], record.value)


def test_fields_that_a_newer_producer_added_are_ignored() -> None:
    record = to_record(STARTED)
    newer = record.value[:-1] + b',"added_later":{"anything":[1,2]}}'
    assert from_record(record.headers, newer) == STARTED


class _Urgent(SessionStarted):
    critical: ClassVar[bool] = True


def test_only_a_critical_event_says_that_it_must_not_be_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ce_critical" not in dict(to_record(STARTED).headers)
    urgent: type[Event] = _Urgent
    monkeypatch.setitem(TOPIC_OF, urgent, TOPIC_OF[SessionStarted])
    assert dict(to_record(_Urgent(**STARTED.model_dump())).headers)["ce_critical"] == b"true"


def test_types_name_their_producer_and_every_event_travels_on_one_topic() -> None:
    for kind, event in EVENTS.items():
        prefix, producer, name, version = kind.split(".")
        assert (prefix, producer, name) == ("lockstep", TOPIC_OF[event].producer, event.__name__)
        assert version == "v1"
