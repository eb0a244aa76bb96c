"""Rules of series as texts: what calendar programs write is read, and what cannot be meant is refused."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sessions.batches.errors import InvalidRule
from sessions.batches.recurrence import series_rule
from sessions.batches.rule_text import read_rule

TUESDAY = datetime.fromisoformat("2026-09-01T10:00")


def text_of(text: str) -> str:
    """Return the canonical text of a rule in Prague."""
    return str(read_rule(text, first_at=TUESDAY, zone=ZoneInfo("Europe/Prague")))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("freq=weekly;byday=we,mo", "FREQ=WEEKLY;BYDAY=MO,WE"),
        (" BYDAY=MO;COUNT=010;INTERVAL=1;WKST=SU;FREQ=WEEKLY ", "FREQ=WEEKLY;BYDAY=MO;COUNT=10"),
        ("UNTIL=20261218;FREQ=MONTHLY;BYDAY=+2TU,-1FR", "FREQ=MONTHLY;BYDAY=-1FR,2TU;UNTIL=20261218"),
        ("WKST=SU;FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU"),
        ("FREQ=DAILY;WKST=SU;INTERVAL=3", "FREQ=DAILY;INTERVAL=3"),
        ("FREQ=DAILY;UNTIL=00100101", "FREQ=DAILY;UNTIL=00100101"),
        ("RRULE:FREQ=DAILY", "FREQ=DAILY"),
        ("FREQ=DAILY;", "FREQ=DAILY"),
        ("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=TU"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=1"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1,+2", "FREQ=MONTHLY;BYMONTHDAY=-1,2,15"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2,-1", "FREQ=MONTHLY;BYDAY=-1TU,2TU"),
        ("FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("FREQ=DAILY;UNTIL=20261222T100000", "FREQ=DAILY;UNTIL=20261222"),
        ("FREQ=DAILY;UNTIL=20261222T095959", "FREQ=DAILY;UNTIL=20261221"),
        ("FREQ=DAILY;UNTIL=20261222T090000Z", "FREQ=DAILY;UNTIL=20261222"),  # ten o'clock in winter
        ("FREQ=DAILY;UNTIL=20260922T085959Z", "FREQ=DAILY;UNTIL=20260922"),  # 10:59:59 in summer
        ("FREQ=DAILY;UNTIL=20260922T075959Z", "FREQ=DAILY;UNTIL=20260921"),
        ("FREQ=DAILY;UNTIL=20261221T235959Z", "FREQ=DAILY;UNTIL=20261221"),
    ],
)
def test_rules_that_mean_the_same_have_one_text(text: str, canonical: str) -> None:
    assert text_of(text) == canonical


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "is not one of"),
        ("RRULE:", "is not one of"),
        ("FREQ=DAILY;;", "is not one of"),
        ("FREQ=DAILY;BYHOUR=9", "'BYHOUR=9' is not one of"),
        ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1", "BYSETPOS is only for"),
        ("FREQ=DAILY;BYMONTHDAY=1", "BYMONTHDAY is only for"),
        ("FREQ=HOURLY", "FREQ is not"),
        ("INTERVAL=2", "FREQ is not"),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ is given twice"),
        ("FREQ=DAILY;COUNT=1;UNTIL=20300101", "both given"),
        ("FREQ=DAILY;COUNT=0", "COUNT is not"),
        ("FREQ=DAILY;COUNT=1001", "COUNT is not"),
        ("FREQ=DAILY;COUNT=\u0663", "COUNT is not"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL is not"),
        ("FREQ=DAILY;INTERVAL=53", "INTERVAL is not"),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL is not"),
        ("FREQ=DAILY;UNTIL=20261218T120000+01", "UNTIL is not"),
        ("FREQ=DAILY;UNTIL=20261218T250000Z", "UNTIL is not"),
        ("FREQ=DAILY;UNTIL=00010101T000000", "UNTIL is not"),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "UNTIL is not"),
        ("FREQ=DAILY;UNTIL=20200101", "UNTIL is before"),
        ("FREQ=DAILY;INTERVAL=2;BYDAY=MO", "use FREQ=WEEKLY"),
        ("FREQ=DAILY;BYDAY=1MO", "BYDAY does not name"),
        ("FREQ=WEEKLY;BYDAY=", "BYDAY does not name"),
        ("FREQ=WEEKLY;BYDAY=MO,MO", "BYDAY does not name"),
        ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY does not name"),
        ("FREQ=MONTHLY;BYDAY=TU", "BYDAY does not name"),
        ("FREQ=MONTHLY;BYDAY=5TU", "BYDAY does not name"),
        ("FREQ=MONTHLY;BYDAY=+TU", "BYDAY does not name"),
        ("FREQ=MONTHLY;BYDAY=2TU,2TU", "BYDAY does not name"),
        ("FREQ=MONTHLY;BYDAY=2TU,WE", "BYDAY does not name"),
        ("FREQ=MONTHLY;BYDAY=2TU;BYSETPOS=1", "BYDAY does not name"),
        ("FREQ=MONTHLY;BYDAY=2TU;BYMONTHDAY=1", "both given"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS needs weekdays"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=5", "BYSETPOS does not have"),
        ("FREQ=MONTHLY;BYDAY=TU,WE;BYSETPOS=9", "BYSETPOS does not have"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=0", "BYSETPOS does not have"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "BYMONTHDAY=-1 for the last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=-29", "BYMONTHDAY=-1 for the last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY does not have"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,+1", "BYMONTHDAY does not have"),
        ("FREQ=WEEKLY;BYDAY=MO;WKST=1", "WKST is not"),
        ("FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 100), "at most 200"),
    ],
)
def test_rules_that_cannot_be_used_are_refused(text: str, detail: str) -> None:
    with pytest.raises(InvalidRule) as refusal:
        series_rule(text=text, first_at=TUESDAY, duration_minutes=60, zone="Europe/Prague")

    (error,) = refusal.value.errors
    assert error.pointer == "/rule"
    assert detail in error.detail


@given(st.text() | st.text("FREQ=WLYDAIMONTHBUC0123456789;,-+:ZSP", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        canonical = text_of(text)
    except InvalidRule:
        return
    assert text_of(canonical) == canonical
