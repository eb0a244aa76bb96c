"""Metrics for operators: how fast effects follow completions, and how many are missing."""

from collections.abc import Iterable
from typing import Final

from prometheus_client import Gauge, Histogram

from reports.effects.domain import Latency

LATENCY_BUCKETS_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

FANOUT_LATENCY: Final = Histogram(
    "lockstep_fanout_latency_seconds",
    "Time from a session's completion to an effect, by the clocks of the services that wrote the two.",
    ["effect"],
    buckets=LATENCY_BUCKETS_SECONDS,
)
MISSING_EFFECT: Final = Gauge(
    "lockstep_completions_missing_effect",
    "Completions that have lacked an effect for more than 60 seconds. Every worker counts all: take the maximum.",
    ["effect"],
)


def observe(latencies: Iterable[Latency]) -> None:
    """Add latencies to the histogram. This happens before the commit, so a batch that is retried is counted again."""
    for effect, after in latencies:
        FANOUT_LATENCY.labels(effect).observe(after.total_seconds())
