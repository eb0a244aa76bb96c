"""The address of a call in the calendar file: two properties whose values are addresses and are not escaped."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar
from sessions.links.domain import URL_MAX, url_fault
from sessions.views.calendar.domain import CalendarEntry, calendar

START = datetime(2026, 10, 5, 7, tzinfo=UTC)
ENTRY = CalendarEntry(
    session_id=UUID(int=1),
    sequence=3,
    changed_at=START - timedelta(days=60),
    name="Algebra 1",
    description="",
    notice=None,
    starts_at=START,
    ends_at=START + timedelta(hours=1),
    zone="Europe/Prague",
    location="",
    categories=(),
    status="confirmed",
)


def rendered(call_url: str | None) -> bytes:
    return calendar([replace(ENTRY, call_url=call_url)], name="Ada's sessions", now=START)


@pytest.mark.parametrize(
    "url",
    [
        "https://meet.example.org/j/1",
        "https://meet.example.org:8443/j/1?pwd=a,b;c&x=%2C%0D%0A'(1)'!*[2]@:#/~",
        "https://meet.example.org/".ljust(URL_MAX, "x"),
    ],
)
def test_a_call_is_a_url_and_a_conference_by_audio_and_video(url: str) -> None:
    assert url_fault(url) is None

    document = rendered(url)

    assert all(len(line) <= 75 for line in document.split(b"\r\n"))
    lines = document.replace(b"\r\n ", b"").decode().split("\r\n")
    assert [line for line in lines if url in line] == [
        f"CONFERENCE;FEATURE=AUDIO,VIDEO;VALUE=URI:{url}",
        f"URL:{url}",
    ]
    (event,) = Calendar.from_ical(document).events
    (conference,) = event.conferences
    assert (str(event["URL"]), str(conference.uri)) == (url, url)
    assert (event["CONFERENCE"].params["VALUE"], conference.feature) == ("URI", ["AUDIO", "VIDEO"])


def test_a_session_without_a_call_has_neither() -> None:
    assert b"URL:" not in rendered(None)
    assert b"CONFERENCE" not in rendered(None)
