"""What the fairness benchmark says of its rounds, and what its clients send."""

from collections import Counter
from itertools import islice

import pytest
from lockstep_bench.fairness.requests import Organisation, everyday, greedy
from lockstep_bench.fairness.verdict import RATIO_MAX, Round, is_fair, ratio, table


def round_of(alone_ms: float, beside_ms: float) -> Round:
    return Round([alone_ms] * 100, [beside_ms] * 100, Counter({200: 40, 429: 10}), 5.0)


def test_the_ratio_is_of_the_p99_of_all_rounds() -> None:
    assert ratio([round_of(10, 20), round_of(10, 20)]) == pytest.approx(2)
    assert ratio([round_of(10, 20), round_of(10, 50)]) == pytest.approx(5), "one bad round is no outlier of p99"


def test_three_times_as_long_is_fair_and_more_is_not() -> None:
    assert is_fair([round_of(10, 10 * RATIO_MAX)])
    assert not is_fair([round_of(10, 10 * RATIO_MAX + 0.1)])


def test_the_table_has_every_round_and_the_verdict() -> None:
    written = table([round_of(10, 20), round_of(10, 50)])
    assert [line.split()[0] for line in written.splitlines()[1:4]] == ["1", "2", "all"]
    assert "200: 80, 429: 20" in written
    assert "5.00 (at most 3): NOT fair" in written


def test_no_request_has_the_name_of_another_one() -> None:
    organisation = Organisation(["token"], ["session"])
    for requests in (everyday, greedy):
        created = [one for seed in "ab" for one in islice(requests(organisation, seed), 200) if b"categories" in one]
        assert len(set(created)) == len(created) > 0
