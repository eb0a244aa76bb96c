"""Series of sessions: a recurrence rule on wall-clock time in a zone, and its occurrences."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from contracts.instants import INSTANTS_BEFORE, INSTANTS_FROM
from dateutil import rrule

from sessions.batches.errors import WrongPart
from sessions.batches.rule_text import COUNT_MAX, Frequency, read_rule
from sessions.times import check_zone

DURATION_MINUTES_MIN: Final = 5
DURATION_MINUTES_MAX: Final = 24 * 60
EXCLUDED_MAX: Final = COUNT_MAX

_FREQUENCIES: Final[dict[Frequency, Literal[1, 2, 3]]] = {
    "DAILY": rrule.DAILY,
    "WEEKLY": rrule.WEEKLY,
    "MONTHLY": rrule.MONTHLY,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """When a series takes place. `text` is canonical; the rule counts from `first_at`, a wall clock in the zone.

    The first occurrence is the first date of the text on or after `first_at`. `first_at` is an occurrence only if the
    text has its day. COUNT includes excluded dates, as in RFC 5545.
    """

    text: str
    first_at: datetime
    duration_minutes: int
    zone: str
    excluded: frozenset[date]


class Occurrence(NamedTuple):
    """One session of a series: the wall clock that the rule gives it, and its instants."""

    wall_clock: datetime
    starts_at: datetime
    ends_at: datetime


def series_rule(
    *, text: str, first_at: datetime, duration_minutes: int, zone: str, excluded: frozenset[date] = frozenset()
) -> Rule:
    """Return the rule of a series, with canonical text. Raises InvalidRule, and InvalidSchedule for an unknown zone."""
    check_zone(zone)
    pattern = read_rule(text, first_at=first_at, zone=ZoneInfo(zone))
    if not INSTANTS_FROM.year <= first_at.year < INSTANTS_BEFORE.year:
        raise WrongPart("/first_at", f"is not between {INSTANTS_FROM:%Y} and {INSTANTS_BEFORE:%Y}")
    if first_at.second or first_at.microsecond:
        raise WrongPart("/first_at", "is not a whole minute")
    if not DURATION_MINUTES_MIN <= duration_minutes <= DURATION_MINUTES_MAX:
        raise WrongPart("/duration_minutes", f"is not from {DURATION_MINUTES_MIN} to {DURATION_MINUTES_MAX} minutes")
    if len(excluded) > EXCLUDED_MAX:
        raise WrongPart("/excluded", f"has {len(excluded)} dates; at most {EXCLUDED_MAX} are allowed")
    if pattern.until is not None and pattern.until < first_at.date():
        raise WrongPart("/rule", "UNTIL is before the first date, so there would be no session")
    return Rule(text=str(pattern), first_at=first_at, duration_minutes=duration_minutes, zone=zone, excluded=excluded)


def occurrences(rule: Rule, *, since: datetime, before: datetime, limit: int) -> list[Occurrence]:
    """Return the first `limit` occurrences with since <= wall clock < before, in order. Both are times in the zone.

    The wall clock stays the same across changes of the clocks. A wall clock that clocks skip is read with the offset
    before the change, so the session takes place later by as much as the clocks go forward (RFC 5545, 3.3.5). Section
    3.3.10 would drop it, but a lost lesson is worse than a lesson one hour later. If clocks show a time twice, the
    first one is used. An occurrence on a date that the zone skipped as a whole does not take place. The duration is
    exact time (3.3.6), so a session during which the clocks change ends at another wall clock.
    """
    duration = timedelta(minutes=rule.duration_minutes)
    zone = ZoneInfo(rule.zone)
    found = (
        Occurrence(wall_clock, starts_at, starts_at + duration)
        for wall_clock in _wall_clocks(rule, since, before)
        if (starts_at := _instant(wall_clock, zone)) is not None
    )
    return list(islice(found, limit))


def _wall_clocks(rule: Rule, since: datetime, before: datetime) -> Iterator[datetime]:
    """Yield the wall clocks of a rule in a window. It counts from the rule's start: 10 years of weekdays take 10 ms."""
    pattern = read_rule(rule.text, first_at=rule.first_at, zone=ZoneInfo(rule.zone))
    last_date = pattern.until or date.max
    series = rrule.rrule(
        _FREQUENCIES[pattern.frequency],
        dtstart=rule.first_at,
        interval=pattern.interval,
        wkst=pattern.week_start,
        count=pattern.count,
        byweekday=[rrule.weekday(day.weekday, day.ordinal or None) for day in pattern.days] or None,
        bymonthday=pattern.month_days or None,
        bysetpos=pattern.positions or None,
    )
    for wall_clock in series:
        if wall_clock >= before or wall_clock.date() > last_date:
            return
        if wall_clock >= since and wall_clock.date() not in rule.excluded:
            yield wall_clock


def _instant(wall_clock: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the instant of a wall clock, or None on a date that the zone skipped."""
    instant = wall_clock.replace(tzinfo=zone).astimezone(UTC)
    shown = instant.astimezone(zone).replace(tzinfo=None)
    return instant if shown - wall_clock < timedelta(days=1) else None
