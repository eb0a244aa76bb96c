"""Dates in cells: wall clocks in a zone, and the windows between two of them."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

from contracts.instants import INSTANTS_BEFORE, INSTANTS_FROM, is_in_range

from sessions.imports.sheets.cells import Row, named
from sessions.imports.sheets.mistakes import Mistake
from sessions.session.schedule import SCHEDULE_DAYS_MAX, Window, to_instant

_WALL_CLOCK: Final = re.compile(
    r"(?P<year>\d{4})(?P<separator>[-/])(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})"
    r"(?:[ T](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,6}))?)?"
    r"(?: ?(?P<offset>Z|(?P<sign>[-+])(?P<hours>\d{2}):?(?P<minutes>[0-5]\d)))?)?",
    re.ASCII,
)
_NO_DATE: Final = re.compile(r"0000[-/]00[-/]00(?:[ T]00:00(?::00)?)?", re.ASCII)
"""The text that Chamilo's database writes if there is no date."""


def window(row: Row, start_column: str, end_column: str, *, zone: str) -> Window:
    """Return the window between two cells. Raises Mistake if one is not a date or the end is not after the start.

    An end without a time includes the whole day.
    """
    start = _instant(row, start_column, zone=zone, is_end=False)
    end = _instant(row, end_column, zone=zone, is_end=True)
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


def _instant(row: Row, column: str, *, zone: str, is_end: bool) -> datetime | None:
    value = row.cell(column)
    if not value or _NO_DATE.fullmatch(value):
        return None
    match = _WALL_CLOCK.fullmatch(value)
    if match is None:
        raise Mistake(column, f"{named(value)} is not a date like 2026-11-02 07:10:00, 2026-11-02 or 2026/11/02")
    out_of_range = Mistake(column, f"{value!r} is not between {INSTANTS_FROM:%Y} and {INSTANTS_BEFORE:%Y}")
    try:
        instant = _read(match, zone=zone, is_end=is_end)
    except OverflowError:
        raise out_of_range from None
    except ValueError as error:
        raise Mistake(column, f"{value!r} is not a date that exists") from error
    if instant is None:
        raise Mistake(column, f"{value!r} does not exist in {zone}, because clocks go forward over it")
    if not is_in_range(instant):
        raise out_of_range
    return instant


def _read(match: re.Match[str], *, zone: str, is_end: bool) -> datetime | None:
    """Return the instant of a date, or None for a wall clock that clocks skip. Raises ValueError, OverflowError."""
    year, month, day, hour, minute, second = (
        int(match[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")
    )
    microsecond = int((match["fraction"] or "").ljust(6, "0"))
    wall_clock = datetime(year, month, day, hour, minute, second, microsecond)  # noqa: DTZ001 - a wall clock has no zone
    if match["hour"] is None:
        # If clocks skip midnight, the day begins at the instant at which they skip it.
        return (wall_clock + timedelta(days=is_end)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if match["offset"] is None:
        return to_instant(wall_clock, zone)
    offset = timedelta(0)
    if match["sign"]:
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    return wall_clock.replace(tzinfo=timezone(-offset if match["sign"] == "-" else offset)).astimezone(UTC)
