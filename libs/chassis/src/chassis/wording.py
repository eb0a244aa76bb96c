"""How messages to people write an instant, and a number of things."""

from datetime import datetime
from zoneinfo import ZoneInfo


def instant_words(at: datetime, *, zone: str = "UTC", exact: bool = False) -> str:
    """Return an instant on the clocks of a zone, as `2026-11-27 04:30 Europe/Prague` or `2026-11-27 03:30 UTC`.

    With `exact`, seconds and their fractions follow unless they are zero. It is for an instant that people send back.
    """
    precision = "auto" if exact and (at.second or at.microsecond) else "minutes"
    return f"{at.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat(' ', precision)} {zone}"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, as `1 log` or `2 logs`. Without `many`, the plural is `one` with an s."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def printable(text: str) -> str:
    """Return a line that neither breaks nor controls a terminal. Anybody may have written the text."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
