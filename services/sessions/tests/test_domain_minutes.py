"""Rounding of minutes and the policy's limits, as pure functions."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions import errors
from sessions.domain.completion import decide_minutes, round_up
from sessions.domain.policy import DEFAULT_POLICY, Policy, check_policy


@given(raw=st.integers(0, 400), step=st.integers(1, 60))
def test_rounding_goes_up_to_the_next_step_and_never_further(raw: int, step: int) -> None:
    rounded = round_up(raw, step=step)

    assert rounded % step == 0
    assert raw <= rounded < raw + step


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    step = draw(st.integers(1, 30))
    minimum, maximum = sorted(draw(st.tuples(st.integers(0, 20), st.integers(1, 20))))
    return replace(DEFAULT_POLICY, step_minutes=step, minimum_minutes=minimum * step, maximum_minutes=maximum * step)


@given(policy=policies(), raw=st.integers(0, 800))
def test_logged_minutes_are_always_within_the_policy(policy: Policy, raw: int) -> None:
    check_policy(policy)
    try:
        kept, logged = decide_minutes(policy, minutes=None, raw_minutes=raw)
    except errors.MinutesTooMany:
        assert raw > policy.maximum_minutes
    except errors.MinutesTooFew:
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
    except (errors.MinutesTooMany, errors.MinutesTooFew, errors.MinutesOffStep):
        assert not is_allowed


@pytest.mark.parametrize(
    "values", [{"maximum_minutes": 92}, {"minimum_minutes": 7}, {"minimum_minutes": 95}, {"step_minutes": 7}]
)
def test_a_policy_that_contradicts_itself_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(errors.InvalidPolicy):
        check_policy(replace(DEFAULT_POLICY, **values))
