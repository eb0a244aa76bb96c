"""The calendar: a secret URL that shows one person's sessions and nothing of anybody else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from icalendar import Calendar
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements
from sessions.views.calendar.key import CalendarKey, new_key, read_key

from ..conftest import School, refused

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def subscribe(school: School, who: str) -> str:
    """Make somebody's calendar URL and return it."""
    return str((await school.ok(who, "POST", "/v1/me/calendar"))["url"])


async def fetch(school: School, url: str, **headers: str) -> httpx.Response:
    """Fetch a calendar as a calendar program does: it has nothing but the URL."""
    return await school.api.client.get(url, headers=headers)


async def events(school: School, url: str) -> dict[str, Any]:
    """Return the events of a calendar by name."""
    answer = await fetch(school, url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(answer.content).events}


def key_of(url: str) -> CalendarKey:
    """Return the key in a URL."""
    key = read_key(parse_qs(urlsplit(url).query)["key"][0])
    assert key is not None
    return key


async def at(school: School, offset: timedelta, **changes: object) -> str:
    """Schedule a session of one hour that starts at this distance from now."""
    start = datetime.now(UTC) + offset
    return await school.schedule(starts_at=start, ends_at=start + HOUR, **changes)


async def test_a_calendar_has_what_its_person_coaches_and_learns_in(school: School) -> None:
    start = datetime(2026, 11, 30, 6, 10, tzinfo=UTC)
    session_id = await school.schedule(
        name="Algebra", description="Equations", category="Maths", starts_at=start, ends_at=start + HOUR
    )
    await at(school, 30 * HOUR, name="Of others", coaches=[{"person_id": school.people["coach-2"]}], roster=[])

    for who in ("coach-1", "learner-1"):
        found = await events(school, await subscribe(school, who))
        assert [*found] == ["Algebra"]
        event = found["Algebra"]
        assert event["UID"] == f"{session_id}@lockstep"
        assert (event["STATUS"], event["SEQUENCE"], event["DESCRIPTION"]) == ("CONFIRMED", 1, "Equations")
        assert event.start.astimezone(UTC) == start
        assert event["DTSTART"].params["TZID"] == "Europe/Prague"


async def test_changes_raise_the_sequence_and_cancellations_say_why(school: School) -> None:
    session_id = await at(school, 30 * HOUR, name="Algebra")
    url = await subscribe(school, "learner-1")
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"name": "Geometry"})
    assert (await events(school, url))["Geometry"]["SEQUENCE"] == 2

    await school.ok(
        "admin", "POST", f"/v1/sessions/{session_id}/cancel", {"reason": "Measles", "notice": "The coach is ill."}
    )

    event = (await events(school, url))["Geometry"]
    assert (event["STATUS"], event["SEQUENCE"], event["DESCRIPTION"]) == ("CANCELLED", 3, "The coach is ill.")
    assert "Measles" not in (await fetch(school, url)).text


async def test_an_invitation_is_tentative_and_what_was_declined_is_not_there(school: School) -> None:
    seat = {"person_id": school.people["learner-3"]}
    for hours, (name, answer) in enumerate(
        (("Invited", "invited"), ("Accepted", "accepted"), ("Declined", "declined")), start=24
    ):
        starts_at = datetime.now(UTC) + timedelta(hours=hours)
        ends_at = starts_at + timedelta(minutes=45)
        session_id = await school.schedule(name=name, roster=[seat], starts_at=starts_at, ends_at=ends_at)
        if answer != "invited":
            await school.ok("learner-3", "POST", f"/v1/sessions/{session_id}/acceptance", {"acceptance": answer})

    found = await events(school, await subscribe(school, "learner-3"))

    assert {name: event["STATUS"] for name, event in found.items()} == {
        "Invited": "TENTATIVE",
        "Accepted": "CONFIRMED",
    }


