"""Who sees what of a session, and when: one pure function decides (DESIGN 6, Managing)."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, Literal, NamedTuple

from sessions.domain.schedule import Window, Windows

Visibility = Literal["read_only", "accessible", "not_accessible", "list_only"]
"""What learners get of a session outside its access window."""

Part = Literal["staff", "coach", "learner"]
"""What a person is to a session. Staff: admins, support, auditors, services; coaches: those of its courses too."""

Access = Literal["none", "read_only", "open"]
When = Literal["current", "past", "upcoming"]


class Sight(NamedTuple):
    """What a person sees of a session: whether lists show it, and how far they get into it."""

    listed: bool
    access: Access


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
    """Return what somebody sees who has these parts in a session; of several parts, the most of each.

    Staff always get in. Coaches always see it listed; they open it within the coach window, else the access window, and
    read it outside. Learners see it listed within the display window, and open it within the access window; outside,
    they get what `visibility` allows. Who has no part sees nothing.
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


def listed_dates(windows: Windows, schedule: Window) -> Window:
    """Return the dates by which lists sort a session and call it active, past or upcoming.

    The display window, else the access window, else the schedule: as the generated columns of the table have it.
    """
    if windows.display.is_set:
        return windows.display
    return windows.access if windows.access.is_set else schedule


def own_dates(parts: Collection[Part], windows: Windows, schedule: Window) -> Window:
    """Return the dates by which somebody's own list sorts a session into current, past and upcoming.

    The access window, else the schedule; for coaches the coach window where it is set.
    """
    if "coach" in parts and windows.coach.is_set:
        return windows.coach
    return windows.access if windows.access.is_set else schedule


def when(dates: Window, now: datetime) -> When:
    """Return whether dates are current, past or upcoming. No end is never past, no start is never upcoming."""
    if dates.is_before(now):
        return "past"
    return "upcoming" if dates.is_after(now) else "current"
