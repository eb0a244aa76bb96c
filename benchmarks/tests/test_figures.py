"""The statistics, with numbers that a reader can check by hand."""

import pytest
from lockstep_bench.figures import Spread, figure_text, paired_ratios, percentile, spread_of, spread_text


def test_percentiles_are_interpolated_between_neighbours_in_any_order() -> None:
    values = [40.0, 10.0, 30.0, 20.0]
    assert percentile(values, 0) == 10
    assert percentile(values, 50) == 25
    assert percentile(values, 100) == 40
    assert percentile(range(101), 99) == 99
    assert percentile([7.0], 99) == 7


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_the_spread_is_the_median_with_the_lowest_and_the_highest() -> None:
    assert spread_of([3.0, 1.0, 9.0, 2.0]) == Spread(median=2.5, lowest=1.0, highest=9.0)


def test_ratios_compare_neighbouring_rounds() -> None:
    """The machine became half as fast in the second round. Both sides did, and so no ratio shows it."""
    assert paired_ratios([50.0, 25.0, 60.0], [100.0, 50.0, 100.0]) == Spread(median=0.5, lowest=0.5, highest=0.6)


def test_a_round_without_its_counterpart_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        paired_ratios([1.0, 2.0], [1.0])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (17_138.4, "17,138"),
        (123.4, "123"),
        (45.67, "45.7"),
        (1.234, "1.23"),
        (0.456, "0.46"),
        (0.0123, "0.012"),
        (0, "0.000"),
    ],
)
def test_figures_are_written_with_the_digits_that_say_something(value: float, text: str) -> None:
    assert figure_text(value) == text


def test_a_spread_of_one_figure_is_that_figure() -> None:
    assert spread_text(spread_of([3.0])) == "3.00"
    assert spread_text(spread_of([3.0, 1.0, 12.0])) == "3.00 (1.00 to 12.0)"
