"""What all tests share: the fixtures of lockstep_testing, the tiers, and a range of ports per process of a test run."""

import os
from typing import Any, Final

import pytest
from lockstep_local import ports
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = [
    "lockstep_testing.servers",
    "lockstep_testing.plugin",
    "lockstep_testing.events",
    "lockstep_testing.properties",
]

KAFKA: Final = frozenset({"kafka_access", "own_kafka", "stack"})
"""Fixtures that start Kafka. A test that uses one of them is not in the fast tier."""


def pytest_configure() -> None:
    """Say how Kafka's Java compiles, and give every process that runs tests a range of ports of its own."""
    # A Kafka of tests lives for minutes. Its second compiler takes more than it saves (measured: 40 % of all it takes).
    os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        number, count = int(worker.removeprefix("gw")), int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        size = len(ports.RANGE) // count
        first = ports.RANGE.start + number * size
        os.environ["LOCKSTEP_PORTS"] = f"{first}-{first + size - 1}"


class StoriesTogether(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Hands out tests one by one, except the stories: they share a platform, so that one process runs all of them."""

    def _split_scope(self, nodeid: str) -> str:
        return "stories" if nodeid.startswith("tests-e2e/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> StoriesTogether:
    """Return how tests are divided. (`--dist loadgroup` does nothing with pytest 9.2: pytest-xdist issue 1386.)"""
    return StoriesTogether(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need Kafka, so that the fast tier can leave them out."""
    for item in items:
        if not KAFKA.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.kafka)
