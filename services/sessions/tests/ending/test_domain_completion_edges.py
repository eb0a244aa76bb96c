"""Edge cases of the rules of ending: characters, deadlines, changes of clocks, midnight."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.properties import bounded
from sessions.ending.deadline import latest_end, logging_deadline
from sessions.ending.domain import RecapSections, check_recap, count_characters
from sessions.ending.errors import LoggingWindowClosed, RecapSectionsEmpty, RecapSectionsNeeded, RecapTooShort
from sessions.ending.unlogged import reminding
from sessions.organisation.domain import DEFAULT_POLICY
from sessions.session.errors import NotTheCoach

from .test_domain_completion import COACH, END, REQUEST, SESSION, START, SUPPORT, decide

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
PRAGUE = ZoneInfo("Europe/Prague")


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("x" * 149, 149),
        ("x" * 150, 150),
        (" \n\t" + "x" * 149 + " " * 50, 149),
        ("x" * 148 + " " * 50 + "x", 150),
        ("\N{GRINNING FACE}" * 150, 150),
        ("\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}", 3),  # a family: the number of its members
        ("\N{HEAVY BLACK HEART}\ufe0f", 1),  # the selector of its colour cannot be seen
        ("\N{WAVING HAND SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}", 2),
        ("\N{REGIONAL INDICATOR SYMBOL LETTER C}\N{REGIONAL INDICATOR SYMBOL LETTER Z}", 2),
        ("e\u0301" * 150, 150),
        ("q\u0301", 2),  # no single character is the two together, so the mark counts
        ("\u0915\u094d\u0937\u093f", 4),  # Devanagari kshi: its marks count like letters
        ("\ufe0f\u034f\u3164\u115f\U000e0101\u200b\u00ad" * 50, 0),
        ("", 0),
    ],
)
def test_characters_are_counted_as_they_are_seen(text: str, characters: int) -> None:
    assert count_characters(text) == characters


def test_an_emoji_more_or_less_decides_like_any_letter() -> None:
    assert check_recap(DEFAULT_POLICY, "x" * 149 + "\N{GRINNING FACE}") == 150
    with pytest.raises(RecapTooShort, match="149 characters"):
        check_recap(DEFAULT_POLICY, "x" * 148 + "\N{GRINNING FACE}\u200d\ufe0f ")


def test_sections_where_they_are_required() -> None:
    policy = replace(DEFAULT_POLICY, recap_sections_required=True, recap_minimum_characters=0)

    with pytest.raises(RecapSectionsNeeded, match="topics_covered"):
        check_recap(policy, "x" * 150)
    assert check_recap(policy, RecapSections("x", "y", "z")) == 3
    with pytest.raises(RecapSectionsEmpty, match="learner_progress and next_steps") as refusal:
        check_recap(policy, RecapSections("x", " \u200b", ""))
    assert [error.pointer for error in refusal.value.errors] == ["/recap/learner_progress", "/recap/next_steps"]
    assert check_recap(replace(policy, recap_sections_required=False), RecapSections("x", "", "")) == 1


@pytest.mark.parametrize(
    ("after", "is_in_time"),
    [
        (72 * HOUR - SECOND, True),
        (72 * HOUR, True),
        (72 * HOUR + timedelta(microseconds=1), False),
        (72 * HOUR + SECOND, False),
    ],
)
def test_seventy_two_hours_to_the_second(after: timedelta, *, is_in_time: bool) -> None:
    late = replace(REQUEST, reason="The coach was ill")
    if is_in_time:
        assert not decide(now=END + after).is_late
        with pytest.raises(NotTheCoach):
            decide(request=late, by=SUPPORT, is_support=True, now=END + after)
    else:
        with pytest.raises(LoggingWindowClosed):
            decide(now=END + after)
        assert decide(request=late, by=SUPPORT, is_support=True, now=END + after).is_late


@pytest.mark.parametrize(
    ("begins", "ends", "deadline"),
    [
        # The night with an hour less and the night with an hour more: 72 real hours either way.
        ("2026-03-29 01:30", "2026-03-29 03:30", "2026-04-01 03:30"),
        ("2026-10-25 01:30", "2026-10-25 03:30", "2026-10-28 03:30"),
        # The clocks change between the end and the deadline, so the deadline has another local time.
        ("2026-03-27 17:00", "2026-03-27 18:00", "2026-03-30 19:00"),
        ("2026-10-23 17:00", "2026-10-23 18:00", "2026-10-26 17:00"),
    ],
)
def test_a_change_of_clocks_moves_no_deadline(begins: str, ends: str, deadline: str) -> None:
    starts_at, ends_at, until = (
        datetime.fromisoformat(wall).replace(tzinfo=PRAGUE).astimezone(UTC) for wall in (begins, ends, deadline)
    )
    session = replace(SESSION, starts_at=starts_at, ends_at=ends_at, started_at=starts_at)

    assert logging_deadline(session) == until == ends_at + 72 * HOUR
    assert not decide(session, now=until).is_late
    with pytest.raises(LoggingWindowClosed):
        decide(session, now=until + SECOND)


def test_across_the_night_of_an_hour_more_minutes_are_real_minutes() -> None:
    """From 00:30 to the second 02:30 are two hours by the local clock, and three real hours."""
    starts_at = datetime(2026, 10, 25, 0, 30, tzinfo=PRAGUE).astimezone(UTC)
    session = replace(SESSION, started_at=starts_at, starts_at=starts_at, ends_at=starts_at + 3 * HOUR)

    decision = decide(session, replace(REQUEST, minutes=90), now=session.ends_at or starts_at)

    assert decision.ended_at - decision.started_at == timedelta(minutes=90)


def test_a_session_across_midnight_is_one_session() -> None:
    starts_at = datetime(2026, 12, 31, 23, 30, tzinfo=PRAGUE).astimezone(UTC)
    session = replace(SESSION, starts_at=starts_at, ends_at=starts_at + HOUR, started_at=starts_at)

    decision = decide(session, replace(REQUEST, minutes=60), now=starts_at + HOUR)

    assert (decision.started_at.astimezone(PRAGUE).year, decision.ended_at.astimezone(PRAGUE).year) == (2026, 2027)
    assert logging_deadline(session) == starts_at + 73 * HOUR


def test_without_a_schedule_it_is_over_when_the_longest_session_would_be() -> None:
    unplanned = replace(SESSION, starts_at=None, ends_at=None)

    assert latest_end(unplanned) == START + timedelta(minutes=1 + 90)
    assert latest_end(replace(unplanned, started_at=None, state="scheduled")) is None


@bounded(60)
@given(minutes=st.integers(-60, 75 * 60), hours=st.sets(st.integers(0, 71), max_size=10))
def test_reminders_come_one_after_the_other_between_the_end_and_the_deadline(minutes: int, hours: set[int]) -> None:
    policy = replace(DEFAULT_POLICY, reminder_hours=tuple(sorted(hours)))
    now = END + timedelta(minutes=minutes)

    due, next_at = reminding(policy, ended_at=END, log_until=END + policy.log_within_hours * HOUR, now=now)

    assert next_at is None or now < next_at <= END + 72 * HOUR
    if now < END:
        assert (due, next_at) == (0, END)
    elif now > END + 72 * HOUR:
        assert (due, next_at) == (0, None)
    else:
        assert due == sum(hour * 60 <= minutes for hour in hours)
        assert (next_at is None) == (due == len(hours))


def test_the_coach_who_leaves_last_may_complete_from_within_the_call() -> None:
    assert decide(replace(SESSION, in_call=frozenset({COACH}))).logged_minutes == 45
