"""How messages to people write an instant, and a number of things."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from chassis.wording import counted, instant_words

WHOLE = datetime(2026, 11, 27, 4, 30, tzinfo=timezone(timedelta(hours=1)))
EXACT = datetime(2026, 11, 27, 3, 30, 13, 250_000, tzinfo=UTC)


def test_an_instant_is_written_to_the_minute_in_utc_and_exactly_only_on_demand() -> None:
    assert instant_words(WHOLE) == instant_words(WHOLE, exact=True) == instant_words(EXACT) == "2026-11-27 03:30 UTC"
    assert instant_words(EXACT, exact=True) == "2026-11-27 03:30:13.250000 UTC"
    assert instant_words(EXACT.replace(microsecond=0), exact=True) == "2026-11-27 03:30:13 UTC"


def test_an_instant_is_written_on_the_clocks_of_a_zone_if_there_is_one() -> None:
    assert instant_words(WHOLE, zone="Europe/Prague") == "2026-11-27 04:30 Europe/Prague"
    assert instant_words(EXACT, zone="Asia/Kathmandu", exact=True) == "2026-11-27 09:15:13.250000 Asia/Kathmandu"


@pytest.mark.parametrize(("number", "words"), [(0, "0 leaves"), (1, "1 leaf"), (2, "2 leaves")])
def test_a_noun_is_in_the_plural_unless_there_is_one(number: int, words: str) -> None:
    assert counted(number, "leaf", "leaves") == words


def test_a_regular_plural_has_an_s() -> None:
    assert (counted(1, "log"), counted(2, "log")) == ("1 log", "2 logs")
