"""The zones that exist, and the range of instants that the service takes."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import available_timezones

from chassis.errors import FieldError

from sessions.errors import InvalidSchedule

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)
"""Sessions can be scheduled between these two. So each sum of a date and policy values is still a date."""


def is_zone(name: str) -> bool:
    """Return whether the IANA time zone database has the zone."""
    return name in _ZONES


_ZONES = available_timezones() - {"localtime", "posixrules", "Factory"}


def check_zone(zone: str) -> None:
    """Raise InvalidSchedule for a zone that the IANA time zone database does not have."""
    if not is_zone(zone):
        raise InvalidSchedule(
            f"{zone!r} is not an IANA time zone. Use one like Europe/Prague or UTC.",
            errors=[FieldError("/zone", "is not an IANA time zone")],
        )
