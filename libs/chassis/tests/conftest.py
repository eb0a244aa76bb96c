"""Fixtures: the probe on the shared servers, and servers that belong to one test."""

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from chassis.operations.kafka_access import KafkaAccess
from lockstep_local import kafka as local_kafka
from lockstep_local import ports
from lockstep_local import postgres as local_postgres
from lockstep_local.issuer import Issuer
from lockstep_testing.databases import Databases, ServiceDatabase
from probing import notes
from probing.harness import OwnServer, Probe, probe_on
from probing.notes_client import Notes, notes_on


@pytest.fixture(scope="module")
def notes_database(databases: Databases) -> ServiceDatabase:
    """A database of the probe API for the tests of one module. Each test has organisations of its own."""

    async def make() -> ServiceDatabase:
        made = await databases.create_empty(notes.ROLES_OF)
        await notes.prepare(made)
        return made

    return asyncio.run(make())


@pytest.fixture
async def api(notes_database: ServiceDatabase, issuer: Issuer) -> AsyncIterator[Notes]:
    """The probe API, called by a person of a new organisation."""
    async with notes_on(notes_database, issuer) as served:
        yield served


@pytest.fixture
async def probe(databases: Databases, kafka_access: KafkaAccess) -> AsyncIterator[Probe]:
    """A probe service on the shared servers."""
    async with probe_on(databases, kafka_access) as made:
        yield made


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[OwnServer]:
    """A broker that the test may break."""
    server = OwnServer(tmp_path / "kafka", ports.find_free(), local_kafka.start_kafka, _wait_for_kafka)
    server.start()
    yield server
    server.end(signal.SIGKILL)


def _wait_for_kafka(process: "subprocess.Popen[bytes]", folder: Path, _: int) -> None:
    local_kafka.wait_ready(process, folder)


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[OwnServer]:
    """A database server that the test may break."""
    server = OwnServer(
        tmp_path / "postgres", ports.find_free(), local_postgres.start_postgres, local_postgres.wait_ready
    )
    server.start()
    yield server
    server.end(signal.SIGQUIT)
