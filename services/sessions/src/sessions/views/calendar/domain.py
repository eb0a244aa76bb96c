"""A person's sessions as an iCalendar file, to which Google's, Apple's and Microsoft's calendars can subscribe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCategory, vDuration, vText, vUri

from sessions.session.schedule import to_instant
from sessions.views.calendar.zones import zone_component

Status = Literal["confirmed", "tentative", "cancelled"]

PRODUCT: Final = "-//Lockstep//Sessions//EN"
REFRESH: Final = timedelta(hours=1)
_UTC: Final = frozenset({"UTC", "Etc/UTC"})


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A session in a calendar. `sequence` grows with each change. `notice` is the message of its cancellation.

    `call_url` is the address of its call, while the calendar shows it.
    """

    session_id: UUID
    sequence: int
    changed_at: datetime
    name: str
    description: str
    notice: str | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    location: str
    categories: tuple[str, ...]
    status: Status
    call_url: str | None = None


class _Text(vText):
    r"""A text that keeps its backslashes. icalendar 7.3 reads the N of `C:\New` as a line break."""

    def to_ical(self) -> bytes:
        """Return the text, escaped for a file."""
        text = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n").encode()


def calendar(entries: Sequence[CalendarEntry], *, name: str, now: datetime) -> bytes:
    """Return the file of a calendar. The same entries in the same order at the same instant give the same bytes."""
    document = Calendar()
    document.add("PRODID", PRODUCT)
    document.add("VERSION", "2.0")
    document.add("METHOD", "PUBLISH")
    document.add("NAME", _Text(name))
    document.add("X-WR-CALNAME", _Text(name))
    # how often programs should ask again: RFC 7986's property, and Microsoft's
    document.add("REFRESH-INTERVAL", vDuration(REFRESH, params={"VALUE": "DURATION"}))
    document.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    events: list[Event] = []
    spans: dict[str, list[datetime]] = {}
    for entry in entries:
        wall_clocks = _wall_clocks(entry)
        events.append(_event(entry, wall_clocks, now))
        if wall_clocks:
            spans.setdefault(entry.zone, []).extend((entry.starts_at, entry.ends_at))
    for zone, instants in sorted(spans.items()):
        document.add_component(zone_component(zone, earliest=min(instants), latest=max(instants)))
    for event in events:
        document.add_component(event)
    return bytes(document.to_ical())


def _event(entry: CalendarEntry, wall_clocks: tuple[datetime, datetime] | None, now: datetime) -> Event:
    """Return the component of a session."""
    event = Event()
    event.add("UID", f"{entry.session_id}@lockstep")
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", now)
    event.add("LAST-MODIFIED", entry.changed_at)
    if wall_clocks:
        starts_at, ends_at = wall_clocks
        event.add("DTSTART", starts_at, {"TZID": entry.zone})
        event.add("DTEND", ends_at, {"TZID": entry.zone})
    else:
        event.add("DTSTART", entry.starts_at.astimezone(UTC))
        event.add("DTEND", entry.ends_at.astimezone(UTC))
    event.add("SUMMARY", _Text(entry.name))
    if texts := [text for text in (entry.notice, entry.description) if text]:
        event.add("DESCRIPTION", _Text("\n\n".join(texts)))
    if entry.location:
        event.add("LOCATION", _Text(entry.location))
    if entry.call_url:
        # Both have values of the type URI, which are not escaped. Old programs know URL only. RFC 7986, section 5.11,
        # asks for VALUE although a conference can have no other type.
        event.add("URL", vUri(entry.call_url))
        event.add("CONFERENCE", vUri(entry.call_url, params={"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]}))
    if entry.categories:
        categories = vCategory([])
        categories.cats = [_Text(category) for category in entry.categories]
        event.add("CATEGORIES", categories)
    event.add("STATUS", entry.status.upper())
    event.add("TRANSP", "TRANSPARENT" if entry.status == "cancelled" else "OPAQUE")
    return event


def _wall_clocks(entry: CalendarEntry) -> tuple[datetime, datetime] | None:
    """Return the wall clocks at which a session begins and ends in its zone, or None if it is written in UTC.

    It is also written in UTC if a wall clock is ambiguous: at the second of two instants at which clocks show the same.
    """
    if entry.zone in _UTC:
        return None
    clock = ZoneInfo(entry.zone)
    starts_at = entry.starts_at.astimezone(clock).replace(tzinfo=None, fold=0)
    ends_at = entry.ends_at.astimezone(clock).replace(tzinfo=None, fold=0)
    is_unambiguous = (
        to_instant(starts_at, entry.zone) == entry.starts_at and to_instant(ends_at, entry.zone) == entry.ends_at
    )
    return (starts_at, ends_at) if is_unambiguous else None
