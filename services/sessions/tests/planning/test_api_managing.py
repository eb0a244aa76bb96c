"""Managing sessions through HTTP: windows, seats, classes, courses and their coaches, copies, clashes."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from contracts.sessions import RosterChanged, SessionChanged, SessionScheduled
from sqlalchemy import text

from ..conftest import School, refused

NOON = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def test_a_session_keeps_its_windows_and_who_gets_in_outside_them(school: School) -> None:
    windows = {
        "display_from": "2026-11-01T00:00:00Z",
        "access_from": "2026-12-01T00:00:00Z",
        "access_until": "2026-12-31T00:00:00Z",
        "coach_until": "2027-01-31T00:00:00Z",
    }
    session_id = await school.schedule(**windows, visibility="list_only", seats_max=5)
    path = f"/v1/sessions/{session_id}"

    session = await school.ok("admin", "GET", path)
    assert {name: session[name] for name in windows} == windows
    assert (session["display_until"], session["coach_from"], session["visibility"]) == (None, None, "list_only")
    changed = await school.ok("admin", "PATCH", path, {"display_from": None, "visibility": "accessible"})
    assert (changed["display_from"], changed["visibility"], changed["version"]) == (None, "accessible", 2)
    assert changed["access_from"] == windows["access_from"]  # fields that the request does not name stay
    wrong = {"access_until": "2026-11-30T00:00:00Z"}
    assert "/access_until" in (await school.send("admin", "PATCH", path, wrong)).text
    refused(await school.send("admin", "PATCH", path, wrong), 422, "invalid-schedule")


async def test_learners_meet_a_closed_session_by_its_visibility(school: School) -> None:
    over = {"access_until": (datetime.now(UTC) - HOUR).isoformat()}
    statuses = {}
    for visibility in ("read_only", "accessible", "list_only", "not_accessible"):
        session_id = await school.schedule(**over, visibility=visibility)
        answer = await school.send("learner-1", "GET", f"/v1/sessions/{session_id}")
        listed = await school.ok("learner-1", "GET", "/v1/sessions")
        statuses[visibility] = (
            answer.status_code,
            answer.json().get("access"),
            session_id in [row["session_id"] for row in listed["items"]],
        )
        assert (await school.ok("admin", "GET", f"/v1/sessions/{session_id}"))["access"] == "open"
        assert (await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}"))["access"] == "read_only"
    assert statuses == {
        "read_only": (200, "read_only", True),
        "accessible": (200, "open", True),
        "list_only": (403, None, True),
        "not_accessible": (404, None, False),
    }


async def test_seats_are_limited_and_cannot_be_fewer_than_learners(school: School) -> None:
    session_id = await school.schedule(seats_max=2)
    path = f"/v1/sessions/{session_id}"
    third = {"add": [{"person_id": school.people["learner-3"]}]}

    refused(await school.send("admin", "POST", f"{path}/roster", third), 409, "seats-taken")
    refused(await school.send("admin", "PATCH", path, {"seats_max": 1}), 409, "seats-taken")
    swapped = third | {"remove": [school.people["learner-1"]]}
    roster = await school.ok("admin", "POST", f"{path}/roster", swapped)
    assert len(roster["roster"]) == 2
    refused(
        await school.send(
            "admin",
            "POST",
            "/v1/sessions",
            {
                "name": "Full",
                "mode": "online",
                "seats_max": 1,
                "coaches": [{"person_id": school.people["coach-2"]}],
                "roster": [{"person_id": school.people[f"learner-{n}"]} for n in (1, 2)],
            },
        ),
        409,
        "seats-taken",
    )


async def test_twenty_editors_at_once_never_fill_more_than_the_seats(school: School) -> None:
    session_id = await school.schedule(seats_max=3, roster=[])
    people = [school.people[f"learner-{n}"] for n in (1, 2, 3, 4)]

    async def enrol(number: int) -> int:
        add = {"add": [{"person_id": people[number % 4]}]}
        answer = await school.send("admin", "POST", f"/v1/sessions/{session_id}/roster", add)
        return answer.status_code

    answers = await asyncio.gather(*(enrol(number) for number in range(20)))

    session = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    assert len(session["roster"]) == 3
    assert session["version"] == 4  # one for each learner who was added, none for the learner who was there already
    assert set(answers) == {200, 409}
    assert len(await school.rows("SELECT 1 FROM roster WHERE removed_at IS NULL")) == 3


async def test_a_class_is_enrolled_as_it_stands(school: School) -> None:
    members = [school.people["learner-3"], school.people["learner-4"]]
    group = await school.ok("admin", "POST", "/v1/classes", {"name": "4.B", "members": members})
    session_id = await school.schedule()
    path = f"/v1/sessions/{session_id}"

    enrolled = await school.ok("admin", "POST", f"{path}/roster", {"class_ids": [group["class_id"]]})

    assert len(enrolled["roster"]) == 4
    assert (await school.ok("admin", "GET", path))["class_ids"] == [group["class_id"]]
    await school.ok("admin", "POST", f"/v1/classes/{group['class_id']}/members", {"remove": members[:1]})
    assert len((await school.ok("admin", "GET", path))["roster"]) == 4
    refused(await school.send("admin", "POST", f"{path}/roster", {"class_ids": [uuid4()]}), 422, "unknown-reference")
    twins = await school.ok("admin", "POST", "/v1/classes", {"name": "Choir", "members": members})
    linked = await school.ok("admin", "POST", f"{path}/roster", {"class_ids": [twins["class_id"]]})
    assert linked["version"] == enrolled["version"] + 1  # no learner is new, but the class is
    assert (await school.events(session_id))[-1].sequence == linked["version"]
    again = await school.ok("admin", "POST", f"{path}/roster", {"class_ids": [twins["class_id"]]})
    assert again["version"] == linked["version"]
    page = await school.ok("admin", "GET", "/v1/sessions", class_id=group["class_id"])
    assert [row["session_id"] for row in page["items"]] == [session_id]


async def test_removing_a_learner_ends_a_period_and_coming_back_begins_another(school: School) -> None:
    session_id = await school.schedule()
    person = school.people["learner-1"]
    for delta in ({"remove": [person]}, {"add": [{"person_id": person}]}):
        await school.ok("admin", "POST", f"/v1/sessions/{session_id}/roster", delta)

    periods = await school.rows(
        "SELECT added_at, removed_at, acceptance FROM roster WHERE person_id = :person ORDER BY added_at", person=person
    )
    assert [(one.removed_at is None, one.acceptance) for one in periods] == [(False, "accepted"), (True, "invited")]
    assert periods[0].removed_at <= periods[1].added_at


async def test_periods_follow_each_other_although_the_clock_went_back(school: School) -> None:
    session_id = await school.schedule(roster=[])
    person = school.people["learner-1"]
    async with school.superuser.begin() as db:
        await db.execute(text("UPDATE sessions SET changed_at = created_at + interval '1 hour'"))
    deltas = ({"add": [{"person_id": person}]}, {"remove": [person]})
    for delta in (*deltas, *deltas, deltas[0]):
        await school.ok("admin", "POST", f"/v1/sessions/{session_id}/roster", delta)

    rows = await school.rows("SELECT added_at, removed_at FROM roster WHERE person_id = :id ORDER BY 1", id=person)
    assert len(rows) == 3
    for row, following in pairwise(rows):
        assert row.added_at < row.removed_at < following.added_at


async def test_courses_keep_their_coaches_when_others_come_and_go(school: School) -> None:
    biology = (await school.ok("admin", "POST", "/v1/courses", {"code": "BIO", "title": "Biology"}))["course_id"]
    session_id = await school.schedule(course_coaches={str(school.course_id): [school.people["coach-2"]]})
    path = f"/v1/sessions/{session_id}"

    await school.ok("admin", "POST", f"{path}/courses", {"add": [biology]})
    added = {"add": [school.people["coach-1"]]}
    await school.ok("admin", "POST", f"{path}/courses/{biology}/coaches", added)
    again = await school.ok("admin", "POST", f"{path}/courses/{biology}/coaches", added)

    session = await school.ok("coach-2", "GET", path)  # the coach of one course sees it like the session's coaches
    assert again["version"] == session["version"] == 3
    assert {course["code"]: course["coach_ids"] for course in session["courses"]} == {
        "MATH": [str(school.people["coach-2"])],
        "BIO": [str(school.people["coach-1"])],
    }
    refused(await school.send("coach-2", "POST", f"{path}/start"), 403, "not-the-coach")
    await school.ok("admin", "POST", f"{path}/courses", {"remove": [str(school.course_id)]})
    refused(await school.send("coach-2", "GET", path), 404, "session-not-found")
    refused(await school.send("admin", "POST", f"{path}/courses", {"remove": [uuid4()]}), 422, "unknown-reference")
    events = await school.events(session_id)
    assert [type(event) for event in events] == [SessionScheduled, SessionChanged, SessionChanged, SessionChanged]
    assert [event.sequence for event in events] == [1, 2, 3, 4]


async def test_a_copy_has_everything_but_what_happened(school: School) -> None:
    original = await school.schedule(
        starts_at=NOON,
        ends_at=NOON + HOUR,
        seats_max=9,
        access_from=NOON.isoformat(),
        course_coaches={str(school.course_id): [school.people["coach-2"]]},
    )
    path = f"/v1/sessions/{original}/copy"

    copy = await school.ok("admin", "POST", path, {"starts_at": NOON + 24 * HOUR, "with_roster": True})
    bare = await school.ok("admin", "POST", path, {"name": "Bare"})

    assert (copy["state"], copy["version"], copy["started_at"]) == ("scheduled", 1, None)
    assert copy["name"].endswith(" (copy)")
    assert (copy["ends_at"], copy["access_from"]) == ("2026-12-08T13:00:00Z", "2026-12-08T12:00:00Z")
    assert {seat["acceptance"] for seat in copy["roster"]} == {"invited"}
    assert (bare["starts_at"], bare["roster"], bare["seats_max"]) == (None, [], 9)
    detail = await school.ok("admin", "GET", f"/v1/sessions/{copy['session_id']}")
    assert detail["courses"][0]["coach_ids"] == [str(school.people["coach-2"])]
    refused(await school.send("admin", "POST", path, {"starts_at": NOON, "name": "Twice"}), 409, "double-booked")
    refused(await school.send("admin", "POST", path, {"name": "Bare"}), 409, "name-taken")
    refused(await school.send("admin", "POST", f"/v1/sessions/{uuid4()}/copy", {}), 404, "session-not-found")


@pytest.mark.parametrize(
    ("starts_at", "access_until", "display_from"),
    [
        ("2027-04-09T17:00:00+02:00", "2027-04-16T00:00:00+02:00", "2027-04-02T02:30:00+02:00"),  # clocks went forward
        ("2027-03-05T17:00:00+01:00", "2027-03-12T00:00:00+01:00", "2027-02-26T02:30:00+01:00"),
        ("2027-10-30T17:00:00+02:00", "2027-11-06T00:00:00+01:00", "2027-10-23T02:30:00+02:00"),  # and back
        ("2027-04-04T17:00:00+02:00", "2027-04-11T00:00:00+02:00", "2027-03-28T03:30:00+02:00"),  # 02:30 is skipped
        ("2027-11-07T17:00:00+01:00", "2027-11-14T00:00:00+01:00", "2027-10-31T02:30:00+02:00"),  # 02:30 comes twice
    ],
)
async def test_a_copy_moves_on_the_clocks_of_its_zone(
    school: School, starts_at: str, access_until: str, display_from: str
) -> None:
    original = await school.schedule(
        zone="Europe/Prague",
        starts_at="2027-03-26T17:00:00+01:00",
        ends_at="2027-03-26T18:30:00+01:00",
        access_until="2027-04-02T00:00:00+02:00",
        display_from="2027-03-19T02:30:00+01:00",
    )

    copy = await school.ok("admin", "POST", f"/v1/sessions/{original}/copy", {"starts_at": starts_at})

    found = {name: datetime.fromisoformat(copy[name]) for name in ("starts_at", "ends_at", "access_until")}
    start = datetime.fromisoformat(starts_at)
    assert found == {
        "starts_at": start,
        "ends_at": start + timedelta(minutes=90),
        "access_until": datetime.fromisoformat(access_until),
    }
    assert datetime.fromisoformat(copy["display_from"]) == datetime.fromisoformat(display_from)


async def test_after_completion_only_its_name_and_who_sees_it_may_change(school: School) -> None:
    session_id = await school.started()
    await school.complete(session_id)
    path = f"/v1/sessions/{session_id}"

    changes = {"name": "Renamed", "description": "x", "visibility": "list_only", "access_until": NOON.isoformat()}
    changed = await school.ok("admin", "PATCH", path, changes)

    assert (changed["state"], changed["version"], changed["name"]) == ("completed", 4, "Renamed")
    events = await school.events(session_id)
    assert isinstance(events[-1], SessionChanged)
    assert [event.sequence for event in events] == [1, 2, 3, 4]
    for forbidden in ({"starts_at": NOON, "ends_at": NOON + HOUR}, {"zone": "UTC"}, {"name": "A", "mode": "online"}):
        refused(await school.send("admin", "PATCH", path, forbidden), 409, "already-completed")


async def test_a_cancellation_tells_its_people_and_keeps_its_reason(school: School) -> None:
    session_id = await school.schedule()
    path = f"/v1/sessions/{session_id}"
    why = {"reason": "Coach is ill", "notice": "We make it up on Friday."}

    await school.ok("admin", "POST", f"{path}/cancel", why)
    again = await school.ok("admin", "POST", f"{path}/cancel", why)

    seen = await school.ok("learner-1", "GET", path)
    assert (seen["state"], seen["notice"], again["version"]) == ("cancelled", "We make it up on Friday.", 2)
    assert "Coach is ill" not in str(seen)
    refused(await school.send("admin", "POST", f"{path}/cancel", why | {"notice": "No."}), 409, "session-cancelled")


async def test_roster_events_carry_everybody(school: School) -> None:
    session_id = await school.schedule(roster=[])
    await school.ok(
        "admin", "POST", f"/v1/sessions/{session_id}/roster", {"add": [{"person_id": school.people["learner-2"]}]}
    )
    await school.ok(
        "admin", "POST", f"/v1/sessions/{session_id}/roster", {"add": [{"person_id": school.people["learner-1"]}]}
    )
    last = (await school.events(session_id))[-1]
    assert isinstance(last, RosterChanged)
    assert [seat.person_id for seat in last.roster] == sorted([school.people["learner-1"], school.people["learner-2"]])
