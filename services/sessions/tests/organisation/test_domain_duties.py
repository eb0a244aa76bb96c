"""Separate duties and second persons as pure functions: what is published of them, and when they may be switched on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from contracts.sessions import duties_from_json, duties_to_json, separate_at
from hypothesis import given
from hypothesis import strategies as st
from sessions.organisation.domain import (
    DEFAULT_POLICY,
    PolicyVersion,
    check_people,
    check_policy,
    second_people,
    separate_duties_from,
)
from sessions.organisation.errors import DutyNamedTwice, NobodyHasTheDuty, TooFewToDecide

NOW = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)
DAY = timedelta(days=1)
DUTIES = st.sampled_from([(), ("support",), ("finance",), ("support", "finance"), ("finance", "support")])
NOBODY: dict[str, int] = {}


@given(st.lists(st.tuples(st.integers(-3, 6), DUTIES), max_size=8), st.integers(0, 8))
def test_what_is_published_says_at_every_later_instant_what_the_policy_in_force_says(
    written: list[tuple[int, tuple[Any, ...]]], days: int
) -> None:
    versions = [
        (NOW + since * DAY, replace(DEFAULT_POLICY, version=number, separate_duties=duties))
        for number, (since, duties) in enumerate(written, start=1)
    ]

    def in_force(at: datetime) -> Any:
        return next((policy for since, policy in reversed(versions) if since <= at), DEFAULT_POLICY)

    coming = [PolicyVersion(policy, since) for since, policy in versions if since > NOW and in_force(since) is policy]
    coming.sort(key=lambda one: one.effective_from or NOW)
    published = separate_duties_from(in_force(NOW), coming)
    at = NOW + days * DAY
    assert separate_at(published, at) == frozenset(in_force(at).separate_duties)
    assert duties_from_json(duties_to_json(published)) == published
    if not any(duties for _, duties in written):
        assert published == ()


def test_a_reader_whose_clock_is_behind_knows_what_is_separated_already() -> None:
    published = separate_duties_from(replace(DEFAULT_POLICY, separate_duties=("finance",)), [])
    assert separate_at(published, NOW - 1000 * DAY) == {"finance"}


@pytest.mark.parametrize("kind", ["amendment_second_person", "void_second_person", "erasure_second_person"])
@given(
    approvers=st.sampled_from([("admin",), ("support",), ("admin", "support")]),
    separate=DUTIES,
    holders=st.fixed_dictionaries({}, optional={role: st.integers(0, 3) for role in ("admin", "support", "finance")}),
)
def test_a_second_person_is_switched_on_only_while_two_people_can_decide(
    kind: str, approvers: tuple[Any, ...], separate: tuple[Any, ...], holders: dict[str, int]
) -> None:
    before = replace(DEFAULT_POLICY, amendment_approvers=approvers, separate_duties=separate)
    on: dict[str, Any] = {kind: True}
    wanted = replace(before, **on)
    may = {"admin"} if kind == "erasure_second_person" else set(approvers)
    if "support" in may and "support" not in separate:
        may.add("admin")
    if sum(holders.get(role, 0) for role in may) >= 2:
        check_people(wanted, before=before, holders=holders)
    else:
        with pytest.raises(TooFewToDecide, match=f"{kind} needs 2 people .* and your organisation has [01]"):
            check_people(wanted, before=before, holders=holders)
    check_people(wanted, before=wanted, holders=NOBODY)  # what is on stays on, although people have left
    check_people(before, before=wanted, holders=NOBODY)  # and can always be switched off


def test_who_decides_is_counted_again_when_the_policy_changes_who_that_is() -> None:
    before = replace(DEFAULT_POLICY, amendment_second_person=True)
    wanted = replace(before, amendment_approvers=("support",))
    check_people(wanted, before=before, holders={"admin": 2})
    with pytest.raises(TooFewToDecide, match="role support"):
        check_people(replace(wanted, separate_duties=("support",)), before=before, holders={"admin": 2, "support": 1})
    assert second_people(DEFAULT_POLICY) == {}


@pytest.mark.parametrize("duty", ["support", "finance"])
def test_a_duty_is_separated_only_while_somebody_has_the_role(duty: Any) -> None:
    wanted = replace(DEFAULT_POLICY, separate_duties=(duty,))
    with pytest.raises(NobodyHasTheDuty, match=f"Nobody has the role {duty}"):
        check_people(wanted, before=DEFAULT_POLICY, holders={"admin": 5})
    check_people(wanted, before=DEFAULT_POLICY, holders={duty: 1})
    check_people(wanted, before=wanted, holders=NOBODY)
    with pytest.raises(DutyNamedTwice):
        check_policy(replace(DEFAULT_POLICY, separate_duties=(duty, duty)))
