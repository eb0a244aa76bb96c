"""Whether a figure of two commits differs by more than noise. Pure functions.

The two are measured in pairs, directly after each other, so that a pair's ratio is free of what slows the machine for
longer than a pair takes. The logarithms of the ratios are averaged, and Student's t says how far their mean may lie
from the truth, with CONFIDENCE for all figures of a comparison together (Bonferroni): a commit that is compared with
itself shows no difference at all in 95 of 100 comparisons.

Tried on comparisons of a commit with itself and not used: ratios that are divided by those of the floors (the floor is
measured at another moment, so that its own noise comes on top), and Wilcoxon's signed ranks (as wide, and mute below
nine rounds).
"""

import math
from collections.abc import Sequence
from functools import cache
from statistics import fmean, stdev
from typing import Final, Literal, NamedTuple

CONFIDENCE: Final = 0.95
PAIRS_MIN: Final = 3
BISECTIONS: Final = 60
T_MAX: Final = 1e4

Verdict = Literal["faster", "slower", "no difference larger than noise"]


class Difference(NamedTuple):
    """How a figure of one commit compares with another's: `ratio` is the geometric mean of the pairs' ratios.

    The truth lies between `ratio / noise` and `ratio * noise`: a noise of 1.05 is 5 % up or down.
    """

    ratio: float
    noise: float
    verdict: Verdict


def difference(
    here: Sequence[float], base: Sequence[float], *, better: Literal["more", "less"], figures: int
) -> Difference:
    """Compare pairs of rounds; `figures` is how many figures are judged together. All values are above zero.

    Raises ValueError for fewer than PAIRS_MIN pairs, or where one of a pair is missing.
    """
    logs = [math.log(ours / theirs) for ours, theirs in zip(here, base, strict=True)]
    if len(logs) < PAIRS_MIN:
        raise ValueError(f"{len(logs)} pairs of rounds say nothing: at least {PAIRS_MIN} do")
    mean = fmean(logs)
    chance_each_side = (1 - CONFIDENCE) / figures / 2
    half_width = t_quantile(1 - chance_each_side, len(logs) - 1) * stdev(logs) / math.sqrt(len(logs))
    return Difference(math.exp(mean), math.exp(half_width), _verdict(mean, half_width, better))


def _verdict(mean: float, half_width: float, better: Literal["more", "less"]) -> Verdict:
    if abs(mean) <= half_width:
        return "no difference larger than noise"
    return "faster" if (mean > 0) == (better == "more") else "slower"


@cache
def t_quantile(probability: float, degrees: int) -> float:
    """Return the value that Student's t exceeds with a chance of 1 - `probability` (which is 0.5 to 1)."""
    low, high = 0.0, T_MAX
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if (1 + _within(middle, degrees)) / 2 < probability:
            low = middle
        else:
            high = middle
    return high


def _within(t: float, degrees: int) -> float:
    """Return the probability that |t| is at most this (the finite sums for a whole number of degrees)."""
    angle = math.atan(t / math.sqrt(degrees))
    odd = degrees % 2
    term = math.cos(angle) if odd else 1.0
    total = term if degrees > 1 else 0.0
    for factor in range(2 + odd, degrees - 1, 2):
        term *= math.cos(angle) ** 2 * (factor - 1) / factor
        total += term
    total *= math.sin(angle)
    return (angle + total) * 2 / math.pi if odd else total
