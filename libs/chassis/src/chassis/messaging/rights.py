"""Gives principals exactly their rights in Kafka: those of the services, and those of the operator's own consumers."""

import asyncio
import re
from collections.abc import Collection, Iterable
from typing import Final

import structlog
from aiokafka.admin import AIOKafkaAdminClient
from contracts.access import ADMIN, PRINCIPALS, Right, rights
from contracts.topics import TOPICS
from pydantic import SecretStr

from chassis.messaging.admin import (
    Acl,
    KafkaRefusedError,
    acls_of,
    administration,
    create_acls,
    delete_acls,
    remove_passwords,
    set_passwords,
)
from chassis.operations.kafka_access import KafkaAccess

APPLIED_ATTEMPTS_MAX: Final = 300  # half a minute: a busy broker applies them late
APPLIED_PAUSE_SECONDS: Final = 0.1
ANY_HOST: Final = "*"
ALLOW: Final = 3
RESOURCES: Final = {"topic": 2, "group": 3}
OPERATIONS: Final = {"read": 3, "write": 4}
LITERAL, PREFIXED = 3, 4
NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
OPEN: Final = tuple(topic.name for topic in TOPICS if topic.audience == "downstream")
"""The topics that consumers of the operator may read."""

_log = structlog.stdlib.get_logger("chassis.messaging.rights")


def acl(right: Right) -> Acl:
    """Return the rule that gives a right. Kafka lets its holder also describe the topic or group."""
    return Acl(
        RESOURCES[right.resource],
        right.name,
        PREFIXED if right.is_prefix else LITERAL,
        f"User:{right.principal}",
        ANY_HOST,
        OPERATIONS[right.operation],
        ALLOW,
    )


async def give_rights(admin: AIOKafkaAdminClient) -> None:
    """Give the services the rights that follow from the registry, and take every other one from them.

    Other principals are not touched.
    """
    await give_exactly(admin, PRINCIPALS, rights())


async def give_exactly(admin: AIOKafkaAdminClient, principals: Iterable[str], given: Iterable[Right]) -> None:
    """Give and take rights, and return when the broker applies them. What was set before them holds by then too."""

    async def found() -> set[Acl]:
        return {rule for principal in principals for rule in await acls_of(admin, principal)}

    wanted, had = {acl(right) for right in given}, await found()
    if missing := wanted - had:
        await create_acls(admin, missing)
    if surplus := had - wanted:
        await delete_acls(admin, surplus)
    for _ in range(APPLIED_ATTEMPTS_MAX):
        if await found() == wanted:
            _log.info("all rights are set", given=len(missing), taken=len(surplus))
            return
        await asyncio.sleep(APPLIED_PAUSE_SECONDS)
    raise KafkaRefusedError("Kafka has the rights, and does not apply them yet. Run the command again")


def consumer_rights(name: str, topics: Collection[str]) -> frozenset[Right]:
    """Return the rights of a consumer of the operator: to read some topics, in groups whose names begin with its own.

    Raises KafkaRefusedError for a name that cannot be one, and for a topic that is not open to such consumers.
    """
    if not NAME.fullmatch(name) or name in {*PRINCIPALS, ADMIN}:
        raise KafkaRefusedError(
            f"{name!r} cannot be the name of a consumer. Take small letters, digits and hyphens, and no name of "
            "Lockstep's own"
        )
    if closed := sorted(set(topics) - set(OPEN)):
        raise KafkaRefusedError(f"{', '.join(closed)}: not open to your consumers. These topics are: {', '.join(OPEN)}")
    return frozenset(
        {
            Right(name, "read", "group", f"{name}.", is_prefix=True),
            *(Right(name, "read", "topic", topic) for topic in topics),
        }
    )


async def admit_consumer(access: KafkaAccess, name: str, password: SecretStr, topics: Collection[str]) -> None:
    """Make the principal of a consumer, or set its password anew. It may read these topics and no others."""
    given = consumer_rights(name, topics)
    async with administration(access) as admin:
        await give_exactly(admin, [name], given)
        await set_passwords(admin, {name: password})


async def dismiss_consumer(access: KafkaAccess, name: str) -> None:
    """Take all rights and the password from a consumer."""
    consumer_rights(name, ())  # it must not be one of Lockstep's own
    async with administration(access) as admin:
        await give_exactly(admin, [name], ())
        await remove_passwords(admin, [name])
