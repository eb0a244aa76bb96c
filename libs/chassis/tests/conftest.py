"""Fixtures: a probe on the shared servers, and servers of a test's own."""

import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from chassis.testing import Databases
from lockstep_local import kafka as local_kafka
from lockstep_local import ports
from lockstep_local import postgres as local_postgres
from probing.harness import OwnServer, Probe, probe_on


@pytest.fixture
async def probe(databases: Databases, kafka_bootstrap: str) -> AsyncIterator[Probe]:
    """A probe service on the shared servers."""
    async with probe_on(databases, kafka_bootstrap) as made:
        yield made


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[OwnServer]:
    """A broker that the test may break."""
    server = OwnServer(tmp_path / "kafka", ports.find_free(), local_kafka.start_kafka, local_kafka.wait_ready)
    server.start()
    yield server
    server.end(signal.SIGKILL)


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[OwnServer]:
    """A database server that the test may break."""
    server = OwnServer(
        tmp_path / "postgres", ports.find_free(), local_postgres.start_postgres, local_postgres.wait_ready
    )
    server.start()
    yield server
    server.end(signal.SIGQUIT)
