"""Dates in cells: wall clocks in a zone, and the windows between two of them."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from contracts.instants import INSTANTS_BEFORE, INSTANTS_FROM, is_in_range

from sessions.imports.sheets.cells import Row, named
from sessions.imports.sheets.date_orders import MONTHS, NO_ORDERS, DateOrders
from sessions.imports.sheets.mistakes import Mistake
from sessions.session.schedule import SCHEDULE_DAYS_MAX, Window, to_instant

_TIME: Final = (
    r"(?:(?:[ T]|, ?)(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,6}))?)?)?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?)?"
    r"(?: ?(?P<offset>Z|(?P<sign>[-+])(?P<hours>\d{2}):?(?P<minutes>[0-5]\d)))?)?"
)
_YEAR_FIRST: Final = re.compile(
    rf"(?P<year>\d{{4}})(?P<separator>[-/.]) ?(?P<month>\d{{1,2}})(?P=separator) ?(?P<day>\d{{1,2}})\.?{_TIME}",
    re.ASCII | re.IGNORECASE,
)
_YEAR_LAST: Final = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<separator>[-/.]) ?(?P<two>\d{{1,2}})(?P=separator) ?(?P<year>\d{{4}}|\d{{2}}){_TIME}",
    re.ASCII | re.IGNORECASE,
)
_SERIAL: Final = re.compile(r"\d{5}(?:[.,]\d+)?", re.ASCII)
_EXAMPLES: Final = "2026-11-02 07:10:00, 2026-11-02 or 2026/11/02"
_HOURS: Final = 24
_HALF: Final = 12
_SERIALS_FROM: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - the day 0 of spreadsheets has no zone
_NO_DATE: Final = re.compile(r"0000[-/]00[-/]00(?:[ T]00:00(?::00)?)?", re.ASCII)
"""The text that Chamilo's database writes if there is no date."""


class Clock(NamedTuple):
    """How the dates of a row are read: the zone of their wall clocks, and whether the day or the month is first."""

    zone: str
    orders: DateOrders = NO_ORDERS


def window(row: Row, start_column: str, end_column: str, clock: Clock) -> Window:
    """Return the window between two cells. Raises Mistake if one is not a date or the end is not after the start.

    An end without a time includes the whole day.
    """
    start = _instant(row, start_column, clock, is_end=False)
    end = _instant(row, end_column, clock, is_end=True)
    if start is not None and end is not None and end <= start:
        raise Mistake(end_column, f"is not after {start_column}")
    return Window(start, end)


def check_schedule(schedule: Window, start_column: str, end_column: str) -> None:
    """Raise Mistake unless it has both sides or neither, at most SCHEDULE_DAYS_MAX apart."""
    start, end = schedule
    if (start is None) != (end is None):
        raise Mistake(start_column if start is None else end_column, "is empty; give both dates or neither")
    if start is not None and end is not None and end - start > timedelta(days=SCHEDULE_DAYS_MAX):
        raise Mistake(end_column, f"is more than {SCHEDULE_DAYS_MAX} days after {start_column}")


def is_within_a_day(times: Window, zone: str) -> bool:
    """Return whether both sides are set and their wall clocks are at most 24 hours apart. A day of 25 hours counts."""
    if times.starts_at is None or times.ends_at is None:
        return False
    start, end = (side.astimezone(ZoneInfo(zone)) for side in (times.starts_at, times.ends_at))
    return end.replace(tzinfo=None) - start.replace(tzinfo=None) <= timedelta(days=1)


def written(instant: datetime | None, zone: str) -> str:
    """Return the cell for an instant: its wall clock in the zone. It has the offset if clocks show that time twice."""
    if instant is None:
        return ""
    local = instant.astimezone(ZoneInfo(zone))
    text = local.replace(tzinfo=None).isoformat(sep=" ")
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        text += f"{local:%z}"
    return text


def written_side(instant: datetime | None, zone: str, *, is_end: bool) -> str:
    """Return the cell for a side of a window: the date alone if that means this instant, as people write it.

    The end of a window on 30 June is midnight, which is the beginning of 1 July. Its date is 30 June.
    """
    if instant is None:
        return ""
    local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=is_end)
    return f"{day:%Y-%m-%d}" if _midnight(day, zone, is_end=is_end) == instant else written(instant, zone)


