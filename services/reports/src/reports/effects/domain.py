"""Effects of completions, their latencies, and counts of them. Pure, no I/O."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Final, Literal, NamedTuple
from uuid import UUID

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


class Earning(NamedTuple):
    """What a coach earns with a session, in one currency. None: it is not known which coach."""

    coach_id: UUID | None
    currency: str
    amount_minor: int


class PayView(NamedTuple):
    """Whose pay a caller sees: everybody's, only that of the coach `of`, or nobody's."""

    everybody: bool
    of: UUID | None = None

    def amounts(self, earnings: Iterable[Earning]) -> list[Amount] | None:
        """Return the sums per currency that the caller sees, in order of currency, or None if they see no pay."""
        if not self.everybody and self.of is None:
            return None
        sums: Counter[str] = Counter()
        for earning in earnings:
            if self.everybody or earning.coach_id == self.of:
                sums[earning.currency] += earning.amount_minor
        return [Amount(*one) for one in sorted(sums.items())]


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
    """Counts of completed sessions and of their effects, what they earned, and how fast the effects followed.

    `earnings` is None for a caller who sees no pay.
    """

    completed: int
    attendance_locked: int
    earnings_credited: int
    insight_inputs_refreshed: int
    earnings: list[Amount] | None
    latency_ms: Latencies


def sum_per_coach(earnings: Iterable[Earning]) -> Counter[tuple[UUID | None, str]]:
    """Return the sum of each coach in each currency."""
    sums: Counter[tuple[UUID | None, str]] = Counter()
    for earning in earnings:
        sums[earning.coach_id, earning.currency] += earning.amount_minor
    return sums
