"""Rounding of minutes and the policy's limits, as pure functions."""

from dataclasses import replace
from typing import Any, get_args

import pytest
from chassis.errors import Unprocessable
from hypothesis import given
from hypothesis import strategies as st
from sessions.ending.domain import decide_minutes, round_minutes
from sessions.ending.errors import MinutesOffStep, MinutesTooFew, MinutesTooMany
from sessions.organisation.domain import DEFAULT_POLICY, Policy, Rounding, check_policy
from sessions.organisation.errors import InvalidPolicy


@given(raw=st.integers(0, 400), step=st.integers(1, 60))
def test_rounding_goes_to_the_next_step_of_its_direction_and_never_further(raw: int, step: int) -> None:
    up = round_minutes(raw, step=step, rounding="up")
    down = round_minutes(raw, step=step, rounding="down")
    nearest = round_minutes(raw, step=step, rounding="nearest")

    assert up % step == down % step == 0
    assert raw - step < down <= raw <= up < raw + step
    assert nearest == (up if up - raw <= raw - down else down), "half a step goes up"


EDGES = [
    # rounding, raw, logged; None means too few or too many
    ("up", 0, None),
    ("up", 1, 5),
    ("up", 4, 5),
    ("up", 5, 5),
    ("up", 86, 90),
    ("up", 87, 90),
    ("up", 90, 90),
    ("up", 91, None),
    ("nearest", 2, None),
    ("nearest", 3, 5),
    ("nearest", 7, 5),
    ("nearest", 8, 10),
    ("nearest", 87, 85),
    ("nearest", 88, 90),
    ("nearest", 92, 90),
    ("nearest", 93, None),
    ("down", 4, None),
    ("down", 5, 5),
    ("down", 89, 85),
    ("down", 94, 90),
    ("down", 95, None),
]


@pytest.mark.parametrize(("rounding", "raw", "logged"), EDGES)
def test_raw_minutes_are_rounded_and_then_held_against_the_limits(
    rounding: Rounding, raw: int, logged: int | None
) -> None:
    policy = replace(DEFAULT_POLICY, rounding=rounding)
    if logged is not None:
        assert decide_minutes(policy, minutes=None, raw_minutes=raw) == (raw, logged)
        return
    with pytest.raises((MinutesTooFew, MinutesTooMany)) as refused:
        decide_minutes(policy, minutes=None, raw_minutes=raw)
    assert ("at least 5" if raw < 5 else "at most 90") in refused.value.detail


@pytest.mark.parametrize(
    ("minutes", "problem"),
    [
        (4, MinutesTooFew),
        (6, MinutesOffStep),
        (87, MinutesOffStep),
        (91, MinutesTooMany),
    ],
)
def test_exact_minutes_are_never_rounded(minutes: int, problem: type[Unprocessable]) -> None:
    for rounding in get_args(Rounding):
        with pytest.raises(problem):
            decide_minutes(replace(DEFAULT_POLICY, rounding=rounding), minutes=minutes, raw_minutes=None)
    assert [decide_minutes(DEFAULT_POLICY, minutes=edge, raw_minutes=None) for edge in (5, 90)] == [(5, 5), (90, 90)]


def test_what_is_between_two_steps_is_told_where_it_would_go() -> None:
    for rounding, message in (("up", "Send 90"), ("nearest", "Send 85"), ("down", "Send 85")):
        policy = replace(DEFAULT_POLICY, rounding=rounding)  # type: ignore[arg-type]
        with pytest.raises(MinutesOffStep, match=message):
            decide_minutes(policy, minutes=87, raw_minutes=None)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    step = draw(st.integers(1, 30))
    minimum, maximum = sorted(draw(st.tuples(st.integers(0, 20), st.integers(1, 20))))
    return replace(
        DEFAULT_POLICY,
        step_minutes=step,
        minimum_minutes=minimum * step,
        maximum_minutes=maximum * step,
        rounding=draw(st.sampled_from(get_args(Rounding))),
        reminder_hours=(),
    )


@given(policy=policies(), raw=st.integers(0, 800))
def test_logged_minutes_are_always_within_the_policy(policy: Policy, raw: int) -> None:
    check_policy(policy)
    try:
        kept, logged = decide_minutes(policy, minutes=None, raw_minutes=raw)
    except MinutesTooMany:
        assert raw > policy.maximum_minutes
    except MinutesTooFew:
        assert raw < policy.minimum_minutes
    else:
        assert kept == raw
        assert policy.minimum_minutes <= logged <= policy.maximum_minutes
        assert logged % policy.step_minutes == 0


@given(policy=policies(), minutes=st.integers(0, 800))
def test_minutes_on_the_step_are_taken_as_they_are_and_others_refused(policy: Policy, minutes: int) -> None:
    is_allowed = policy.minimum_minutes <= minutes <= policy.maximum_minutes and minutes % policy.step_minutes == 0
    try:
        assert decide_minutes(policy, minutes=minutes, raw_minutes=None) == (minutes, minutes)
        assert is_allowed
    except (MinutesTooMany, MinutesTooFew, MinutesOffStep):
        assert not is_allowed


@pytest.mark.parametrize(
    "values", [{"maximum_minutes": 92}, {"minimum_minutes": 7}, {"minimum_minutes": 95}, {"step_minutes": 7}]
)
def test_a_policy_that_contradicts_itself_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidPolicy):
        check_policy(replace(DEFAULT_POLICY, **values))
