"""Whose turn it is: A B, B A, A B, … so that what slows the machine for a while falls on both. Pure functions."""

from typing import Final, NamedTuple

HERE: Final = "here"
BASE: Final = "base"
ROUNDS: Final = 12
ROUNDS_QUICK: Final = 7
ROUNDS_MIN: Final = 7
"""With fewer, one moment of noise decides."""
ROUNDS_MAX: Final = 40
"""Of some 20 s for either commit: almost half an hour."""
WARM_UP_ROUNDS: Final = 1
"""They do not count: each commit's Kafka compiles what it has just begun to use."""


class Turn(NamedTuple):
    """A commit's round; number 0 and below do not count."""

    number: int
    side: str


def schedule(rounds: int) -> list[Turn]:
    """Return every turn in its order: in each round both commits directly after each other, and each begins in turn."""
    return [
        Turn(number, side)
        for number in range(1 - WARM_UP_ROUNDS, rounds + 1)
        for side in ((HERE, BASE) if number % 2 else (BASE, HERE))
    ]
