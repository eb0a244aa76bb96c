"""The noise of a comparison: a commit compared with itself shows nothing, and a slow one is found where it can be."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lockstep_bench.against.noise import CONFIDENCE, Difference, difference, t_quantile

FIGURES = 10
ROUNDS = 7
COMPARISONS = 400
SAME = "no difference larger than noise"

VALUES = st.lists(st.floats(1e-3, 1e6), min_size=ROUNDS, max_size=ROUNDS)


@pytest.mark.parametrize(
    ("probability", "degrees", "value"),
    [
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 3, 3.182),
        (0.95, 10, 1.812),
        (0.995, 6, 3.707),
        (0.999, 9, 4.297),
        (0.975, 30, 2.042),
        (0.5, 6, 0.0),
    ],
)
def test_the_quantiles_of_student_are_those_of_printed_tables(probability: float, degrees: int, value: float) -> None:
    assert t_quantile(probability, degrees) == pytest.approx(value, abs=0.0005)


def test_a_difference_can_be_checked_by_hand() -> None:
    """Logarithms 0.1, 0.2, 0.3: mean 0.2, deviation 0.1; t with two degrees of freedom is 4.303 at 97.5 %."""
    found = difference([math.exp(one) for one in (0.1, 0.2, 0.3)], [1, 1, 1], better="more", figures=1)
    assert math.log(found.ratio) == pytest.approx(0.2)
    assert math.log(found.noise) == pytest.approx(4.303 * 0.1 / math.sqrt(3), abs=0.0005)
    assert found.verdict == SAME


@given(here=VALUES, base=VALUES)
def test_whoever_is_compared_with_whom_the_noise_is_the_same_and_the_ratio_is_turned_over(
    here: list[float], base: list[float]
) -> None:
    one = difference(here, base, better="more", figures=FIGURES)
    other = difference(base, here, better="more", figures=FIGURES)
    assert math.log(other.ratio) == pytest.approx(-math.log(one.ratio), abs=1e-9)
    assert math.log(other.noise) == pytest.approx(math.log(one.noise), abs=1e-9)
    assert {one.verdict, other.verdict} in ({SAME}, {"faster", "slower"})


@given(here=VALUES, base=VALUES, speeds=st.lists(st.floats(0.1, 10), min_size=ROUNDS, max_size=ROUNDS))
def test_a_machine_that_changes_its_speed_between_pairs_changes_nothing(
    here: list[float], base: list[float], speeds: list[float]
) -> None:
    steady = difference(here, base, better="more", figures=FIGURES)
    changing = difference(
        [value * speed for value, speed in zip(here, speeds, strict=True)],
        [value * speed for value, speed in zip(base, speeds, strict=True)],
        better="more",
        figures=FIGURES,
    )
    assert math.log(changing.ratio) == pytest.approx(math.log(steady.ratio), abs=1e-9)
    assert math.log(changing.noise) == pytest.approx(math.log(steady.noise), abs=1e-9)


@given(here=VALUES, base=VALUES)
def test_more_figures_make_more_noise(here: list[float], base: list[float]) -> None:
    alone = difference(here, base, better="more", figures=1)
    among = difference(here, base, better="more", figures=FIGURES)
    assert among.noise >= alone.noise >= 1


def test_what_is_better_when_it_is_less_is_slower_when_it_is_more() -> None:
    here, base = [1.30, 1.31, 1.29, 1.30, 1.32, 1.28, 1.30], [1.0] * ROUNDS
    assert difference(here, base, better="more", figures=FIGURES).verdict == "faster"
    assert difference(here, base, better="less", figures=FIGURES).verdict == "slower"
    assert difference(base, here, better="more", figures=FIGURES).verdict == "slower"
    assert difference(base, here, better="less", figures=FIGURES).verdict == "faster"


def test_a_pair_says_nothing_by_itself() -> None:
    with pytest.raises(ValueError, match="at least 3"):
        difference([1.0, 2.0], [1.0, 2.0], better="more", figures=1)


def test_a_round_without_its_counterpart_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        difference([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0], better="more", figures=1)


@pytest.mark.parametrize("outliers", [False, True])
@pytest.mark.parametrize("rounds", [7, 12])
def test_a_commit_that_is_compared_with_itself_shows_nothing(rounds: int, outliers: bool) -> None:
    chance = random.Random(rounds)
    wrong = sum(
        any(one.verdict != SAME for one in compared(chance, rounds, spread=0.3, outliers=outliers))
        for _ in range(COMPARISONS)
    )
    allowed = 1 - CONFIDENCE
    assert wrong / COMPARISONS <= allowed + 3 * math.sqrt(allowed * CONFIDENCE / COMPARISONS)


def test_what_is_a_fifth_slower_is_found_where_pairs_vary_by_a_twelfth() -> None:
    chance = random.Random(20)
    found = sum(
        any(one.verdict == "slower" for one in compared(chance, 12, spread=1 / 12, slower=1.2))
        for _ in range(COMPARISONS)
    )
    assert found / COMPARISONS > 0.99


def compared(
    chance: random.Random, rounds: int, *, spread: float, outliers: bool = False, slower: float = 1.0
) -> list[Difference]:
    """Compare FIGURES figures, the first of which is slower here; what slows a moment slows all figures of it.

    `spread` is the deviation of the logarithm of a pair's ratio.
    """

    def moment() -> float:
        return chance.gauss(0, spread / math.sqrt(2.5)) * (4 if outliers and chance.random() < 0.1 else 1)

    sides = [[(moment(), [moment() for _ in range(FIGURES)]) for _ in range(rounds)] for _ in range(2)]
    here, base = (
        [[math.exp(shared / 2 + own[figure]) for shared, own in side] for figure in range(FIGURES)] for side in sides
    )
    here[0] = [value * slower for value in here[0]]
    return [difference(*pair, better="less", figures=FIGURES) for pair in zip(here, base, strict=True)]
