"""For any input: how amounts are rounded and shared, and which corrections are followed."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payouts.deliveries.domain import PaidCoach
from payouts.pricing.domain import (
    Amendment,
    Correction,
    Void,
    divide_half_even,
    session_amount_minor,
    split_minor,
    unfollowed,
)
from payouts.rates.domain import Scope

ORG, OTHER_ORG = UUID(int=1), UUID(int=2)
COACHES = [UUID(int=number) for number in (11, 12)]
COURSES = [UUID(int=number) for number in (21, 22, 23)]
CATEGORIES = [UUID(int=number) for number in (31, 32)]
DAY_0 = datetime(2026, 11, 1, tzinfo=UTC)
SPECIFICITY: list[Scope] = ["coach_course", "coach", "course", "category", "org"]

amounts = st.integers(0, 10**12)
share_lists = st.lists(st.integers(0, 10_000), min_size=1, max_size=8).filter(lambda shares: sum(shares) > 0)


@given(amounts, share_lists)
def test_parts_always_sum_to_the_whole(amount: int, shares: list[int]) -> None:
    parts = split_minor(amount, shares)
    assert sum(parts) == amount
    assert len(parts) == len(shares)


@given(amounts, share_lists)
def test_no_part_is_a_minor_unit_or_more_away_from_its_exact_share(amount: int, shares: list[int]) -> None:
    whole = sum(shares)
    for part, share in zip(split_minor(amount, shares), shares, strict=True):
        assert abs(part * whole - amount * share) < whole
        assert part == 0 or share > 0


@given(amounts, share_lists)
def test_a_larger_share_never_gets_a_smaller_part(amount: int, shares: list[int]) -> None:
    parts = split_minor(amount, shares)
    by_share = sorted(zip(shares, parts, strict=True))
    assert all(a[1] <= b[1] for a, b in pairwise(by_share) if a[0] < b[0])


def test_between_equal_remainders_the_earlier_coach_gets_the_minor_unit() -> None:
    assert split_minor(101, [5_000, 5_000]) == [51, 50]
    assert split_minor(100, [3_333, 3_333, 3_334]) == [33, 33, 34]


@given(st.integers(0, 10**9), st.integers(0, 7 * 24 * 60))
def test_an_hourly_amount_is_rounded_once_half_to_even(rate_amount_minor: int, minutes: int) -> None:
    earned = session_amount_minor(unit="hour", rate_amount_minor=rate_amount_minor, logged_minutes=minutes)
    exact = Decimal(rate_amount_minor * minutes) / 60
    assert earned == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def test_halves_are_rounded_to_the_even_minor_unit() -> None:
    assert [divide_half_even(number, 2) for number in (1, 3, 5, 7)] == [0, 2, 2, 4]


@given(st.integers(0, 10**9), st.integers(0, 7 * 24 * 60))
def test_a_rate_per_session_pays_the_same_however_long_it_took(rate_amount_minor: int, minutes: int) -> None:
    earned = session_amount_minor(unit="session", rate_amount_minor=rate_amount_minor, logged_minutes=minutes)
    assert earned == rate_amount_minor


def _amendment(sequence: int) -> Amendment:
    coaches = (PaidCoach(COACHES[0], 10_000),)
    return Amendment(UUID(int=99), ORG, sequence, coaches, 45, event_id=UUID(int=98), correlation_id=UUID(int=97))


def _void(sequence: int) -> Void:
    return Void(UUID(int=99), ORG, sequence, event_id=UUID(int=96), correlation_id=UUID(int=97))


def test_of_a_sessions_corrections_each_is_followed_once_and_nothing_after_its_void() -> None:
    chain: list[Correction] = [
        _amendment(3),
        _amendment(4),
        _amendment(6),
        _amendment(4),
        _void(7),
        _void(7),
        _amendment(6),
    ]
    assert [one.sequence for one in unfollowed(chain, corrected_sequence=3)] == [4, 6, 7]
    assert unfollowed(chain, corrected_sequence=7) == []
    more: list[Correction] = [_amendment(8), _void(8)]
    for later in more:
        with pytest.raises(ValueError, match="after it was voided"):
            unfollowed([*chain, later], corrected_sequence=3)
