"""The clock changes of a zone, as the VTIMEZONE component that calendar programs read.

icalendar 7.3 can make this component too, but it is an hour late where clocks go forward: it writes the first wall
clock after the change. RFC 5545 (3.6.5) requires the wall clock before the change.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STEP: Final = timedelta(days=2)
"""Since 2000, two changes of a zone have always been at least a week apart."""
_WHOLE: Final = timedelta(seconds=1)


class Observance(NamedTuple):
    """What a change of clocks sets, as RFC 5545 calls it: offsets from UTC, name, and whether it is summer time."""

    offset_from: timedelta
    offset_to: timedelta
    name: str
    is_daylight: bool


@dataclass(frozen=True, slots=True)
class ClockChange:
    """A change of clocks: its instant, and the wall clock at this instant without the change."""

    instant: datetime
    wall_clock: datetime
    observance: Observance

    def yearly_rules(self) -> set[tuple[int, int, int]]:
        """Return the yearly rules that fit this change: month, ordinal in the month (-1 is the last), weekday."""
        month, day = self.wall_clock.month, self.wall_clock.day
        rules = {(month, (day - 1) // 7 + 1, self.wall_clock.weekday())}
        if (self.wall_clock + timedelta(days=7)).month != month:
            rules.add((month, -1, self.wall_clock.weekday()))
        return rules


def zone_component(zone: str, *, earliest: datetime, latest: datetime) -> Timezone:
    """Return the VTIMEZONE of a zone that is right from the earliest to the latest instant.

    Changes that follow a yearly rule are written as that rule, because programs read this best. Other changes are
    written one by one.
    """
    clock = ZoneInfo(zone)
    # One more year on both sides: rules are recognised by their repetition, and the first change must be before the
    # earliest instant.
    since = datetime(earliest.year - 1, 1, 1, tzinfo=UTC)
    before = datetime(latest.year + 2, 1, 1, tzinfo=UTC)
    changes = list(_changes(clock, since, before))
    component = Timezone()
    component.add("TZID", zone)
    if not changes or changes[0].instant > earliest:
        offset = _offset(clock, since)
        start = ClockChange(since, since.replace(tzinfo=None) + offset, _observance_at(clock, since, offset))
        component.add_component(_component(start))
    for observance in sorted({change.observance for change in changes}):
        alike = [change for change in changes if change.observance == observance]
        tail, rules = _yearly_tail(alike)
        # A rule without an end is the only form that all programs read alike. They differ about UNTIL and RDATE.
        has_rule = len(tail) > 1 and tail[-1].wall_clock.year > latest.year
        for change in alike[: -len(tail)] if has_rule else alike:
            component.add_component(_component(change))
        if has_rule:
            component.add_component(_component(tail[0], rules))
    return component


def _changes(clock: ZoneInfo, since: datetime, before: datetime) -> Iterator[ClockChange]:
    """Yield the changes of a zone's offset in order."""
    instant, offset = since, _offset(clock, since)
    while instant < before:
        following = instant + _STEP
        if _offset(clock, following) != offset:
            changed_at = _first_after(clock, instant, following, offset)
            yield ClockChange(
                changed_at, (changed_at + offset).replace(tzinfo=None), _observance_at(clock, changed_at, offset)
            )
            offset = _offset(clock, following)
        instant = following


def _first_after(clock: ZoneInfo, instant: datetime, following: datetime, offset: timedelta) -> datetime:
    """Return the first instant between the two at which the offset differs."""
    while following - instant > _WHOLE:
        middle = instant + (following - instant) // _WHOLE // 2 * _WHOLE
        if _offset(clock, middle) == offset:
            instant = middle
        else:
            following = middle
    return following


def _offset(clock: ZoneInfo, instant: datetime) -> timedelta:
    """Return how far ahead of UTC a zone's clocks are."""
    return instant.astimezone(clock).utcoffset() or timedelta()


def _observance_at(clock: ZoneInfo, instant: datetime, offset_from: timedelta) -> Observance:
    """Return what the change at an instant sets."""
    local = instant.astimezone(clock)
    return Observance(
        offset_from=offset_from,
        offset_to=local.utcoffset() or timedelta(),
        name=local.tzname() or "",
        is_daylight=bool(local.dst()),
    )


def _yearly_tail(changes: Sequence[ClockChange]) -> tuple[list[ClockChange], set[tuple[int, int, int]]]:
    """Return the longest run of last changes that happen once a year by one rule, and the rules that fit them."""
    tail = [changes[-1]]
    rules = tail[0].yearly_rules()
    for change in reversed(changes[:-1]):
        common = rules & change.yearly_rules()
        years = tail[0].wall_clock.year - change.wall_clock.year
        if not common or years != 1 or change.wall_clock.time() != tail[0].wall_clock.time():
            break
        tail.insert(0, change)
        rules = common
    return tail, rules


def _component(
    change: ClockChange, rules: set[tuple[int, int, int]] | None = None
) -> TimezoneStandard | TimezoneDaylight:
    """Return the component of a change. With rules, the change happens every year from then on."""
    component = TimezoneDaylight() if change.observance.is_daylight else TimezoneStandard()
    component.add("DTSTART", change.wall_clock)
    if rules:
        # If both "last Sunday" and "fourth Sunday" fit the years, "last" is written: most laws say so.
        month, ordinal, weekday = min(rules)
        component.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": f"{ordinal}{_DAYS[weekday]}"})
    component.add("TZNAME", change.observance.name)
    component.add("TZOFFSETFROM", change.observance.offset_from)
    component.add("TZOFFSETTO", change.observance.offset_to)
    return component
