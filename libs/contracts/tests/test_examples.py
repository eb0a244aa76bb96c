"""Golden messages: today's readers can read everything that was ever on the wire."""

import json
from pathlib import Path
from typing import Any

import pytest
from contracts.asyncapi import cloud_event_headers
from contracts.cloudevents import from_record, to_record
from contracts.generate import event_schema, schema_name
from contracts.topics import EVENTS, TOPIC_OF
from jsonschema import Draft202012Validator

CONTRACTS = Path(__file__).resolve().parents[1]
EXAMPLES = sorted((CONTRACTS / "examples").glob("*/*.json"))

each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


def _wire(example: dict[str, Any]) -> tuple[list[tuple[str, bytes]], bytes]:
    headers = [(name, str(value).encode()) for name, value in example["headers"].items()]
    return headers, json.dumps(example["value"], separators=(",", ":"), ensure_ascii=False).encode()


def _without_additions(written: Any, original: Any) -> Any:
    """Return `written` without the fields that `original` lacks, at every depth."""
    if isinstance(original, dict):
        return {name: _without_additions(written[name], value) for name, value in original.items()}
    if isinstance(original, list):
        return [_without_additions(item, other) for item, other in zip(written, original, strict=True)]
    return written


@each_example
def test_todays_reader_reads_it_and_writes_the_same_again(path: Path) -> None:
    example = _read(path)
    headers, value = _wire(example)
    record = to_record(from_record(headers, value))
    assert (record.topic, record.key.decode()) == (example["topic"], example["key"])
    assert record.headers == headers
    written = json.loads(record.value)
    assert _without_additions(written, example["value"]) == example["value"]
    if written == example["value"]:  # nothing was left out at any depth, so compare byte for byte
        assert record.value == value


@each_example
def test_it_is_valid_by_todays_schema_and_by_the_released_one(path: Path) -> None:
    example = _read(path)
    model = EVENTS[example["headers"]["ce_type"]]
    released = _read(CONTRACTS / "released" / f"{schema_name(model)}.json")
    for schema in (event_schema(model), released):
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(example["value"])
    Draft202012Validator(cloud_event_headers()).validate(example["headers"])


@each_example
def test_it_lies_in_the_folder_of_its_event_and_on_the_topic_of_its_event(path: Path) -> None:
    example = _read(path)
    model = EVENTS[example["headers"]["ce_type"]]
    assert path.parent.name == model.__name__
    assert path.stem.split("-")[0] == model.type.rsplit(".", 1)[-1]
    assert example["topic"] == TOPIC_OF[model].name


def test_every_released_event_has_examples() -> None:
    with_examples = {path.parent.name for path in EXAMPLES}
    assert with_examples == {event.__name__ for event in EVENTS.values()}
