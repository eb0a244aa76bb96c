"""Unlogged sessions: the table that knows them, the coach's list, and the admins' list."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from ..conftest import School, refused

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


async def ended(school: School, ago: timedelta, **changes: object) -> str:
    """Schedule a session that ended this long ago."""
    end = datetime.now(UTC) - ago
    return await school.schedule(starts_at=end - 45 * MINUTE, ends_at=end, **changes)


async def unlogged(school: School, who: str, **params: Any) -> list[Any]:
    """Return all sessions that a person has to log, page by page."""
    items, more = [], dict[str, Any]()
    while True:
        page = await school.ok(who, "GET", "/v1/me/unlogged", **params, **more)
        items += page["items"]
        more = {"cursor": page["next_cursor"]}
        if more["cursor"] is None:
            return items


async def listed(school: School, who: str = "admin", **params: Any) -> list[str]:
    """Return the ids of the list of unlogged sessions, page by page."""
    found, more = [], dict[str, Any]()
    while True:
        page = await school.ok(who, "GET", "/v1/sessions", state="unlogged", **params, **more)
        found += [one["session_id"] for one in page["items"]]
        more = {"cursor": page["next_cursor"]}
        if more["cursor"] is None:
            return found


async def open_rows(school: School, session_id: str) -> list[Any]:
    """Return the rows of a session in the table of open sessions."""
    return await school.rows(
        "SELECT planned, ended_at, remind_at, reminded FROM open_sessions WHERE session_id = :id", id=UUID(session_id)
    )


async def test_a_coach_sees_what_is_to_be_logged_and_the_time_left(school: School) -> None:
    old, recent, long_ago = [await ended(school, ago) for ago in (30 * HOUR, 2 * HOUR, 80 * HOUR)]
    await ended(school, -HOUR)  # still on
    co_coached = await ended(
        school, 50 * HOUR, coaches=[{"person_id": school.people["coach-2"]}, {"person_id": school.people["coach-1"]}]
    )
    completed, cancelled = await ended(school, 10 * HOUR, mode="in_person"), await ended(school, 12 * HOUR)
    await school.complete(completed)
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled}/cancel", {"reason": "Snow"})

    found = await unlogged(school, "coach-1", limit=2)

    assert [one["session_id"] for one in found] == [long_ago, co_coached, old, recent]
    assert [one["support_needed"] for one in found] == [True, False, False, False]
    assert found[0]["seconds_left"] == 0
    for one, hours in zip(found[1:], (22, 42, 70), strict=True):
        assert 3600 * hours - 60 < one["seconds_left"] <= 3600 * hours
        assert datetime.fromisoformat(one["log_until"]) - datetime.fromisoformat(one["ended_at"]) == 72 * HOUR
    assert (found[1]["coach_name"], found[1]["state"]) == ("Coach-2", "scheduled")
    assert [one["session_id"] for one in await unlogged(school, "coach-2")] == [co_coached]
    assert await unlogged(school, "learner-1") == await unlogged(school, "admin") == []
    refused(await school.send("coach-1", "GET", "/v1/me/unlogged", cursor="WzEsMl0"), 422, "invalid-cursor")


async def test_without_a_schedule_it_is_over_when_the_longest_session_would_be(school: School) -> None:
    session_id, waiting = (
        await school.unplanned(),
        await school.schedule(starts_at=None, ends_at=None),
    )
    [row] = await open_rows(school, session_id)
    assert (row.planned, await open_rows(school, waiting)) == (False, [])
    started_at = datetime.now(UTC) - 100 * MINUTE
    async with school.superuser.begin() as db:
        await db.execute(
            text("UPDATE sessions SET started_at = :at WHERE id = :id"), {"at": started_at, "id": UUID(session_id)}
        )

    [found] = await unlogged(school, "coach-1")
    assert datetime.fromisoformat(found["ended_at"]) == started_at + 90 * MINUTE
    assert await listed(school) == [session_id]
    await school.ok("admin", "PUT", "/v1/policy", {"maximum_minutes": 120, "effective_from": started_at - HOUR})
    assert await unlogged(school, "coach-1") == await listed(school) == []


async def test_the_table_of_open_sessions_follows_every_change(school: School) -> None:
    session_id = await ended(school, HOUR)
    path = f"/v1/sessions/{session_id}"
    [first] = await open_rows(school, session_id)
    assert (first.planned, first.remind_at, first.reminded) == (True, first.ended_at, 0)
    async with school.superuser.begin() as db:
        await db.execute(text("UPDATE open_sessions SET remind_at = NULL, reminded = 2"))

    await school.ok("coach-1", "POST", f"{path}/start")
    await school.ok("admin", "PATCH", path, {"name": "Geometry"})
    [same] = await open_rows(school, session_id)
    assert (same.remind_at, same.reminded, same.ended_at) == (None, 2, first.ended_at), "the end did not change"
    later = datetime.now(UTC) + HOUR
    await school.ok("admin", "PATCH", path, {"ends_at": later})
    [moved] = await open_rows(school, session_id)
    assert (moved.ended_at, moved.remind_at, moved.reminded) == (later, later, 0)
    await school.ok("admin", "PATCH", path, {"starts_at": None, "ends_at": None})
    [unplanned] = await open_rows(school, session_id)
    assert (unplanned.planned, unplanned.ended_at < later) == (False, True)
    assert (await school.complete(session_id)).status_code == 200
    assert await open_rows(school, session_id) == []
    other = await ended(school, HOUR)
    await school.ok("admin", "POST", f"/v1/sessions/{other}/cancel", {"reason": "Snow"})
    assert await open_rows(school, other) == []


async def test_admins_and_support_list_what_is_unlogged_with_the_lists_filters(school: School) -> None:
    older = await ended(school, 5 * DAY, name="Zoology")
    newer = await ended(
        school, HOUR, name="Algebra 7", coaches=[{"person_id": school.people["coach-2"]}], category="Maths"
    )
    logged = await ended(school, 3 * HOUR, mode="in_person")
    await school.complete(logged)
    await ended(school, -HOUR)
    await school.schedule(starts_at=None, ends_at=None)

    since: dict[str, Any] = {"listed_since": datetime.now(UTC) - DAY}
    assert await listed(school) == await listed(school, "support") == [older, newer]
    assert await listed(school, sort="-start", limit=1) == [newer, older]
    assert await listed(school, sort="name") == [newer, older]
    assert await listed(school, coach_id=school.people["coach-2"]) == await listed(school, q="alg") == [newer]
    assert await listed(school, **since) == await listed(school, q="7") == [newer]
    assert await listed(school, status="upcoming") == await listed(school, course_id=uuid4()) == []
    for who in ("coach-1", "learner-1"):
        answer = await school.send(who, "GET", "/v1/sessions", state="unlogged")
        assert "/v1/me/unlogged" in refused(answer, 403, "forbidden")
    refused(await school.send("admin", "GET", "/v1/sessions", state="forgotten"), 422, "unprocessable")
    other = School(school.api, school.database, school.superuser)
    assert await listed(other) == []
    exported = await school.send("admin", "GET", "/v1/sessions/export", state="unlogged")
    assert [name in exported.text for name in ("Zoology", "Algebra 7")] == [True, True]
    assert len(exported.text.splitlines()) == 3


async def test_where_many_are_unlogged_they_are_walked_past(school: School, monkeypatch: Any) -> None:
    found = [await ended(school, hours * HOUR) for hours in (4, 2)]
    await ended(school, -HOUR)
    monkeypatch.setattr("sessions.search.LOOKED_UP_MAX", 1)

    assert await listed(school) == found
    assert await listed(school, limit=1, sort="-start") == found[::-1]
