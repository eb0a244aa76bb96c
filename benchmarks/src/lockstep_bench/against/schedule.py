"""Whose turn it is: A B, B A, A B, … so that what slows the machine for a while falls on both. Pure functions."""

from collections.abc import Sequence
from typing import Final, NamedTuple

HERE: Final = "here"
BASE: Final = "base"
ROUNDS: Final = 12
ROUNDS_QUICK: Final = 7
ROUNDS_MIN: Final = 7
"""With fewer, one moment of noise decides."""
ROUNDS_MAX: Final = 40
"""Of some 20 s for either commit: almost half an hour on a machine that does nothing else."""
WARM_UP_ROUNDS: Final = 1
"""They do not count: each commit's Kafka compiles what it has just begun to use."""


class Turn(NamedTuple):
    """A round of a measure that one commit performs; number 0 and below do not count.

    After it the commit rests where the other one is next.
    """

    number: int
    measure: str
    side: str
    rest: bool


def schedule(rounds: int, measures: Sequence[str]) -> list[Turn]:
    """Return every turn in its order.

    Both commits perform a measure directly after each other. Which one begins changes from measure to measure and, for
    each measure, from round to round.
    """
    order = [
        (number, measure, side)
        for number in range(1 - WARM_UP_ROUNDS, rounds + 1)
        for place, measure in enumerate(measures)
        for side in ((HERE, BASE) if (number + place) % 2 else (BASE, HERE))
    ]
    following = [*[side for _, _, side in order[1:]], None]
    return [Turn(*turn, rest=turn[2] != then) for turn, then in zip(order, following, strict=True)]
