"""The AsyncAPI document, checked against the specification's own JSON Schema.

`asyncapi-3.0.0.schema.json` is `schemas/3.0.0.json` of the npm package @asyncapi/specs 6.11.1 (Apache-2.0), without
its white space.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contracts.asyncapi import asyncapi_document
from contracts.generate import event_schema
from contracts.topics import EVENTS, TOPICS
from jsonschema import Draft7Validator, Draft202012Validator

SPECIFICATION = json.loads(Path(__file__).with_name("asyncapi-3.0.0.schema.json").read_text("utf-8"))
DOCUMENT = asyncapi_document()


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _at(pointer: str) -> Any:
    node: Any = DOCUMENT
    for part in pointer.removeprefix("#/").split("/"):
        node = node[part]
    return node


def test_it_is_valid_by_the_specification() -> None:
    errors = [
        f"{'/'.join(map(str, error.path))}: {error.message[:200]}"
        for error in Draft7Validator(SPECIFICATION).iter_errors(DOCUMENT)
    ]
    assert errors == []


def test_the_specification_refuses_a_document_that_is_wrong() -> None:
    wrong = {**DOCUMENT, "operations": {"x": {"action": "shout", "channel": {"$ref": "#/channels/y"}}}}
    assert list(Draft7Validator(SPECIFICATION).iter_errors(wrong))


def test_every_reference_leads_somewhere() -> None:
    references = set(_references(DOCUMENT))
    assert references
    for reference in references:
        assert reference.startswith("#/")
        assert _at(reference)


def test_it_names_every_topic_event_producer_and_consumer_of_the_registry() -> None:
    assert set(DOCUMENT["channels"]) == {topic.name for topic in TOPICS}
    assert set(DOCUMENT["components"]["messages"]) == {event.__name__ for event in EVENTS.values()}
    parties = {
        (operation["tags"][0]["name"], operation["action"], operation["channel"]["$ref"].rsplit("/", 1)[-1])
        for operation in DOCUMENT["operations"].values()
    }
    expected: set[tuple[str, str, str]] = {(topic.producer, "send", topic.name) for topic in TOPICS}
    expected |= {(consumer, "receive", topic.name) for topic in TOPICS for consumer in topic.consumers}
    assert parties == expected


def test_its_payloads_say_the_same_as_the_schemas_of_the_events() -> None:
    for event in EVENTS.values():
        payload = DOCUMENT["components"]["schemas"][event.__name__]
        alone = event_schema(event)
        assert payload["required"] == alone["required"]
        assert payload["properties"].keys() == alone["properties"].keys()


def test_every_schema_in_it_is_a_schema() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
