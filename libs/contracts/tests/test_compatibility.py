"""Each kind of break is found. A checker that has never been seen to fail proves nothing."""

import copy
import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from contracts.compatibility import breaks, topic_breaks
from contracts.generate import event_schema, topics_document
from contracts.sessions import PresenceChanged, SessionCompleted
from pydantic import BaseModel, Field

SCHEMA = event_schema(SessionCompleted)
Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> dict[str, Any]:
    """Return a copy of the schema of SessionCompleted after a change."""
    schema = copy.deepcopy(SCHEMA)
    change(schema)
    return schema


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(lambda s: s["properties"].pop("zone"), "zone: removed field", id="removed field"),
        pytest.param(lambda s: s["properties"].pop("batch_id"), "batch_id: removed field", id="removed optional field"),
        pytest.param(
            lambda s: (s["properties"].update(room={"type": "string"}), s["required"].append("room")),
            "room: new required field",
            id="new required field",
        ),
        pytest.param(
            lambda s: s["required"].append("batch_id"), "batch_id: field became required", id="became required"
        ),
        pytest.param(lambda s: s["required"].remove("zone"), "zone: field became optional", id="became optional"),
        pytest.param(
            lambda s: s["properties"].update(raw_minutes={"type": "string"}),
            "raw_minutes: changed type",
            id="changed type",
        ),
        pytest.param(
            lambda s: s["properties"]["mode"]["x-known-values"].remove("online"),
            r"mode: lost known values, \['online'\] removed",
            id="lost known value",
        ),
        pytest.param(
            lambda s: s["properties"]["mode"].pop("x-known-values"),
            "mode: changed x-known-values",
            id="known values given up",
        ),
        pytest.param(
            lambda s: s["properties"]["zone"].update({"x-known-values": ["UTC"]}),
            "zone: changed x-known-values",
            id="a text became a growing word",
        ),
        pytest.param(
            lambda s: s["properties"]["raw_minutes"].update(maximum=90),
            "raw_minutes: tightened limit",
            id="tightened limit",
        ),
        pytest.param(
            lambda s: s["properties"]["raw_minutes"].update(minimum=-1),
            "raw_minutes: loosened limit",
            id="loosened limit",
        ),
        pytest.param(
            lambda s: s["properties"]["coaches"].update(maxItems=2),
            "coaches: tightened limit",
            id="new limit of a list",
        ),
        pytest.param(
            lambda s: s["properties"]["completed_at"].update(format="date"), "completed_at: changed format", id="format"
        ),
        pytest.param(
            lambda s: s["properties"]["record_hash"].update(pattern="^[0-9A-F]{64}$"),
            "record_hash: changed pattern",
            id="pattern",
        ),
        pytest.param(
            lambda s: s["$defs"]["Participant"]["properties"].pop("acceptance"),
            r"roster\[\].acceptance: removed field",
            id="removed field of a nested model",
        ),
        pytest.param(
            lambda s: s["properties"]["roster"].update(items={"type": "string", "format": "uuid"}),
            r"roster\[\]: changed type",
            id="type of a list's items",
        ),
        pytest.param(
            lambda s: s["properties"].update(batch_id={"type": "string", "format": "uuid"}),
            "batch_id: changed type, null or string became string",
            id="no longer nullable",
        ),
        pytest.param(
            lambda s: s["properties"].update(zone={"anyOf": [{"type": "string"}, {"type": "null"}]}),
            "zone: changed type, string became null or string",
            id="became nullable",
        ),
        pytest.param(
            lambda s: s["properties"]["batch_id"]["anyOf"][0].pop("format"),
            "batch_id: changed format",
            id="format inside",
        ),
        pytest.param(
            lambda s: s["properties"]["batch_id"].update(default="00000000-0000-0000-0000-000000000000"),
            "batch_id: changed default",
            id="default",
        ),
        pytest.param(
            lambda s: s.update(additionalProperties=False), "changed additionalProperties", id="closed to additions"
        ),
        pytest.param(lambda s: s.update({"$id": "urn:lockstep:other"}), r"changed \$id", id="another type"),
        pytest.param(
            lambda s: s.update(dependentRequired={"a": ["b"]}), "changed dependentRequired", id="unknown keyword"
        ),
    ],
)
def test_a_change_that_breaks_a_reader_is_found_and_named(change: Change, says: str) -> None:
    found = breaks(SCHEMA, changed(change))
    assert len(found) == 1
    assert re.search(says, found[0])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda s: None, id="nothing"),
        pytest.param(lambda s: s["properties"].update(room={"type": "string", "default": ""}), id="new optional field"),
        pytest.param(
            lambda s: s["$defs"]["Participant"]["properties"].update(
                seat={"anyOf": [{"type": "integer"}, {"type": "null"}]}
            ),
            id="new optional field of a nested model",
        ),
        pytest.param(lambda s: s["properties"]["zone"].update(description="other words"), id="description"),
        pytest.param(lambda s: s.update(title="Other", examples=[{}]), id="title and examples"),
        pytest.param(
            lambda s: s["properties"]["mode"]["x-known-values"].append("hybrid"), id="one more value of a growing word"
        ),
    ],
)
def test_an_optional_addition_or_other_words_break_nobody(change: Change) -> None:
    assert breaks(SCHEMA, changed(change)) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(lambda action: action["enum"].remove("left"), "action: narrowed enum", id="narrowed"),
        pytest.param(lambda action: action["enum"].append("kicked"), "action: widened enum", id="widened"),
        pytest.param(lambda action: action.pop("enum"), "action: widened enum", id="given up"),
    ],
)
def test_the_words_of_a_closed_pair_never_change(change: Change, says: str) -> None:
    schema = event_schema(PresenceChanged)
    change(schema["properties"]["action"])
    assert [found.partition(",")[0] for found in breaks(event_schema(PresenceChanged), schema)] == [says]


