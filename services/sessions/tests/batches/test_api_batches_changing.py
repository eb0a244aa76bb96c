"""Changing batches through HTTP: what future sessions take over, what they keep, and which sessions never change."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from contracts.sessions import SessionCancelled, SessionChanged, SessionScheduled
from sqlalchemy import text

from ..conftest import School, refused
from ..helpers.batches import create, first_monday, future, monday, seat

PRAGUE = ZoneInfo("Europe/Prague")


def wall_clock(session: Any, zone: ZoneInfo = PRAGUE) -> str:
    """Return the local time at which a session starts."""
    return f"{datetime.fromisoformat(session['starts_at']).astimezone(zone):%Y-%m-%d %H:%M}"


async def change(school: School, batch_id: str, **changes: object) -> Any:
    """Change a batch and return the answer."""
    return await school.ok("admin", "PATCH", f"/v1/batches/{batch_id}", changes)


async def read(school: School, session: Any) -> Any:
    """Return all fields of a session."""
    return await school.ok("admin", "GET", f"/v1/sessions/{session['session_id']}")


@pytest.mark.parametrize("zone", ["Europe/Prague", "America/New_York"])
async def test_the_wall_clock_stays_across_changes_of_the_clocks(school: School, zone: str) -> None:
    made = await create(school, zone=zone, rule="FREQ=WEEKLY;BYDAY=MO,TH", ahead_days=366)

    starts = await school.rows("SELECT starts_at, ends_at FROM sessions ORDER BY starts_at")
    assert len(starts) == made["sessions_created"] > 100
    local = [row.starts_at.astimezone(ZoneInfo(zone)) for row in starts]
    assert {(at.hour, at.minute) for at in local} == {(17, 0)}
    assert {at.weekday() for at in local} == {0, 3}
    assert len({at.utcoffset() for at in local}) == 2, "a year has summer and winter time"
    assert {row.ends_at - row.starts_at for row in starts} == {timedelta(hours=1)}
    shown = await future(school, made["batch_id"])
    assert [one["starts_at"] for one in shown] == [
        f"{row.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for row in starts[: len(shown)]
    ]

    answer = await change(school, made["batch_id"], first_at=first_monday("09:30"))

    assert (answer["sessions_changed"], answer["sessions_cancelled"], answer["sessions_created"]) == (len(starts), 0, 0)
    moved = await school.rows("SELECT starts_at, name FROM sessions WHERE state = 'scheduled' ORDER BY starts_at")
    assert [f"Algebra {row.starts_at.astimezone(ZoneInfo(zone)):%Y-%m-%d} 09:30" for row in moved] == [
        row.name for row in moved
    ]
    assert [row.starts_at.astimezone(ZoneInfo(zone)).date() for row in moved] == [at.date() for at in local]


async def test_another_zone_moves_the_instants_and_keeps_the_wall_clock(school: School) -> None:
    batch_id = (await create(school))["batch_id"]
    before = await future(school, batch_id)

    answer = await change(school, batch_id, zone="America/New_York", duration_minutes=90)

    after = await future(school, batch_id)
    assert answer["sessions_changed"] == 4
    assert [one["session_id"] for one in after] == [one["session_id"] for one in before]
    assert [wall_clock(one, ZoneInfo("America/New_York")) for one in after] == [wall_clock(one) for one in before]
    event = (await school.events(after[0]["session_id"]))[-1]
    assert isinstance(event, SessionChanged)
    assert (event.zone, event.sequence, str(event.batch_id)) == ("America/New_York", 2, batch_id)
    assert event.ends_at is not None
    assert event.starts_at is not None
    assert event.ends_at - event.starts_at == timedelta(minutes=90)


async def test_everything_else_is_handed_down_with_history_and_an_event_each(school: School) -> None:
    room = await school.ok("admin", "POST", "/v1/rooms", {"name": "Room 4"})
    batch_id = (await create(school, roster=[seat(school, 1)]))["batch_id"]

    answer = await change(
        school,
        batch_id,
        name="Geometry",
        description="Circles",
        mode="in_person",
        category="Maths",
        coaches=[{"person_id": school.people["coach-2"]}],
        course_ids=[school.course_id],
        room_id=room["room_id"],
        seats_max=9,
        visibility="accessible",
    )

    assert (answer["version"], answer["sessions_changed"], answer["name"]) == (2, 4, "Geometry")
    for week, session in enumerate(await future(school, batch_id)):
        whole = await read(school, session)
        assert whole["name"] == f"Geometry {monday(week)} 17:00"
        assert (whole["description"], whole["mode"], whole["category"]) == ("Circles", "in_person", "Maths")
        assert (whole["room"], whole["seats_max"], whole["visibility"]) == ("Room 4", 9, "accessible")
        assert [coach["person_id"] for coach in whole["coaches"]] == [str(school.people["coach-2"])]
        assert whole["course_ids"] == [str(school.course_id)]
        assert (whole["version"], len(await school.events(session["session_id"]))) == (2, 2)
        history = await school.rows(
            "SELECT changes FROM session_history WHERE session_id = :id", id=session["session_id"]
        )
        assert len(history) == 1
        assert session["own_fields"] == [], "a value from the batch is not the session's own"
    await create(school, name="Drama")  # coach-1 is free again
    same = await change(school, batch_id, name="Geometry", rule="freq=weekly;byday=mo;interval=1")
    assert (same["version"], same["sessions_changed"]) == (2, 0)


async def test_another_weekday_cancels_and_creates_and_can_be_taken_back(school: School) -> None:
    batch_id = (await create(school, roster=[seat(school, 1)]))["batch_id"]
    mondays = await future(school, batch_id)

    answer = await change(school, batch_id, rule="FREQ=WEEKLY;BYDAY=TU", notice="From now on we meet on Tuesdays.")

    tuesdays = await future(school, batch_id)
    assert (answer["sessions_cancelled"], answer["sessions_created"], answer["sessions_changed"]) == (
        4,
        len(tuesdays),
        0,
    )
    assert {date.fromisoformat(one["occurrence"]).weekday() for one in tuesdays} == {1}
    for session in mondays:
        whole = await read(school, session)
        assert (whole["state"], whole["notice"]) == ("cancelled", "From now on we meet on Tuesdays.")
        assert isinstance((await school.events(session["session_id"]))[-1], SessionCancelled)
    reasons = await school.rows("SELECT DISTINCT cancel_reason FROM sessions WHERE state = 'cancelled'")
    assert [row.cancel_reason for row in reasons] == ["The series changed"]
    [scheduled] = await school.events(tuesdays[0]["session_id"])
    assert isinstance(scheduled, SessionScheduled)
    assert (str(scheduled.batch_id), len(scheduled.roster)) == (batch_id, 1)

    back = await change(school, batch_id, rule="FREQ=WEEKLY;BYDAY=MO")

    assert back["sessions_created"] == 4
    again = await future(school, batch_id)
    assert [one["name"] for one in again] == [f"Algebra {monday(week)} 17:00" for week in range(4)]
    later = await change(school, batch_id, description="Equations")
    assert later["sessions_changed"] == 4
    assert [one["name"] for one in await future(school, batch_id)] == [one["name"] for one in again]
    await change(school, batch_id, rule="FREQ=WEEKLY;BYDAY=TU", name="ALGEBRA")
    await change(school, batch_id, rule="FREQ=WEEKLY;BYDAY=MO")
    assert [one["name"] for one in await future(school, batch_id)] == [
        f"ALGEBRA {monday(week)} 17:00" for week in range(4)
    ]


async def test_what_was_changed_on_one_session_stays_when_the_batch_changes(school: School) -> None:
    batch_id = (await create(school))["batch_id"]
    moved, substituted, renamed, cancelled = await future(school, batch_id)
    elsewhere = datetime.combine(monday(0), datetime.min.time(), PRAGUE) + timedelta(days=1, hours=10)
    times = {"starts_at": elsewhere, "ends_at": elsewhere + timedelta(hours=2)}
    await school.ok("admin", "PATCH", f"/v1/sessions/{moved['session_id']}", times)
    substitute = {"coaches": [{"person_id": school.people["coach-2"]}]}
    await school.ok("admin", "PATCH", f"/v1/sessions/{substituted['session_id']}", substitute)
    named = {"name": "Open day", "description": "Bring a friend"}
    await school.ok("admin", "PATCH", f"/v1/sessions/{renamed['session_id']}", named)
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled['session_id']}/cancel", {"reason": "Holiday"})

    await change(school, batch_id, first_at=first_monday("18:00"), description="New", mode="in_person", name="Geometry")
    answer = await change(
        school, batch_id, coaches=[{"person_id": school.people["coach-2"]}, {"person_id": school.people["coach-1"]}]
    )

    assert answer["sessions_changed"] == 2, "the one that was moved and the one that was renamed"
    moved, substituted, renamed, cancelled = [
        await read(school, one) for one in (moved, substituted, renamed, cancelled)
    ]
    assert wall_clock(moved) == f"{monday(0) + timedelta(days=1)} 10:00"
    assert (moved["description"], moved["mode"], len(moved["coaches"])) == ("New", "in_person", 2)
    assert wall_clock(substituted) == f"{monday(1)} 18:00"
    assert [coach["person_id"] for coach in substituted["coaches"]] == [str(school.people["coach-2"])]
    assert wall_clock(renamed) == f"{monday(2)} 18:00"
    assert (renamed["name"], renamed["description"], renamed["mode"]) == ("Open day", "Bring a friend", "in_person")
    assert (cancelled["state"], cancelled["version"], wall_clock(cancelled)) == ("cancelled", 2, f"{monday(3)} 17:00")
    assert [one["occurrence"] for one in await future(school, batch_id)] == [str(monday(week)) for week in range(3)], (
        "a session that was cancelled by hand is not created again"
    )


async def test_sessions_that_began_or_are_over_are_never_touched(school: School) -> None:
    batch_id = (await create(school, roster=[seat(school, 1, "accepted")]))["batch_id"]
    completed, begun, over, ahead = await future(school, batch_id)
    async with school.superuser.begin() as db:  # without this it would take weeks
        for days, session in enumerate((completed, begun, over)):
            at = datetime.now(UTC) - timedelta(hours=2, days=days)
            values = {"id": session["session_id"], "at": at, "end": at + timedelta(hours=1)}
            await db.execute(text("DELETE FROM bookings WHERE session_id = :id"), values)
            await db.execute(text("UPDATE sessions SET starts_at = :at, ends_at = :end WHERE id = :id"), values)
    for session in (completed, begun):
        await school.ok("coach-1", "POST", f"/v1/sessions/{session['session_id']}/start")
    assert (await school.complete(completed["session_id"])).status_code == 200
    before = [await read(school, one) for one in (completed, begun, over)]

    await change(
        school,
        batch_id,
        first_at=first_monday("18:00"),
        description="New",
        coaches=[{"person_id": school.people["coach-2"]}],
    )
    await change(school, batch_id, rule="FREQ=WEEKLY;BYDAY=WE")
    await school.ok("admin", "POST", f"/v1/batches/{batch_id}/roster", {"add": [seat(school, 2)]})
    await school.ok("admin", "POST", f"/v1/batches/{batch_id}/end", {"reason": "Over"})

    assert [await read(school, one) for one in (completed, begun, over)] == before
    assert (await read(school, ahead))["state"] == "cancelled"


async def test_a_clash_refuses_the_whole_change_and_names_each(school: School) -> None:
    await create(school, name="Drama", first_at=first_monday("19:00"))
    batch_id = (await create(school))["batch_id"]
    before = await school.rows("SELECT id, version, starts_at, name FROM sessions ORDER BY id")

    later = await school.send("admin", "PATCH", f"/v1/batches/{batch_id}", {"first_at": first_monday("18:30")})
    longer = await school.send(
        "admin", "PATCH", f"/v1/batches/{batch_id}", {"rule": "FREQ=DAILY", "duration_minutes": 150}
    )

    assert "Coach-1 is booked for 'Drama " in refused(later, 409, "double-booked")
    assert len(later.json()["errors"]) == len(longer.json()["errors"]) == 4
    assert await school.rows("SELECT id, version, starts_at, name FROM sessions ORDER BY id") == before
    assert (await school.ok("admin", "GET", f"/v1/batches/{batch_id}"))["version"] == 1
    assert len(await school.rows("SELECT 1 FROM outbox WHERE topic = 'sessions.lifecycle.v1'")) == len(before)


async def test_sessions_that_fill_the_day_can_all_move_by_hours(school: School) -> None:
    room = await school.ok("admin", "POST", "/v1/rooms", {"name": "Room 4"})
    batch_id = (await create(school, rule="FREQ=DAILY", duration_minutes=20 * 60, room_id=room["room_id"], zone="UTC"))[
        "batch_id"
    ]

    for time in ("21:00", "04:00"):
        answer = await change(school, batch_id, first_at=first_monday(time))
        assert (answer["sessions_cancelled"], answer["sessions_created"]) == (0, 0)
    starts = {wall_clock(one, ZoneInfo("UTC"))[-5:] for one in await future(school, batch_id)}
    assert starts == {"04:00"}


async def test_more_days_ahead_are_generated_at_once_and_fewer_cancel_nothing(school: School) -> None:
    made = await create(school)
    ahead = made["ahead_days"]

    more = await change(school, made["batch_id"], ahead_days=ahead + 14)
    fewer = await change(school, made["batch_id"], ahead_days=7)

    assert (more["sessions_created"], more["sessions_changed"]) == (2, 0)
    assert (fewer["sessions_created"], fewer["sessions_cancelled"]) == (0, 0)
    assert len(await future(school, made["batch_id"])) == 6
    assert fewer["generated_to"] == more["generated_to"]


async def test_bad_changes_are_refused_and_change_nothing(school: School) -> None:
    batch_id = (await create(school, roster=[seat(school, 1), seat(school, 2)]))["batch_id"]
    await create(school, name="Drama", first_at=first_monday("08:00"))
    path = f"/v1/batches/{batch_id}"
    cases: list[tuple[dict[str, object], int, str]] = [
        ({"name": "Drama"}, 409, "name-taken"),
        ({"rule": "FREQ=YEARLY"}, 422, "invalid-rule"),
        ({"rule": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20200101"}, 422, "invalid-rule"),
        ({"zone": "Mars/Olympus"}, 422, "invalid-schedule"),
        ({"zone": None}, 422, "unprocessable"),
        ({"seats_max": 1}, 409, "seats-taken"),
        ({"coaches": [{"person_id": school.people["learner-1"]}]}, 422, "unknown-reference"),
        ({"state": "ended"}, 422, "unprocessable"),
    ]
    for body, status, slug in cases:
        refused(await school.send("admin", "PATCH", path, body), status, slug)
    refused(await school.send("admin", "PATCH", path, {"name": "A"}, {"If-Match": '"7"'}), 412, "stale-version")
    assert (await school.ok("admin", "GET", path))["version"] == 1
    assert await school.rows("SELECT 1 FROM session_history") == []
