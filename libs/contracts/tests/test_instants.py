"""An instant is a text with an offset, in the platform's range; nothing else is one."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from contracts.instants import INSTANTS_BEFORE, INSTANTS_FROM, to_instant
from hypothesis import given
from hypothesis import strategies as st

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
IN_RANGE = st.datetimes(datetime(2000, 1, 1), datetime(2199, 12, 31, 23, 59, 59, 999999), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(IN_RANGE, OFFSETS)
def test_an_instant_is_the_same_in_every_offset(instant: datetime, offset: timezone) -> None:
    local = instant.astimezone(offset)
    for same in (local, local.isoformat(), local.isoformat(sep=" "), instant.isoformat().replace("+00:00", "z")):
        assert to_instant(same) == instant
        assert to_instant(same).tzinfo is UTC


@given(st.integers() | st.floats() | st.booleans() | st.none() | st.text() | st.integers().map(str))
def test_a_number_a_text_of_digits_and_any_other_value_is_no_instant(value: object) -> None:
    with pytest.raises(ValueError, match="an instant is a text"):
        to_instant(value)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("2026-11-26T12:00:00", "needs an offset"),
        (datetime(2026, 11, 26), "needs an offset"),  # noqa: DTZ001 - that is what is wrong with it
        ("2026-11-26T23:59:60Z", "leap second"),
        ("2026-02-30T12:00:00Z", "does not exist"),
        ("2026-11-26T25:00:00Z", "does not exist"),
        ("2026-11-26T12:00:00+24:00", "does not exist"),
        ("0001-01-01T00:00:00Z", "before 2200-01-01"),
        ("0001-01-01T00:00:00+14:00", "before 2200-01-01"),
        ("9999-12-31T23:59:59.999999Z", "before 2200-01-01"),
        ("9999-12-31T23:59:59-14:00", "before 2200-01-01"),
        (INSTANTS_FROM - timedelta(microseconds=1), "at or after 2000-01-01"),
        (INSTANTS_BEFORE, "before 2200-01-01"),
        ("\uff12026-11-26T12:00:00Z", "an instant is a text"),
        ("2026-11-26T12:00:00Z\n", "an instant is a text"),
    ],
)
def test_a_wrong_instant_says_what_is_wrong(value: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        to_instant(value)