async def test_a_calendar_reaches_90_days_back_and_400_ahead(school: School) -> None:
    for days in (-91, -89, 399, 401):
        await at(school, days * DAY, name=str(days))
    await school.schedule(name="Some day", starts_at=None, ends_at=None)

    assert [*await events(school, await subscribe(school, "coach-1"))] == ["-89", "399"]


async def test_a_calendar_shows_no_more_than_lists_and_pages_do(school: School) -> None:
    closed = {"access_from": datetime.now(UTC) + DAY, "access_until": datetime.now(UTC) + 2 * DAY}
    hidden = {"display_from": datetime.now(UTC) + DAY, "display_until": datetime.now(UTC) + 2 * DAY}
    await at(school, 3 * HOUR, name="Listed", description="Secret", visibility="list_only", **closed)
    await at(school, 5 * HOUR, name="Hidden", description="Secret", visibility="not_accessible", **closed)
    await at(school, 7 * HOUR, name="Not yet shown", description="Secret", **hidden)
    await at(school, 9 * HOUR, name="Readable", description="Open", visibility="read_only", **closed)

    found = await events(school, await subscribe(school, "learner-1"))
    coached = await events(school, await subscribe(school, "coach-1"))

    assert {name: event.get("DESCRIPTION") for name, event in found.items()} == {"Listed": None, "Readable": "Open"}
    assert {str(event["DESCRIPTION"]) for event in coached.values()} == {"Secret", "Open"}
    assert len(coached) == 4


async def test_the_url_is_shown_once_and_only_its_hash_is_kept(school: School) -> None:
    assert await school.ok("coach-1", "GET", "/v1/me/calendar") == {"created_at": None}
    answer = await school.send("coach-1", "POST", "/v1/me/calendar")
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "private, no-store")
    made = answer.json()

    assert await school.ok("coach-1", "GET", "/v1/me/calendar") == {"created_at": made["created_at"]}
    key = key_of(made["url"])
    assert (key.org_id, key.person_id) == (school.org_id, school.people["coach-1"])
    [row] = await school.rows("SELECT * FROM calendar_feeds")
    assert row.secret_hash == key.secret_hash() != key.secret
    assert (
        await school.rows(
            "SELECT * FROM idempotency_keys WHERE position(:key IN encode(body, 'escape')) > 0", key=key.text()
        )
        == []
    )


async def test_the_url_begins_with_the_setting_and_not_with_what_the_caller_says(school: School) -> None:
    headers = {"Host": "lockstep.example.org:8443", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}

    made = (await school.send("coach-1", "POST", "/v1/me/calendar", headers=headers)).json()

    assert made["url"].startswith("http://127.0.0.1:8080/v1/me/calendar.ics?key=")


async def test_a_new_url_and_a_revocation_end_the_one_before(school: School) -> None:
    await school.schedule()
    first = await subscribe(school, "coach-1")
    second = await subscribe(school, "coach-1")

    refused(await fetch(school, first), 404, "calendar-not-found")
    assert len(await events(school, second)) == 1
    for _ in range(2):
        assert (await school.send("coach-1", "DELETE", "/v1/me/calendar")).status_code == 204
    refused(await fetch(school, second), 404, "calendar-not-found")
    assert await school.ok("coach-1", "GET", "/v1/me/calendar") == {"created_at": None}


async def test_every_wrong_key_gets_the_very_same_answer(school: School) -> None:
    key = key_of(await subscribe(school, "coach-1"))
    wrong = [
        key._replace(secret=bytes(32)).text(),
        key._replace(person_id=school.people["learner-1"]).text(),
        key._replace(org_id=uuid4()).text(),
        new_key(org_id=uuid4(), person_id=uuid4()).text(),
        key.text()[:-1],
        key.text() + "A",
        key.text()[:-1] + ("B" if key.text().endswith("A") else "C"),
        key.text()[:40] + " " + key.text()[41:],
        "é" * len(key.text()),
        "nonsense",
        "",
    ]
    answers = [await school.api.client.get("/v1/me/calendar.ics", params={"key": one}) for one in wrong]
    answers.append(await school.api.client.get("/v1/me/calendar.ics"))

    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    refused(answers[0], 404, "calendar-not-found")


