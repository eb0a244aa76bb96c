"""Derived ids are a function of their cause, and have the form and the time of a UUIDv7."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import RFC_4122, UUID

from chassis.database.retention import first_id_of
from chassis.ids import derived_id, new_id
from hypothesis import given
from hypothesis import strategies as st

MILLISECONDS = st.integers(0, 2**48 - 1)
CAUSES = st.builds(
    lambda milliseconds, rest: UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62 | rest),
    MILLISECONDS,
    st.integers(0, 2**62 - 1),
)
NAMED = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["lockstep.payouts.EarningsCredited.v1", "earning", "transfer"]) | st.text(),
        "cause": CAUSES,
        "subject": st.uuids() | st.text(),
        "revision": st.integers(0, 2**53),
    }
)


def derive(named: Mapping[str, Any]) -> UUID:
    """Return the id that is derived from these arguments."""
    return derived_id(named["kind"], cause=named["cause"], subject=named["subject"], revision=named["revision"])


@given(NAMED)
def test_the_same_arguments_give_the_same_id(named: Mapping[str, Any]) -> None:
    assert derive(named) == derive(dict(named))


@given(NAMED, NAMED, st.sets(st.sampled_from(["kind", "cause", "subject", "revision"]), min_size=1))
def test_any_other_argument_gives_another_id(named: Mapping[str, Any], other: Mapping[str, Any], by: set[str]) -> None:
    changed = {**named, **{name: other[name] for name in by}}
    is_same = all(str(changed[name]) == str(named[name]) for name in named)
    assert (derive(changed) == derive(named)) == is_same


def test_arguments_do_not_run_into_each_other() -> None:
    cause = new_id()
    assert derived_id("a", cause=cause, subject="bc") != derived_id("ab", cause=cause, subject="c")
    assert derived_id("a", cause=cause, subject="b1", revision=2) != derived_id(
        "a", cause=cause, subject="b", revision=12
    )


@given(NAMED)
def test_a_derived_id_is_a_uuid7_with_the_time_of_its_cause(named: Mapping[str, Any]) -> None:
    derived = derive(named)
    assert (derived.version, derived.variant) == (7, RFC_4122)
    assert derived.int >> 80 == named["cause"].int >> 80
    assert derived != named["cause"]


@given(NAMED, NAMED)
def test_derived_ids_sort_by_the_time_of_their_causes(one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    times = one["cause"].int >> 80, other["cause"].int >> 80
    if times[0] != times[1]:
        assert (derive(one) < derive(other)) == (times[0] < times[1])


@given(st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)), NAMED)  # noqa: DTZ001 - bounds
def test_pruning_by_time_finds_a_derived_id_where_it_finds_its_cause(
    boundary: datetime, named: Mapping[str, Any]
) -> None:
    first = first_id_of(boundary)  # retention looks for ids below this one
    assert (derive(named) < first) == (named["cause"] < first)


def test_an_id_that_was_published_is_derived_again() -> None:
    cause = UUID("019b0000-0000-7000-8000-000000000001")
    derived = derived_id("lockstep.payouts.EarningsCredited.v1", cause=cause, subject="s", revision=1)
    assert derived == UUID("019b0000-0000-7a0d-a3f1-b65f7f021b1a"), "the formula must never change"
