"""Scheduling, changing, roster, start, presence and cancelling through HTTP."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from contracts.sessions import (
    SessionCancelled,
    SessionChanged,
    SessionScheduled,
    SessionStarted,
)

from ..conftest import School, refused


async def test_scheduling_emits_the_whole_state(school: School) -> None:
    session_id = await school.schedule(category="Maths", zone="America/New_York")

    session = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    [event] = await school.events(session_id)
    assert isinstance(event, SessionScheduled)
    assert (event.sequence, event.key, str(event.session_id)) == (1, session_id, session_id)
    assert event.zone == session["zone"] == "America/New_York"
    assert event.category_id == UUID(session["category_id"])
    assert event.course_ids == (school.course_id,)
    assert (event.starts_at, event.mode) == (datetime.fromisoformat(session["starts_at"]), "online")
    assert session["category"] == "Maths"
    assert {person["name"] for person in session["people"]} == {"Coach-1", "Learner-1", "Learner-2"}


async def test_the_organisations_zone_is_the_default(school: School) -> None:
    session_id = await school.schedule()

    assert (await school.ok("admin", "GET", f"/v1/sessions/{session_id}"))["zone"] == "Europe/Prague"


async def test_bad_sessions_are_refused_with_the_field(school: School) -> None:
    coach, learner = str(school.people["coach-1"]), str(school.people["learner-1"])
    body = {"name": "Algebra", "mode": "online", "coaches": [{"person_id": coach}]}
    start = "2026-11-02T07:10:00+01:00"
    cases: list[tuple[dict[str, object], str, str]] = [
        ({"name": ""}, "unprocessable", "/name"),
        ({"name": "x" * 151}, "unprocessable", "/name"),
        ({"name": "a\u0000b"}, "unprocessable", "/name"),
        ({"mode": "moon"}, "unprocessable", "/mode"),
        ({"coaches": []}, "unprocessable", "/coaches"),
        ({"coaches": [{"person_id": str(uuid4())}]}, "unknown-reference", "/coaches"),
        ({"coaches": [{"person_id": learner}]}, "unknown-reference", "/coaches"),
        ({"coaches": [{"person_id": coach}, {"person_id": coach}]}, "invalid-shares", "/coaches"),
        ({"coaches": [{"person_id": coach, "share_basis_points": 1}]}, "invalid-shares", "/coaches"),
        ({"course_ids": [str(uuid4())]}, "unknown-reference", "/course_ids"),
        ({"roster": [{"person_id": coach}]}, "unknown-reference", "/roster"),
        ({"zone": "Mars/Olympus"}, "invalid-schedule", "/zone"),
        ({"starts_at": start}, "invalid-schedule", "/ends_at"),
        ({"starts_at": start, "ends_at": start}, "invalid-schedule", "/ends_at"),
        ({"starts_at": start, "ends_at": "2028-11-02T07:10:00Z"}, "invalid-schedule", "/ends_at"),
        ({"starts_at": start, "ends_at": "9999-12-31T23:59:59-14:00"}, "unprocessable", "/ends_at"),
        ({"starts_at": "2026-11-02T07:10:00", "ends_at": start}, "unprocessable", "/starts_at"),
        ({"colour": "red"}, "unprocessable", "/colour"),
    ]
    for change, slug, pointer in cases:
        answer = await school.send("admin", "POST", "/v1/sessions", body | change)
        refused(answer, 422, slug)
        assert answer.json()["errors"][0]["pointer"].startswith(pointer), (change, answer.text)
    assert await school.rows("SELECT 1 FROM sessions") == []


async def test_names_are_unique_in_an_organisation_and_free_in_others(school: School) -> None:
    first = await school.schedule(name="Algebra")
    second = await school.schedule(name="Geometry")
    body = {"name": "Algebra", "mode": "online", "coaches": [{"person_id": str(school.people["coach-1"])}]}

    refused(await school.send("admin", "POST", "/v1/sessions", body), 409, "name-taken")
    refused(await school.send("admin", "PATCH", f"/v1/sessions/{second}", {"name": "Algebra"}), 409, "name-taken")
    spelt = await school.send("admin", "POST", "/v1/sessions", body | {"name": "ALGEBRA"})
    assert "'Algebra', which is another spelling of 'ALGEBRA'" in refused(spelt, 409, "name-taken")
    refused(await school.send("admin", "PATCH", f"/v1/sessions/{second}", {"name": "ALGEBRA"}), 409, "name-taken")
    assert (await school.ok("admin", "GET", f"/v1/sessions/{first}"))["name"] == "Algebra"


async def test_the_same_key_schedules_once(school: School) -> None:
    body = {"name": "Algebra", "mode": "online", "coaches": [{"person_id": str(school.people["coach-1"])}]}
    headers = {"Idempotency-Key": "once"}

    first = await school.send("admin", "POST", "/v1/sessions", body, headers)
    again = await school.send("admin", "POST", "/v1/sessions", body, headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert len(await school.rows("SELECT 1 FROM sessions")) == 1


async def test_a_change_is_a_delta_with_one_event_and_a_new_version(school: School) -> None:
    session_id = await school.schedule()
    before = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    change = {
        "mode": "in_person",
        "coaches": [{"person_id": school.people["coach-2"]}, {"person_id": school.people["coach-1"]}],
        "course_ids": [],
        "category": "Drama",
    }

    answer = await school.send("admin", "PATCH", f"/v1/sessions/{session_id}", change, {"If-Match": '"1"'})

    after = answer.json()
    assert (answer.status_code, answer.headers["ETag"], after["version"]) == (200, '"2"', 2)
    assert [coach["share_basis_points"] for coach in after["coaches"]] == [5_000, 5_000]
    assert [seat["person_id"] for seat in after["roster"]] == [seat["person_id"] for seat in before["roster"]]
    assert after["name"] == before["name"]
    event = (await school.events(session_id))[-1]
    assert isinstance(event, SessionChanged)
    assert (event.sequence, event.mode, event.course_ids) == (2, "in_person", ())
    assert event.coaches[0].person_id == school.people["coach-2"]
    read = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    for one in (*read["coaches"], *read["roster"]):
        del one["name"]  # the answer to a change has no names
    assert {key: read[key] for key in after} == after


async def test_a_change_that_changes_nothing_is_no_event(school: School) -> None:
    session_id = await school.schedule(category="Maths")

    answer = await school.send("admin", "PATCH", f"/v1/sessions/{session_id}", {"mode": "online", "category": "Maths"})

    assert answer.headers["ETag"] == '"1"'
    assert len(await school.events(session_id)) == 1


async def test_a_stale_version_is_refused(school: School) -> None:
    session_id = await school.schedule()
    path = f"/v1/sessions/{session_id}"
    await school.ok("admin", "PATCH", path, {"description": "New"})

    for method, sub, body in (
        ("PATCH", "", {"description": "Newer"}),
        ("POST", "/roster", {"remove": [school.people["learner-1"]]}),
        ("POST", "/cancel", {"reason": "Snow"}),
    ):
        refused(await school.send("admin", method, path + sub, body, {"If-Match": '"1"'}), 412, "stale-version")
    assert (await school.send("admin", "PATCH", path, {}, {"If-Match": "yes"})).status_code == 400
    assert len(await school.events(session_id)) == 2


async def test_null_takes_schedule_and_category_away_and_nothing_else(school: School) -> None:
    session_id = await school.schedule(category="Maths")
    path = f"/v1/sessions/{session_id}"

    after = await school.ok("admin", "PATCH", path, {"starts_at": None, "ends_at": None, "category": None})

    assert (after["starts_at"], after["ends_at"], after["category_id"]) == (None, None, None)
    for name in ("name", "description", "mode", "coaches", "course_ids", "zone"):
        assert (await school.send("admin", "PATCH", path, {name: None})).status_code == 422, name


async def test_starting_twice_is_once(school: School) -> None:
    session_id = await school.schedule()
    path = f"/v1/sessions/{session_id}/start"

    first = await school.ok("coach-1", "POST", path)
    again = await school.ok("coach-1", "POST", path)

    assert first == again
    assert (first["state"], first["version"]) == ("in_progress", 2)
    event = (await school.events(session_id))[-1]
    assert isinstance(event, SessionStarted)
    assert event.started_by == school.people["coach-1"]


async def test_who_may_start_and_when(school: School) -> None:
    start = datetime.now(UTC) + timedelta(minutes=61)
    session_id = await school.schedule(starts_at=start, ends_at=start + timedelta(minutes=45))
    path = f"/v1/sessions/{session_id}/start"

    refused(await school.send("learner-1", "POST", path), 403, "forbidden")
    refused(await school.send("coach-2", "POST", path), 404, "session-not-found")
    refused(await school.send("coach-1", "POST", path), 409, "too-early-to-start")
    await school.ok("admin", "PUT", "/v1/policy", {"start_early_minutes": 90})
    await school.ok("coach-1", "POST", path)


async def test_cancelling_is_final_and_twice_is_once(school: School) -> None:
    session_id = await school.schedule()
    path = f"/v1/sessions/{session_id}"

    first = await school.ok("admin", "POST", f"{path}/cancel", {"reason": "Snow"})
    again = await school.ok("admin", "POST", f"{path}/cancel", {"reason": "Snow"})

    assert first == again
    event = (await school.events(session_id))[-1]
    assert isinstance(event, SessionCancelled)
    assert "Snow" not in event.model_dump_json()
    requests: list[tuple[str, str, str, object]] = [
        ("admin", "POST", "/cancel", {"reason": "Rain"}),
        ("admin", "PATCH", "", {"description": "x", "mode": "in_person"}),
        ("admin", "PATCH", "", {"seats_max": 3}),
        ("admin", "POST", "/courses", {"remove": [school.course_id]}),
        ("admin", "POST", f"/courses/{school.course_id}/coaches", {"add": [school.people["coach-2"]]}),
        ("admin", "POST", "/roster", {"add": [{"person_id": school.people["learner-3"]}]}),
        ("learner-1", "POST", "/acceptance", {"acceptance": "declined"}),
        ("coach-1", "POST", "/start", None),
        ("coach-1", "POST", "/presence", {"action": "join"}),
    ]
    for who, method, sub, body in requests:
        refused(await school.send(who, method, path + sub, body), 409, "session-cancelled")
    assert len(await school.events(session_id)) == 2


async def test_a_completed_session_takes_no_change(school: School) -> None:
    session_id = await school.started()
    await school.complete(session_id)
    path = f"/v1/sessions/{session_id}"

    requests: list[tuple[str, str, str, object]] = [
        ("admin", "POST", "/cancel", {"reason": "Rain"}),
        ("admin", "PATCH", "", {"description": "x", "mode": "in_person"}),
        ("admin", "PATCH", "", {"seats_max": 3}),
        ("admin", "POST", "/courses", {"remove": [school.course_id]}),
        ("admin", "POST", f"/courses/{school.course_id}/coaches", {"add": [school.people["coach-2"]]}),
        ("admin", "POST", "/roster", {"add": [{"person_id": school.people["learner-3"]}]}),
        ("learner-1", "POST", "/acceptance", {"acceptance": "declined"}),
        ("coach-1", "POST", "/start", None),
        ("learner-1", "POST", "/presence", {"action": "join"}),
    ]
    for who, method, sub, body in requests:
        refused(await school.send(who, method, path + sub, body), 409, "already-completed")
    assert len(await school.events(session_id)) == 3