class _Node(BaseModel):
    children: tuple["_Node", ...] = ()
    weight: int


class _RenamedNode(BaseModel):
    children: tuple["_RenamedNode", ...] = ()
    weight: str


class _Before(BaseModel):
    kind: Literal["one"]
    state: Literal["open", "closed"] | None = None
    at: datetime
    limits: dict[str, Annotated[int, Field(ge=0)]] = {}
    owner: UUID | str


class _After(BaseModel):
    kind: Literal["one", "two"]
    state: Literal["open"] | None = None
    at: datetime | None
    limits: dict[str, Annotated[int, Field(ge=1)]] = {}
    owner: UUID


def test_breaks_are_found_in_the_schemas_that_models_give() -> None:
    assert breaks(_Before.model_json_schema(), _Before.model_json_schema()) == []
    found = "\n".join(breaks(_Before.model_json_schema(), _After.model_json_schema()))
    assert "kind: widened enum" in found
    assert "state: narrowed enum" in found
    assert "at: changed type" in found
    assert "limits{}: tightened limit" in found
    assert "owner: changed alternatives" in found


def test_recursive_models_are_compared_and_come_to_an_end() -> None:
    assert breaks(_Node.model_json_schema(), _Node.model_json_schema()) == []
    found = breaks(_Node.model_json_schema(), _RenamedNode.model_json_schema())
    assert any("weight: changed type" in change for change in found)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(lambda t: t.pop("payouts.earnings.v1"), "removed topic", id="removed"),
        pytest.param(lambda t: t["payouts.earnings.v1"].update(partitions=24), "changed partitions", id="partitions"),
        pytest.param(lambda t: t["payouts.earnings.v1"].update(key="coach"), "changed key", id="key"),
        pytest.param(lambda t: t["payouts.earnings.v1"].update(producer="sessions"), "changed producer", id="producer"),
        pytest.param(lambda t: t["payouts.earnings.v1"].update(compacted=True), "changed compacted", id="compaction"),
        pytest.param(
            lambda t: t["payouts.earnings.v1"].update(retention_days=7), "shortened retention", id="retention"
        ),
        pytest.param(lambda t: t["payouts.earnings.v1"]["events"].pop(), "no longer published", id="event moved"),
        pytest.param(lambda t: t["sessions.state.v1"].update(audience="own"), "narrowed audience", id="audience"),
    ],
)
def test_a_change_of_a_topic_that_breaks_a_consumer_is_found(change: Change, says: str) -> None:
    topics = copy.deepcopy(topics_document())
    change(topics)
    found = topic_breaks(topics_document(), topics)
    assert len(found) == 1
    assert says in found[0]


def test_more_topics_more_events_and_longer_retention_break_nobody() -> None:
    topics = copy.deepcopy(topics_document())
    topics["sessions.lifecycle.v1"]["retention_days"] = None
    topics["sessions.lifecycle.v1"]["events"].append("PresenceChanged.v1")
    topics["sessions.notes.v1"] = topics["sessions.lifecycle.v1"]
    assert topic_breaks(topics_document(), topics) == []
