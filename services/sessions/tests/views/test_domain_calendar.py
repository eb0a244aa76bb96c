"""The calendar file: two independent readers see the right instants, and the file obeys what calendar programs need."""

import io
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sessions.texts import text_fault
from sessions.views.calendar.domain import CalendarEntry, calendar

HOUR = timedelta(hours=1)
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
ENTRY = CalendarEntry(
    session_id=UUID(int=1),
    sequence=3,
    changed_at=datetime(2026, 8, 1, 8, tzinfo=UTC),
    name="Algebra 1",
    description="Quadratic equations",
    notice=None,
    starts_at=datetime(2026, 10, 5, 7, tzinfo=UTC),
    ends_at=datetime(2026, 10, 5, 8, tzinfo=UTC),
    zone="Europe/Prague",
    location="Room 12",
    categories=("Mathematics", "Year 9"),
    status="confirmed",
)
ZONES = [
    "Europe/Prague",
    "Europe/Dublin",  # its winter time is the daylight-saving time, by law
    "America/New_York",
    "America/St_Johns",  # it once changed at 00:01, now at 02:00
    "America/Port-au-Prince",  # it did not change in 2016
    "America/Mexico_City",  # no longer changes its clocks
    "Australia/Lord_Howe",  # changes by half an hour
    "Pacific/Chatham",
    "Pacific/Apia",
    "Asia/Jerusalem",
    "Asia/Gaza",  # follows no rule
    "Africa/Casablanca",
    "Africa/Cairo",  # changes its clocks again
    "Etc/GMT+5",
    "UTC",
]


def rendered(*entries: CalendarEntry) -> bytes:
    return calendar(entries, name="Ada's sessions", now=NOW)


