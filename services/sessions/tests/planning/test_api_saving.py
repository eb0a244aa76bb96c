"""An edited session is saved by one call, whole or not at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ..conftest import School, refused

START = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)


async def state(school: School, session_id: str) -> dict[str, Any]:
    """Return the session as an admin reads it."""
    found: dict[str, Any] = await school.ok("admin", "GET", f"/v1/sessions/{session_id}")
    return found


async def edited(school: School) -> dict[str, Any]:
    """Return an edit of everything that a console shows on one page."""
    course = await school.ok("admin", "POST", "/v1/courses", {"code": "ART", "title": "Drawing"})
    group = await school.ok("admin", "POST", "/v1/classes", {"name": "4.B", "members": [school.people["learner-4"]]})
    return {
        "name": "Drawing, Fri",
        "category": "Arts",
        "starts_at": START,
        "ends_at": START + timedelta(hours=1),
        "access_from": START - timedelta(days=1),
        "coaches": [{"person_id": school.people["coach-2"]}],
        "course_ids": [school.course_id, course["course_id"]],
        "course_coaches": {course["course_id"]: [school.people["coach-1"]]},
        "roster": {
            "add": [{"person_id": school.people["learner-3"], "acceptance": "accepted"}],
            "remove": [school.people["learner-1"]],
            "class_ids": [group["class_id"]],
        },
        "seats_max": 3,
    }


async def test_everything_of_a_session_is_saved_by_one_call(school: School) -> None:
    session_id = await school.schedule()
    edit = await edited(school)

    answer = await school.send("admin", "PATCH", f"/v1/sessions/{session_id}", edit, {"If-Match": '"1"'})

    assert answer.status_code == 200, answer.text
    after = await state(school, session_id)
    assert answer.headers["ETag"] == f'"{after["version"]}"'
    assert (after["name"], after["category"], after["seats_max"]) == ("Drawing, Fri", "Arts", 3)
    assert [one["name"] for one in after["coaches"]] == ["Coach-2"]
    assert {one["name"] for one in after["roster"]} == {"Learner-2", "Learner-3", "Learner-4"}
    assert [one["coach_ids"] for one in after["courses"]] == [[], [str(school.people["coach-1"])]]
    assert [one["name"] for one in after["classes"]] == ["4.B"]
    events = [event.type.split(".")[2] for event in await school.events(session_id)]
    assert events == ["SessionScheduled", "RosterChanged", "SessionChanged", "SessionChanged"]
    assert [event.sequence for event in await school.events(session_id)] == [1, 2, 3, 4]

    again = await school.send(
        "admin", "PATCH", f"/v1/sessions/{session_id}", {"course_coaches": edit["course_coaches"], "name": edit["name"]}
    )
    assert (again.status_code, again.headers["ETag"]) == (200, '"4"'), "what is so already changes nothing"
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"course_coaches": {edit["course_ids"][1]: []}})
    assert [one["coach_ids"] for one in (await state(school, session_id))["courses"]] == [[], []]


@pytest.mark.parametrize(
    ("part", "slug", "pointer"),
    [
        ({"roster": {"remove": ["learner-4"]}}, "unknown-reference", "/roster/remove"),
        ({"roster": {"add": [{"person_id": "coach-1"}]}}, "unknown-reference", "/roster/add"),
        ({"roster": {"class_ids": ["coach-1"]}}, "unknown-reference", "/roster/class_ids"),
        ({"seats_max": 1}, "seats-taken", "/seats_max"),
        ({"course_coaches": {"coach-1": ["coach-1"]}}, "unknown-reference", "/course_coaches/coach-1"),
        ({"course_coaches": {"course": ["learner-1"]}}, "unknown-reference", "/course_coaches/course"),
        ({"coaches": [{"person_id": "learner-1"}]}, "unknown-reference", "/coaches"),
    ],
)
async def test_if_one_part_is_wrong_nothing_is_saved(
    school: School, part: dict[str, Any], slug: str, pointer: str
) -> None:
    def real(value: Any) -> Any:
        """Return the value with ids in place of names."""
        if isinstance(value, dict):
            return {real(key): real(one) for key, one in value.items()}
        if isinstance(value, list):
            return [real(one) for one in value]
        ids = {**school.people, "course": school.course_id}
        return str(ids[value]) if value in ids else value

    session_id = await school.schedule()
    before = await state(school, session_id)
    edit = await edited(school) | real(part)
    if "seats_max" in part:
        edit["roster"] = {
            "remove": [str(school.people["learner-1"])],
            "add": [{"person_id": school.people["learner-3"]}],
        }

    answer = await school.send("admin", "PATCH", f"/v1/sessions/{session_id}", edit, {"If-Match": '"1"'})

    refused(answer, answer.status_code, slug)
    expected = "/".join(real(step) for step in pointer.split("/"))
    assert [error["pointer"] for error in answer.json()["errors"]][:1] == [expected], answer.text
    assert await state(school, session_id) == before
    assert len(await school.events(session_id)) == 1


@pytest.mark.parametrize("seats", [(2, 1, ["learner-1", "learner-2"], ["learner-3"]), (2, 3, [], ["learner-3"])])
async def test_seats_and_learners_change_together_in_the_order_that_fits(
    school: School, seats: tuple[int, int, list[str], list[str]]
) -> None:
    before, after, leaving, coming = seats
    session_id = await school.schedule(seats_max=before)
    roster = {
        "add": [{"person_id": school.people[one]} for one in coming],
        "remove": [school.people[one] for one in leaving],
    }
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"seats_max": after, "roster": roster})
    found = await state(school, session_id)
    assert (found["seats_max"], found["learner_count"]) == (after, after)


async def test_a_stale_edit_saves_nothing(school: School) -> None:
    session_id = await school.schedule()
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"description": "Changed meanwhile"})
    before = await state(school, session_id)
    answer = await school.send(
        "admin", "PATCH", f"/v1/sessions/{session_id}", await edited(school), {"If-Match": '"1"'}
    )
    refused(answer, 412, "stale-version")
    assert await state(school, session_id) == before


async def test_a_completed_session_keeps_its_roster_and_saves_what_may_change(school: School) -> None:
    session_id = await school.started()
    await school.complete(session_id)
    before = await state(school, session_id)
    roster = {"add": [{"person_id": school.people["learner-3"]}]}
    answer = await school.send("admin", "PATCH", f"/v1/sessions/{session_id}", {"name": "New", "roster": roster})
    refused(answer, 409, "already-completed")
    assert await state(school, session_id) == before
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"name": "New"})
