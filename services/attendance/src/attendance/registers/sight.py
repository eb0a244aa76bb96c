"""What people may do with a register, by the windows and the visibility of its session. Without I/O.

The sessions service has the same rule for what people do with the session itself.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Self
from uuid import UUID

from attendance.registers.errors import IsACourseRun, RegisterNotFound, SessionNotOpen


class Window(NamedTuple):
    """A span from one instant to another, both included. A side that is None has no limit."""

    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def is_set(self) -> bool:
        """Return whether the window has at least one limit."""
        return self.opens_at is not None or self.closes_at is not None

    def is_ahead(self, now: datetime) -> bool:
        """Return whether the window has not opened yet."""
        return self.opens_at is not None and now < self.opens_at

    def contains(self, now: datetime) -> bool:
        """Return whether the window is open."""
        return not self.is_ahead(now) and (self.closes_at is None or now <= self.closes_at)


class Dates(NamedTuple):
    """The windows of a session, what learners see outside of the access window, and when it begins, or began.

    `visibility` is None while the register does not know the windows. Then nothing is refused because of them.
    """

    zone: str
    visibility: str | None
    display: Window
    access: Window
    coach: Window
    begins_at: datetime | None

    @classmethod
    def of(cls, register: Mapping[str, Any]) -> Self:
        """Return the dates in the row of a register."""
        return cls(
            zone=register["zone"] or "UTC",
            visibility=register["visibility"],
            display=Window(register["display_from"], register["display_until"]),
            access=Window(register["access_from"], register["access_until"]),
            coach=Window(register["coach_from"], register["coach_until"]),
            begins_at=register["started_at"] or register["starts_at"],
        )


def check_takes_place(dates: Dates, session_id: UUID) -> None:
    """Raise IsACourseRun for a session that has no planned time and was never started."""
    if dates.visibility is not None and dates.begins_at is None:
        raise IsACourseRun(session_id)


def check_coach_may_mark(dates: Dates, *, now: datetime) -> None:
    """Raise SessionNotOpen unless a coach of the session may give marks now.

    They may do so in the coach window, or if it is not set in the access window. From the beginning of the session on
    they may always, because marks belong to the log of a session, and no window may prevent that.
    """
    own = dates.coach if dates.coach.is_set else dates.access
    has_begun = dates.begins_at is not None and dates.begins_at <= now
    if dates.visibility is None or has_begun or own.contains(now):
        return
    ahead = [own.opens_at] if own.is_ahead(now) else []
    raise SessionNotOpen(min((one for one in (*ahead, dates.begins_at) if one is not None), default=None), dates.zone)


def check_learner_may_read(dates: Dates, session_id: UUID, *, now: datetime) -> None:
    """Raise unless a learner of the session, or their guardian, may read it now.

    They may in the access window, and outside of it if the session is `accessible` or `read_only`. Raises
    SessionNotOpen if lists show it to them, and RegisterNotFound if nothing does.
    """
    if dates.visibility in (None, "accessible", "read_only") or dates.access.contains(now):
        return
    if dates.visibility != "list_only" or not dates.display.contains(now):
        raise RegisterNotFound(session_id)
    raise SessionNotOpen(dates.access.opens_at if dates.access.is_ahead(now) else None, dates.zone)
