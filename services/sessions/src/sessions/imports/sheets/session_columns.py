"""The columns of a file of sessions, and how the values in them are read and written."""

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple, get_args

from sessions import texts
from sessions.catalogue.domain import ROSTER_MAX
from sessions.imports.sheets.cells import EXTERNAL_ID, Row, named
from sessions.imports.sheets.mistakes import Mistake
from sessions.session.visibility import Visibility
from sessions.times import is_zone
from sessions.words import Mode

PAIRS: Final = (
    ("DisplayStartDate", "DisplayEndDate"),
    ("CoachStartDate", "CoachEndDate"),
    ("ScheduleStart", "ScheduleEnd"),
)
DATES: Final = ("DateStart", "DateEnd", *(column for pair in PAIRS for column in pair))
"""The columns that have dates."""
REQUIRED: Final = ("SessionName", "Coach", "DateStart", "DateEnd")
OPTIONAL: Final = (
    "Users",
    "Courses",
    "SessionCategory",
    "SessionDescription",
    "Classes",
    *(column for pair in PAIRS for column in pair),
    "CoCoaches",
    "Mode",
    "Zone",
    "Room",
    "Seats",
    "CourseRun",
    EXTERNAL_ID,
)
"""The columns that every layout has, but for the one of the visibility, which has two names."""
SESSION_COLUMNS: Final = (
    "SessionName",
    "Coach",
    "DateStart",
    "DateEnd",
    "Users",
    "Courses",
    "VisibilityAfterExpiration",
    "DisplayStartDate",
    "DisplayEndDate",
    "CoachStartDate",
    "CoachEndDate",
    "Classes",
    "SessionCategory",
    "SessionDescription",
    "CoCoaches",
    "ScheduleStart",
    "ScheduleEnd",
    "Zone",
    "Mode",
    "Room",
    "Seats",
    "CourseRun",
    EXTERNAL_ID,
)
"""The columns of a file that is written, in order."""

_MODES: Final[tuple[Mode, ...]] = get_args(Mode)
_VISIBILITIES: Final[dict[str, Visibility]] = {
    "1": "read_only",
    "readonly": "read_only",
    "visiblereadonly": "read_only",
    "2": "accessible",
    "accessible": "accessible",
    "visible": "accessible",
    "3": "not_accessible",
    "notaccessible": "not_accessible",
    "invisible": "not_accessible",
    "4": "list_only",
    "listonly": "list_only",
}
"""Chamilo's numbers and words, and ours. Case and the characters between words do not matter."""


class Cell(NamedTuple):
    """A value of a session in a column of its own. `read` returns None for no value, and raises Mistake.

    `is_empty_a_value` says whether an empty cell means that the session has no value. Otherwise it says nothing.
    """

    field: str
    column: str
    read: Callable[[Row], Any]
    written: Callable[[Any], str] = str
    is_empty_a_value: bool = True


def read_zone(row: Row) -> str | None:
    """Return the zone of a row, or None if it gives none. Raises Mistake."""
    zone = row.cell("Zone")
    if zone and not is_zone(zone):
        raise Mistake("Zone", f"{named(zone)} is not an IANA time zone like Europe/Prague or UTC")
    return zone or None


def _mode(row: Row) -> Mode | None:
    mode = row.cell("Mode").lower()
    if mode and mode not in _MODES:
        raise Mistake("Mode", f"{named(mode)} is not one of {', '.join(_MODES)}")
    return mode or None


def _visibility(row: Row) -> Visibility | None:
    column = "Visibility" if "Visibility" in row.cells else "VisibilityAfterExpiration"
    value = row.cell(column)
    visibility = _VISIBILITIES.get(re.sub(r"[\s_-]", "", value).lower())
    if value and visibility is None:
        raise Mistake(column, f"{named(value)} is not one of {', '.join(get_args(Visibility))} or 1 to 4")
    return visibility


def _seats(row: Row) -> int | None:
    value = row.cell("Seats")
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", value) or not 1 <= int(value) <= ROSTER_MAX:
        raise Mistake("Seats", f"{named(value)} is not a whole number from 1 to {ROSTER_MAX}; empty means no limit")
    return int(value)


def _or_empty(value: object) -> str:
    return "" if value is None else str(value)


CELLS: Final = (
    Cell("visibility", "VisibilityAfterExpiration", _visibility, is_empty_a_value=False),
    Cell(
        "description", "SessionDescription", lambda row: row.prose("SessionDescription", maximum=texts.DESCRIPTION_MAX)
    ),
    Cell("mode", "Mode", _mode, is_empty_a_value=False),
    Cell("zone", "Zone", read_zone, is_empty_a_value=False),
    Cell("room", "Room", lambda row: row.text("Room", maximum=texts.NAME_MAX, minimum=0) or None, _or_empty),
    Cell("seats_max", "Seats", _seats, _or_empty),
    Cell("external_id", EXTERNAL_ID, Row.external_id, _or_empty, is_empty_a_value=False),
)
"""The values with a column of their own, in the order in which differences are reported. A room is given by name."""
