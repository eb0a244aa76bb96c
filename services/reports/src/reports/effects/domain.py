"""Effects of completions, their latencies, and counts of them. Pure, no I/O."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Final, Literal, NamedTuple

Effect = Literal["attendance_locked", "earnings_credited", "insight_inputs_refreshed"]

MISSING_AFTER: Final = timedelta(seconds=60)
"""An effect that takes longer than this counts as missing."""


class Latency(NamedTuple):
    """The time from a completion to an effect. It can be negative if the clocks of two services differ."""

    effect: Effect
    after: timedelta


class Amount(NamedTuple):
    """An amount in minor units of a currency."""

    currency: str
    amount_minor: int


class Percentiles(NamedTuple):
    """Latencies in milliseconds: half of them and 99 of 100 are faster. None when there is none to measure."""

    p50: float | None
    p99: float | None


class Latencies(NamedTuple):
    """How fast each effect followed, and how fast the last one of a session did."""

    attendance_locked: Percentiles
    earnings_credited: Percentiles
    insight_inputs_refreshed: Percentiles
    all: Percentiles


class Summary(NamedTuple):
    """Counts of completed sessions and of their effects, what they earned, and how fast the effects followed."""

    completed: int
    attendance_locked: int
    earnings_credited: int
    insight_inputs_refreshed: int
    earnings: list[Amount]
    latency_ms: Latencies


def sum_per_currency(amounts: Iterable[Amount]) -> Counter[str]:
    """Return the sum of amounts in each currency."""
    sums: Counter[str] = Counter()
    for amount in amounts:
        sums[amount.currency] += amount.amount_minor
    return sums