def _instant(row: Row, column: str, clock: Clock, *, is_end: bool) -> datetime | None:
    value = " ".join(row.cell(column).split())  # spreadsheets write narrow and no-break spaces
    if not value or _NO_DATE.fullmatch(value):
        return None
    match = _YEAR_FIRST.fullmatch(value) or _YEAR_LAST.fullmatch(value)
    if match is None or (match["hour"] and not match["minute"] and not match["half"]):
        raise Mistake(column, _no_date(value))
    out_of_range = Mistake(column, f"{value!r} is not between {INSTANTS_FROM:%Y} and {INSTANTS_BEFORE:%Y}")
    month, day = _month_and_day(match, column, clock)
    try:
        instant = _read(match, month, day, zone=clock.zone, is_end=is_end)
    except OverflowError:
        raise out_of_range from None
    except ValueError as error:
        raise Mistake(column, f"{value!r} is not a date that exists") from error
    if instant is None:
        raise Mistake(column, f"{value!r} does not exist in {clock.zone}, because clocks go forward over it")
    if not is_in_range(instant):
        raise out_of_range
    return instant


def _no_date(value: str) -> str:
    if not _SERIAL.fullmatch(value):
        return f"{named(value)} is not a date like {_EXAMPLES}"
    meant = _SERIALS_FROM + timedelta(seconds=round(float(value.replace(",", ".")) * 86_400))
    return (
        f"{value!r} is the number that a spreadsheet keeps for a date, perhaps {meant:%Y-%m-%d %H:%M}; give the column "
        "the format of a date, or write the date like that"
    )


def _month_and_day(match: re.Match[str], column: str, clock: Clock) -> tuple[int, int]:
    """Return the month and the day of a date. Raises Mistake if nothing says which of the two comes first."""
    if match.re is _YEAR_FIRST:
        return int(match["month"]), int(match["day"])
    value = match[0]
    if len(match["year"]) != len("2026"):
        raise Mistake(column, f"{value!r} has a year of two digits; write the date like {_EXAMPLES}")
    one, two = int(match["one"]), int(match["two"])
    order = clock.orders.of(match["separator"])
    if order is not None and order.against is not None:
        raise Mistake(column, f"{value!r} is not clear: {order.contradiction}; write all dates in one order")
    if order is None and one != two and max(one, two) <= MONTHS:
        readings = (f"{match['year']}-{month:02}-{day:02}" for month, day in ((two, one), (one, two)))
        raise Mistake(
            column,
            "{!r} is {} with the day first, or {} with the month first, and no date of the file shows which; send the "
            "file with date_order=day_first or date_order=month_first, or write the year first".format(
                value, *readings
            ),
        )
    is_day_first = one > MONTHS if order is None else order.order == "day_first"
    month, day = (two, one) if is_day_first else (one, two)
    if month > MONTHS >= day:
        raise Mistake(column, f"{value!r} has no month {month}; write the year first, or send another date_order")
    return month, day


def _midnight(day: datetime, zone: str, *, is_end: bool) -> datetime:
    """Return when a day begins, or when it ends. If clocks skip midnight, that is the instant of the change."""
    return (day + timedelta(days=is_end)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _read(match: re.Match[str], month: int, day: int, *, zone: str, is_end: bool) -> datetime | None:
    """Return the instant of a date, or None for a wall clock that clocks skip. Raises ValueError, OverflowError."""
    date = datetime(int(match["year"]), month, day)  # noqa: DTZ001 - a wall clock has no zone
    if match["hour"] is None:
        return _midnight(date, zone, is_end=is_end)
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    microsecond = int((match["fraction"] or "").ljust(6, "0"))
    if match["half"]:
        if not 1 <= hour <= _HALF:
            raise ValueError
        hour = hour % _HALF + _HALF * (match["half"].lower() == "p")
    if hour == _HOURS and not (minute or second or microsecond):  # ISO 8601 calls the end of a day so
        date, hour = date + timedelta(days=1), 0
    wall_clock = date.replace(hour=hour, minute=minute, second=second, microsecond=microsecond)
    if match["offset"] is None:
        return to_instant(wall_clock, zone)
    offset = timedelta(0)
    if match["sign"]:
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    return wall_clock.replace(tzinfo=timezone(-offset if match["sign"] == "-" else offset)).astimezone(UTC)