def lines(document: bytes) -> list[str]:
    """Return the lines of a file, unfolded. Check before that they obey the rules that all programs need."""
    assert document.endswith(b"\r\n")
    raw = document[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and not re.search(rb"[\r\n]", line) for line in raw)
    unfolded = document.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert all(re.match(r"[A-Z-]+[;:]", line) for line in unfolded)
    assert (unfolded[0], unfolded[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    return unfolded


def values(document: bytes, name: str) -> list[str]:
    return [line.partition(":")[2] for line in lines(document) if re.match(rf"{name}[;:]", line)]


def in_utc(instant: object) -> datetime:
    assert isinstance(instant, datetime) and instant.tzinfo is not None
    return instant.astimezone(UTC)


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def instants_by_vtimezone(document: bytes) -> list[datetime]:
    """Read all begins and ends with dateutil. It takes the zones from the file and does not know their names."""
    content, found = lines(document), list[datetime]()
    zones = tzical(io.StringIO("\n".join(content)))
    for line in content:
        if local := re.fullmatch(r"DT(?:START|END);TZID=([^:;]+):(\d{8}T\d{6})", line):
            clock = datetime.strptime(local[2], "%Y%m%dT%H%M%S").replace(tzinfo=zones.get(local[1]))
            found.append(clock.astimezone(UTC))
        elif exact := re.fullmatch(r"DT(?:START|END):(\d{8}T\d{6})Z", line):
            found.append(datetime.strptime(exact[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC))
    return found


def both_sides(entries: Iterable[CalendarEntry]) -> list[datetime]:
    return [instant for entry in entries for instant in (entry.starts_at, entry.ends_at)]


def around_the_year(zone: str, year: int) -> list[CalendarEntry]:
    """Return a session every second week, and one an hour on days when the clocks change."""
    clock, first = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    days = [first + timedelta(days=day) for day in range(365)]
    begins = days[::14]
    for day in days:
        if day.astimezone(clock).utcoffset() != (day + timedelta(days=1)).astimezone(clock).utcoffset():
            begins.extend(day + timedelta(hours=hour) for hour in range(24))
    return [replace(ENTRY, zone=zone, starts_at=begin, ends_at=begin + timedelta(minutes=45)) for begin in begins]


@pytest.mark.parametrize("years", [[2000], [2010, 2022], [2087]])
@pytest.mark.parametrize("zone", ZONES)
def test_two_readers_see_the_instants_of_years(zone: str, years: list[int]) -> None:
    entries = [entry for year in years for entry in around_the_year(zone, year)]

    document = rendered(*entries)

    events, expected = Calendar.from_ical(document).events, both_sides(entries)
    assert [in_utc(side) for event in events for side in (event.start, event.end)] == expected
    assert instants_by_vtimezone(document) == expected


def test_zones_of_one_file_cover_all_of_its_years() -> None:
    begins = [datetime(year, month, 15, tzinfo=UTC) for year in (2001, 2016, 2026, 2110) for month in range(1, 13, 2)]
    entries = [replace(ENTRY, starts_at=begin, ends_at=begin + HOUR) for begin in begins]

    document = rendered(*(replace(entry, zone=zone) for zone in ZONES for entry in entries))
    assert instants_by_vtimezone(document) == both_sides(entries) * len(ZONES)
    assert sorted(values(document, "TZID")) == sorted(set(ZONES) - {"UTC"})


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("America/New_York", ["2SU;BYMONTH=3", "1SU;BYMONTH=11"]),
        ("Australia/Lord_Howe", ["1SU;BYMONTH=4", "1SU;BYMONTH=10"]),
        ("Asia/Tokyo", []),
        ("Africa/Casablanca", []),
    ],
)
def test_zones_are_written_as_yearly_rules_where_they_have_them(zone: str, expected: list[str]) -> None:
    rules = values(rendered(replace(ENTRY, zone=zone)), "RRULE")

    assert sorted(rules) == sorted(f"FREQ=YEARLY;BYDAY={rule}" for rule in expected)


def test_the_zone_of_prague_is_as_rfc_5545_shows_zones() -> None:
    document = lines(rendered(ENTRY))

    assert document[document.index("BEGIN:VTIMEZONE") + 1 : document.index("END:VTIMEZONE")] == [
        "TZID:Europe/Prague",
        "BEGIN:DAYLIGHT",
        "DTSTART:20250330T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20251026T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
    ]


def test_a_session_at_a_time_that_clocks_show_for_the_second_time_is_written_in_utc() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    later = first + HOUR
    times = [(first, first + timedelta(minutes=10)), (later, later + timedelta(minutes=10)), (first, later)]

    document = rendered(*(replace(ENTRY, starts_at=starts_at, ends_at=ends_at) for starts_at, ends_at in times))

    assert [line for line in lines(document) if "20261025T" in line] == [
        "DTSTART;TZID=Europe/Prague:20261025T023000",
        "DTEND;TZID=Europe/Prague:20261025T024000",
        "DTSTART:20261025T013000Z",
        "DTEND:20261025T014000Z",
        "DTSTART:20261025T003000Z",
        "DTEND:20261025T013000Z",
    ]


def test_a_session_carries_what_calendar_programs_need() -> None:
    (event,) = Calendar.from_ical(rendered(ENTRY)).events

    assert {name: value.to_ical().decode() for name, value in event.items()} == {
        "UID": "00000000-0000-0000-0000-000000000001@lockstep",
        "SEQUENCE": "3",
        "DTSTAMP": "20260901T120000Z",
        "LAST-MODIFIED": "20260801T080000Z",
        "DTSTART": "20261005T090000",
        "DTEND": "20261005T100000",
        "SUMMARY": "Algebra 1",
        "DESCRIPTION": "Quadratic equations",
        "LOCATION": "Room 12",
        "CATEGORIES": "Mathematics,Year 9",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
    }


def test_the_calendar_says_what_it_is_and_how_often_to_ask() -> None:
    assert lines(rendered()) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Lockstep//Sessions//EN",
        "METHOD:PUBLISH",
        "NAME:Ada's sessions",
        "X-WR-CALNAME:Ada's sessions",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "END:VCALENDAR",
    ]


