"""What all tests share: the fixtures of chassis.testing, the tiers, and processes that run tests side by side."""

import os
from collections.abc import Iterable
from typing import Final

import pytest
from lockstep_local import ports

pytest_plugins = ["chassis.testing"]

KAFKA: Final = frozenset({"kafka_bootstrap", "own_kafka", "stack"})
"""Fixtures that start Kafka: a test that uses one of them is not in the fast tier."""


def pytest_configure() -> None:
    """Give every process that runs tests a range of ports of its own (`make test` starts two)."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        number, count = int(worker.removeprefix("gw")), int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
        size = len(ports.RANGE) // count
        first = ports.RANGE.start + number * size
        os.environ["LOCKSTEP_PORTS"] = f"{first}-{first + size - 1}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Kafka. Put the stories first and into one process: they share one platform, and take longest."""
    for item in items:
        used = _fixtures(item)
        if not KAFKA.isdisjoint(used):
            item.add_marker(pytest.mark.kafka)
        if "stack" in used:
            item.add_marker(pytest.mark.xdist_group("stories"))
    items.sort(key=lambda item: "stack" not in _fixtures(item))


def _fixtures(item: pytest.Item) -> Iterable[str]:
    return getattr(item, "fixturenames", ())
