"""The address of a call in calendars: around the planned time, for those to whom the session is open, and no others."""

from datetime import UTC, datetime, timedelta

import httpx
from icalendar import Calendar
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements

from ..conftest import School
from ..helpers.links import CALL, added

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LENGTH = 45 * MINUTE


async def subscribe(school: School, who: str) -> str:
    """Make somebody's calendar URL and return it."""
    return str((await school.ok(who, "POST", "/v1/me/calendar"))["url"])


async def fetch(school: School, url: str, **headers: str) -> httpx.Response:
    """Fetch a calendar as a calendar program does: it has nothing but the URL."""
    return await school.api.client.get(url, headers=headers)


async def calls(school: School, url: str) -> list[str | None]:
    """Return the address of the call of each session in a calendar."""
    events = Calendar.from_ical((await fetch(school, url)).content).events
    for event in events:
        assert event.get("URL") == event.get("CONFERENCE")
    return [event.get("URL") for event in events]


async def move(school: School, session: str, start: timedelta) -> None:
    """Move a session, so that it starts at this distance from now."""
    starts_at = datetime.now(UTC) + start
    await school.ok("admin", "PATCH", session, {"starts_at": starts_at, "ends_at": starts_at + LENGTH})


async def test_a_calendar_shows_the_call_from_an_hour_before_the_start_until_the_end(school: School) -> None:
    session = f"/v1/sessions/{await school.schedule()}"
    await added(school, "coach-1", session, "material", "https://files.example.org")
    await added(school, "coach-1", session, "call")
    urls = [await subscribe(school, who) for who in ("coach-1", "learner-1")]

    for start, shown in (
        (61 * MINUTE, None),
        (59 * MINUTE, CALL),
        (MINUTE - LENGTH, CALL),
        (-MINUTE - LENGTH, None),
    ):
        await move(school, session, start)
        for url in urls:
            assert await calls(school, url) == [shown], start
    assert "files.example.org" not in (await fetch(school, urls[0])).text


async def test_a_calendar_shows_a_call_only_while_the_session_is_open_to_its_person(school: School) -> None:
    session = f"/v1/sessions/{await school.schedule()}"
    await added(school, "coach-1", session, "call")
    coach, learner = [await subscribe(school, who) for who in ("coach-1", "learner-1")]

    later = {"access_from": datetime.now(UTC) + DAY, "access_until": datetime.now(UTC) + 2 * DAY}
    for visibility in ("read_only", "list_only"):
        await school.ok("admin", "PATCH", session, {**later, "visibility": visibility})
        assert await calls(school, learner) == [None]
        assert await calls(school, coach) == [None]
    await school.ok("admin", "PATCH", session, {"coach_until": datetime.now(UTC) + DAY})
    assert (await calls(school, coach), await calls(school, learner)) == ([CALL], [None])
    await school.ok("admin", "PATCH", session, {"visibility": "accessible"})
    assert await calls(school, learner) == [CALL]


async def test_a_calendar_shows_no_call_to_who_declined_and_none_that_was_cancelled(school: School) -> None:
    session_id = await school.schedule(roster=[{"person_id": school.people["learner-1"], "acceptance": "invited"}])
    session = f"/v1/sessions/{session_id}"
    await added(school, "coach-1", session, "call")
    coach, learner = [await subscribe(school, who) for who in ("coach-1", "learner-1")]
    assert await calls(school, learner) == [CALL]

    declined = {"acceptance": "declined", "person_id": school.people["learner-1"], "reason": "Asked by telephone"}
    await school.ok("admin", "POST", f"{session}/acceptance", declined)
    assert await calls(school, learner) == []
    assert CALL not in (await fetch(school, learner)).text
    assert await calls(school, coach) == [CALL]

    await school.ok("admin", "POST", f"{session}/cancel", {"reason": "Measles", "notice": "Sorry"})
    assert await calls(school, coach) == [None]


async def test_the_nearest_call_wins(school: School) -> None:
    drama = (await school.ok("admin", "POST", "/v1/courses", {"code": "DRAMA", "title": "Drama"}))["course_id"]
    batch = {
        "name": "Series",
        "mode": "online",
        "coaches": [{"person_id": school.people["coach-1"]}],
        "course_ids": [drama, school.course_id],
        "rule": "FREQ=DAILY;COUNT=1",
        "first_at": (datetime.now(UTC) + 3 * DAY).strftime("%Y-%m-%dT%H:%M"),
        "duration_minutes": 45,
        "zone": "UTC",
    }
    batch_id = (await school.ok("admin", "POST", "/v1/batches", batch))["batch_id"]
    [made] = (await school.ok("admin", "GET", f"/v1/batches/{batch_id}/sessions"))["items"]
    session = f"/v1/sessions/{made['session_id']}"
    await move(school, session, 30 * MINUTE)
    url = await subscribe(school, "coach-1")
    removable = []
    for owner in (
        f"/v1/courses/{school.course_id}",  # the second course of the session
        f"/v1/courses/{drama}",
        f"/v1/batches/{batch_id}",
        session,
    ):
        address = f"https://meet.example.org{owner}"
        link_id = await added(school, "admin", owner, "call", address)
        assert await calls(school, url) == [address]
        removable.append((f"{owner}/links/{link_id}", address))

    while len(removable) > 1:
        path, _ = removable.pop()
        assert (await school.send("admin", "DELETE", path)).status_code == 204
        assert await calls(school, url) == [removable[-1][1]]


async def test_a_calendar_whose_call_came_or_went_is_sent_again(school: School) -> None:
    session = f"/v1/sessions/{await school.schedule()}"
    url = await subscribe(school, "coach-1")
    before = await fetch(school, url)

    link_id = await added(school, "coach-1", session, "call")
    with_call = await fetch(school, url, **{"If-None-Match": before.headers["etag"]})
    again = await fetch(school, url, **{"If-None-Match": with_call.headers["etag"]})
    await school.send("coach-1", "DELETE", f"{session}/links/{link_id}")
    after = await fetch(school, url, **{"If-None-Match": with_call.headers["etag"]})

    assert [answer.status_code for answer in (before, with_call, again, after)] == [200, 200, 304, 200]
    assert with_call.headers["cache-control"] == "private, no-store"
    assert after.headers["etag"] == before.headers["etag"]


async def test_a_calendar_asks_for_calls_once_and_only_while_a_session_is_on(
    school: School, statements_max: StatementsMax
) -> None:
    sessions = [
        f"/v1/sessions/{await school.schedule(coaches=[{'person_id': school.people[coach]}])}"
        for coach in ("coach-1", "coach-2")
    ]
    for session in sessions:
        await added(school, "admin", session, "call")
        await move(school, session, timedelta())
    url = await subscribe(school, "learner-1")
    executed = sent_statements(school.engine)
    assert await calls(school, url) == [CALL, CALL]
    assert len(executed) <= statements_max["sessions"]["calendar"] + 1
    for session in sessions:
        await move(school, session, 2 * DAY)
    before = len(executed)

    assert await calls(school, url) == [None, None]

    assert [statement for statement in executed[before:] if "links" in statement] == []
