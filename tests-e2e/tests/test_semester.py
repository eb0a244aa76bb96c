"""A semester with an administrator, a coach and learners: from files to lessons that move."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from lockstep_e2e import semester
from lockstep_e2e.platform import Caller, Platform
from lockstep_e2e.semester import Semester, counts, sessions_file
from lockstep_local.waiting import eventually

PRAGUE = ZoneInfo(semester.ZONE)
FIRST = (datetime.now(PRAGUE) + timedelta(days=3)).replace(hour=0, minute=5, second=0, microsecond=0, tzinfo=None)


@pytest.fixture
async def term(platform: Platform) -> Semester:
    """An organisation with the people, courses and classes of the files."""
    admin = Caller(uuid4(), uuid4(), ("admin",))
    body = {"name": "Gymnasium", "zone": semester.ZONE}
    assert (await platform.send(admin, "PUT", "/v1/organisation", json=body)).is_success
    made = Semester(platform, admin, {})
    report = await made.load("people", semester.people_file(), encoding=semester.PEOPLE_ENCODING)
    assert counts(report) == (semester.COACHES + semester.LEARNERS, 0, 0, 0)
    usernames = [f"coach-{n}" for n in range(semester.COACHES)] + [f"learner-{n}" for n in range(semester.LEARNERS)]
    made.people.update(zip(usernames, (UUID(row["id"]) for row in report["results"]), strict=True))
    assert counts(await made.load("courses", semester.courses_file())) == (2, 0, 0, 0)
    assert counts(await made.load("classes", semester.classes_file())) == (2, 0, 0, 0)
    return made


async def test_a_file_with_mistakes_is_corrected_imported_exported_and_imported_again(term: Semester) -> None:
    rows = semester.sessions_rows(FIRST)
    wrong, places = semester.seven_mistakes(rows)

    tried = await term.load("sessions", wrong, dry_run="true")
    found = sorted((row["line"], row["column"]) for row in tried["results"] if row["result"] == "error")
    assert found == sorted(places)
    assert all(row["detail"] for row in tried["results"] if row["result"] == "error")
    refused = await term.send("sessions", wrong)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:lockstep:problem:import-refused")
    assert (await term.platform.get(term.admin, "/v1/sessions"))["items"] == []

    imported = await term.load("sessions", sessions_file(rows))
    assert counts(imported) == (semester.SESSIONS, 0, 0, 0)
    exported = await term.platform.send(term.admin, "GET", "/v1/sessions/export")
    assert exported.headers["content-type"].startswith("text/csv")
    for data in (sessions_file(rows), exported.content):
        assert counts(await term.load("sessions", data)) == (0, 0, semester.SESSIONS, 0)
    # a change in the file is refused, except if the request allows changes
    rows[7]["SessionDescription"] = "Something else"
    assert (await term.send("sessions", sessions_file(rows))).status_code == 422
    assert counts(await term.load("sessions", sessions_file(rows), import_mode="upsert")) == (
        0,
        1,
        semester.SESSIONS - 1,
        0,
    )


async def test_a_class_is_enrolled_and_a_learner_removed_and_the_register_follows(term: Semester) -> None:
    await term.load("sessions", sessions_file(semester.sessions_rows(FIRST)[:40]))
    session_id = await term.find("Lesson 001")
    classes = await term.platform.get(term.admin, "/v1/classes", q="4.B")

    async def registered() -> set[str]:
        answer = await term.platform.send(term.admin, "GET", f"/v1/attendance/registers/{session_id}")
        return set(answer.json()["roster"]) if answer.is_success else set()

    async def registers_show(people: set[str]) -> bool:
        return await registered() == people

    enrolled = await term.platform.post(
        term.admin, f"/v1/sessions/{session_id}/roster", {"class_ids": [classes["items"][0]["class_id"]]}
    )
    everybody = {seat["person_id"] for seat in enrolled["roster"]}
    assert len(everybody) == 14
    await eventually(lambda: registers_show(everybody), "register with the class")
    leaving = str(term.people["learner-10"])
    await term.platform.post(term.admin, f"/v1/sessions/{session_id}/roster", {"remove": [leaving]})
    await eventually(lambda: registers_show(everybody - {leaving}), "register without the learner")
    answer = await term.platform.send(term.somebody("learner-10"), "GET", f"/v1/sessions/{session_id}")
    assert answer.status_code == 404


async def test_a_weekly_lesson_keeps_its_hour_when_clocks_change_and_one_of_them_moves(term: Semester) -> None:
    tomorrow = datetime.now(PRAGUE) + timedelta(days=1)
    batch = await term.platform.post(
        term.admin,
        "/v1/batches",
        {
            "name": "Choir",
            "mode": "in_person",
            "coaches": [{"person_id": str(term.people["coach-0"])}],
            "rule": f"FREQ=WEEKLY;BYDAY={['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][tomorrow.weekday()]}",
            "first_at": f"{tomorrow:%Y-%m-%d}T17:00",
            "duration_minutes": 90,
            "ahead_days": 366,
            "roster": [{"person_id": str(term.people["learner-0"])}],
        },
    )

    lessons = await _lessons(term)
    assert len(lessons) >= 52
    assert len({lesson.utcoffset() for lesson in lessons.values()}) == 2  # summer and winter
    assert {(lesson.hour, lesson.minute) for lesson in lessons.values()} == {(17, 0)}

    before = next(
        name
        for (name, one), other in zip(lessons.items(), list(lessons.values())[1:], strict=False)
        if one.utcoffset() != other.utcoffset()
    )
    moved_to = (lessons[before].replace(tzinfo=None) + timedelta(days=7, hours=2)).replace(tzinfo=PRAGUE)
    assert moved_to.utcoffset() != lessons[before].utcoffset()
    path = f"/v1/sessions/{await term.find(before)}"
    body = {"starts_at": moved_to.isoformat(), "ends_at": (moved_to + timedelta(minutes=90)).isoformat()}
    assert (await term.platform.send(term.admin, "PATCH", path, json=body)).is_success

    path = f"/v1/batches/{batch['batch']['batch_id'] if 'batch' in batch else batch['batch_id']}"
    earlier = {"first_at": f"{tomorrow:%Y-%m-%d}T16:00"}
    changed = await term.platform.send(term.admin, "PATCH", path, json=earlier)
    assert changed.is_success, changed.text
    after = await _lessons(term)
    assert [at for at in after.values() if at.hour == 19] == [moved_to]
    assert {at.hour for at in after.values() if at != moved_to} == {16}
    history = await term.platform.get(term.admin, f"/v1/sessions/{await _find_moved(term, moved_to)}/history")
    assert {entry["action"] for entry in history["items"]} >= {"changed", "created"}


async def _lessons(term: Semester) -> dict[str, datetime]:
    """Return the choir's lessons by name, with their starts in Prague's time."""
    found: dict[str, datetime] = {}
    cursor: str | None = ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        page = await term.platform.get(term.admin, "/v1/sessions", q="choir", limit="50", **more)
        for item in page["items"]:
            found[item["name"]] = datetime.fromisoformat(item["starts_at"]).astimezone(PRAGUE)
        cursor = page["next_cursor"]
    return found


async def _find_moved(term: Semester, at: datetime) -> str:
    start = at.astimezone(UTC).isoformat()
    page = await term.platform.get(term.admin, "/v1/sessions", q="choir", listed_since=start, limit="1")
    return str(page["items"][0]["session_id"])


async def test_own_sessions_are_sorted_by_own_windows_before_within_and_after(term: Semester) -> None:
    now = datetime.now(UTC)
    hour = timedelta(hours=1)
    windows: dict[str, dict[str, Any]] = {
        "before": {"access_from": now + hour},
        "within": {"access_from": now - hour, "access_until": now + hour},
        "after": {"access_until": now - hour},
        "coach is still in": {"access_until": now - hour, "coach_until": now + hour},
    }
    for name, window in windows.items():
        body = {
            "name": name,
            "mode": "online",
            "coaches": [{"person_id": str(term.people["coach-1"])}],
            "roster": [{"person_id": str(term.people["learner-1"])}],
            "visibility": "list_only",
            **{side: at.isoformat() for side, at in window.items()},
        }
        await term.platform.post(term.admin, "/v1/sessions", body)

    for who, when, names in (
        ("learner-1", "upcoming", {"before"}),
        ("learner-1", "current", {"within"}),
        ("learner-1", "past", {"after", "coach is still in"}),
        ("coach-1", "upcoming", {"before"}),
        ("coach-1", "current", {"within", "coach is still in"}),
        ("coach-1", "past", {"after"}),
    ):
        assert await term.own(who, when) == names, (who, when)
    statuses = {}
    for name in windows:
        session_id = await term.find(name)
        answer = await term.platform.send(term.somebody("learner-1"), "GET", f"/v1/sessions/{session_id}")
        statuses[name] = answer.status_code
    assert statuses == {"before": 403, "within": 200, "after": 403, "coach is still in": 403}
