"""Figures from measurements: percentiles, medians with their spread, ratios of rounds. Pure functions."""

import math
from collections.abc import Sequence
from statistics import median
from typing import Final, NamedTuple


class Spread(NamedTuple):
    """The median, the lowest and the highest of some rounds."""

    median: float
    lowest: float
    highest: float


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value below which `percent` (0 to 100) of the values lie, interpolated between neighbours.

    Raises ValueError if there are no values.
    """
    if not values:
        raise ValueError("no values, so no percentile")
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    below, above = ordered[math.floor(place)], ordered[math.ceil(place)]
    return below + (above - below) * (place - math.floor(place))


def spread_of(values: Sequence[float]) -> Spread:
    """Return median, lowest and highest. Raises StatisticsError (a ValueError) if there are no values."""
    return Spread(median(values), min(values), max(values))


def paired_ratios(candidate: Sequence[float], floor: Sequence[float]) -> Spread:
    """Return the spread of the ratios of candidate to floor, round by round.

    Neighbouring rounds are compared, so that a slow phase of the machine slows both sides of a ratio.
    """
    return spread_of([ours / theirs for ours, theirs in zip(candidate, floor, strict=True)])


def figure_text(value: float) -> str:
    """Return a figure with about three significant digits and with a comma after thousands: 12,345, 123, 12.3, 0.12."""
    size = abs(value)
    digits = next((digits for limit, digits in _DIGITS if size >= limit), 3)
    return f"{value:,.{digits}f}"


_DIGITS: Final = ((100, 0), (10, 1), (0.1, 2))
"""The lowest values that have a number of decimal places. A figure below all of them has three places."""


def spread_text(spread: Spread) -> str:
    """Return `median (lowest to highest)`, or the figure alone if all three are the same."""
    if spread.lowest == spread.highest:
        return figure_text(spread.median)
    return f"{figure_text(spread.median)} ({figure_text(spread.lowest)} to {figure_text(spread.highest)})"
