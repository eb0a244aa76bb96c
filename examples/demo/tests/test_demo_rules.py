"""What the demo needs of an organisation, what its coaches send, and how it shows results."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lockstep_demo.data import PlannedSession
from lockstep_demo.day import MARKS, completion_body, mark_codes
from lockstep_demo.effects import Summary, read_summary
from lockstep_demo.gateway import Person
from lockstep_demo.organisation import Delivery, policy_for
from lockstep_demo.output import last_line, money, table

COUNTS = ("completed", "attendance_locked", "earnings_credited", "insight_inputs_refreshed")
NOW = datetime(2026, 11, 6, 20, 0)  # noqa: DTZ001 - a local time


def session(minutes: int = 45, *, hours_ago: int = 1, position: int = 0, learners: int = 3) -> PlannedSession:
    ends_at = NOW - timedelta(hours=hours_ago)
    names = tuple(f"learner-{number}" for number in range(learners))
    return PlannedSession(position, "Algebra 1", "grace", ends_at - timedelta(minutes=minutes), ends_at, names, ())


def delivery(planned: PlannedSession) -> Delivery:
    learners = tuple(Person(name, "learner") for name in planned.learners)
    return Delivery("id", planned, Person("grace", "coach"), learners, "Algebra", is_online=True)


def summary(**changes: int) -> Summary:
    body = {
        "completed": 2,
        "attendance_locked": 2,
        "earnings_credited": 2,
        "insight_inputs_refreshed": 2,
        "earnings": [{"currency": "EUR", "amount_minor": 123450}],
        "latency_ms": {
            "attendance_locked": {"p50": 10.4, "p99": 20.0},
            "earnings_credited": {"p50": 11.0, "p99": 21.0},
            "insight_inputs_refreshed": {"p50": None, "p99": None},
            "all": {"p50": 12.6, "p99": 34.4},
        },
    }
    return read_summary(body | changes)


def test_short_and_recent_sessions_need_no_more_than_the_default_policy() -> None:
    policy = policy_for([session(90), session(45, hours_ago=24)], NOW)
    assert policy == {"step_minutes": 5, "maximum_minutes": 90, "log_within_hours": 72}


def test_longer_and_older_sessions_get_a_policy_that_allows_them() -> None:
    policy = policy_for([session(418), session(45, hours_ago=100)], NOW)
    assert policy["maximum_minutes"] == 420
    assert policy["log_within_hours"] > 100


@given(minutes=st.integers(1, 1_000), position=st.integers(0, 1_000), learners=st.integers(1, 60))
def test_every_completion_is_one_that_its_policy_allows(minutes: int, position: int, learners: int) -> None:
    planned = session(minutes, position=position, learners=learners)
    one = delivery(planned)
    body = completion_body(one, mark_codes(one))
    recap = body["recap"] if isinstance(body["recap"], str) else " ".join(body["recap"].values())
    assert len(" ".join(recap.split())) >= 150
    assert body.get("minutes", 0) % 5 == 0
    assert body.get("minutes", body.get("raw_minutes")) == minutes
    assert policy_for([planned], NOW)["maximum_minutes"] >= minutes


@given(position=st.integers(0, 1_000), learners=st.integers(1, 60))
def test_every_learner_gets_a_mark_and_somebody_is_there(position: int, learners: int) -> None:
    codes = mark_codes(delivery(session(position=position, learners=learners)))
    assert len(codes) == learners
    assert set(codes) <= set(MARKS)
    assert {"present", "late"} & set(codes)


def test_effects_are_whole_only_when_all_counts_are_the_number_of_completions() -> None:
    assert summary().is_whole(2)
    assert not summary().is_whole(3)
    assert not any(summary(**{effect: 1}).is_whole(2) for effect in COUNTS)


def test_the_last_line_is_what_other_programs_read() -> None:
    assert last_line(summary()) == "demo: completed=2 locked=2 credited=2 refreshed=2 p50_ms=13 p99_ms=34"


def test_the_last_line_keeps_its_form_where_nothing_could_be_measured() -> None:
    nothing = replace_latencies(summary())
    assert last_line(nothing) == "demo: completed=2 locked=2 credited=2 refreshed=2 p50_ms=- p99_ms=-"
    assert "registers locked" in table(nothing)


def replace_latencies(found: Summary) -> Summary:
    return found._replace(latencies={})


def test_the_table_shows_counts_sums_and_latencies() -> None:
    text = table(summary())
    assert "EUR 1,234.50" in text
    assert "10.4" in text
    assert "34.4" in text


@pytest.mark.parametrize(
    ("amounts", "text"),
    [
        ({}, ""),
        ({"EUR": 5}, "EUR 0.05"),
        ({"JPY": 1500}, "JPY 1,500"),
        ({"KWD": 1500, "EUR": 100}, "EUR 1.00, KWD 1.500"),
    ],
)
def test_money_is_shown_with_the_digits_of_its_currency(amounts: dict[str, int], text: str) -> None:
    assert money(amounts) == text


def test_half_minutes_count_as_begun() -> None:
    planned = session()
    longer = replace(planned, ends_at=planned.ends_at + timedelta(seconds=30))
    assert longer.minutes == planned.minutes + 1
