"""What became of each learner of a session."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chassis.database.engine import create_engine
from contracts.attendance import AttendanceLocked
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements
from sessions.handlers import on_attendance_locked

from ..conftest import School
from .test_api_history import pages
from .test_handlers_attendance import locked


async def tracked(school: School, session_id: str, who: str = "admin") -> dict[str, Any]:
    """Return the tracking of a session by learner's name."""
    page = await school.ok(who, "GET", f"/v1/sessions/{session_id}/tracking")
    return {item["name"]: item for item in page["items"]}


async def test_answers_and_enrolments_are_tracked_also_of_who_left(school: School) -> None:
    learner_1, learner_2 = school.people["learner-1"], school.people["learner-2"]
    session_id = await school.schedule(roster=[{"person_id": learner_1}])
    path = f"/v1/sessions/{session_id}"
    await school.ok("learner-1", "POST", f"{path}/acceptance", {"acceptance": "accepted"})
    await school.ok("admin", "POST", f"{path}/roster", {"add": [{"person_id": learner_2}]})
    await school.ok("admin", "POST", f"{path}/roster", {"remove": [learner_1, learner_2]})
    await school.ok("admin", "POST", f"{path}/roster", {"add": [{"person_id": learner_1}]})

    found = await tracked(school, session_id, "coach-1")

    came_back, left = found["Learner-1"], found["Learner-2"]
    assert (came_back["is_enrolled"], came_back["acceptance"], came_back["answered_at"]) == (True, "invited", None)
    first, second = came_back["enrolments"]
    assert first["added_at"] < first["removed_at"] < second["added_at"]
    assert second["removed_at"] is None
    assert (left["is_enrolled"], left["acceptance"], len(left["enrolments"])) == (False, "invited", 1)
    assert left["enrolments"][0]["removed_at"] == first["removed_at"]


async def test_accesses_within_the_access_window_are_tracked(school: School) -> None:
    now = datetime.now(UTC)
    session_id = await school.schedule(access_from=now - timedelta(hours=1), access_until=now + timedelta(hours=1))
    await school.ok("learner-1", "GET", f"/v1/sessions/{session_id}")

    found = await tracked(school, session_id)

    assert found["Learner-1"]["first_access_at"] == found["Learner-1"]["last_access_at"] >= now.isoformat()[:19]
    assert (found["Learner-2"]["first_access_at"], found["Learner-2"]["last_access_at"]) == (None, None)


async def test_attendance_is_there_once_the_register_is_locked(school: School) -> None:
    session_id = await school.started()
    assert {learner["attendance"] for learner in (await tracked(school, session_id)).values()} == {None}
    event: AttendanceLocked = locked(
        session_id,
        school.org_id,
        {school.people["learner-1"]: ("late", True, 40), school.people["learner-2"]: ("absent", False, None)},
    )
    worker = create_engine(school.database.worker_url, application_name="test-worker", pool_size=1)
    async with worker.begin() as db:
        await on_attendance_locked(db, [event])
    await worker.dispose()

    found = await tracked(school, session_id)

    assert {name: item["attendance"] for name, item in found.items()} == {
        "Learner-1": {"code": "late", "counts_as_present": True, "minutes": 40},
        "Learner-2": {"code": "absent", "counts_as_present": False, "minutes": None},
    }


@pytest.mark.parametrize("limit", [1, 2, 3, 200])
async def test_learners_stand_by_name_page_by_page(school: School, limit: int) -> None:
    names = [f"learner-{number}" for number in (3, 1, 4, 2)]
    session_id = await school.schedule(roster=[{"person_id": school.people[name]} for name in names])

    items = await pages(school, f"/v1/sessions/{session_id}/tracking", limit)

    assert [item["name"] for item in items] == ["Learner-1", "Learner-2", "Learner-3", "Learner-4"]


async def test_tracking_takes_two_statements(school: School, statements_max: StatementsMax) -> None:
    session_id = await school.schedule()
    executed = sent_statements(school.engine)

    await tracked(school, session_id)

    assert len(executed) <= statements_max["sessions"]["tracking"]
