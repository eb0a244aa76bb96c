"""Creates the registry's topics. Automatic creation is off everywhere: a topic has its promise or does not exist."""

import asyncio
from typing import Final

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaTimeoutError, TopicAlreadyExistsError, for_code
from contracts.topics import TOPICS, Topic

REQUEST_TIMEOUT_MS: Final = 15_000
DESCRIBE_ATTEMPTS_MAX: Final = 50
DESCRIBE_PAUSE_SECONDS: Final = 0.2
_DAY_MS: Final = 24 * 60 * 60 * 1000
_log = structlog.stdlib.get_logger("chassis.topics")


class TopicsDifferError(Exception):
    """A topic exists with another number of partitions than the registry says; that cannot be mended in place."""


def configuration(topic: Topic, *, replication_factor: int) -> dict[str, str]:
    """Return the topic's Kafka configuration: retention or compaction, and how many replicas must acknowledge."""
    return {
        "cleanup.policy": "compact" if topic.compacted else "delete",
        "retention.ms": "-1" if topic.retention_days is None else str(topic.retention_days * _DAY_MS),
        "min.insync.replicas": str(max(1, replication_factor - 1)),
    }


async def create_topics(bootstrap_servers: str, *, replication_factor: int) -> list[str]:
    """Create the topics that are missing and return their names. Safe to run twice.

    Raises TopicsDifferError where a topic exists with another number of partitions: keys would have moved.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers, request_timeout_ms=REQUEST_TIMEOUT_MS)
    await admin.start()
    try:
        wanted = [
            NewTopic(
                topic.name,
                num_partitions=topic.partitions,
                replication_factor=replication_factor,
                topic_configs=configuration(topic, replication_factor=replication_factor),
            )
            for topic in TOPICS
        ]
        response = await admin.create_topics(wanted)
        created = []
        for name, code, *_ in response.topic_errors:
            if code == 0:
                created.append(name)
            elif for_code(code) is not TopicAlreadyExistsError:
                raise for_code(code)(name)
        found = await _partitions(admin, [topic.name for topic in TOPICS])
        for topic in TOPICS:
            if found[topic.name] != topic.partitions:
                raise TopicsDifferError(f"{topic.name} has {found[topic.name]} partitions, not {topic.partitions}")
    finally:
        await admin.close()
    _log.info("topics are there", created=created)
    return created


async def _partitions(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, int]:
    """Return how many partitions each topic has. Waits: a broker may not have heard of a topic made just now."""
    for _ in range(DESCRIBE_ATTEMPTS_MAX):
        described = await admin.describe_topics(names)
        if len(described) == len(names) and not any(topic["error_code"] for topic in described):
            return {topic["topic"]: len(topic["partitions"]) for topic in described}
        await asyncio.sleep(DESCRIBE_PAUSE_SECONDS)
    raise KafkaTimeoutError(f"not all topics are known to the broker: {described}")
