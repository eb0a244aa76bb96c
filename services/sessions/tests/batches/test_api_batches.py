"""Batches through HTTP: creating, reading, listing, roster, ending."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from contracts.sessions import RosterChanged, SessionCancelled, SessionScheduled

from ..conftest import School, refused
from ..helpers.batches import body, create, first_monday, future, monday, seat


async def test_a_batch_comes_with_its_sessions_of_the_next_weeks(school: School) -> None:
    room = await school.ok("admin", "POST", "/v1/rooms", {"name": "Room 4"})

    answer = await create(
        school,
        description="Equations",
        category="Maths",
        course_ids=[school.course_id],
        room_id=room["room_id"],
        seats_max=5,
        visibility="list_only",
        coaches=[
            {"person_id": school.people["coach-1"], "share_basis_points": 7_000},
            {"person_id": school.people["coach-2"], "share_basis_points": 3_000},
        ],
        roster=[{"person_id": school.people["learner-1"], "acceptance": "accepted"}],
    )

    assert answer["sessions_created"] == 4
    sessions = await future(school, answer["batch_id"])
    assert [one["name"] for one in sessions] == [f"Algebra {monday(week)} 17:00" for week in range(4)]
    for one in sessions:
        whole = await school.ok("admin", "GET", f"/v1/sessions/{one['session_id']}")
        start = datetime.fromisoformat(whole["starts_at"])
        assert (start.astimezone(ZoneInfo("Europe/Prague")).hour, whole["zone"]) == (17, "Europe/Prague")
        assert datetime.fromisoformat(whole["ends_at"]) - start == timedelta(minutes=60)
        assert (whole["batch_id"], whole["category"], whole["room"]) == (answer["batch_id"], "Maths", "Room 4")
        assert (whole["visibility"], whole["seats_max"], whole["description"]) == ("list_only", 5, "Equations")
        assert [coach["share_basis_points"] for coach in whole["coaches"]] == [7_000, 3_000]
        learner = {"person_id": str(school.people["learner-1"]), "name": "Learner-1"}
        assert whole["roster"] == [{**learner, "acceptance": "accepted", "accepted_by": "series"}]
        assert whole["course_ids"] == [str(school.course_id)]
        [event] = await school.events(one["session_id"])
        assert isinstance(event, SessionScheduled)
        assert event.batch_id == UUID(answer["batch_id"])


async def test_a_clash_refuses_the_whole_batch_and_names_every_session(school: School) -> None:
    drama = await create(school, name="Drama", rule="FREQ=WEEKLY;BYDAY=MO;INTERVAL=2", first_at=first_monday("17:30"))
    before = await school.rows("SELECT count(*) FROM sessions")

    answer = await school.send("admin", "POST", "/v1/batches", body(school))

    detail = refused(answer, 409, "double-booked")
    assert "Coach-1 is booked for 'Drama " in detail
    assert len(answer.json()["errors"]) == drama["sessions_created"] == 2
    assert await school.rows("SELECT count(*) FROM sessions") == before
    assert len(await school.rows("SELECT 1 FROM batches")) == 1


async def test_series_that_cannot_be_are_refused_with_the_field(school: School) -> None:
    cases: list[tuple[dict[str, object], str, str]] = [
        ({"name": ""}, "unprocessable", "/name"),
        ({"rule": "every monday"}, "invalid-rule", "/rule"),
        ({"rule": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20200101"}, "invalid-rule", "/rule"),
        ({"rule": "FREQ=DAILY;COUNT=3", "first_at": "2020-01-01T17:00"}, "invalid-rule", "/rule"),
        ({"first_at": "2026-11-02T17:00:00Z"}, "unprocessable", "/first_at"),
        ({"first_at": "2026-11-02T17:00:30"}, "invalid-rule", "/first_at"),
        ({"duration_minutes": 0}, "unprocessable", "/duration_minutes"),
        ({"ahead_days": 0}, "unprocessable", "/ahead_days"),
        ({"ahead_days": 367}, "unprocessable", "/ahead_days"),
        ({"zone": "Mars/Olympus"}, "invalid-schedule", "/zone"),
        ({"coaches": []}, "unprocessable", "/coaches"),
        ({"coaches": [{"person_id": uuid4()}]}, "unknown-reference", "/coaches"),
        ({"room_id": uuid4()}, "unknown-reference", "/room_id"),
        ({"class_ids": [uuid4()]}, "unknown-reference", "/class_ids"),
        ({"roster": [{"person_id": school.people["coach-1"]}]}, "unknown-reference", "/roster"),
        ({"colour": "red"}, "unprocessable", "/colour"),
    ]
    for change, slug, pointer in cases:
        answer = await school.send("admin", "POST", "/v1/batches", body(school) | change)
        refused(answer, 422, slug)
        assert answer.json()["errors"][0]["pointer"].startswith(pointer), (change, answer.text)
    seats = {"seats_max": 1, "roster": [{"person_id": school.people[f"learner-{n}"]} for n in (1, 2)]}
    refused(await school.send("admin", "POST", "/v1/batches", body(school) | seats), 409, "seats-taken")
    assert await school.rows("SELECT 1 FROM batches") == await school.rows("SELECT 1 FROM sessions") == []


async def test_more_than_one_request_is_to_write_is_refused(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessions.batches.domain.SEATS_AT_ONCE_MAX", 7)
    learners = [{"person_id": school.people[f"learner-{n}"]} for n in (1, 2)]

    answer = await school.send("admin", "POST", "/v1/batches", body(school) | {"roster": learners})

    assert "at most 500 sessions and 7 seats" in refused(answer, 422, "too-much-at-once")
    assert await school.rows("SELECT 1 FROM batches") == []


async def test_the_same_key_creates_once_and_names_are_unique(school: School) -> None:
    first = await school.send("admin", "POST", "/v1/batches", body(school), {"Idempotency-Key": "once"})
    again = await school.send("admin", "POST", "/v1/batches", body(school), {"Idempotency-Key": "once"})
    other = body(school) | {"coaches": [{"person_id": school.people["coach-2"]}]}

    assert (first.status_code, first.headers["ETag"]) == (201, '"1"')
    assert first.content == again.content
    shouted = str(other["name"]).upper()
    for name in (other["name"], shouted):
        refused(await school.send("admin", "POST", "/v1/batches", other | {"name": name}), 409, "name-taken")
    path = f"/v1/batches/{first.json()['batch_id']}"
    await school.ok("admin", "PATCH", path, {"name": shouted})
    assert (await school.ok("admin", "GET", path))["name"] == shouted
    assert len(await school.rows("SELECT 1 FROM sessions")) == 4


async def test_a_batch_is_read_with_names_and_its_next_sessions(school: School) -> None:
    batch_id = (await create(school, course_ids=[school.course_id], roster=[seat(school, 1)]))["batch_id"]
    sessions = await future(school, batch_id)
    change = {"starts_at": datetime.now(UTC) + timedelta(days=300), "ends_at": datetime.now(UTC) + timedelta(days=301)}
    await school.ok("admin", "PATCH", f"/v1/sessions/{sessions[0]['session_id']}", change)

    answer = await school.send("support", "GET", f"/v1/batches/{batch_id}")

    batch = answer.json()
    assert answer.headers["ETag"].startswith('"1-')
    assert [course["code"] for course in batch["courses"]] == ["MATH"]
    assert {person["name"] for person in batch["people"]} == {"Coach-1", "Learner-1"}
    assert [(one["person_id"], one["acceptance"]) for one in batch["roster"]] == [
        (str(school.people["learner-1"]), "invited")
    ]
    assert [one["occurrence"] for one in batch["next_sessions"]] == [str(monday(week)) for week in (1, 2, 3, 0)]
    assert [one["own_fields"] for one in batch["next_sessions"]] == [[], [], [], ["ends_at", "starts_at"]]
    assert (batch["rule"], batch["first_at"], batch["skipped"]) == ("FREQ=WEEKLY;BYDAY=MO", first_monday() + ":00", [])


async def test_batches_are_listed_by_name_page_by_page_found_by_words_and_state(school: School) -> None:
    names = ["Algebra", "Čeština pro dospělé", "Drama", "algebra II"]
    ids = {}
    for hour, name in enumerate(names):
        made = await create(school, name=name, first_at=first_monday(f"{8 + hour:02}:00"), roster=[seat(school, 1)])
        ids[name] = made["batch_id"]
    await school.ok("admin", "POST", f"/v1/batches/{ids['Drama']}/end", {"reason": "Over"})

    async def listed(**params: object) -> list[str]:
        found: list[str] = []
        cursor: str | None = None
        while True:
            page = await school.ok("admin", "GET", "/v1/batches", **params, **({"cursor": cursor} if cursor else {}))
            found += [item["name"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                return found

    assert sorted(await listed()) == sorted(names)
    assert await listed(limit=1) == await listed(limit=3) == await listed()
    assert await listed(q="cestina dosp") == ["Čeština pro dospělé"]
    assert sorted(await listed(q="alg")) == ["Algebra", "algebra II"]
    assert await listed(q="lgebra") == []
    assert await listed(state="ended") == ["Drama"]
    [item] = (await school.ok("admin", "GET", "/v1/batches", q="drama"))["items"]
    assert (item["coach_name"], item["learner_count"], item["skipped_count"]) == ("Coach-1", 1, 0)


async def test_classes_are_enrolled_as_they_stand(school: School) -> None:
    made = await school.ok("admin", "POST", "/v1/classes", {"name": "7a"})
    members = f"/v1/classes/{made['class_id']}/members"
    await school.ok("admin", "POST", members, {"add": [school.people["learner-1"], school.people["learner-2"]]})

    batch_id = (await create(school, class_ids=[made["class_id"]]))["batch_id"]
    await school.ok("admin", "POST", members, {"add": [school.people["learner-3"]]})

    first = (await future(school, batch_id))[0]["session_id"]
    assert await _learners(school, first) == {"learner-1", "learner-2"}
    found = await school.ok("admin", "GET", "/v1/sessions", class_id=made["class_id"])
    assert len(found["items"]) == 4
    again = await school.ok("admin", "POST", f"/v1/batches/{batch_id}/roster", {"class_ids": [made["class_id"]]})
    assert again["sessions_changed"] == 4
    assert await _learners(school, first) == {"learner-1", "learner-2", "learner-3"}


async def test_sessions_to_come_follow_the_roster_each_with_its_event(school: School) -> None:
    batch_id = (await create(school, roster=[seat(school, 1)]))["batch_id"]
    sessions = [one["session_id"] for one in await future(school, batch_id)]
    await school.ok("admin", "POST", f"/v1/sessions/{sessions[0]}/cancel", {"reason": "Holiday"})

    delta = {"add": [seat(school, 2, "accepted")], "remove": [school.people["learner-1"]]}
    answer = await school.send("admin", "POST", f"/v1/batches/{batch_id}/roster", delta, {"If-Match": '"1"'})

    assert (answer.json()["sessions_changed"], answer.headers["ETag"]) == (3, '"2"')
    assert await _learners(school, sessions[0]) == {"learner-1"}
    for session_id in sessions[1:]:
        event = (await school.events(session_id))[-1]
        assert isinstance(event, RosterChanged)
        assert [(one.person_id, one.acceptance) for one in event.roster] == [(school.people["learner-2"], "accepted")]
    periods = await school.rows("SELECT person_id, removed_at FROM batch_roster ORDER BY removed_at")
    assert [row.person_id for row in periods] == [school.people["learner-1"], school.people["learner-2"]]
    assert periods[1].removed_at is None
    stale = await school.send("admin", "POST", f"/v1/batches/{batch_id}/roster", {}, {"If-Match": '"1"'})
    refused(stale, 412, "stale-version")


async def test_who_was_taken_off_one_session_stays_off_it(school: School) -> None:
    batch_id = (await create(school, roster=[seat(school, 1), seat(school, 2)]))["batch_id"]
    first, second, *_ = [one["session_id"] for one in await future(school, batch_id)]
    await school.ok("admin", "POST", f"/v1/sessions/{first}/roster", {"remove": [school.people["learner-1"]]})
    await school.ok("learner-1", "POST", f"/v1/sessions/{second}/acceptance", {"acceptance": "declined"})

    delta = {"add": [seat(school, 1, "accepted"), seat(school, 3)]}
    answer = await school.ok("admin", "POST", f"/v1/batches/{batch_id}/roster", delta)

    assert answer["sessions_changed"] == 4
    assert await _learners(school, first) == {"learner-2", "learner-3"}
    assert await _learners(school, second) == {"learner-1", "learner-2", "learner-3"}
    whole = await school.ok("admin", "GET", f"/v1/sessions/{second}")
    answers = {one["person_id"]: one["acceptance"] for one in whole["roster"]}
    assert answers[str(school.people["learner-1"])] == "declined", "the learner's own answer stays"
    again = await school.ok("admin", "POST", f"/v1/batches/{batch_id}/roster", delta)
    assert (again["sessions_changed"], again["version"]) == (0, answer["version"])


async def test_a_roster_that_fits_one_session_not_is_refused_as_a_whole(school: School) -> None:
    batch_id = (await create(school, roster=[seat(school, 1)]))["batch_id"]
    first = (await future(school, batch_id))[1]
    await school.ok("admin", "PATCH", f"/v1/sessions/{first['session_id']}", {"seats_max": 1})

    answer = await school.send("admin", "POST", f"/v1/batches/{batch_id}/roster", {"add": [seat(school, 2)]})

    assert first["name"] in refused(answer, 409, "seats-taken")
    assert await school.rows("SELECT 1 FROM roster WHERE person_id = :id", id=school.people["learner-2"]) == []
    refused(
        await school.send("admin", "POST", f"/v1/batches/{batch_id}/roster", {"remove": [school.people["learner-4"]]}),
        422,
        "unknown-reference",
    )


async def test_an_end_cancels_what_comes_after_it_and_frees_coach_and_room(school: School) -> None:
    batch_id = (await create(school))["batch_id"]
    sessions = await future(school, batch_id)

    end = {"after": str(monday(1)), "reason": "Too few learners", "notice": "The course is over."}
    ended = await school.ok("admin", "POST", f"/v1/batches/{batch_id}/end", end)

    assert (ended["state"], ended["sessions_cancelled"]) == ("ended", 2)
    assert [one["occurrence"] for one in await future(school, batch_id)] == [str(monday(0)), str(monday(1))]
    gone = await school.ok("admin", "GET", f"/v1/sessions/{sessions[2]['session_id']}")
    assert (gone["state"], gone["notice"]) == ("cancelled", "The course is over.")
    assert isinstance((await school.events(sessions[2]["session_id"]))[-1], SessionCancelled)
    await create(school, name="Drama", first_at=f"{monday(2)}T17:00")
    for path, change in ((f"/{batch_id}", {"description": "New"}), (f"/{batch_id}/roster", {})):
        method = "POST" if path.endswith("roster") else "PATCH"
        refused(await school.send("admin", method, f"/v1/batches{path}", change), 409, "batch-ended")


async def test_an_end_may_be_moved_forward_but_not_back(school: School) -> None:
    batch_id = (await create(school))["batch_id"]
    path = f"/v1/batches/{batch_id}/end"
    later = await school.send("admin", "POST", path, {"reason": "Over", "after": str(monday(9))})
    assert "UNTIL=" in refused(later, 422, "invalid-schedule")

    instant = (await future(school, batch_id))[1]["starts_at"]
    first = await school.ok("admin", "POST", path, {"reason": "Over", "after": instant})
    back = await school.ok("admin", "POST", path, {"reason": "Over", "after": str(monday(3))})
    now = await school.ok("admin", "POST", path, {"reason": "Over"})

    assert [one["sessions_cancelled"] for one in (first, back, now)] == [2, 0, 2]
    assert [one["version"] for one in (first, back, now)] == [2, 2, 3]
    assert await future(school, batch_id) == []


async def _learners(school: School, session_id: str) -> set[str]:
    whole = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    names = {str(person_id): name for name, person_id in school.people.items()}
    return {names[one["person_id"]] for one in whole["roster"]}


def test_the_mondays_of_these_tests_are_mondays() -> None:
    assert {monday(week).weekday() for week in range(5)} == {0}
    assert monday(0) > date.today()  # noqa: DTZ011 - the date of this machine
