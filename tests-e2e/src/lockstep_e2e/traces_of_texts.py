"""Finds words wherever the platform may have them: tables, topics, Kafka's files, logs."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from chassis.database.engine import create_engine
from chassis.messaging.admin import administration
from contracts.sessions import TextWritten
from contracts.topics import TOPIC_OF
from lockstep_local.postgres import SUPERUSER
from lockstep_local.programs import SERVICES
from lockstep_testing.searching import columns_with

from lockstep_e2e.platform import Platform
from lockstep_e2e.topics import ALL_TOPICS, all_records

TEXTS: Final = TOPIC_OF[TextWritten].name
SECONDS_IN_PLACE_OF_HOURS: Final = {
    "cleanup.policy": "compact",
    "segment.ms": "1000",
    "max.compaction.lag.ms": "1000",
    "min.cleanable.dirty.ratio": "0",
    "file.delete.delay.ms": "100",
    "delete.retention.ms": "2592000000",
}
INDEXES: Final = frozenset({".index", ".timeindex"})
CLEANER: Final = {"log.cleaner.backoff.ms": "200"}


async def in_tables(platform: Platform, words: Sequence[str]) -> list[str]:
    """Return the columns of all databases that have one of the words."""
    found = []
    for service in SERVICES:
        url = platform.stack.postgres.url(service, user=SUPERUSER)
        engine = create_engine(url, application_name="test", pool_size=1)
        async with engine.connect() as db:
            found += [f"{service}: {place}" for place in await columns_with(db, words)]
        await engine.dispose()
    return found


async def in_topics(platform: Platform, words: Iterable[str], topics: Iterable[str] = ALL_TOPICS) -> list[str]:
    """Return the topics with a record that has one of the words, as a consumer reads them."""
    wanted = [word.encode() for word in words]
    found = set()
    for record in await all_records(platform, topics):
        said = b"\0".join([record.key or b"", record.value or b"", *(value for _, value in record.headers)])
        found |= {f"{record.topic}: {word.decode()}" for word in wanted if word in said}
    return sorted(found)


def in_files(platform: Platform, words: Iterable[str]) -> list[str]:
    """Return the files of the data folder that have one of the words, without PostgreSQL's and Kafka's indexes.

    PostgreSQL's files have freed rows and the write-ahead log until it overwrites them. An index has numbers only, and
    a size of megabytes from the beginning.
    """
    wanted = [word.encode() for word in words]
    found = []
    for path in sorted(platform.stack.data.rglob("*")):
        is_searched = "postgres" not in path.relative_to(platform.stack.data).parts[:1] and path.suffix not in INDEXES
        if is_searched and path.is_file():
            try:
                content = path.read_bytes()
            except FileNotFoundError:
                continue  # Kafka deleted it meanwhile
            found += [f"{path.relative_to(platform.stack.data)}: {word.decode()}" for word in wanted if word in content]
    return found


@asynccontextmanager
async def compacting_within_seconds(platform: Platform) -> AsyncIterator[None]:
    """Let Kafka begin files of the topic of texts, and compact them, after seconds in place of hours."""
    async with administration(platform.kafka) as admin:
        await _set(admin, ConfigResourceType.TOPIC, TEXTS, SECONDS_IN_PLACE_OF_HOURS)
        await _set(admin, ConfigResourceType.BROKER, "1", CLEANER)  # the only node
        yield


async def _set(admin: AIOKafkaAdminClient, kind: ConfigResourceType, name: str, configs: dict[str, str]) -> None:
    await admin.alter_configs([ConfigResource(kind, name, configs=configs)])
