"""A coach plans lessons of their own, with learners whom they know, and everything else stays with admins."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from ..conftest import School, refused
from ..helpers.batches import body as series
from ..helpers.batches import future
from ..helpers.planners import at, lesson, of_a_class, planned


async def test_a_coach_plans_a_lesson_with_a_learner_of_their_class_who_has_to_accept(school: School) -> None:
    class_id = await of_a_class(school)
    [known] = (await school.ok("coach-1", "GET", "/v1/me/learners"))["items"]
    assert known == {"person_id": str(school.people["learner-1"]), "name": "Learner-1"}

    session = await planned(school, "learner-1")

    assert session["planned_by_coach"] is True
    [seat] = session["roster"]
    assert (seat["acceptance"], seat["accepted_by"]) == ("invited", None)
    by_class = await planned(school, name="By class", class_ids=[class_id], **at(hours=30))
    assert [one["acceptance"] for one in by_class["roster"]] == ["invited"], "also who is enrolled by class"
    [event] = await school.states(session["session_id"])
    assert event.planned_by_coach is True


@pytest.mark.parametrize(
    ("changes", "slug"),
    [
        ({"coaches": "other"}, "yourself-alone"),
        ({"coaches": "both"}, "yourself-alone"),
        ({"coaches": "share"}, "yourself-alone"),
        ({"visibility": "accessible"}, "left-to-admins"),
        ({"access_from": "2026-11-01T00:00:00Z"}, "left-to-admins"),
        ({"display_until": "2036-11-01T00:00:00Z"}, "left-to-admins"),
        ({"external_id": "crm-7"}, "left-to-admins"),
        ({"run_id": "00000000-0000-7000-8000-000000000001"}, "left-to-admins"),
        ({"roster": "accepted"}, "left-to-admins"),
        ({"course_coaches": "other", "course_ids": "own"}, "left-to-admins"),
        ({"starts_at": None, "ends_at": None}, "needs-a-time-to-come"),
        ({"starts_at": "2026-01-01T10:00:00Z", "ends_at": "2026-01-01T11:00:00Z"}, "needs-a-time-to-come"),
        ({"category": "Better paid"}, "unknown-reference"),
    ],
)
async def test_what_is_left_to_admins_is_refused(school: School, changes: Mapping[str, Any], slug: str) -> None:
    await of_a_class(school)
    me, other = school.people["coach-1"], school.people["coach-2"]
    meant = {
        ("coaches", "other"): [{"person_id": other}],
        ("coaches", "both"): [{"person_id": me}, {"person_id": other}],
        ("coaches", "share"): [{"person_id": me, "share_basis_points": 5_000}],
        ("roster", "accepted"): [{"person_id": school.people["learner-1"], "acceptance": "accepted"}],
        ("course_coaches", "other"): {str(school.course_id): [other]},
        ("course_ids", "own"): [school.course_id],
    }
    sent = {name: meant.get((name, value), value) for name, value in changes.items()}
    refused(await school.send("coach-1", "POST", "/v1/sessions", lesson(school, "learner-1") | sent), 422, slug)
    assert await school.rows("SELECT 1 FROM sessions") == []


async def test_where_the_policy_leaves_planning_to_admins_a_coach_plans_nothing(school: School) -> None:
    await of_a_class(school)
    session = await planned(school, "learner-1")
    batch = await school.ok("coach-1", "POST", "/v1/batches", series(school))
    await school.ok("admin", "PUT", "/v1/policy", {"preset": "coaching"})
    path = f"/v1/sessions/{session['session_id']}"
    for method, where, sent in (
        ("POST", "/v1/sessions", lesson(school, "learner-1")),
        ("POST", "/v1/batches", series(school, name="Another")),
        ("PATCH", path, {"name": "Other"}),
        ("POST", f"{path}/cancel", {"reason": "Ill"}),
        ("PATCH", f"/v1/batches/{batch['batch_id']}", {"name": "Other"}),
    ):
        refused(await school.send("coach-1", method, where, sent), 403, "coaches-do-not-plan")


async def test_a_coach_moves_what_they_planned_and_its_learners_are_asked_again(school: School) -> None:
    await of_a_class(school)
    session = await planned(school, "learner-1")
    path = f"/v1/sessions/{session['session_id']}"
    await school.ok("learner-1", "POST", f"{path}/acceptance", {"acceptance": "accepted"})
    renamed = await school.ok("coach-1", "PATCH", path, {"name": "Renamed"})
    assert [one["accepted_by"] for one in renamed["roster"]] == ["answer"]

    moved = await school.ok("coach-1", "PATCH", path, at(hours=40))

    assert [(one["acceptance"], one["accepted_by"]) for one in moved["roster"]] == [("invited", None)]
    past = {"starts_at": "2026-01-01T10:00:00Z", "ends_at": "2026-01-01T11:00:00Z"}
    refused(await school.send("coach-1", "PATCH", path, past), 422, "needs-a-time-to-come")
    others = {str(school.course_id): [school.people["coach-2"]]}
    left: tuple[dict[str, Any], ...] = (
        {"coaches": [{"person_id": school.people["coach-2"]}]},
        {"coach_from": None},
        {"course_coaches": others},
    )
    for sent in left:
        refused(await school.send("coach-1", "PATCH", path, sent), 422, "left-to-admins")
    cancelled = await school.ok("coach-1", "POST", f"{path}/cancel", {"reason": "Ill", "notice": "I am ill."})
    assert (cancelled["state"], cancelled["notice"]) == ("cancelled", "I am ill.")
    again = await school.ok("coach-1", "POST", f"{path}/cancel", {"reason": "Ill", "notice": "I am ill."})
    assert again["version"] == cancelled["version"]


async def test_a_coach_changes_nothing_that_an_admin_planned_that_has_begun_or_that_is_not_theirs(
    school: School,
) -> None:
    await of_a_class(school)
    by_admin = await school.ok("admin", "POST", "/v1/sessions", lesson(school, "learner-1"))
    begun = await planned(school, "learner-1", **at(hours=-0.2))
    path, late = (f"/v1/sessions/{one['session_id']}" for one in (by_admin, begun))
    for method, end, sent in (
        ("PATCH", "", {"name": "Other"}),
        ("POST", "/cancel", {"reason": "Ill"}),
        ("POST", "/roster", {"remove": [school.people["learner-1"]]}),
        ("POST", "/courses", {"add": [school.course_id]}),
    ):
        refused(await school.send("coach-1", method, path + end, sent), 403, "not-planned-by-you")
        refused(await school.send("coach-1", method, late + end, sent), 409, "session-begun")
        refused(await school.send("coach-2", method, late + end, sent), 404, "session-not-found")
    await school.ok("admin", "PATCH", late, {"name": "An admin may"})
    copied = await school.send("coach-1", "POST", f"{late}/copy", {})
    refused(copied, 403, "forbidden")


async def test_a_co_coach_whom_an_admin_added_does_not_change_what_another_coach_planned(school: School) -> None:
    await of_a_class(school)
    path = f"/v1/sessions/{(await planned(school, 'learner-1'))['session_id']}"
    batch = await school.ok("coach-1", "POST", "/v1/batches", series(school))
    both = {"coaches": [{"person_id": school.people[one]} for one in ("coach-1", "coach-2")]}
    await school.ok("admin", "PATCH", path, both)
    await school.ok("admin", "PATCH", f"/v1/batches/{batch['batch_id']}", both)

    for where in (path, f"/v1/batches/{batch['batch_id']}"):
        refused(await school.send("coach-2", "PATCH", where, {"name": "Mine"}), 403, "not-planned-by-you")
        await school.ok("coach-1", "PATCH", where, {"name": f"Ours {uuid4()}"})


async def test_a_coach_plans_a_series_and_changes_and_ends_it(school: School) -> None:
    await of_a_class(school)
    learner = {"person_id": school.people["learner-1"]}
    batch = await school.ok("coach-1", "POST", "/v1/batches", series(school, roster=[learner]))
    path = f"/v1/batches/{batch['batch_id']}"
    [listed] = (await school.ok("coach-1", "GET", "/v1/batches"))["items"]
    assert listed["batch_id"] == batch["batch_id"]
    await school.ok("learner-1", "POST", f"{path}/acceptance", {"acceptance": "accepted"})
    sessions = await future(school, batch["batch_id"])
    rows = await school.rows("SELECT planned_by_coach FROM sessions")
    assert [row.planned_by_coach for row in rows] == [True] * len(sessions)

    changed = await school.ok("coach-1", "PATCH", path, {"duration_minutes": 90})

    assert [(one["acceptance"], one["accepted_by"]) for one in changed["roster"]] == [("invited", None)]
    answers = await school.rows("SELECT acceptance, answered_by FROM roster")
    assert {tuple(row) for row in answers} == {("invited", None)}, "the learner is asked for the new times"
    stranger = {"add": [{"person_id": school.people["learner-4"]}]}
    refused(await school.send("coach-1", "POST", f"{path}/roster", stranger), 422, "unknown-reference")
    refused(await school.send("coach-1", "PATCH", path, {"visibility": "list_only"}), 422, "left-to-admins")
    refused(await school.send("coach-2", "PATCH", path, {"name": "Mine"}), 404, "batch-not-found")
    ended = await school.ok("coach-1", "POST", f"{path}/end", {"reason": "Moved away"})
    assert ended["state"] == "ended"


async def test_a_coach_moves_a_session_while_an_admin_cancels_it_and_one_of_them_comes_first(school: School) -> None:
    await of_a_class(school)
    session = await planned(school, "learner-1")
    path = f"/v1/sessions/{session['session_id']}"
    async with school.superuser.connect() as db:
        await db.exec_driver_sql(f"SELECT 1 FROM sessions WHERE id = '{UUID(session['session_id'])}' FOR UPDATE")
        both = asyncio.gather(
            school.send("coach-1", "PATCH", path, at(hours=50)),
            school.send("admin", "POST", f"{path}/cancel", {"reason": "No room"}),
        )
        await school.until_waiting(2)
        await db.rollback()
        moved, cancelled = await both
    assert cancelled.status_code == 200
    if moved.status_code != 200:
        refused(moved, 409, "session-cancelled")
    [row] = await school.rows("SELECT state, version FROM sessions")
    events = await school.events(session["session_id"])
    assert row.state == "cancelled"
    assert [event.sequence for event in events] == list(range(1, row.version + 1))
