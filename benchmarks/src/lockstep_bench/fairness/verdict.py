"""What the rounds say. Pure functions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lockstep_bench.figures import figure_text, percentile

RATIO_MAX: Final = 3.0
"""How many times as long the other organisation's p99 may be beside the greedy one."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the answers of the other organisation alone and beside the greedy one, and what that one got.

    `seconds` is how long the greedy one worked.
    """

    alone_ms: Sequence[float]
    beside_ms: Sequence[float]
    greedy: Counter[int]
    seconds: float


def ratio(rounds: Sequence[Round]) -> float:
    """Return the p99 of all rounds beside the greedy organisation, divided by the p99 alone."""
    return percentile(_beside(rounds), 99) / percentile(_alone(rounds), 99)


def is_fair(rounds: Sequence[Round]) -> bool:
    """Return whether the ratio is at most RATIO_MAX."""
    return ratio(rounds) <= RATIO_MAX


def table(rounds: Sequence[Round]) -> str:
    """Return a line per round, the line of all rounds, and the verdict."""
    lines = ["round   alone p50   p99, ms   beside p50   p99, ms   greedy: answered/s   refused/s"]
    for number, one in enumerate(rounds, 1):
        lines.append(_line(str(number), one.alone_ms, one.beside_ms, one.greedy, one.seconds))
    greedy = sum((one.greedy for one in rounds), Counter[int]())
    lines.append(_line("all", _alone(rounds), _beside(rounds), greedy, sum(one.seconds for one in rounds)))
    statuses = ", ".join(f"{status}: {count:,}" for status, count in sorted(greedy.items()))
    found = ratio(rounds)
    words = "fair" if is_fair(rounds) else "NOT fair"
    lines.append(f"\nThe greedy organisation's answers by status: {statuses}")
    lines.append(f"p99 beside it / p99 alone: {found:.2f} (at most {RATIO_MAX:g}): {words}")
    return "\n".join(lines)


def _line(name: str, alone: Sequence[float], beside: Sequence[float], greedy: Counter[int], seconds: float) -> str:
    figures = [percentile(values, percent) for values in (alone, beside) for percent in (50, 99)]
    refused = sum(count for status, count in greedy.items() if status >= 400)  # noqa: PLR2004 - refusals and errors
    rates = [(greedy.total() - refused) / seconds, refused / seconds]
    widths = (12, 10, 13, 10, 21, 12)
    return f"{name:<5}" + "".join(
        f"{figure_text(value):>{width}}" for value, width in zip((*figures, *rates), widths, strict=True)
    )


def _alone(rounds: Sequence[Round]) -> list[float]:
    return [value for one in rounds for value in one.alone_ms]


def _beside(rounds: Sequence[Round]) -> list[float]:
    return [value for one in rounds for value in one.beside_ms]
