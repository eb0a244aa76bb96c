"""Makes the AsyncAPI 3.0 document of the whole platform from the topic registry. No I/O."""

from typing import Any

from pydantic.json_schema import models_json_schema

from contracts.envelope import LARGEST_EXACT_INTEGER, Event
from contracts.topics import DAY_MS, DOWNSTREAM, EVENTS, TOPICS, Topic

KAFKA_BINDING = "0.5.0"
REFERENCE = "#/components/schemas/{model}"


def asyncapi_document() -> dict[str, Any]:
    """Return the document: a channel per topic, a message per event, and the operations of each service."""
    return {
        "asyncapi": "3.0.0",
        "id": "urn:lockstep",
        "info": {
            "title": "Lockstep events",
            "version": "1.0.0",
            "description": "The events that the Lockstep services publish for each other and for your "
            "consumers. Each one is a CloudEvents 1.0 message in the binary mode of the Kafka protocol binding, "
            "with a JSON value. An event type may gain optional fields, and its growing words (x-known-values) may "
            "gain values. Any other change is published as a new type. Skip an event whose type you do not know. If it "
            "has the header ce_critical, do not skip it: stop for its partition key until your reader knows the type.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": {name: operation for topic in TOPICS for name, operation in _operations(topic)},
        "components": {
            "messages": {event.__name__: _message(event) for event in EVENTS.values()},
            "messageTraits": {"CloudEvent": _cloud_event_trait()},
            "schemas": _schemas(),
        },
    }


def _channel(topic: Topic) -> dict[str, Any]:
    retention_ms = -1 if topic.retention_days is None else topic.retention_days * DAY_MS
    configuration: dict[str, Any] = {"cleanup.policy": ["compact" if topic.compacted else "delete"]}
    if not topic.compacted:
        configuration["retention.ms"] = retention_ms
    if topic.delete_retention_ms is not None:
        configuration["delete.retention.ms"] = topic.delete_retention_ms
    return {
        "address": topic.name,
        "description": f"Produced by {topic.producer}. The partition key is the {topic.key}, so events of the same one "
        "keep their order.",
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"} for event in topic.events},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": configuration,
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }


def _operations(topic: Topic) -> list[tuple[str, dict[str, Any]]]:
    channel = topic.name.replace(".", "-")
    parties = [(topic.producer, "send"), *((consumer, "receive") for consumer in topic.consumers)]
    return [(f"{party}-{action}-{channel}", _operation(topic, party, action)) for party, action in parties]


def _operation(topic: Topic, party: str, action: str) -> dict[str, Any]:
    pointer = f"#/channels/{topic.name}"
    return {
        "action": action,
        "channel": {"$ref": pointer},
        "summary": f"Your consumers {action} on {topic.name}"
        if party == DOWNSTREAM
        else f"{party} {action}s on {topic.name}",
        "tags": [{"name": party}],
        "messages": [{"$ref": f"{pointer}/messages/{event.__name__}"} for event in topic.events],
    }


def _message(event: type[Event]) -> dict[str, Any]:
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": (event.__doc__ or "").split("\n", 1)[0],
        "contentType": "application/json",
        "correlationId": {"location": "$message.payload#/correlation_id"},
        "headers": {
            "allOf": [
                {"$ref": "#/components/schemas/CloudEventHeaders"},
                {"type": "object", "properties": {"ce_type": {"const": event.type}}},
            ]
        },
        "payload": {"$ref": REFERENCE.format(model=event.__name__)},
        "traits": [{"$ref": "#/components/messageTraits/CloudEvent"}],
    }


def _cloud_event_trait() -> dict[str, Any]:
    key = {"type": "string", "description": "The partition key, as in ce_subject and ce_partitionkey."}
    return {"bindings": {"kafka": {"key": key, "bindingVersion": KAFKA_BINDING}}}


def _schemas() -> dict[str, Any]:
    _, document = models_json_schema([(event, "validation") for event in EVENTS.values()], ref_template=REFERENCE)
    return {"CloudEventHeaders": cloud_event_headers(), **document["$defs"]}


def cloud_event_headers() -> dict[str, Any]:
    """Return the JSON Schema of the headers that every Kafka record has. Header values are UTF-8 text."""
    text = {"type": "string", "minLength": 1}
    digits = len(str(LARGEST_EXACT_INTEGER))
    return {
        "type": "object",
        "description": "The CloudEvents 1.0 attributes, as Kafka headers with UTF-8 values (binary mode).",
        "properties": {
            "ce_specversion": {"const": "1.0"},
            "ce_id": {"type": "string", "format": "uuid", "description": "The event_id in the value."},
            "ce_source": {"type": "string", "pattern": "^/lockstep/[a-z]+$"},
            "ce_type": {"type": "string", "pattern": r"^lockstep\.[a-z]+\.[A-Za-z]+\.v[0-9]+$"},
            "ce_time": {"type": "string", "format": "date-time"},
            "ce_subject": text,
            "ce_partitionkey": text,
            "ce_sequence": {"type": "string", "pattern": f"^[1-9][0-9]{{0,{digits - 1}}}$"},
            "ce_critical": {
                "const": "true",
                "description": "Present when a reader that does not know the type must not skip the event.",
            },
            "traceparent": {"type": "string", "description": "W3C trace context, if the event is traced."},
            "content-type": {"const": "application/json"},
        },
        "required": [
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_time",
            "ce_subject",
            "ce_partitionkey",
            "ce_sequence",
            "content-type",
        ],
    }
