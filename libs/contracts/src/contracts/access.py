"""Who may do what in Kafka: the principals of the services and their rights, computed from the registry of topics."""

from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

from contracts.topics import TOPICS, Service, Topic

SERVICES: tuple[Service, ...] = get_args(Service)

ADMIN = "admin"
"""The principal of the operator's tools, which create topics and give rights. Kafka lets it do everything."""


class Right(NamedTuple):
    """That a principal may do something with a topic, or with a consumer group. All imply that it may be described."""

    principal: str
    operation: Literal["read", "write"]
    resource: Literal["topic", "group"]
    name: str
    is_prefix: bool = False
    """Whether it holds for all names with this beginning, and not for this name alone."""


def principal_of(service: str) -> str:
    """Return the principal of a service's workers and commands. Its API holds no Kafka client, and has none."""
    return f"{service}-worker"


PRINCIPALS: tuple[str, ...] = tuple(principal_of(service) for service in SERVICES)
"""The principals of all services."""


def rights(topics: Iterable[Topic] = TOPICS) -> frozenset[Right]:
    """Return every right of every service, and no other.

    A producer reads its own topics too, to find out whether its database lacks what it published, and to recover it.
    """
    given = {Right(principal_of(service), "read", "group", service) for service in SERVICES}
    for topic in topics:
        given.add(Right(principal_of(topic.producer), "write", "topic", topic.name))
        given.update(Right(principal_of(reader), "read", "topic", topic.name) for reader in readers(topic))
    return frozenset(given)


def readers(topic: Topic) -> frozenset[Service]:
    """Return the services that may read a topic: its consumers, its producer, its auditors, and those it is for."""
    return frozenset(
        service
        for service in SERVICES
        if service == topic.producer or service in (*topic.consumers, *topic.auditors, *topic.reserved_for)
    )
