"""Recurrence rules as texts: what calendar programs write, and the one text for each meaning.

A rule is a subset of RFC 5545's RRULE: what a teaching series needs, with nothing finer than a day. Each period of a
rule has an occurrence, so that nobody waits for a lesson that never comes.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, NamedTuple, NoReturn
from zoneinfo import ZoneInfo

from sessions.batches.errors import WrongPart

RULE_TEXT_MAX: Final = 200
COUNT_MAX: Final = 1_000
INTERVAL_MAX: Final = 52
MONTH_DAY_MAX: Final = 28
POSITION_MAX: Final = 4
"""How often each weekday comes in every month. A fifth one is not allowed."""

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY"]

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES: Final[dict[str, Frequency]] = {"DAILY": "DAILY", "WEEKLY": "WEEKLY", "MONTHLY": "MONTHLY"}
_PARTS: Final = ("BYDAY", "BYMONTHDAY", "BYSETPOS", "COUNT", "FREQ", "INTERVAL", "UNTIL", "WKST")
_DAY: Final = re.compile("([+-]?[0-9]{0,2})([A-Z]{2})")
_NUMBER: Final = re.compile("[+-]?[0-9]{1,3}")
_UNTIL: Final = re.compile("([0-9]{8})(?:T([0-9]{6})(Z?))?")


class Day(NamedTuple):
    """A day of BYDAY: its ordinal in the month (negative from the end, 0 for none), and its weekday (Monday is 0)."""

    ordinal: int
    weekday: int

    def __str__(self) -> str:
        """Return the day as it is written in a rule."""
        return f"{self.ordinal or ''}{DAYS[self.weekday]}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed rule. `days`, `month_days` and `positions` are in order, and each is there once.

    `until` is the last possible date.
    """

    frequency: Frequency
    interval: int
    days: tuple[Day, ...]
    month_days: tuple[int, ...]
    positions: tuple[int, ...]
    week_start: int
    count: int | None
    until: date | None

    def __str__(self) -> str:
        """Return the canonical text: parts in a fixed order, without defaults."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        lists = {"BYDAY": self.days, "BYMONTHDAY": self.month_days, "BYSETPOS": self.positions}
        parts += [f"{name}={','.join(map(str, values))}" for name, values in lists.items() if values]
        if self.week_start:
            parts.append(f"WKST={DAYS[self.week_start]}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until.isoformat().replace('-', '')}")
        return ";".join(parts)


def read_rule(text: str, *, first_at: datetime, zone: ZoneInfo) -> Pattern:
    """Return the rule of a text, as calendar programs write it. Raises InvalidRule.

    `first_at` is the wall clock in the zone from which the rule counts. It gives the day that a text leaves out. If
    UNTIL has a time, the series ends with the last session that begins until then.
    """
    if len(text) > RULE_TEXT_MAX:
        _refuse(f"has {len(text)} characters; at most {RULE_TEXT_MAX} are allowed")
    parts = _parts(text)
    frequency = _FREQUENCIES.get(parts.get("FREQ", ""))
    if frequency is None:
        _refuse("FREQ is not DAILY, WEEKLY or MONTHLY")
    if "COUNT" in parts and "UNTIL" in parts:
        _refuse("COUNT and UNTIL are both given; give only one")
    interval = _count(parts, "INTERVAL", maximum=INTERVAL_MAX) or 1
    if frequency == "DAILY" and "BYDAY" in parts:
        if interval > 1:
            _refuse("INTERVAL and BYDAY are both given with FREQ=DAILY; use FREQ=WEEKLY")
        frequency = "WEEKLY"  # every day, but only on some weekdays, is these weekdays of every week
    week_start = _week_start(parts)
    days, month_days, positions = _which_days(parts, frequency, first_at.date())
    return Pattern(
        frequency=frequency,
        interval=interval,
        days=days,
        month_days=month_days,
        positions=positions,
        # The first day of the week matters only if some weeks are left out.
        week_start=week_start if frequency == "WEEKLY" and interval > 1 else 0,
        count=_count(parts, "COUNT", maximum=COUNT_MAX),
        until=_until(parts, first_at, zone),
    )


def _refuse(detail: str) -> NoReturn:
    raise WrongPart("/rule", detail)


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").removesuffix(";").split(";"):
        name, equals, value = part.partition("=")
        if name not in _PARTS or not equals:
            _refuse(f"{part!r} is not one of {', '.join(_PARTS)} with a value")
        if name in parts:
            _refuse(f"{name} is given twice")
        parts[name] = value
    return parts


def _count(parts: dict[str, str], name: str, *, maximum: int) -> int | None:
    if (value := parts.get(name)) is None:
        return None
    if not re.fullmatch("[0-9]{1,4}", value) or not 1 <= int(value) <= maximum:
        _refuse(f"{name} is not a number from 1 to {maximum}")
    return int(value)


def _which_days(
    parts: dict[str, str], frequency: Frequency, first: date
) -> tuple[tuple[Day, ...], tuple[int, ...], tuple[int, ...]]:
    """Return the days, the days of the month, and the positions of a rule."""
    if frequency != "MONTHLY":
        for name in ("BYMONTHDAY", "BYSETPOS"):
            if name in parts:
                _refuse(f"{name} is only for FREQ=MONTHLY")
        if frequency == "DAILY":
            return (), (), ()
        return (_days(parts, "MO,WE") if "BYDAY" in parts else (Day(0, first.weekday()),)), (), ()
    if "BYDAY" not in parts:
        if "BYSETPOS" in parts:
            _refuse("BYSETPOS needs weekdays, as in BYDAY=TU;BYSETPOS=2")
        return (), _month_days(parts.get("BYMONTHDAY", str(first.day))), ()
    if "BYMONTHDAY" in parts:
        _refuse("BYDAY and BYMONTHDAY are both given; give only one")
    if "BYSETPOS" not in parts:
        return _days(parts, "2TU,-1FR", with_ordinal=True), (), ()
    days = _days(parts, "TU;BYSETPOS=2")
    positions = _numbers("BYSETPOS", parts["BYSETPOS"], maximum=POSITION_MAX * len(days))
    if len(days) == 1:  # the second of all Tuesdays is the second Tuesday
        return tuple(sorted(Day(position, days[0].weekday) for position in positions)), (), ()
    return days, (), positions


def _days(parts: dict[str, str], example: str, *, with_ordinal: bool = False) -> tuple[Day, ...]:
    frequency, days = parts["FREQ"], set()
    written = parts["BYDAY"].split(",")
    for match in map(_DAY.fullmatch, written):
        if match is None or match[2] not in DAYS or match[1] in ("+", "-"):
            break
        ordinal = int(match[1] or 0)
        if bool(match[1]) != with_ordinal or (with_ordinal and not 1 <= abs(ordinal) <= POSITION_MAX):
            break
        days.add(Day(ordinal, DAYS.index(match[2])))
    if len(days) != len(written):
        _refuse(f"BYDAY does not name each day once; FREQ={frequency} needs days like BYDAY={example}")
    return tuple(sorted(days))


def _month_days(value: str) -> tuple[int, ...]:
    found = _numbers("BYMONTHDAY", value, maximum=31)
    if any(abs(one) > MONTH_DAY_MAX for one in found):
        _refuse(
            f"not every month has this day. Use a day up to {MONTH_DAY_MAX}, or BYMONTHDAY=-1 for the last day of each "
            "month"
        )
    return found


def _numbers(name: str, value: str, *, maximum: int) -> tuple[int, ...]:
    written = value.split(",")
    found = {int(one) for one in written if _NUMBER.fullmatch(one) and 1 <= abs(int(one)) <= maximum}
    if len(found) != len(written):
        _refuse(f"{name} does not have each number once, from 1 to {maximum}, or from -1 to -{maximum} from the end")
    return tuple(sorted(found))


def _week_start(parts: dict[str, str]) -> int:
    """Return the weekday on which weeks begin. The default is Monday."""
    value = parts.get("WKST", "MO")
    if value not in DAYS:
        _refuse(f"WKST is not one of {', '.join(DAYS)}")
    return DAYS.index(value)


def _until(parts: dict[str, str], first_at: datetime, zone: ZoneInfo) -> date | None:
    """Return the last date of a rule, or None if there is none."""
    if (value := parts.get("UNTIL")) is None:
        return None
    try:
        if match := _UNTIL.fullmatch(value):
            day = datetime.strptime(match[1], "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
            if match[2] is None:
                return day
            clock = datetime.combine(day, datetime.strptime(match[2], "%H%M%S").time())  # noqa: DTZ007 - see below
            if match[3]:  # an instant; without Z it is a wall clock already
                clock = clock.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
            is_before_its_session = clock.time() < first_at.time()
            return clock.date() - timedelta(days=1) if is_before_its_session else clock.date()
    except (ValueError, OverflowError):
        pass
    _refuse("UNTIL is not a date like 20261218 (that day is included), nor a time like 20261218T170000Z")