async def test_a_key_opens_nothing_of_another_organisation_or_person(school: School) -> None:
    """The same person id in two organisations, and two people in one: each key shows only its own person's sessions."""
    await at(school, 3 * HOUR, name="Ours")
    other = School(school.api, school.database, school.superuser, people=dict(school.people))
    async with school.superuser.begin() as db:
        for statement in COPY_TO_ANOTHER_ORGANISATION:
            await db.exec_driver_sql(statement, (other.org_id, school.org_id))
    coach, learner, stranger = (
        await subscribe(school, "coach-1"),
        await subscribe(school, "learner-3"),
        await subscribe(other, "coach-1"),
    )

    assert [*await events(school, coach)] == ["Ours"]
    assert [*await events(school, learner)] == []
    assert [*await events(school, stranger)] == []
    assert "X-WR-CALNAME:Riverside" in (await fetch(school, coach)).text
    assert "Riverside" not in (await fetch(school, stranger)).text
    stolen = key_of(coach)._replace(org_id=other.org_id).text()
    refused(await fetch(school, f"/v1/me/calendar.ics?key={stolen}"), 404, "calendar-not-found")


COPY_TO_ANOTHER_ORGANISATION = [
    "INSERT INTO people (org_id, id, username, name, role, created_at) "
    "SELECT $1::uuid, id, username, name, role, created_at FROM people WHERE org_id = $2::uuid"
]


async def test_a_token_adds_nothing_to_a_key(school: School) -> None:
    await at(school, 3 * HOUR, name="Of others", roster=[])
    url = await subscribe(school, "learner-3")

    answer = await fetch(school, url, **school.headers("admin"))

    assert "Of others" not in answer.text
    refused(await school.api.client.get("/v1/me/calendar"), 401, "unauthenticated")


async def test_a_calendar_that_did_not_change_is_not_sent_again(school: School) -> None:
    session_id = await at(school, 3 * HOUR)
    url = await subscribe(school, "coach-1")
    first = await fetch(school, url)
    assert first.headers["cache-control"] == "private, no-store"

    for sent in (first.headers["etag"], f'"other", W/{first.headers["etag"]}'):
        again = await fetch(school, url, **{"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"description": "New"})

    changed = await fetch(school, url, **{"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


async def test_only_people_in_the_directory_have_a_calendar(school: School) -> None:
    refused(await school.send("admin", "POST", "/v1/me/calendar"), 404, "person-not-found")


async def test_a_calendar_takes_four_statements_and_a_wrong_key_one(
    school: School, statements_max: StatementsMax
) -> None:
    for days in range(3):
        await at(school, (days + 1) * DAY)
    url = await subscribe(school, "coach-1")
    wrong = key_of(url)._replace(secret=bytes(32)).text()
    executed = sent_statements(school.engine)

    await fetch(school, url)
    of_calendar = [*executed]
    await fetch(school, f"/v1/me/calendar.ics?key={wrong}")

    assert "calendar_feeds" in of_calendar[0]  # the secret, before anything else is read
    assert len(of_calendar) <= statements_max["sessions"]["calendar"]
    of_wrong_key = executed[len(of_calendar) :]
    assert set(of_wrong_key) == {of_calendar[0]}
    assert len(of_wrong_key) <= statements_max["sessions"]["calendar_wrong_secret"]


@pytest.mark.parametrize("flipped", range(0, 64, 7))
def test_a_key_survives_as_text_and_every_bit_of_it_counts(flipped: int) -> None:
    key = new_key(org_id=uuid4(), person_id=uuid4())
    assert read_key(key.text()) == key
    assert key.opens(key.secret_hash())
    assert not key.opens(None)
    secret = bytearray(key.secret)
    secret[flipped % 32] ^= 1
    assert not key._replace(secret=bytes(secret)).opens(key.secret_hash())
    assert not key.opens(b"")
