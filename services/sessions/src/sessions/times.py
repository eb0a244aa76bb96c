"""The zones that exist, and the beginning of periods."""

from typing import Final
from zoneinfo import available_timezones

from chassis.errors import FieldError

from sessions.errors import InvalidSchedule

_ZONES: Final = available_timezones() - {"localtime", "posixrules", "Factory"}


class UnknownZone(InvalidSchedule):
    """The IANA time zone database does not have the zone."""

    def __init__(self, zone: str) -> None:
        """Take the name that was given."""
        super().__init__(
            f"{zone!r} is not an IANA time zone. Use one like Europe/Prague or UTC.",
            errors=[FieldError("/zone", "is not an IANA time zone")],
        )


def is_zone(name: str) -> bool:
    """Return whether the IANA time zone database has the zone."""
    return name in _ZONES


def check_zone(zone: str) -> None:
    """Raise InvalidSchedule for a zone that the IANA time zone database does not have."""
    if not is_zone(zone):
        raise UnknownZone(zone)


def period_start(table: str, owner: str) -> str:
    """Return the SQL for when a period of `new.person_id` in `new.<owner>` begins: :now, or after the previous one.

    A table of periods has the columns owner, person_id and removed_at. A request on a batch or a class reads the clock
    before it waits for the owner's lock, so it may carry an earlier time than the one before it. But the periods of one
    person must follow each other.
    """
    return (
        "greatest(CAST(:now AS timestamptz), ("  # noqa: S608 - names that a module wrote
        f"SELECT max(before.removed_at) + interval '1 microsecond' FROM {table} before WHERE before.org_id = :org_id "
        f"AND before.{owner} = new.{owner} AND before.person_id = new.person_id))"
    )
