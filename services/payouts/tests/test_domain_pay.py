"""For any input: which rate applies, and how amounts are rounded and shared."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payouts.domain import (
    REFERENCES_OF,
    Amendment,
    Correction,
    Delivery,
    PaidCoach,
    Rate,
    RateSubject,
    Scope,
    Void,
    account_id,
    check_coaches,
    divide_half_even,
    priced_at,
    rate_book,
    resolve_rate,
    session_amount_minor,
    split_minor,
    unfollowed,
)

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


subjects = st.sampled_from(SPECIFICITY).flatmap(
    lambda scope: st.builds(
        RateSubject,
        st.sampled_from([ORG, OTHER_ORG]),
        st.just(scope),
        st.sampled_from(COACHES) if "coach_id" in REFERENCES_OF[scope] else st.none(),
        st.sampled_from(COURSES) if "course_id" in REFERENCES_OF[scope] else st.none(),
        st.sampled_from(CATEGORIES) if "category_id" in REFERENCES_OF[scope] else st.none(),
    )
)


@st.composite
def non_overlapping_rates(draw: st.DrawFn) -> list[Rate]:
    """Draw rates as the database could hold them: at most one per subject at any instant."""
    rates: list[Rate] = []
    for subject in draw(st.lists(subjects, unique=True, max_size=12)):
        days = sorted(draw(st.lists(st.integers(-5, 5), unique=True, min_size=2, max_size=4)))
        for begin, end in zip(days[::2], days[1::2], strict=False):
            open_ended = end == days[-1] and draw(st.booleans())
            rates.append(
                Rate(
                    UUID(int=1_000 + len(rates)),
                    subject,
                    "hour",
                    100,
                    "EUR",
                    DAY_0 + timedelta(days=begin),
                    None if open_ended else DAY_0 + timedelta(days=end),
                )
            )
    return rates


deliveries = st.builds(
    Delivery,
    session_id=st.just(UUID(int=99)),
    org_id=st.just(ORG),
    coaches=st.permutations(COACHES).map(lambda coaches: tuple(PaidCoach(one, 5_000) for one in coaches)),
    course_ids=st.lists(st.sampled_from(COURSES), unique=True).map(tuple),
    category_id=st.none() | st.sampled_from(CATEGORIES),
    priced_at=st.integers(-6, 6).map(lambda day: DAY_0 + timedelta(days=day)),
    logged_minutes=st.just(45),
    event_id=st.just(UUID(int=98)),
    correlation_id=st.just(UUID(int=97)),
)


def applies(rate: Rate, delivery: Delivery) -> bool:
    """Check the conditions one by one: is the rate for this delivery, and is it effective?"""
    subject = rate.subject
    return (
        subject.org_id == delivery.org_id
        and subject.coach_id in (None, delivery.coaches[0].coach_id)
        and (subject.course_id is None or subject.course_id in delivery.course_ids)
        and (subject.category_id is None or subject.category_id == delivery.category_id)
        and rate.effective_from <= delivery.priced_at
        and (rate.effective_to is None or delivery.priced_at < rate.effective_to)
    )


@given(non_overlapping_rates(), deliveries)
def test_the_most_specific_effective_rate_applies_and_there_is_none_only_if_none_does(
    rates: list[Rate], delivery: Delivery
) -> None:
    resolved = resolve_rate(rate_book(rates), delivery)
    candidates = [rate for rate in rates if applies(rate, delivery)]
    if resolved is None:
        assert candidates == []
        return

    def rank(rate: Rate) -> tuple[int, int]:
        course_id = rate.subject.course_id
        position = 0 if course_id is None else delivery.course_ids.index(course_id)
        return SPECIFICITY.index(rate.subject.scope), position

    assert resolved == min(candidates, key=rank)


def test_a_session_is_priced_at_its_plan_and_without_one_at_its_start() -> None:
    started = DAY_0 + timedelta(minutes=7)
    assert priced_at(DAY_0, started) == DAY_0
    assert priced_at(None, started) == started


@given(st.uuids(), st.uuids(), st.sampled_from(["EUR", "CZK"]))
def test_an_account_has_one_id_and_no_other_account_has_it(org_id: UUID, owner_id: UUID, currency: str) -> None:
    mine = account_id(org_id, "coach_payable", owner_id, currency)
    assert mine == account_id(org_id, "coach_payable", owner_id, currency)
    assert mine != account_id(org_id, "coaching_cost", owner_id, currency)
    assert mine != account_id(org_id, "coach_payable", owner_id, "USD")


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


@pytest.mark.parametrize("coaches", [[(COACHES[0], 0)], [(COACHES[0], 5_000), (COACHES[0], 5_000)]])
def test_a_delivery_that_can_never_be_paid_is_refused(coaches: list[tuple[UUID, int]]) -> None:
    delivery = Delivery(
        session_id=UUID(int=99),
        org_id=ORG,
        coaches=tuple(PaidCoach(*coach) for coach in coaches),
        course_ids=(),
        category_id=None,
        priced_at=DAY_0,
        logged_minutes=45,
        event_id=UUID(int=98),
        correlation_id=UUID(int=97),
    )
    with pytest.raises(ValueError, match=r"twice|add up to 0"):
        check_coaches(delivery)
