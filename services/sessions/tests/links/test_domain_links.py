"""The rules of links: which addresses they may have, how many there may be, and when calendars show a call."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from sessions.links.domain import LINKS_MAX, URL_MAX, LinkKind, check_call, check_room, is_call_shown, url_fault
from sessions.links.errors import CallInCancelled, CallInCompleted, CallLinkExists, TooManyLinks
from sessions.session.domain import State
from sessions.session.schedule import Window

START = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
SCHEDULE = Window(START, START + HOUR)
LONGEST = "https://meet.example.org/".ljust(URL_MAX, "x")


@pytest.mark.parametrize(
    "url",
    [
        "https://meet.example.org",
        "https://meet.example.org/",
        "https://meet.example.org:8443/j/123?pwd=a,b;c&x=%20'(1)'!*$+[2]#/room@floor",
        "https://meet.example.org?room=me@example.org",
        "https://xn--pklad-4ua.example/",
        "https://intranet/algebra",
        "https://a_b.example.org./",
        "https://192.0.2.7/",
        "https://[2001:db8::7]:443/",
        LONGEST,
    ],
)
def test_addresses_by_https_are_allowed(url: str) -> None:
    assert url_fault(url) is None


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "must begin with https://"),
        ("meet.example.org", "must begin with https://"),
        ("http://meet.example.org", "must begin with https://"),
        ("HTTPS://meet.example.org", "must begin with https://"),
        (" https://meet.example.org", "must begin with https://"),
        ("javascript:alert(1)//https://meet.example.org", "must begin with https://"),
        ("https:/meet.example.org", "must begin with https://"),
        ("https:meet.example.org", "must begin with https://"),
        ("https://", "must name a host"),
        ("https:///algebra", "must name a host"),
        ("https://?room=1", "must name a host"),
        ("https://:443/", "must name a host"),
        ("https://meet..example.org/", "must name a host"),
        ("https://-meet.example.org/", "must name a host"),
        ("https://.../", "must name a host"),
        ("https://meet%2Eexample.org/", "must name a host"),
        ("https://meet.example.org:https/", "must name a host"),
        ("https://[::1/", "must name a host"),
        ("https://ada@meet.example.org/", "user name or a password"),
        ("https://ada:secret@meet.example.org/", "user name or a password"),
        ("https://@meet.example.org/", "user name or a password"),
        ("https://meet.example.org@evil.example?x", "user name or a password"),
        ("https://meet.example.org/a b", "U+0020 at place 27"),
        ("https://meet.example.org/ ", "U+0020 at place 26"),
        ("https://meet.example.org/\n", "U+000A at place 26"),
        ("https://meet.example.org/\r\nATTACH:x", "U+000D at place 26"),
        ("https://meet.example.org/\x00", "U+0000 at place 26"),
        ("https://meet.example.org/\x7f", "U+007F at place 26"),
        ("https://meet.example.org/\u202egpj", "U+202E at place 26"),
        ("https://p\u0159\u00edklad.example/", "U+0159 at place 10"),
        ("https://evil.example\\@meet.example.org/", "U+005C at place 21"),
        ('https://meet.example.org/"', "U+0022 at place 26"),
        ("https://meet.example.org/<b>", "U+003C at place 26"),
        (LONGEST + "x", "has 2001 characters; at most 2000"),
    ],
)
def test_other_addresses_are_refused_with_what_is_wrong(url: str, says: str) -> None:
    assert says in (url_fault(url) or "")


def test_an_owner_has_one_call_and_twenty_links() -> None:
    check_room(["material"] * (LINKS_MAX - 1), owner="batch", adding="call")
    check_room(["call"], owner="batch", adding="material")
    with pytest.raises(CallLinkExists, match="Remove the first link"):
        check_room(["material", "call"], owner="batch", adding="call")
    kinds: tuple[LinkKind, ...] = get_args(LinkKind)
    for adding in kinds:
        with pytest.raises(TooManyLinks, match="has 20 links"):
            check_room(["material"] * LINKS_MAX, owner="course", adding=adding)


def test_a_session_that_is_over_gets_no_call() -> None:
    open_states: tuple[State, ...] = ("scheduled", "in_progress")
    for state in open_states:
        check_call(state)
    with pytest.raises(CallInCompleted):
        check_call("completed")
    with pytest.raises(CallInCancelled):
        check_call("cancelled")


@pytest.mark.parametrize(
    ("now", "is_shown"),
    [
        (START - HOUR - MOMENT, False),
        (START - HOUR, True),
        (START, True),
        (START + HOUR, True),
        (START + HOUR + MOMENT, False),
    ],
)
def test_a_call_is_shown_from_an_hour_before_its_start_until_its_end(now: datetime, is_shown: bool) -> None:
    states: tuple[State, ...] = get_args(State)
    assert {state: is_call_shown(state, SCHEDULE, now=now) for state in states} == {
        **dict.fromkeys(states, is_shown),
        "cancelled": False,
    }
    assert not is_call_shown("scheduled", Window(None, None), now=now)
