"""Recurrence rules: which are read and which are refused, and occurrences by the clocks of their zones."""

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sessions.batches.errors import InvalidRule
from sessions.batches.recurrence import Occurrence, Rule, occurrences, series_rule
from sessions.errors import InvalidSchedule
from sessions.session.schedule import to_instant

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ZONES = st.sampled_from(
    ["UTC", "Europe/Prague", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"]
)
CLOCKS = st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2030-01-01")).map(
    lambda clock: clock.replace(second=0, microsecond=0)
)
INTERVALS = st.sampled_from(["", ";INTERVAL=1", ";INTERVAL=2", ";INTERVAL=5"])
ENDS = st.sampled_from(["", ";COUNT=1", ";COUNT=40", ";UNTIL=20301215"])
WEEKLY = st.sets(st.sampled_from(DAYS), min_size=1).map(lambda days: f"WEEKLY;BYDAY={','.join(days)}")
MONTHLY = st.sets(
    st.builds("{}{}".format, st.sampled_from([1, 2, 3, 4, -1, -2, -3, -4]), st.sampled_from(DAYS)), min_size=1
).map(lambda days: f"MONTHLY;BYDAY={','.join(days)}")
MONTH_DAYS = st.sets(st.integers(-28, 28).filter(bool), min_size=1, max_size=9).map(
    lambda days: f"MONTHLY;BYMONTHDAY={','.join(map(str, days))}"
)
POSITIONS = st.builds(
    "MONTHLY;BYDAY={};BYSETPOS={}".format,
    st.sets(st.sampled_from(DAYS), min_size=2).map(",".join),
    st.sets(st.integers(-8, 8).filter(bool), min_size=1).map(lambda places: ",".join(map(str, places))),
)
TEXTS = st.builds(
    "FREQ={}{}{}".format, WEEKLY | MONTHLY | MONTH_DAYS | POSITIONS | st.just("DAILY"), INTERVALS, ENDS
).filter(lambda text: len(text) <= 200)
RULES = st.builds(
    series_rule,
    text=TEXTS,
    first_at=CLOCKS,
    duration_minutes=st.integers(5, 24 * 60),
    zone=ZONES,
    excluded=st.frozensets(st.dates(date(2020, 1, 1), date(2021, 1, 1)), max_size=5),
)


def series(text: str, first_at: str, *, zone: str = "Europe/Prague", minutes: int = 60) -> Rule:
    return series_rule(text=text, first_at=datetime.fromisoformat(first_at), duration_minutes=minutes, zone=zone)


def all_of(rule: Rule, *, limit: int = 50, years: int = 2) -> list[Occurrence]:
    return occurrences(rule, since=rule.first_at, before=rule.first_at + timedelta(days=366 * years), limit=limit)


def starts(rule: Rule, limit: int = 50) -> list[str]:
    return [f"{occurrence.starts_at:%m-%dT%H:%MZ}" for occurrence in all_of(rule, limit=limit)]


def model(rule: Rule, before: datetime) -> list[datetime]:
    """Walk day by day and decide for each whether the rule names it. This is slow and unlike dateutil."""
    parts = dict(part.split("=") for part in rule.text.split(";"))
    interval, days = int(parts.get("INTERVAL", 1)), parts.get("BYDAY", "").split(",")
    first = rule.first_at.date()
    monday = first - timedelta(days=first.weekday())
    found: list[datetime] = []
    for ahead in range((before.date() - first).days + 1):
        day = first + timedelta(days=ahead)
        name, in_month = DAYS[day.weekday()], monthrange(day.year, day.month)[1]
        if parts["FREQ"] == "DAILY":
            named = ahead % interval == 0
        elif parts["FREQ"] == "WEEKLY":
            named = (day - monday).days // 7 % interval == 0 and name in days
        else:
            months = (day.year - first.year) * 12 + day.month - first.month
            nth, nth_last = (day.day - 1) // 7 + 1, (in_month - day.day) // 7 + 1
            if "BYMONTHDAY" in parts:
                named = not {str(day.day), str(day.day - in_month - 1)}.isdisjoint(parts["BYMONTHDAY"].split(","))
            elif "BYSETPOS" in parts:
                of_month = [day.replace(day=one) for one in range(1, in_month + 1)]
                some = [one for one in of_month if DAYS[one.weekday()] in days]
                named = any(
                    some[place - 1 if place > 0 else place] == day for place in map(int, parts["BYSETPOS"].split(","))
                )
            else:
                named = f"{nth}{name}" in days or f"-{nth_last}{name}" in days
            named = named and months % interval == 0
        if named:
            found.append(datetime.combine(day, rule.first_at.time()))
    found = found[: int(parts.get("COUNT", len(found)))]
    until = parts.get("UNTIL", "99991231")
    return [
        clock for clock in found if clock < before and f"{clock:%Y%m%d}" <= until and clock.date() not in rule.excluded
    ]


