"""Instants: what every body, query, cursor, file and event takes as one."""

import re
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import BeforeValidator

INSTANTS_FROM: Final = datetime(2000, 1, 1, tzinfo=UTC)
INSTANTS_BEFORE: Final = datetime(2200, 1, 1, tzinfo=UTC)
"""The platform takes instants from the first of these two until just before the second. So the sum of an instant and a
limit is still an instant, and no database driver reads one as an infinity (as it does in year 1 and year 9999)."""

# RFC 3339, and what its readers commonly accept: a space for the T, no seconds, an offset without a colon.
_WRITTEN: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::(?P<second>\d\d)(?:\.\d+)?)?(?P<offset>[Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)
_EXAMPLE: Final = "2026-11-02T07:10:00Z"


def is_in_range(instant: datetime) -> bool:
    """Return whether the platform takes an instant (it has an offset)."""
    return INSTANTS_FROM <= instant < INSTANTS_BEFORE


def to_instant(value: object) -> datetime:
    """Return the instant of a text, or of a datetime of Python, in UTC. Raises ValueError, which says what is wrong.

    Numbers and texts of digits are refused, because nobody knows whether they count seconds or milliseconds. A leap
    second is refused, because neither Python nor PostgreSQL can store it.
    """
    instant = value if isinstance(value, datetime) else _read(value)
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs an offset, for example {_EXAMPLE}")
    try:
        instant = instant.astimezone(UTC)
    except OverflowError:  # in year 1 or 9999 the offset can lead out of the calendar
        raise ValueError(_OUT_OF_RANGE) from None
    if not is_in_range(instant):
        raise ValueError(_OUT_OF_RANGE)
    return instant


_OUT_OF_RANGE: Final = f"an instant must be at or after {INSTANTS_FROM:%Y-%m-%d} and before {INSTANTS_BEFORE:%Y-%m-%d}"


def _read(value: object) -> datetime:
    match = _WRITTEN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"an instant is a text with date, time and offset, for example {_EXAMPLE}")
    if match["second"] == "60":
        raise ValueError("a leap second cannot be stored; send the second before or after it")
    try:
        return datetime.fromisoformat(match[0].upper())
    except ValueError:
        raise ValueError("this date, time or offset does not exist; check its numbers") from None


Instant = Annotated[datetime, BeforeValidator(to_instant)]
"""An instant in UTC, with microseconds."""
