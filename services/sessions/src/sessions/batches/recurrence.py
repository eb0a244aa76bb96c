"""Series of sessions: a recurrence rule on wall-clock time in a zone, and its occurrences.

A rule is a subset of RFC 5545's RRULE: what a teaching series needs, with nothing finer than a day.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from contracts.instants import INSTANTS_BEFORE, INSTANTS_FROM
from dateutil import rrule

from sessions.batches.errors import WrongPart
from sessions.times import check_zone

RULE_TEXT_MAX: Final = 200
COUNT_MAX: Final = 1_000
INTERVAL_MAX: Final = 52
DURATION_MINUTES_MIN: Final = 5
DURATION_MINUTES_MAX: Final = 24 * 60
EXCLUDED_MAX: Final = COUNT_MAX

_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES: Final[dict[str, Literal[1, 2, 3]]] = {
    "DAILY": rrule.DAILY,
    "WEEKLY": rrule.WEEKLY,
    "MONTHLY": rrule.MONTHLY,
}
_PARTS: Final = frozenset({"FREQ", "INTERVAL", "BYDAY", "WKST", "COUNT", "UNTIL"})
_FORMS: Final = {"DAILY": None, "WEEKLY": re.compile("()([A-Z]{2})"), "MONTHLY": re.compile("([+-]?[1-4])([A-Z]{2})")}
"""The form of a day of BYDAY: a weekday for weeks; for months an ordinal and a weekday, such as second Tuesday or last
Friday. A fifth weekday is not allowed: many months have none, but each period of a rule must have an occurrence."""


class Day(NamedTuple):
    """A day of BYDAY: its ordinal in the month (negative from the end, 0 in a week), and its weekday (Monday is 0)."""

    ordinal: int
    weekday: int

    def __str__(self) -> str:
        """Return the day as it is written in a rule."""
        return f"{self.ordinal or ''}{_DAYS[self.weekday]}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed rule. `days` are in order and each is there once. `until` is the last possible date."""

    frequency: str
    interval: int
    days: tuple[Day, ...]
    week_start: int
    count: int | None
    until: date | None

    def __str__(self) -> str:
        """Return the canonical text: parts in a fixed order, without defaults."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.days:
            parts.append(f"BYDAY={','.join(map(str, self.days))}")
        if self.week_start:
            parts.append(f"WKST={_DAYS[self.week_start]}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until.isoformat().replace('-', '')}")
        return ";".join(parts)


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
    pattern = _read(text)
    check_zone(zone)
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


def canonical_rule(text: str) -> str:
    """Return the canonical text of a rule. Rules with the same meaning have the same text. Raises InvalidRule."""
    return str(_read(text))


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
    pattern = _read(rule.text)
    last_date = pattern.until or date.max
    series = rrule.rrule(
        _FREQUENCIES[pattern.frequency],
        dtstart=rule.first_at,
        interval=pattern.interval,
        wkst=pattern.week_start,
        count=pattern.count,
        byweekday=[rrule.weekday(day.weekday, day.ordinal or None) for day in pattern.days] or None,
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


def _read(text: str) -> Pattern:
    """Return the parsed rule. Raises InvalidRule."""
    if len(text) > RULE_TEXT_MAX:
        raise WrongPart("/rule", f"has {len(text)} characters; at most {RULE_TEXT_MAX} are allowed")
    parts: dict[str, str] = {}
    for part in text.strip().upper().split(";"):
        name, equals, value = part.partition("=")
        if name not in _PARTS or not equals:
            raise WrongPart("/rule", f"{part!r} is not one of {', '.join(sorted(_PARTS))} with a value")
        if name in parts:
            raise WrongPart("/rule", f"{name} is given twice")
        parts[name] = value
    frequency = parts.get("FREQ", "")
    if frequency not in _FREQUENCIES:
        raise WrongPart("/rule", "FREQ is not DAILY, WEEKLY or MONTHLY")
    if "COUNT" in parts and "UNTIL" in parts:
        raise WrongPart("/rule", "COUNT and UNTIL are both given; give only one")
    interval = _number(parts, "INTERVAL", maximum=INTERVAL_MAX) or 1
    week_start = _week_start(parts)
    return Pattern(
        frequency=frequency,
        interval=interval,
        days=_days(parts, frequency),
        # The first day of the week matters only if some weeks are left out.
        week_start=week_start if frequency == "WEEKLY" and interval > 1 else 0,
        count=_number(parts, "COUNT", maximum=COUNT_MAX),
        until=_until(parts),
    )


def _number(parts: dict[str, str], name: str, *, maximum: int) -> int | None:
    """Return a number of a rule, or None if it is not given. Raises InvalidRule."""
    if (value := parts.get(name)) is None:
        return None
    if not re.fullmatch("[0-9]{1,4}", value) or not 1 <= int(value) <= maximum:
        raise WrongPart("/rule", f"{name} is not a number from 1 to {maximum}")
    return int(value)


def _days(parts: dict[str, str], frequency: str) -> tuple[Day, ...]:
    """Return the days of a rule. Raises InvalidRule."""
    value = parts.get("BYDAY")
    if (form := _FORMS[frequency]) is None:
        if value is not None:
            raise WrongPart("/rule", "BYDAY is not allowed with FREQ=DAILY; use FREQ=WEEKLY")
        return ()
    matches = [form.fullmatch(day) for day in (value or "").split(",")]
    days = {Day(int(match[1] or 0), _DAYS.index(match[2])) for match in matches if match and match[2] in _DAYS}
    if len(days) != len(matches):
        example = "MO,WE" if frequency == "WEEKLY" else "2TU,-1FR"
        raise WrongPart("/rule", f"BYDAY does not name each day once; FREQ={frequency} needs days like BYDAY={example}")
    return tuple(sorted(days))


def _week_start(parts: dict[str, str]) -> int:
    """Return the weekday on which weeks begin; the default is Monday. Raises InvalidRule."""
    value = parts.get("WKST", "MO")
    if value not in _DAYS:
        raise WrongPart("/rule", f"WKST is not one of {', '.join(_DAYS)}")
    return _DAYS.index(value)


def _until(parts: dict[str, str]) -> date | None:
    """Return the last date of a rule, or None if it is not given. Raises InvalidRule."""
    if (value := parts.get("UNTIL")) is None:
        return None
    try:
        if re.fullmatch("[0-9]{8}", value):
            return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        pass
    raise WrongPart("/rule", "UNTIL is not a date like 20261218 (that day is included)")
