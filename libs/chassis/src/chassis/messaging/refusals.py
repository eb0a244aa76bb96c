"""Says why Kafka refuses a worker: its authority, its password, a topic or its group; and what to do.

aiokafka does not tell. It writes a line to the log and raises the same error as for a broker that is away, or it waits
until a time limit ends. So the worker asks Kafka itself: at every question about readiness, and every LOOK_SECONDS.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Collection
from typing import Any, Final, NamedTuple

import structlog
from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    KafkaError,
    SaslAuthenticationFailed,
    for_code,
)
from aiokafka.errors import TopicAuthorizationFailedError as TopicRefusedError
from aiokafka.protocol.api import RequestStruct, Response
from aiokafka.protocol.coordination import FindCoordinatorRequest_v1
from aiokafka.protocol.types import Array, Boolean, Int16, Int32, Schema, String
from contracts.topics import TOPIC_OF

from chassis.messaging.admin import Exactly
from chassis.operations import telemetry
from chassis.operations.health import READY_TIMEOUT_SECONDS
from chassis.operations.kafka_access import KafkaAccess
from chassis.waiting import wait_at_most

LOOK_SECONDS: Final = 10.0
READ, WRITE = 3, 4
"""Kafka's numbers for operations, and the positions of their bits in what it says about a topic."""

GROUP: Final = 0
GIVE: Final = "Give the services their rights: python -m chassis create-topics"

_log = structlog.stdlib.get_logger("chassis.messaging.refusals")


class StartAgainError(Exception):
    """The process has to start again: aiokafka reports an old refusal of every partition for minutes."""


class Needs(NamedTuple):
    """What a worker must be allowed."""

    reads: frozenset[str]
    writes: frozenset[str]
    group: str | None


def needs_of(service: str, handled: Collection[str]) -> Needs:
    """Return what the worker of a service needs, which handles events of these topics."""
    own = frozenset(topic.name for topic in TOPIC_OF.values() if topic.producer == service)
    return Needs(reads=own.union(handled), writes=own, group=service if handled else None)


async def refusal(access: KafkaAccess, needs: Needs) -> str | None:
    """Return in words what Kafka refuses, and what to do. None if it refuses nothing.

    Raises KafkaError, OSError or TimeoutError if it does not answer.
    """
    async with asyncio.timeout(READY_TIMEOUT_SECONDS):
        try:
            connection = await _connected(access)
        except ssl.SSLCertVerificationError as error:
            return (
                f"the certificate of Kafka at {access.bootstrap_servers} was not signed by the authority in "
                f"{access.ca_file or 'this machine'}, or is for another host ({error.verify_message}). Set "
                "kafka_ca_file to the file of the authority that signed it"
            )
        except SaslAuthenticationFailed:
            return (
                f"Kafka does not accept the password of the user {access.principal}. Set kafka_password or "
                "kafka_password_file to the one that Kafka has, or set it in Kafka: python -m chassis create-topics "
                "--passwords"
            )
        except KafkaConnectionError:
            if access.ssl_context is not None:
                raise
            return (
                f"Kafka at {access.bootstrap_servers} does not talk to clients without TLS. Set kafka_user, "
                "kafka_password_file and kafka_ca_file"
            )
        try:
            return await _refused_topic(connection, access, needs) or await _refused_group(connection, access, needs)
        finally:
            connection.close()


async def reason(access: KafkaAccess, needs: Needs) -> str | None:
    """Return what Kafka refuses, or None if it refuses nothing or does not answer."""
    with contextlib.suppress(KafkaError, OSError, TimeoutError):
        return await refusal(access, needs)
    return None


async def _connected(access: KafkaAccess) -> Any:
    """Return a connection to the first broker that answers. Raises the error of the last one if none does."""
    hosts = collect_hosts(access.bootstrap_servers)
    for host, port, _ in hosts[:-1]:
        with contextlib.suppress(KafkaError, OSError):
            return await create_conn(host, port, client_id="ready", **access.connection_options())
    host, port, _ = hosts[-1]
    return await create_conn(host, port, client_id="ready", **access.connection_options())


async def _refused_topic(connection: Any, access: KafkaAccess, needs: Needs) -> str | None:
    names = sorted({*needs.reads, *needs.writes})
    answer = await connection.send(Exactly(_RightsRequest(names, False, False, True)))
    for code, name, *_, allowed in answer.topics:
        if for_code(code) is TopicRefusedError:
            return f"Kafka shows the user {access.principal} no topic {name}. {GIVE}"
        if code:
            continue  # it does not exist, for example
        for operation, verb, topics in ((WRITE, "write to", needs.writes), (READ, "read", needs.reads)):
            if name in topics and not allowed >> operation & 1:
                return f"Kafka does not let the user {access.principal} {verb} the topic {name}. {GIVE}"
    return None


async def _refused_group(connection: Any, access: KafkaAccess, needs: Needs) -> str | None:
    if needs.group is None:
        return None
    answer = await connection.send(Exactly(FindCoordinatorRequest_v1(needs.group, GROUP)))
    if for_code(answer.error_code) is GroupAuthorizationFailedError:
        return f"Kafka does not let the user {access.principal} into the consumer group {needs.group}. {GIVE}"
    return None


async def keep_looking(access: KafkaAccess, needs: Needs, stopping: asyncio.Event) -> None:
    """Log and count what Kafka refuses, until `stopping` is set.

    Raises StartAgainError when Kafka no longer refuses what it refused.
    """
    was_refused = False
    while not stopping.is_set():
        with contextlib.suppress(KafkaError, OSError, TimeoutError):  # readiness and the relay say that it is away
            is_refused = _report(access, await refusal(access, needs))
            if was_refused and not is_refused:
                raise StartAgainError("Kafka refuses nothing any more")
            was_refused = is_refused
        await wait_at_most(stopping, LOOK_SECONDS)


async def look(access: KafkaAccess, needs: Needs) -> bool:
    """Log and count what Kafka refuses. Return whether it refuses something."""
    return _report(access, await reason(access, needs))


def _report(access: KafkaAccess, refused: str | None) -> bool:
    telemetry.KAFKA_REFUSES.set(0 if refused is None else 1)
    if refused is not None:
        telemetry.KAFKA_REFUSALS.inc()
        _log.error("refused by Kafka", principal=access.principal, reason=refused)
    return refused is not None


class _RightsResponse(Response):  # type: ignore[misc]  # aiokafka has no types
    API_KEY = 3
    API_VERSION = 8
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("brokers", Array(("node_id", Int32), ("host", String()), ("port", Int32), ("rack", String()))),
        ("cluster_id", String()),
        ("controller_id", Int32),
        (
            "topics",
            Array(
                ("error_code", Int16),
                ("name", String()),
                ("is_internal", Boolean),
                (
                    "partitions",
                    Array(
                        ("error_code", Int16),
                        ("partition", Int32),
                        ("leader", Int32),
                        ("leader_epoch", Int32),
                        ("replicas", Array(Int32)),
                        ("in_sync", Array(Int32)),
                        ("offline", Array(Int32)),
                    ),
                ),
                ("allowed", Int32),
            ),
        ),
        ("allowed_cluster", Int32),
    )


class _RightsRequest(RequestStruct):  # type: ignore[misc]  # aiokafka has no types
    """Metadata of topics, with what the caller may do (KIP-430). aiokafka's own requests are older."""

    API_KEY = 3
    API_VERSION = 8
    RESPONSE_TYPE = _RightsResponse
    SCHEMA = Schema(
        ("topics", Array(String())),
        ("creates_topics", Boolean),
        ("asks_cluster", Boolean),
        ("asks_topics", Boolean),
    )
