"""The bookings that the rows of one file make. If two rows want the same at the same time, the first row gets it."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo


class RowBooking(NamedTuple):
    """What a row would book: a coach or a room for a time, or seats of a session.

    `session_id` is the session that the row changes. A session that loses its schedule books nothing, but it frees its
    old time: then the session itself is the resource, and there is no time. `learners` is the number of learners who
    are added to the resource.
    """

    line: int
    resource_id: UUID
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    session_id: UUID | None = None
    learners: int = 0


class FileClash(NamedTuple):
    """A booking that a row cannot make, and the line and time of the earlier row's booking that prevents it."""

    booking: RowBooking
    line: int
    starts_at: datetime
    ends_at: datetime

    def sentence(self, resource: str, zone: str) -> str:
        """Return a sentence that says what is booked, by which row, and when (wall clocks in the zone)."""
        starts_at, ends_at = (at.astimezone(ZoneInfo(zone)) for at in (self.starts_at, self.ends_at))
        time = f"{starts_at:%Y-%m-%d %H:%M} to {ends_at:%Y-%m-%d %H:%M} {zone}"
        return f"{resource} is booked in line {self.line} from {time}"


class FileBookings:
    """The bookings of a file's rows so far. Bookings of one resource never overlap, so only neighbours can clash."""

    def __init__(self) -> None:
        """Begin without bookings."""
        self._taken: defaultdict[UUID, list[tuple[datetime, datetime, int]]] = defaultdict(list)

    def take(self, bookings: Sequence[RowBooking]) -> FileClash | None:
        """Book everything that a row wants. If one of its bookings clashes, book nothing and return the first clash."""
        for booking in bookings:
            if (clash := self._clash(booking)) is not None:
                return clash
        for booking in bookings:
            if booking.starts_at is not None and booking.ends_at is not None:
                insort(self._taken[booking.resource_id], (booking.starts_at, booking.ends_at, booking.line))
        return None

    def _clash(self, booking: RowBooking) -> FileClash | None:
        if booking.starts_at is None or booking.ends_at is None:
            return None
        taken = self._taken[booking.resource_id]
        place = bisect_left(taken, (booking.starts_at,))
        for starts_at, ends_at, line in taken[max(place - 1, 0) : place + 1]:
            if starts_at < booking.ends_at and ends_at > booking.starts_at:
                return FileClash(booking, line, starts_at, ends_at)
        return None