def test_an_invitation_is_tentative_and_takes_the_time() -> None:
    document = rendered(replace(ENTRY, status="tentative"))

    assert (values(document, "STATUS"), values(document, "TRANSP")) == (["TENTATIVE"], ["OPAQUE"])


def test_a_cancelled_session_says_so_and_leaves_the_time_free() -> None:
    document = rendered(replace(ENTRY, sequence=4, status="cancelled", notice="The coach is ill, sorry."))

    assert (values(document, "STATUS"), values(document, "TRANSP")) == (["CANCELLED"], ["TRANSPARENT"])
    assert values(document, "SEQUENCE") == ["4"]
    assert values(document, "DESCRIPTION") == [r"The coach is ill\, sorry.\n\nQuadratic equations"]


def test_what_is_empty_is_left_out() -> None:
    names = {
        line.partition(":")[0] for line in lines(rendered(replace(ENTRY, description="", location="", categories=())))
    }

    assert not names & {"DESCRIPTION", "LOCATION", "CATEGORIES"}


STORABLE = st.text(max_size=300).filter(lambda text: not text_fault(text, maximum=300, minimum=0))
AWKWARD = st.text('\\nN,;:"\r\n\t é😀👩\u200d🏫\u2028', max_size=300)


def with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(name=STORABLE | AWKWARD, categories=st.lists(STORABLE | AWKWARD, min_size=1, max_size=3).map(tuple))
def test_texts_survive(name: str, categories: tuple[str, ...]) -> None:
    entry = replace(ENTRY, name=name, description="-" + name, categories=categories)
    document = calendar([entry], name=name, now=NOW)

    for property_name, text in (("SUMMARY", name), ("DESCRIPTION", "-" + name), ("NAME", name), ("X-WR-CALNAME", name)):
        assert [unescaped(found) for found in values(document, property_name)] == [with_line_feeds(text)]
    (joined,) = values(document, "CATEGORIES")
    found = re.findall(r"(?:\\.|[^,\\])*", joined)
    assert [unescaped(text) for text in found if text] == [with_line_feeds(text) for text in categories if text]


@pytest.mark.parametrize("text", ["😀" * 5_000, "a, b; c\n" * 625, r"C:\New\notes" * 400])
def test_long_texts_are_folded_within_75_octets(text: str) -> None:
    document = rendered(replace(ENTRY, description=text))

    assert [unescaped(found) for found in values(document, "DESCRIPTION")] == [text]


def test_a_text_cannot_add_lines() -> None:
    document = rendered(replace(ENTRY, name="x\r\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:1", location="y\rURL:evil"))

    assert len(lines(document)) == len(lines(rendered(ENTRY)))


INSTANTS = st.datetimes(datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2060-01-01")).map(
    lambda instant: instant.replace(microsecond=0, tzinfo=UTC)
)
ENTRIES = st.builds(
    lambda number, zone, begin, status: replace(
        ENTRY, session_id=number, zone=zone, starts_at=begin, ends_at=begin + HOUR, status=status
    ),
    st.uuids(),
    st.sampled_from(ZONES),
    INSTANTS,
    st.sampled_from(["confirmed", "tentative", "cancelled"]),
)


@given(st.lists(ENTRIES, max_size=5, unique_by=lambda entry: entry.session_id))
def test_any_calendar_keeps_the_rules(entries: list[CalendarEntry]) -> None:
    document = rendered(*entries)

    assert document == rendered(*entries)
    found = lines(document)
    used = {zone for line in found for zone in re.findall(r"^DT(?:START|END);TZID=([^:;]+):", line)}
    assert len(set(values(document, "UID"))) == len(entries)
    assert sorted(values(document, "TZID")) == sorted(used)
    assert instants_by_vtimezone(document) == [
        instant for entry in entries for instant in (entry.starts_at, entry.ends_at)
    ]
    for name in ("DTSTAMP", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "STATUS"):
        assert len(values(document, name)) == len(entries)
