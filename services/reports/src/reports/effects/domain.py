"""Effects of completions and their latencies."""

from datetime import timedelta
from typing import Literal, NamedTuple

Effect = Literal["attendance_locked", "earnings_credited", "insight_inputs_refreshed"]


class Latency(NamedTuple):
    """The time from a completion to an effect. It can be negative if the clocks of two services differ."""

    effect: Effect
    after: timedelta