@given(RULES)
def test_occurrences_are_the_days_that_the_rule_names(rule: Rule) -> None:
    before = rule.first_at + timedelta(days=500)

    found = occurrences(rule, since=rule.first_at, before=before, limit=1_000)

    assert [occurrence.wall_clock for occurrence in found] == model(rule, before)


@given(RULES)
def test_occurrences_follow_each_other_at_the_same_wall_clock_unless_clocks_skip_it(rule: Rule) -> None:
    found = all_of(rule, limit=400)

    assert all(one.starts_at < next_one.starts_at for one, next_one in pairwise(found))
    for wall_clock, starts_at, ends_at in found:
        shown = starts_at.astimezone(ZoneInfo(rule.zone)).replace(tzinfo=None)
        if to_instant(wall_clock, rule.zone) is None:
            assert timedelta() < shown - wall_clock <= timedelta(hours=1)
        else:
            assert shown == wall_clock
            assert starts_at == to_instant(wall_clock, rule.zone)
        assert wall_clock.time() == rule.first_at.time()
        assert ends_at - starts_at == timedelta(minutes=rule.duration_minutes)


@given(RULES, st.lists(CLOCKS, min_size=3, max_size=3).map(sorted))
def test_a_window_has_the_occurrences_of_its_two_halves(rule: Rule, clocks: list[datetime]) -> None:
    first, middle, last = clocks

    def between(since: datetime, before: datetime) -> list[Occurrence]:
        return occurrences(rule, since=since, before=before, limit=5_000)

    assert between(first, middle) + between(middle, last) == between(first, last)


@given(RULES, st.data())
def test_windows_split_at_an_occurrence_too(rule: Rule, data: st.DataObject) -> None:
    found = all_of(rule)
    assume(found)
    place = data.draw(st.integers(0, len(found) - 1))
    middle = found[place].wall_clock

    assert occurrences(rule, since=rule.first_at, before=middle, limit=50) == found[:place]
    assert occurrences(rule, since=middle, before=found[-1].wall_clock, limit=50) == found[place:-1]


@given(RULES, st.integers(0, 10))
def test_a_limit_takes_the_first_ones(rule: Rule, limit: int) -> None:
    assert all_of(rule, limit=limit) == all_of(rule)[:limit]


@pytest.mark.parametrize(
    ("zone", "rule", "first_at", "expected"),
    [
        # In summer it is an hour earlier in UTC.
        ("Europe/Prague", "FREQ=WEEKLY;BYDAY=MO", "2026-03-23T09:00", ["03-23T08:00Z", "03-30T07:00Z"]),
        # 02:30 is skipped. The offset before the change counts, so clocks show 03:30.
        ("Europe/Prague", "FREQ=WEEKLY;BYDAY=SU", "2026-03-22T02:30", ["03-22T01:30Z", "03-29T01:30Z", "04-05T00:30Z"]),
        # 02:30 comes twice. The first one counts.
        ("Europe/Prague", "FREQ=WEEKLY;BYDAY=SU", "2026-10-18T02:30", ["10-18T00:30Z", "10-25T00:30Z", "11-01T01:30Z"]),
        ("America/New_York", "FREQ=DAILY", "2026-03-07T02:30", ["03-07T07:30Z", "03-08T07:30Z", "03-09T06:30Z"]),
        ("America/New_York", "FREQ=DAILY", "2026-10-31T01:30", ["10-31T05:30Z", "11-01T05:30Z", "11-02T06:30Z"]),
        # The change is half an hour: 02:00 becomes 02:30, and later 02:00 becomes 01:30.
        ("Australia/Lord_Howe", "FREQ=DAILY", "2026-10-03T02:15", ["10-02T15:45Z", "10-03T15:45Z", "10-04T15:15Z"]),
        ("Australia/Lord_Howe", "FREQ=DAILY", "2026-04-04T01:45", ["04-03T14:45Z", "04-04T14:45Z", "04-05T15:15Z"]),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", "FREQ=DAILY", "2011-12-29T10:00", ["12-29T20:00Z", "12-30T20:00Z", "12-31T20:00Z"]),
    ],
)
def test_occurrences_across_changes_of_clocks(zone: str, rule: str, first_at: str, expected: list[str]) -> None:
    assert starts(series(rule, first_at, zone=zone), limit=len(expected)) == expected


