"""Creates the topics of the registry, and gives the services their rights.

Automatic creation is off everywhere, so every topic is as the registry says.

FastStream would create a topic when a subscriber starts. Then workers would need the right to do so, and nobody would
notice a topic with another number of partitions.
"""

import asyncio
from typing import Final

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaTimeoutError, TopicAlreadyExistsError, for_code
from contracts.topics import DAY_MS, TOPICS, Topic

from chassis.messaging.admin import administration
from chassis.messaging.rights import give_rights
from chassis.operations.kafka_access import KafkaAccess

DESCRIBE_ATTEMPTS_MAX: Final = 50
DESCRIBE_PAUSE_SECONDS: Final = 0.2
_log = structlog.stdlib.get_logger("chassis.messaging.topics")


class TopicsDifferError(Exception):
    """A topic has another number of partitions than the registry says. This cannot be corrected in place."""


def configuration(topic: Topic, *, replication_factor: int) -> dict[str, str]:
    """Return the Kafka configuration of a topic: retention or compaction, and how many replicas must acknowledge."""
    compaction = {
        "segment.ms": topic.segment_ms,
        "max.compaction.lag.ms": topic.max_compaction_lag_ms,
        "delete.retention.ms": topic.delete_retention_ms,
    }
    return {
        "cleanup.policy": "compact" if topic.compacted else "delete",
        "retention.ms": "-1" if topic.retention_days is None else str(topic.retention_days * DAY_MS),
        "min.insync.replicas": str(max(1, replication_factor - 1)),
        **{name: str(value) for name, value in compaction.items() if value is not None},
    }


async def create_topics(access: KafkaAccess, *, replication_factor: int) -> list[str]:
    """Create the missing topics and return their names. Give the services their rights. It is safe to run twice.

    Without authentication there is nobody to whom Kafka could give rights, so there are none.
    Raises TopicsDifferError if a topic has another number of partitions, because partition keys would have moved.
    """
    async with administration(access) as admin:
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
                raise TopicsDifferError(
                    f"{topic.name} has {found[topic.name]} partitions, but must have {topic.partitions}. This cannot "
                    "be changed in place, because partition keys would move. Use another Kafka cluster, or delete the "
                    "topic if nobody needs its data."
                )
        if access.ssl_context is not None:
            await give_rights(admin)
    _log.info("all topics exist", created=created)
    return created


async def _partitions(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, int]:
    """Return the number of partitions of each topic. Waits, because a broker may not know a new topic yet."""
    for _ in range(DESCRIBE_ATTEMPTS_MAX):
        described = await admin.describe_topics(names)
        if len(described) == len(names) and not any(topic["error_code"] for topic in described):
            return {topic["topic"]: len(topic["partitions"]) for topic in described}
        await asyncio.sleep(DESCRIBE_PAUSE_SECONDS)
    raise KafkaTimeoutError(f"the broker does not know all topics yet: {described}. Run the command again.")
