"""Asking for help through HTTP: what is stored, who may ask, and what is refused at once."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from lockstep_testing.searching import columns_with

from ..conftest import RECAP, School, refused
from ..helpers.asking import REASON, ask, asked, blocked, detail, listed, mark, reported, too_late


async def test_a_coach_whose_time_is_over_sends_minutes_recap_and_marks_and_nothing_is_published(
    school: School,
) -> None:
    session_id = await too_late(school)
    before = await school.rows("SELECT id FROM outbox")
    marks = [mark(school, "learner-1", "late", 40), mark(school, "learner-2", "absent")]

    answer = await ask(school, session_id, minutes=None, raw_minutes=43, marks=marks)

    said = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/v1/help/{said['help_id']}")
    assert (said["state"], said["blockers"]) == ("open", ["logging-window-closed"])
    assert (said["minutes"], said["raw_minutes"], said["marks"]) == (None, 43, marks)
    assert (said["session_id"], said["asked_by"]) == (session_id, str(school.people["coach-1"]))
    assert await school.rows("SELECT id FROM outbox") == before
    whole = await detail(school, said["help_id"])
    assert (whole["recap"], whole["reason"], whole["erased"]) == (RECAP, REASON, False)
    assert {name: whole[name] for name in said} == said


async def test_recap_and_reason_are_sealed_and_kept_in_no_answer(school: School) -> None:
    session_id = await too_late(school)
    recap = {"topics_covered": f"{RECAP} zq2", "learner_progress": "Solves them", "next_steps": "Two unknowns"}
    answer = await ask(school, session_id, recap=recap, headers={"Idempotency-Key": str(uuid4())})

    assert REASON not in answer.text
    assert (await detail(school, answer.json()["help_id"]))["recap"] == recap
    async with school.superuser.connect() as db:
        assert await columns_with(db, [REASON, "zq2"]) == []


async def test_every_problem_that_is_in_the_way_is_a_blocker(school: School) -> None:
    session_id = await blocked(school)
    await school.ok("learner-1", "POST", f"/v1/sessions/{session_id}/presence", {"action": "join"})

    answer = await ask(school, session_id)

    assert answer.json()["blockers"] == ["not-all-accepted", "call-not-empty"]


async def test_who_can_complete_the_session_needs_no_help(school: School) -> None:
    session_id = await school.started()
    assert "/complete" in refused(await ask(school, session_id), 409, "no-help-needed")
    waits = await blocked(school)
    there = reported(school, attended="learner-3")
    refused(await ask(school, waits, **there), 409, "no-help-needed")
    assert (await ask(school, waits)).status_code == 201
    assert len(await school.rows("SELECT 1 FROM help_requests")) == 1


async def test_only_the_coaches_of_a_session_ask(school: School) -> None:
    both = [{"person_id": school.people[coach]} for coach in ("coach-1", "coach-2")]
    session_id, shared = await too_late(school), await too_late(school, coaches=both)

    for who in ("admin", "support", "learner-1"):
        refused(await ask(school, session_id, who), 403, "forbidden")
    refused(await ask(school, session_id, "coach-2"), 404, "session-not-found")
    refused(await ask(school, str(uuid4())), 404, "session-not-found")
    assert (await ask(school, shared, "coach-2")).status_code == 201


async def test_a_coach_of_one_of_its_courses_sees_the_session_and_does_not_ask(school: School) -> None:
    session_id = await too_late(school)
    path = f"/v1/sessions/{session_id}/courses/{school.course_id}/coaches"
    await school.ok("admin", "POST", path, {"add": [school.people["coach-2"]]})

    refused(await ask(school, session_id, "coach-2"), 403, "not-the-coach")


async def test_a_session_that_has_ended_or_not_begun_is_refused(school: School) -> None:
    cancelled, completed, unstarted = await too_late(school), await school.started(), await school.schedule()
    await school.ok("admin", "POST", f"/v1/sessions/{cancelled}/cancel", {"reason": "Snow"})
    await school.complete(completed)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    to_come = await school.schedule(mode="in_person", starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1))

    refused(await ask(school, cancelled), 409, "session-cancelled")
    refused(await ask(school, completed), 409, "already-completed")
    refused(await ask(school, unstarted), 409, "session-not-started")
    refused(await ask(school, to_come), 409, "session-not-started")


async def test_what_would_not_complete_the_session_is_refused_now(school: School) -> None:
    session_id = await too_late(school)

    refused(await ask(school, session_id, minutes=95), 422, "minutes-too-many")
    refused(await ask(school, session_id, minutes=None, raw_minutes=0), 422, "minutes-too-few")
    refused(await ask(school, session_id, minutes=43), 422, "minutes-off-step")
    refused(await ask(school, session_id, minutes=None), 422, "unprocessable")
    refused(await ask(school, session_id, raw_minutes=45), 422, "unprocessable")
    refused(await ask(school, session_id, recap="Too short"), 422, "recap-too-short")
    refused(await ask(school, session_id, recap=None), 422, "recap-too-short")
    refused(await ask(school, session_id, reason=None), 422, "unprocessable")
    refused(await ask(school, session_id, reason="\u200b"), 422, "reason-missing")
    refused(await ask(school, session_id, **reported(school, attended="learner-4")), 422, "invalid-report")
    both = reported(school, attended="learner-1", not_attended="learner-1")
    refused(await ask(school, session_id, **both), 422, "invalid-report")
    assert await school.rows("SELECT 1 FROM help_requests") == []


async def test_the_policys_limits_of_the_session_hold(school: School) -> None:
    since = datetime.now(UTC) - timedelta(days=30)
    policy = {"maximum_minutes": 240, "recap_minimum_characters": 0, "recap_sections_required": True}
    await school.ok("admin", "PUT", "/v1/policy", policy | {"effective_from": since.isoformat()})
    session_id = await too_late(school)

    refused(await ask(school, session_id, minutes=240), 422, "recap-sections-needed")
    sections = {"topics_covered": "Equations", "learner_progress": "Good", "next_steps": "Two unknowns"}
    assert (await ask(school, session_id, minutes=240, recap=sections)).status_code == 201


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        (("learner-4", "present", None), "/marks/1/person_id"),
        (("learner-1", "late", None), "/marks/1/person_id"),
        (("learner-2", "present", 50), "/marks/1/minutes"),
        (("learner-2", "absent", 10), "/marks/1/minutes"),
        (("learner-2", "excused", 10), "/marks/1/minutes"),
    ],
)
async def test_a_mark_that_cannot_be_right_is_refused(
    school: School, wrong: tuple[str, str, int | None], pointer: str
) -> None:
    session_id = await too_late(school)
    answer = await ask(school, session_id, marks=[mark(school, "learner-1"), mark(school, *wrong)])
    refused(answer, 422, "invalid-marks")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_a_mark_with_an_unknown_code_is_refused(school: School) -> None:
    session_id = await too_late(school)
    refused(await ask(school, session_id, marks=[mark(school, "learner-1", "on holiday")]), 422, "unprocessable")


async def test_marks_as_long_as_the_session_and_no_minutes_of_who_was_absent_are_right(school: School) -> None:
    session_id = await too_late(school)
    marks = [mark(school, "learner-1", "late", 45), mark(school, "learner-2", "excused", 0)]
    assert (await ask(school, session_id, minutes=None, raw_minutes=43, marks=marks)).status_code == 201


async def test_a_new_request_of_the_same_coach_replaces_the_one_that_waits(school: School) -> None:
    session_id = await too_late(school)
    first = await asked(school, session_id)
    second = await asked(school, session_id, minutes=60)

    assert await listed(school) == [(second, "open")]
    assert await listed(school, state="replaced") == [(first, "replaced")]
    assert (await detail(school, first))["replaced_at"] == (await detail(school, second))["asked_at"]


async def test_another_coach_cannot_ask_while_a_request_waits(school: School) -> None:
    both = [{"person_id": school.people[coach]} for coach in ("coach-1", "coach-2")]
    session_id = await too_late(school, coaches=both)
    first = await asked(school, session_id)

    assert first in refused(await ask(school, session_id, "coach-2"), 409, "help-open")
    await school.ok("coach-1", "POST", f"/v1/help/{first}/close", {"reason": "The other coach asks"})
    assert (await ask(school, session_id, "coach-2")).status_code == 201


async def test_the_same_request_with_an_idempotency_key_is_done_once(school: School) -> None:
    session_id = await too_late(school)
    headers = {"Idempotency-Key": str(uuid4())}

    first = await ask(school, session_id, headers=headers)
    again = await ask(school, session_id, headers=headers)

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert len(await school.rows("SELECT 1 FROM help_requests")) == 1
    refused(await ask(school, session_id, headers=headers, minutes=50), 422, "idempotency-key-reused")


async def test_the_error_of_the_coach_who_is_too_late_names_the_way(school: School) -> None:
    session_id = await too_late(school)
    detail = refused(await school.complete(session_id), 409, "logging-window-closed")
    assert "POST /v1/sessions/{id}/help" in detail
