"""Who and what the rows of one file take: of two that want the same at the same time the first has it."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo


class Claim(NamedTuple):
    """What a row would take: a coach or room for a time, or seats of a session.

    `session_id` is the session that the row changes. One that is moved to no time at all takes nothing, but is no more
    where it was: its resource is itself, and it has no time. `learners` are those that are added to the resource.
    """

    line: int
    resource_id: UUID
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    session_id: UUID | None = None
    learners: int = 0


class FileClash(NamedTuple):
    """A claim that cannot be had, and the one of an earlier row that has it."""

    claim: Claim
    line: int
    starts_at: datetime
    ends_at: datetime

    def sentence(self, resource: str, zone: str) -> str:
        """Say who or what is taken, by which row, and when on a clock."""
        starts_at, ends_at = (at.astimezone(ZoneInfo(zone)) for at in (self.starts_at, self.ends_at))
        time = f"{starts_at:%Y-%m-%d %H:%M} to {ends_at:%Y-%m-%d %H:%M} {zone}"
        return f"{resource} is booked in line {self.line} from {time}"


class FileBookings:
    """What the rows of a file have taken so far. Of one resource nothing overlaps, so neighbours are all there is."""

    def __init__(self) -> None:
        """Begin with nothing taken."""
        self._taken: defaultdict[UUID, list[tuple[datetime, datetime, int]]] = defaultdict(list)

    def take(self, claims: Sequence[Claim]) -> FileClash | None:
        """Take everything that a row claims; or nothing, and return the first claim that another row has."""
        for claim in claims:
            if (clash := self._clash(claim)) is not None:
                return clash
        for claim in claims:
            if claim.starts_at is not None and claim.ends_at is not None:
                insort(self._taken[claim.resource_id], (claim.starts_at, claim.ends_at, claim.line))
        return None

    def _clash(self, claim: Claim) -> FileClash | None:
        if claim.starts_at is None or claim.ends_at is None:
            return None
        taken = self._taken[claim.resource_id]
        place = bisect_left(taken, (claim.starts_at,))
        for starts_at, ends_at, line in taken[max(place - 1, 0) : place + 1]:
            if starts_at < claim.ends_at and ends_at > claim.starts_at:
                return FileClash(claim, line, starts_at, ends_at)
        return None
