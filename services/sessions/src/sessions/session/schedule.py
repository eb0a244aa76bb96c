"""Schedules, windows and zones, and how wall clocks become instants."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from contracts.instants import is_in_range

from sessions.session.errors import EndsBeforeItStarts, HalfASchedule, InvalidWindows, OutOfRange, TooLong

SCHEDULE_DAYS_MAX: Final = 366


class Window(NamedTuple):
    """A span from one instant to another, both included. A side that is None has no limit."""

    starts_at: datetime | None
    ends_at: datetime | None

    @property
    def is_set(self) -> bool:
        """Return whether the window has at least one limit."""
        return self.starts_at is not None or self.ends_at is not None

    def is_before(self, instant: datetime) -> bool:
        """Return whether the window is past at that instant. A window without an end is never past."""
        return self.ends_at is not None and instant > self.ends_at

    def is_after(self, instant: datetime) -> bool:
        """Return whether the window is upcoming at that instant. A window without a start is never upcoming."""
        return self.starts_at is not None and instant < self.starts_at

    def contains(self, instant: datetime) -> bool:
        """Return whether the window is neither past nor upcoming at that instant."""
        return not self.is_before(instant) and not self.is_after(instant)


@dataclass(frozen=True, slots=True)
class Windows:
    """A session's three windows: when it is listed, when learners may open it, and when its coaches may open it."""

    display_from: datetime | None = None
    display_until: datetime | None = None
    access_from: datetime | None = None
    access_until: datetime | None = None
    coach_from: datetime | None = None
    coach_until: datetime | None = None

    @property
    def display(self) -> Window:
        """Return when it is listed."""
        return Window(self.display_from, self.display_until)

    @property
    def access(self) -> Window:
        """Return when learners may open it."""
        return Window(self.access_from, self.access_until)

    @property
    def coach(self) -> Window:
        """Return when its coaches may open it."""
        return Window(self.coach_from, self.coach_until)


WINDOW_FIELDS: Final = tuple(field.name for field in fields(Windows))
_SIDES: Final = tuple(zip(WINDOW_FIELDS[::2], WINDOW_FIELDS[1::2], strict=True))


def with_whole_windows(names: Collection[str]) -> frozenset[str]:
    """Return names of fields, and beside each side of a window its other side: the two make sense together only."""
    return frozenset(names).union(*(sides for sides in _SIDES if not frozenset(names).isdisjoint(sides)))


def check_schedule(starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Raise InvalidSchedule unless there is no schedule, or a start and a later end at most SCHEDULE_DAYS_MAX apart."""
    if (starts_at is None) != (ends_at is None):
        raise HalfASchedule("starts_at" if starts_at is None else "ends_at")
    if starts_at is None or ends_at is None:
        return
    if ends_at <= starts_at:
        raise EndsBeforeItStarts
    for field, instant in (("starts_at", starts_at), ("ends_at", ends_at)):
        if not is_in_range(instant):
            raise OutOfRange(field)
    if ends_at - starts_at > timedelta(days=SCHEDULE_DAYS_MAX):
        raise TooLong(days_max=SCHEDULE_DAYS_MAX)


def check_windows(windows: Windows) -> None:
    """Raise InvalidSchedule if a window does not end after it begins, or is not in the range of instants."""
    faults: list[tuple[str, str | None]] = []
    for name in ("display", "access", "coach"):
        window: Window = getattr(windows, name)
        if window.starts_at is not None and window.ends_at is not None and window.ends_at <= window.starts_at:
            faults.append((f"{name}_until", f"{name}_from"))
        for side, instant in (("from", window.starts_at), ("until", window.ends_at)):
            if instant is not None and not is_in_range(instant):
                faults.append((f"{name}_{side}", None))
    if faults:
        raise InvalidWindows(faults)


def to_instant(wall_clock: datetime, zone: str) -> datetime | None:
    """Return the instant of a wall clock in a zone, or None for a time that clocks skip when they go forward.

    If clocks show a time twice, the first of the two instants is returned.
    """
    local = wall_clock.replace(tzinfo=ZoneInfo(zone))
    instant = local.astimezone(UTC)
    return instant if wall_clock_of(instant, zone) == wall_clock else None


def wall_clock_of(instant: datetime, zone: str) -> datetime:
    """Return what the clocks of a zone show at an instant."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def moved(instant: datetime, by: timedelta, zone: str) -> datetime:
    """Return the instant at which the clocks of a zone show a time that is later by `by`.

    So midnight stays midnight when clocks change in between. A time that clocks skip is read as they stood before, and
    of a time that they show twice it is the first.
    """
    return (wall_clock_of(instant, zone) + by).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
