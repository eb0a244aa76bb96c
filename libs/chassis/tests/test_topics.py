"""On a real broker, topics are as the registry promises them."""

import dataclasses
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from chassis.messaging import topics
from chassis.operations.kafka_access import KafkaAccess
from contracts.topics import TOPICS, Topic

DAY_MS = 86_400_000


@pytest.fixture
async def admin(kafka_access: KafkaAccess) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(**kafka_access.options())
    await client.start()
    yield client
    await client.close()


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> tuple[Topic, ...]:
    """The registry, with names of this test alone, because the broker is shared."""
    mine = uuid4().hex[:8]
    renamed = tuple(dataclasses.replace(topic, name=f"{mine}.{topic.name}") for topic in TOPICS)
    monkeypatch.setattr(topics, "TOPICS", renamed)
    return renamed


async def configurations(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, dict[str, str]]:
    """Return the broker's configuration of topics."""
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    found: dict[str, dict[str, str]] = {}
    for response in await admin.describe_configs(resources):
        for _, _, _, name, entries in response.resources:
            found[name] = {entry[0]: entry[1] for entry in entries}
    return found


async def partitions(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, int]:
    described: list[dict[str, Any]] = await admin.describe_topics(names)
    return {topic["topic"]: len(topic["partitions"]) for topic in described}


async def test_every_topic_of_the_registry_is_made_with_its_promise_and_twice_is_fine(
    kafka_access: KafkaAccess, admin: AIOKafkaAdminClient, registry: tuple[Topic, ...]
) -> None:
    names = [topic.name for topic in registry]
    assert sorted(await topics.create_topics(kafka_access, replication_factor=1)) == sorted(names)
    assert await topics.create_topics(kafka_access, replication_factor=1) == []
    assert await partitions(admin, names) == {topic.name: topic.partitions for topic in registry}
    configured = await configurations(admin, names)
    for topic in registry:
        found = configured[topic.name]
        assert found["cleanup.policy"] == ("compact" if topic.compacted else "delete")
        kept_days = topic.retention_days
        assert found["retention.ms"] == ("-1" if kept_days is None else str(kept_days * DAY_MS))
        assert found["min.insync.replicas"] == "1"
        wanted = (topic.segment_ms, topic.max_compaction_lag_ms, topic.delete_retention_ms)
        names_ms = ("segment.ms", "max.compaction.lag.ms", "delete.retention.ms")
        for name, value in zip(names_ms, wanted, strict=True):
            assert value is None or found[name] == str(value)
    assert any(topic.delete_retention_ms for topic in registry)
    assert any(topic.compacted for topic in registry)
    assert any(topic.retention_days for topic in registry)


async def test_only_what_is_missing_is_made(
    kafka_access: KafkaAccess, admin: AIOKafkaAdminClient, registry: tuple[Topic, ...]
) -> None:
    there, *missing = registry
    await admin.create_topics([NewTopic(there.name, there.partitions, 1)])
    assert sorted(await topics.create_topics(kafka_access, replication_factor=1)) == sorted(t.name for t in missing)


async def test_a_topic_with_another_number_of_partitions_is_refused_by_name(
    kafka_access: KafkaAccess, admin: AIOKafkaAdminClient, registry: tuple[Topic, ...]
) -> None:
    wrong = registry[2]
    await admin.create_topics([NewTopic(wrong.name, 3, 1)])
    with pytest.raises(topics.TopicsDifferError, match=f"{wrong.name} has 3 partitions"):
        await topics.create_topics(kafka_access, replication_factor=1)
    assert (await partitions(admin, [wrong.name])) == {wrong.name: 3}, "the broker's topic stays as it was"


async def test_a_broker_that_refuses_is_an_error(kafka_access: KafkaAccess, registry: tuple[Topic, ...]) -> None:
    with pytest.raises(Exception, match=registry[0].name):
        await topics.create_topics(kafka_access, replication_factor=3)


def test_replicas_that_must_acknowledge_follow_the_number_of_copies() -> None:
    needed = [topics.configuration(TOPICS[0], replication_factor=n)["min.insync.replicas"] for n in (1, 2, 3)]
    assert needed == ["1", "1", "2"], "with three copies one may be away, and two have every write"
