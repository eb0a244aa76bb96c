"""A real PostgreSQL and a real Kafka for the tests of a process.

They come from TEST_POSTGRES_DSN and TEST_KAFKA_BOOTSTRAP_SERVERS if these are set, else from testcontainers if a Docker
engine answers, else from deploy/local. Tests of durability start servers of their own, with durable settings.
"""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory

import pytest
from chassis.messaging.admin import administration, set_passwords
from chassis.messaging.rights import give_exactly
from chassis.operations.kafka_access import KafkaAccess
from contracts.access import ADMIN, Right
from lockstep_local import kafka as local_kafka
from lockstep_local import ports
from lockstep_local import postgres as local_postgres
from lockstep_local.guard import cleaned_up_anyway, end_and_remove
from lockstep_local.scratch import scratch_folder
from pydantic import SecretStr
from testcontainers.community.kafka import KafkaContainer
from testcontainers.community.postgres import PostgresContainer

POSTGRES_IMAGE = "postgres:18"
KAFKA_IMAGE = "apache/kafka:4.4.0"
DOCKER_SOCKET = "/var/run/docker.sock"


def docker_answers() -> bool:
    """Return whether there is a Docker engine: DOCKER_HOST names one, or the usual socket accepts connections."""
    if "DOCKER_HOST" in os.environ:
        return True
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(DOCKER_SOCKET) == 0


async def admitted(folder: Path, port: int) -> KafkaAccess:
    """Set the password of the administrator in a Kafka of deploy/local, and return how to reach it as that user."""
    access = local_kafka.access(folder, port, ADMIN)
    assert access.password is not None
    async with administration(local_kafka.node_access(folder)) as admin:
        await set_passwords(admin, {ADMIN: access.password})
        # Needless for a user who may do everything. But when rights hold, the passwords that were set before them do.
        await give_exactly(admin, [ADMIN], [Right(ADMIN, "read", "group", "any")])
    return access


def need_passwords(access: KafkaAccess) -> None:
    """Skip the test on a Kafka that takes everybody: a plain container, or an address without a user.

    The Kafka of deploy/local, which tests start where no Docker engine answers, has passwords. So CI runs such tests.
    """
    if access.user is None:
        pytest.skip("this Kafka has no passwords; that of deploy/local has")


async def with_rights(access: KafkaAccess, name: str, *rights: Right) -> KafkaAccess:
    """Return how a user reaches the same Kafka who has exactly these rights. `access` is that of the administrator."""
    need_passwords(access)
    password = SecretStr(token_urlsafe())
    user = replace(access, user=name, password=password)
    async with administration(access) as admin:
        await set_passwords(admin, {name: password})
        # rights that change show that the password is known
        await give_exactly(admin, [name], [*rights, Right(name, "read", "group", token_urlsafe())])
        await give_exactly(admin, [name], rights)
    return user


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    """The superuser's DSN of a PostgreSQL 18 server."""
    with ExitStack() as stack:
        if dsn := os.environ.get("TEST_POSTGRES_DSN"):
            yield dsn
        elif docker_answers():
            container = stack.enter_context(PostgresContainer(POSTGRES_IMAGE, driver=None))
            yield container.get_connection_url()
        else:
            yield stack.enter_context(local_postgres.throwaway()).dsn()


@pytest.fixture(scope="session")
def kafka_access() -> Iterator[KafkaAccess]:
    """How a test reaches an Apache Kafka 4 broker as its administrator. Only that of deploy/local has passwords."""
    with ExitStack() as stack:
        if servers := os.environ.get("TEST_KAFKA_BOOTSTRAP_SERVERS"):
            yield KafkaAccess(servers)
        elif docker_answers():
            container = stack.enter_context(KafkaContainer(KAFKA_IMAGE).with_kraft())
            yield KafkaAccess(container.get_bootstrap_server())
        else:
            folder = (
                Path(stack.enter_context(TemporaryDirectory(prefix="lockstep-test-", dir=scratch_folder()))) / "kafka"
            )
            port = ports.find_free()
            process = local_kafka.start_kafka(folder, port)
            with cleaned_up_anyway(end_and_remove(process.pid, "KILL", folder.parent)):
                try:
                    local_kafka.wait_ready(process, folder)
                    yield asyncio.run(admitted(folder, port))
                finally:
                    process.kill()  # at once: nobody needs its data
                    process.wait()
