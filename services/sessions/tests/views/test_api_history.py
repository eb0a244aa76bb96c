"""What changed in a session, who changed it, and when."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from chassis.database.keyset import Keyset
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements
from sqlalchemy import text

from ..conftest import School, refused
from ..helpers.corrections import MINUTES, completed, decide, proposed

NOW, NO_ID = "2026-11-02T08:00:00+00:00", "00000000-0000-0000-0000-000000000000"


async def eventful(school: School) -> str:
    """Return a session that was created, changed, answered, started and completed."""
    seat = {"person_id": school.people["learner-1"]}
    session_id = await school.schedule(roster=[seat])
    path = f"/v1/sessions/{session_id}"
    await school.ok("admin", "PATCH", path, {"description": "New"})
    await school.ok("admin", "POST", f"{path}/roster", {"add": [{"person_id": school.people["learner-2"]}]})
    await school.ok("learner-1", "POST", f"{path}/acceptance", {"acceptance": "accepted"})
    await school.ok("admin", "POST", f"{path}/roster", {"remove": [school.people["learner-2"]]})
    coaches = f"{path}/courses/{school.course_id}/coaches"
    await school.ok("admin", "POST", coaches, {"add": [school.people["coach-2"]]})
    await school.ok("coach-1", "POST", f"{path}/start")
    assert (await school.complete(session_id)).is_success
    return session_id


async def pages(school: School, path: str, limit: int) -> list[Any]:
    """Return all items of a list, page by page."""
    items: list[Any] = []
    cursor: str | None = None
    while True:
        page = await school.ok("admin", "GET", path, limit=limit, **({"cursor": cursor} if cursor else {}))
        assert len(page["items"]) <= limit
        items += page["items"]
        assert len(items) < 1_000, "the pages never end"
        cursor = page["next_cursor"]
        if cursor is None:
            return items


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
async def test_history_is_complete_and_newest_first(school: School, limit: int) -> None:
    session_id = await eventful(school)

    entries = await pages(school, f"/v1/sessions/{session_id}/history", limit)

    assert [(entry["action"], entry["version"]) for entry in entries] == [
        ("completed", 8),
        ("started", None),
        ("courses_changed", 6),
        ("roster_changed", 5),
        ("answered", 4),
        ("roster_changed", 3),
        ("changed", 2),
        ("created", 1),
    ]
    times = [entry["at"] for entry in entries]
    assert times == sorted(times, reverse=True)


async def test_entries_name_who_did_it_and_whom_it_is_about(school: School) -> None:
    session_id = await eventful(school)

    page = await school.ok("admin", "GET", f"/v1/sessions/{session_id}/history")

    completed, started, course, removed, answered, added, changed, created = page["items"]
    coach_1, learner_1, learner_2 = (str(school.people[name]) for name in ("coach-1", "learner-1", "learner-2"))
    admin = {"person_id": str(school.admin_id), "name": None}  # the admin of the tests is not in the directory
    assert completed["by"] == started["by"] == {"person_id": coach_1, "name": "Coach-1"}
    assert answered["by"] == {"person_id": learner_1, "name": "Learner-1"}
    assert [entry["by"] for entry in (course, removed, added, changed, created)] == [admin] * 5
    assert changed["changes"] == [{"field": "description", "old": "", "new": "New"}]
    assert added["changes"] == [{"field": learner_2, "old": None, "new": "invited"}]
    assert removed["changes"] == [{"field": learner_2, "old": "invited", "new": None}]
    assert answered["changes"] == [{"field": learner_1, "old": "invited", "new": "accepted"}]
    assert added["people"] == removed["people"] == [{"person_id": learner_2, "name": "Learner-2"}]
    assert course["people"] == [{"person_id": str(school.people["coach-2"]), "name": "Coach-2"}]
    assert created["people"] == changed["people"] == []


async def test_a_cancellation_tells_the_reason_to_staff_and_the_notice_to_coaches(school: School) -> None:
    session_id = await school.schedule()
    path = f"/v1/sessions/{session_id}"
    await school.ok("admin", "POST", f"{path}/cancel", {"reason": "Measles", "notice": "Sorry"})

    notice = {"field": "notice", "old": None, "new": "Sorry"}
    reason = {"field": "cancel_reason", "old": None, "new": "Measles"}
    for who, changes in (("admin", [notice, reason]), ("support", [notice, reason]), ("coach-1", [notice])):
        entry = (await school.ok(who, "GET", f"{path}/history"))["items"][0]
        assert (entry["action"], entry["version"], entry["changes"]) == ("cancelled", 2, changes)
        assert entry["by"]["person_id"] == str(school.admin_id)


@pytest.mark.parametrize("what", ["history", "tracking"])
async def test_staff_and_the_sessions_own_coaches_read_and_nobody_else(school: School, what: str) -> None:
    session_id = await school.schedule(
        coaches=[{"person_id": school.people[coach]} for coach in ("coach-1", "coach-2")],
        access_from=datetime.now(UTC) - timedelta(days=1),
    )
    path = f"/v1/sessions/{session_id}/{what}"

    for who in ("admin", "support", "coach-1", "coach-2"):
        assert (await school.send(who, "GET", path)).status_code == 200
    auditor = await school.api.client.get(path, headers=school.api.headers(school.org_id, uuid4(), ["auditor"]))
    assert auditor.status_code == 200
    refused(await school.send("learner-1", "GET", path), 403, "forbidden")
    stranger = school.api.headers(school.org_id, uuid4(), ["coach"])
    hidden = await school.api.client.get(path, headers=stranger)
    unknown = await school.api.client.get(f"/v1/sessions/{(other := uuid4())}/{what}", headers=stranger)
    refused(hidden, 404, "session-not-found")
    assert hidden.text.replace(session_id, str(other)) == unknown.text
    foreign = await school.api.client.get(path, headers=school.api.headers(uuid4(), school.admin_id, ["admin"]))
    assert foreign.text == hidden.text


async def test_coaches_of_a_course_read_the_session_but_not_its_history(school: School) -> None:
    session_id = await school.schedule()
    path = f"/v1/sessions/{session_id}"
    coaches = f"{path}/courses/{school.course_id}/coaches"
    await school.ok("admin", "POST", coaches, {"add": [school.people["coach-2"]]})

    assert (await school.send("coach-2", "GET", path)).status_code == 200
    for what in ("history", "tracking"):
        refused(await school.send("coach-2", "GET", f"{path}/{what}"), 403, "not-the-coach")


async def test_history_takes_five_statements(school: School, statements_max: StatementsMax) -> None:
    session_id = await eventful(school)
    executed = sent_statements(school.engine)

    await school.ok("admin", "GET", f"/v1/sessions/{session_id}/history")

    assert len(executed) <= statements_max["sessions"]["history"]


async def test_bad_parameters_are_refused(school: School) -> None:
    session_id = await school.schedule()
    for what, cursors in (
        (
            "history",
            [Keyset().cursor(*parts) for parts in (("x", 1, NO_ID), (NOW, "x", NO_ID), (NOW, 1, "x"), (NOW, 1))],
        ),
        ("tracking", ("WzEsMl0", "WyJ4IiwieCJd")),
    ):
        for params in ({"limit": 0}, {"limit": 201}, *({"cursor": cursor} for cursor in ("nonsense", *cursors))):
            answer = await school.send("admin", "GET", f"/v1/sessions/{session_id}/{what}", **params)
            assert answer.status_code == 422, (what, params, answer.text)


@pytest.mark.parametrize("limit", [1, 50])
async def test_corrections_are_in_the_history_and_their_reasons_for_the_staff_only(school: School, limit: int) -> None:
    session_id = await completed(school)
    rejected = await proposed(school, session_id)
    await decide(school, "admin", session_id, rejected, "reject", reason="Not so")
    await decide(school, "admin", session_id, await proposed(school, session_id))
    void = await school.ok("support", "POST", f"/v1/sessions/{session_id}/void", {"reason": "Another session"})
    await decide(school, "admin", session_id, void["amendment_id"])
    learner_1, coach_2 = school.people["learner-1"], school.people["coach-2"]
    mark = text("""
        INSERT INTO session_attendance_amendments
        SELECT gen_random_uuid(), :org_id, :id, :learner, '{"code": "absent"}', '{"code": "late"}', :coach, :admin,
               '2100-01-01T00:00:00Z'
        FROM generate_series(1, 2)
    """)  # two marks of one bulk: only their ids order them
    values = {"id": session_id, "learner": learner_1, "coach": coach_2}
    async with school.superuser.begin() as db:
        await db.execute(mark, values | {"org_id": school.org_id, "admin": school.admin_id})

    entries = await pages(school, f"/v1/sessions/{session_id}/history", limit)

    assert [(entry["action"], entry["version"]) for entry in entries] == [
        ("attendance_amended", None),
        ("attendance_amended", None),
        ("voided", 5),
        ("void_proposed", None),
        ("amended", 4),
        ("amendment_proposed", None),
        ("amendment_rejected", None),
        ("amendment_proposed", None),
        ("completed", 3),
        ("started", None),
        ("created", 1),
    ]
    marked, _, voided, void_proposed, amended, asked, turned_down, *_ = entries
    assert marked["by"] == {"person_id": str(coach_2), "name": "Coach-2"}
    assert marked["changes"] == [
        {"field": str(learner_1), "old": {"code": "absent"}, "new": {"code": "late"}},
        {"field": "approved_by", "old": None, "new": str(school.admin_id)},
    ]
    assert {"person_id": str(learner_1), "name": "Learner-1"} in marked["people"]
    assert [one["decided_alone"] for one in entries] == [False, False, False, None, False, *[None] * 6]
    minutes = {"field": "minutes", "old": 45, "new": 30}
    assert amended["changes"] == [minutes]
    assert asked["changes"] == [minutes, {"field": "reason", "old": None, "new": MINUTES["reason"]}]
    assert turned_down["changes"][-1] == {"field": "reason", "old": None, "new": "Not so"}
    assert (voided["by"]["person_id"], void_proposed["by"]["person_id"]) == (
        str(school.admin_id),
        str(school.support_id),
    )
    assert void_proposed["changes"][0]["old"]["logged_minutes"] == 30
    for_coaches = (await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}/history"))["items"]
    assert [one["action"] for one in for_coaches] == [one["action"] for one in entries]
    assert "reason" not in {change["field"] for one in for_coaches for change in one["changes"]}
