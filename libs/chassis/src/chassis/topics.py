"""Creates the registry's topics. Automatic creation is off everywhere: a topic has its promise or does not exist."""

from typing import Final

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code
from contracts.topics import TOPICS, Topic

REQUEST_TIMEOUT_MS: Final = 15_000
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
        existing = await admin.describe_topics([topic.name for topic in TOPICS if topic.name not in created])
        for description in existing:
            if description["error_code"] == 0 and len(description["partitions"]) != TOPICS[0].partitions:
                raise TopicsDifferError(f"{description['topic']} has {len(description['partitions'])} partitions")
    finally:
        await admin.close()
    _log.info("topics are there", created=created)
    return created
