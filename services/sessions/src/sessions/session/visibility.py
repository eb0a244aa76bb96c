"""What a person sees of a session, and when. One pure function, `sight`, decides this."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal, NamedTuple

from sessions.session.schedule import Window, Windows

Visibility = Literal["read_only", "accessible", "not_accessible", "list_only"]
"""What learners may do with a session outside its access window."""

Part = Literal["staff", "coach", "learner"]
"""A person's part in a session. staff: admins, support, auditors and services. coach: course coaches, too."""

Access = Literal["none", "read_only", "open"]
Need = Literal["part", "listed", "read", "open"]
"""What a verb needs of a person. part: that they take part in the session, whatever its windows; listed: that lists
show it to them, or that they may read it; read: that they may read it; open: that they may open it."""

When = Literal["current", "past", "upcoming"]


class Sight(NamedTuple):
    """What a person sees of a session: whether lists show it, and whether the person may read or open it."""

    listed: bool
    access: Access

    def allows(self, need: Need) -> bool:
        """Return whether somebody who takes part, and sees this, has what a verb needs."""
        match need:
            case "part":
                return True
            case "listed":
                return self.listed or self.access != "none"
            case "read":
                return self.access != "none"
            case "open":
                return self.access == "open"


NOTHING: Final = Sight(False, "none")
EVERYTHING: Final = Sight(True, "open")
_RANK: Final[dict[Access, int]] = {"none": 0, "read_only": 1, "open": 2}
_OUTSIDE: Final[dict[Visibility, Access]] = {
    "accessible": "open",
    "read_only": "read_only",
    "list_only": "none",
    "not_accessible": "none",
}


def sight(parts: Collection[Part], *, windows: Windows, visibility: Visibility, now: datetime) -> Sight:
    """Return what a person with these parts sees of a session. Several parts together give the most of each.

    Staff may always open it. Coaches always see it listed. They may open it in the coach window, or if there is none in
    the access window, and read it outside. Learners see it listed in the display window and may open it in the access
    window. Outside of that they may do what `visibility` allows. A person without a part sees nothing.
    """
    seen = [_of_part(part, windows, visibility, now) for part in parts]
    if not seen:
        return NOTHING
    return Sight(any(one.listed for one in seen), max((one.access for one in seen), key=_RANK.__getitem__))


def _of_part(part: Part, windows: Windows, visibility: Visibility, now: datetime) -> Sight:
    if part == "staff":
        return EVERYTHING
    if part == "coach":
        own = windows.coach if windows.coach.is_set else windows.access
        return Sight(True, "open" if own.contains(now) else "read_only")
    if windows.access.contains(now):
        return Sight(windows.display.contains(now), "open")
    return Sight(visibility != "not_accessible" and windows.display.contains(now), _OUTSIDE[visibility])


def opens_at(parts: Collection[Part], *, windows: Windows, now: datetime) -> datetime | None:
    """Return when a session opens to a person with these parts who may not open it now, or None if it has closed."""
    own = [windows.coach if part == "coach" and windows.coach.is_set else windows.access for part in parts]
    return min((one.starts_at for one in own if one.starts_at is not None and one.is_after(now)), default=None)


def own_dates(parts: Collection[Part], windows: Windows, schedule: Window, *, is_lesson: bool = False) -> Window:
    """Return the dates by which a person's own list calls a session current, past or upcoming.

    They are the access window, else the schedule. For a coach they are the coach window, if it is set. A lesson has the
    windows of its course run, so there they are the schedule.
    """
    if is_lesson:
        return schedule
    if "coach" in parts and windows.coach.is_set:
        return windows.coach
    return windows.access if windows.access.is_set else schedule


def when(dates: Window, now: datetime) -> When:
    """Return whether dates are current, past or upcoming. No end means never past, no start means never upcoming."""
    if dates.is_before(now):
        return "past"
    return "upcoming" if dates.is_after(now) else "current"