def test_a_date_that_the_zone_skipped_has_no_session() -> None:
    found = all_of(series("FREQ=DAILY;COUNT=4", "2011-12-28T10:00", zone="Pacific/Apia"))

    assert [occurrence.wall_clock.day for occurrence in found] == [28, 29, 31]


def test_a_session_across_midnight_keeps_its_length() -> None:
    found = all_of(series("FREQ=WEEKLY;BYDAY=SA;COUNT=2", "2026-03-21T23:30", minutes=120))

    assert [(one.starts_at, one.ends_at) for one in found] == [
        (datetime(2026, 3, 21, 22, 30, tzinfo=UTC), datetime(2026, 3, 22, 0, 30, tzinfo=UTC)),
        (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
    ]


def test_a_session_during_which_clocks_change_ends_at_another_wall_clock() -> None:
    (found,) = all_of(series("FREQ=DAILY;COUNT=1", "2026-03-29T01:00", minutes=120))

    assert f"{found.ends_at.astimezone(ZoneInfo('Europe/Prague')):%H:%M}" == "04:00"


def test_a_month_without_a_day_takes_that_of_the_first_date_unless_some_months_lack_it() -> None:
    assert [one.wall_clock.day for one in all_of(series("FREQ=MONTHLY", "2026-12-28T18:00"), limit=3)] == [28, 28, 28]
    with pytest.raises(InvalidRule):
        series("FREQ=MONTHLY", "2026-12-29T18:00")


def test_until_includes_its_day_also_when_clocks_change_on_it() -> None:
    assert starts(series("FREQ=WEEKLY;BYDAY=SU;UNTIL=20261025", "2026-10-18T23:30")) == ["10-18T21:30Z", "10-25T22:30Z"]


def test_count_ends_a_series_and_counts_excluded_dates() -> None:
    rule = series("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4", "2026-09-01T10:00")

    assert [one.wall_clock.day for one in all_of(rule)] == [1, 3, 8, 10]
    assert [one.wall_clock.day for one in all_of(replace(rule, excluded=frozenset({date(2026, 9, 3)})))] == [1, 8, 10]
    assert (
        occurrences(
            rule, since=datetime.fromisoformat("2026-09-11"), before=datetime.fromisoformat("2030-01-01"), limit=9
        )
        == []
    )


def test_the_first_wall_clock_is_a_session_only_if_the_rule_names_its_day() -> None:
    (found,) = all_of(series("FREQ=WEEKLY;BYDAY=WE;COUNT=1", "2026-09-01T10:00"))

    assert found.wall_clock.isoformat() == "2026-09-02T10:00:00"


def test_where_weeks_begin_decides_which_weeks_are_left_out() -> None:
    """The example of RFC 5545, 3.8.5.3, in a year that begins like its 1997."""
    text = "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST="

    monday = all_of(series(text + "MO", "2025-08-05T09:00"))
    sunday = all_of(series(text + "SU", "2025-08-05T09:00"))

    assert [one.wall_clock.day for one in monday] == [5, 10, 19, 24]
    assert [one.wall_clock.day for one in sunday] == [5, 17, 19, 31]


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_canonical_text_of_a_rule_knows_no_order(text: str, random: object) -> None:
    parts = text.split(";")
    random.shuffle(parts)  # type: ignore[attr-defined]

    def canonical(written: str) -> str:
        return series(written, "2026-09-01T10:00").text

    assert canonical(";".join(parts).lower()) == canonical(text) == canonical(canonical(text))


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"duration_minutes": 4}, "/duration_minutes"),
        ({"duration_minutes": 24 * 60 + 1}, "/duration_minutes"),
        ({"first_at": datetime.fromisoformat("1999-12-31")}, "/first_at"),
        ({"first_at": datetime.fromisoformat("2200-01-01")}, "/first_at"),
        ({"first_at": datetime.fromisoformat("2026-09-01T10:00:30")}, "/first_at"),
        ({"zone": "Mars/Olympus"}, "/zone"),
        ({"excluded": frozenset(date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(1_001))}, "/excluded"),
    ],
)
def test_series_outside_the_limits_are_refused(changed: dict[str, object], pointer: str) -> None:
    first_at = datetime.fromisoformat("2026-09-01T10:00")
    fields = {"text": "FREQ=DAILY", "first_at": first_at, "duration_minutes": 60, "zone": "UTC"}

    with pytest.raises((InvalidRule, InvalidSchedule)) as refusal:
        series_rule(**(fields | changed))  # type: ignore[arg-type]

    assert [error.pointer for error in refusal.value.errors] == [pointer]
