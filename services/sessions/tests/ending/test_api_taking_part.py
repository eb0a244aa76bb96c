"""Who takes part in a session that ends: who answered, who was enrolled, who was there, and who never answered."""

from typing import Any
from uuid import uuid4

import orjson
from contracts.sessions import SessionCompleted

from ..conftest import School, refused


async def completed(school: School, session_id: str, **changes: Any) -> Any:
    answer = await school.complete(session_id, **changes)
    assert answer.status_code == 200, answer.text
    return answer.json()


def how(school: School, body: Any) -> dict[str, tuple[str, str | None]]:
    """Return each learner's acceptance and how it came about, by username."""
    names = {str(person_id): name for name, person_id in school.people.items()}
    return {names[one["person_id"]]: (one["acceptance"], one["accepted_by"]) for one in body["roster"]}


async def test_a_class_of_twenty_is_completed_without_a_click_of_any_family(school: School) -> None:
    rows = "".join(f"learner-x{number};Learner {number};learner\n" for number in range(20))
    report = await school.ok("admin", "POST", "/v1/imports/people", f"username;name;role\n{rows}".encode())
    members = [row["id"] for row in report["results"]]
    group = await school.ok("admin", "POST", "/v1/classes", {"name": "4b", "members": members})
    session_id = await school.started(roster=[], class_ids=[group["class_id"]])

    body = await completed(school, session_id)

    assert {(one["acceptance"], one["accepted_by"]) for one in body["roster"]} == {("accepted", "enrolment")}
    assert len(body["roster"]) == 20


async def test_the_record_the_event_and_the_state_name_how_each_one_came_to_take_part(school: School) -> None:
    people = school.people
    group = await school.ok("admin", "POST", "/v1/classes", {"name": "4b", "members": [people["learner-1"]]})
    session_id = await school.started(
        roster=[{"person_id": people[f"learner-{number}"]} for number in (2, 3, 4)], class_ids=[group["class_id"]]
    )
    path = f"/v1/sessions/{session_id}"
    await school.ok("learner-2", "POST", f"{path}/acceptance", {"acceptance": "accepted"})
    for action in ("join", "leave"):
        await school.ok("learner-3", "POST", f"{path}/presence", {"action": action})

    said = refused(await school.complete(session_id), 409, "not-all-accepted")
    assert "1 of 4 learners have not accepted yet" in said
    assert "`attended_ids` or `not_attended_ids`" in said
    body = await completed(school, session_id, not_attended_ids=[people["learner-4"]])

    expected = {
        "learner-1": ("accepted", "enrolment"),
        "learner-2": ("accepted", "answer"),
        "learner-3": ("accepted", "attending"),
        "learner-4": ("invited", None),
    }
    assert how(school, body) == expected
    assert body["never_answered"] == [str(people["learner-4"])]
    record = await school.ok("admin", "GET", f"{path}/record")
    assert (how(school, record), record["never_answered"]) == (expected, [str(people["learner-4"])])
    assert record["type"] == "lockstep.completion-record.v3"
    [event] = [one for one in await school.events(session_id) if isinstance(one, SessionCompleted)]
    assert how(school, orjson.loads(event.model_dump_json())) == expected
    assert event.never_answered == (people["learner-4"],)
    state = (await school.states(session_id))[-1]
    assert how(school, orjson.loads(state.model_dump_json())) == expected
    tracked = (await school.ok("admin", "GET", f"{path}/tracking"))["items"]
    assert {one["name"]: one["acceptance"] for one in tracked}["Learner-3"] == "accepted"


async def test_whom_the_coach_reports_present_takes_part_by_attending(school: School) -> None:
    session_id = await school.started(roster=[{"person_id": school.people["learner-1"]}], mode="in_person")

    body = await completed(school, session_id, attended_ids=[school.people["learner-1"]])

    assert how(school, body) == {"learner-1": ("accepted", "attending")}
    again = await completed(school, session_id, attended_ids=[school.people["learner-1"]])
    assert again["event_id"] == body["event_id"]
    refused(await school.complete(session_id), 409, "already-completed")


async def test_a_session_to_which_nobody_came_cannot_be_completed(school: School) -> None:
    session_id = await school.started(roster=[{"person_id": school.people["learner-1"]}])
    answer = await school.complete(session_id, not_attended_ids=[school.people["learner-1"]])
    refused(answer, 409, "no-participants")
    assert await school.rows("SELECT 1 FROM completion_records") == []


async def test_what_is_reported_must_be_possible(school: School) -> None:
    session_id = await school.started()
    learner = school.people["learner-1"]
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"attended_ids": [uuid4()]}, "/attended_ids"),
        ({"not_attended_ids": [school.people["coach-1"]]}, "/not_attended_ids"),
        ({"attended_ids": [learner], "not_attended_ids": [learner]}, "/not_attended_ids"),
    )
    for changes, pointer in wrong:
        answer = await school.complete(session_id, **changes)
        refused(answer, 422, "invalid-report")
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


async def test_what_a_coach_planned_waits_for_the_answer_of_who_was_there(school: School) -> None:
    people = school.people
    session_id = await school.started(roster=[{"person_id": people[f"learner-{number}"]} for number in (1, 2)])
    async with school.superuser.begin() as db:  # a coach plans only what is not over, and this one is to be ended now
        await db.exec_driver_sql(f"UPDATE sessions SET planned_by_coach = true WHERE id = '{session_id}'")
    path = f"/v1/sessions/{session_id}"
    await school.ok("learner-1", "POST", f"{path}/presence", {"action": "join"})
    await school.ok("learner-1", "POST", f"{path}/presence", {"action": "leave"})

    said = refused(await school.complete(session_id, attended_ids=[people["learner-2"]]), 409, "not-all-accepted")
    assert "2 of 2 learners" in said
    assert "A coach planned this session" in said
    ending = await school.ok("coach-1", "GET", f"{path}/ending")
    assert len(ending["unanswered"]) == 2
    await school.ok("learner-1", "POST", f"{path}/acceptance", {"acceptance": "accepted"})
    body = await completed(school, session_id, not_attended_ids=[people["learner-2"]])

    assert how(school, body) == {"learner-1": ("accepted", "answer"), "learner-2": ("invited", None)}


async def test_where_the_policy_does_not_wait_for_answers_the_record_says_so(school: School) -> None:
    await school.ok(
        "admin", "PUT", "/v1/policy", {"acceptance_required": False, "effective_from": "2026-01-01T00:00:00Z"}
    )
    session_id = await school.started(roster=[{"person_id": school.people["learner-1"]}])
    assert how(school, await completed(school, session_id)) == {"learner-1": ("accepted", "policy")}
