"""Ending a session through HTTP, in a real database."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import rfc8785
from chassis.sealing import unseal
from contracts.sessions import SessionCompleted, SessionScheduled, SessionStarted
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements
from sessions.sealed.domain import opened

from ..conftest import RECAP, School, refused
from ..helpers.corrections import put_policy

SECTIONS = {"topics_covered": "x" * 60, "learner_progress": "y" * 60, "next_steps": "z" * 60}


async def nothing_changed(school: School, session_id: str) -> None:
    """Assert that the session is not completed, and that no table or event says that it is."""
    assert await school.rows("SELECT 1 FROM completion_records") == []
    assert await school.rows("SELECT 1 FROM texts") == []
    assert await school.rows("SELECT 1 FROM sessions WHERE id = :id AND state = 'completed'", id=session_id) == []
    assert not any(isinstance(event, SessionCompleted) for event in await school.events(session_id))


async def test_completing_writes_one_record_and_one_event(school: School) -> None:
    session_id = await school.started()

    answer = await school.complete(session_id, raw_minutes=43, attendance_version=3)

    body = answer.json()
    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == '"3"'
    assert (body["state"], body["raw_minutes"], body["logged_minutes"], body["version"]) == ("completed", 43, 45, 3)
    scheduled, started, completed = await school.events(session_id)
    assert isinstance(scheduled, SessionScheduled)
    assert isinstance(started, SessionStarted)
    assert isinstance(completed, SessionCompleted)
    assert [event.sequence for event in (scheduled, started, completed)] == [1, 2, 3]
    assert str(completed.event_id) == body["event_id"]
    assert completed.record_hash == body["record_hash"]
    assert (completed.raw_minutes, completed.logged_minutes, completed.attendance_version) == (43, 45, 3)
    assert [coach.share_basis_points for coach in completed.coaches] == [10_000]
    assert {seat.acceptance for seat in completed.roster} == {"accepted"}
    assert completed.started_at == started.started_at
    assert completed.started_at <= completed.ended_at <= completed.completed_at
    assert RECAP not in completed.model_dump_json()


async def test_the_record_is_served_verbatim_and_hashes_to_what_was_promised(school: School) -> None:
    session_id = await school.started()
    completed = (await school.complete(session_id)).json()

    record = await school.send("learner-1", "GET", f"/v1/sessions/{session_id}/record")

    assert record.headers["content-type"] == "application/json"
    assert hashlib.sha256(b"\x00" + record.content).hexdigest() == completed["record_hash"]
    assert rfc8785.dumps(orjson.loads(record.content)) == record.content
    assert b"linear" not in record.content
    [(text_id, ciphertext, key)] = await school.rows(
        "SELECT text_id, ciphertext, key FROM texts JOIN text_keys USING (text_id)"
    )
    salt, texts = opened(unseal(ciphertext, text_id=text_id, key=key))
    assert b"linear" not in ciphertext
    assert texts == {"recap": RECAP}
    assert (
        record.json()["recap_sha256"]
        == hashlib.sha256(hashlib.sha256(salt + b"recap").digest() + rfc8785.dumps(RECAP)).hexdigest()
    )


async def test_a_recap_in_three_sections_counts_together_and_can_be_read_again(school: School) -> None:
    session_id = await school.started()

    completed = await school.complete(session_id, recap=SECTIONS)

    assert completed.json()["recap_characters"] == 180
    assert await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}/recap") == SECTIONS


async def test_a_recap_that_the_policy_does_not_ask_for_may_be_left_out(school: School) -> None:
    await put_policy(school, recap_minimum_characters=0, effective_from="2020-01-01T00:00:00Z")
    session_id = await school.started()
    body = {"minutes": 45}
    completed = await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/complete", body)
    assert completed["recap_characters"] == 0
    assert await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}/recap") == ""
    other = await school.started()
    await put_policy(school, recap_minimum_characters=1, effective_from="2020-01-01T00:00:00Z")
    refused(await school.send("coach-1", "POST", f"/v1/sessions/{other}/complete", body), 422, "recap-too-short")


async def test_bad_minutes_and_recaps_are_refused_and_change_nothing(school: School) -> None:
    session_id = await school.started()
    cases: list[tuple[dict[str, Any], str]] = [
        ({"minutes": 91}, "minutes-too-many"),
        ({"minutes": 95}, "minutes-too-many"),
        ({"raw_minutes": 91}, "minutes-too-many"),
        ({"minutes": 0}, "minutes-too-few"),
        ({"minutes": 44}, "minutes-off-step"),
        ({"recap": "x" * 149}, "recap-too-short"),
        ({"recap": " x" * 74 + "x"}, "recap-too-short"),
        ({"recap": "x" + " " * 150}, "recap-too-short"),
        ({"recap": {**SECTIONS, "next_steps": "z"}}, "recap-too-short"),
        ({"recap": {"topics_covered": "x" * 150}}, "unprocessable"),
        ({"recap": "x" * 20_001}, "unprocessable"),
        ({"recap": "x" * 150 + "\u0000"}, "unprocessable"),
        ({"recap": None}, "unprocessable"),
        ({"minutes": None}, "unprocessable"),
        ({"minutes": -5}, "unprocessable"),
        ({"minutes": 45.5}, "unprocessable"),
        ({"minutes": "45"}, "unprocessable"),
        ({"minutes": True}, "unprocessable"),
        ({"raw_minutes": 45, "minutes": 45}, "unprocessable"),
        ({"log_and_leave": "yes"}, "unprocessable"),
        ({"attendance_version": -1}, "unprocessable"),
        ({"attendance_version": 2**53}, "unprocessable"),
        ({"surprise": 1}, "unprocessable"),
    ]
    for body, slug in cases:
        refused(await school.complete(session_id, **body), 422, slug)
    assert "at most 90 minutes" in (await school.complete(session_id, minutes=91)).json()["detail"]
    assert "149" in (await school.complete(session_id, recap="x" * 149)).json()["detail"]
    await nothing_changed(school, session_id)
    assert (await school.complete(session_id, raw_minutes=87, recap="x" * 150)).json()["logged_minutes"] == 90


async def test_what_is_not_json_is_refused(school: School) -> None:
    session_id = await school.started()
    path = f"/v1/sessions/{session_id}/complete"

    for body in (b"{", b"", b"\xff", b'{"minutes": NaN}', b'{"minutes": 45, "recap": "\\ud800' + b"x" * 150 + b'"}'):
        answer = await school.send("coach-1", "POST", path, body)
        assert answer.status_code in {400, 422}, (body, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await school.send("coach-1", "POST", path, b"[]")).status_code == 422
    assert (await school.send("coach-1", "POST", path, b" " * 2_000_000)).status_code == 413
    await nothing_changed(school, session_id)


async def test_only_the_sessions_coaches_complete_it(school: School) -> None:
    session_id = await school.started()

    refused(await school.complete(session_id, who="learner-1"), 403, "forbidden")
    refused(await school.complete(session_id, who="admin"), 422, "reason-missing")
    refused(await school.complete(session_id, who="coach-2"), 404, "session-not-found")
    refused(await school.complete(session_id, who="support", reason="in a hurry"), 403, "not-the-coach")
    await nothing_changed(school, session_id)


async def test_completing_takes_two_statements(school: School, statements_max: StatementsMax) -> None:
    """Lock and read, write and emit: what the hot path may cost, beside the transaction's own two round trips."""
    session_id = await school.started()
    statements = sent_statements(school.engine)

    assert (await school.complete(session_id)).status_code == 200
    assert len(statements) <= statements_max["sessions"]["complete"], statements


async def test_an_admin_who_coaches_completes(school: School) -> None:
    person = await school.ok("admin", "POST", "/v1/people", {"username": "head", "name": "Head", "role": "admin"})
    session_id = await school.schedule(coaches=[{"person_id": person["person_id"]}])
    school.admin_id = UUID(person["person_id"])
    await school.ok("admin", "POST", f"/v1/sessions/{session_id}/start")

    assert (await school.complete(session_id, who="admin")).status_code == 200


async def test_a_co_coach_completes_and_shares_are_in_the_event(school: School) -> None:
    session_id = await school.started(
        coaches=[
            {"person_id": school.people["coach-1"], "share_basis_points": 7_000},
            {"person_id": school.people["coach-2"], "share_basis_points": 3_000},
        ]
    )

    assert (await school.complete(session_id, who="coach-2")).status_code == 200
    completed = (await school.events(session_id))[-1]
    assert isinstance(completed, SessionCompleted)
    assert completed.completed_by == school.people["coach-2"]
    assert [coach.share_basis_points for coach in completed.coaches] == [7_000, 3_000]


async def test_after_a_substitution_the_new_coach_completes_and_is_paid(school: School) -> None:
    session_id = await school.started()
    coaches = [{"person_id": school.people["coach-2"]}]
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"coaches": coaches})

    refused(await school.complete(session_id), 404, "session-not-found")
    assert [one["session_id"] for one in (await school.ok("coach-2", "GET", "/v1/me/sessions"))["items"]] == [
        session_id
    ]
    completed = await school.complete(session_id, who="coach-2")

    assert completed.json()["completed_by"] == str(school.people["coach-2"])
    event = (await school.events(session_id))[-1]
    assert isinstance(event, SessionCompleted)
    assert [(one.person_id, one.share_basis_points) for one in event.coaches] == [(school.people["coach-2"], 10_000)]


async def test_participants_must_have_accepted_and_there_must_be_one(school: School) -> None:
    invited = await school.started(roster=[{"person_id": school.people["learner-1"]}])
    path = f"/v1/sessions/{invited}"

    assert "1 of 1" in refused(await school.complete(invited), 409, "not-all-accepted")
    declined = {"person_id": school.people["learner-1"], "acceptance": "declined"}
    await school.ok("admin", "POST", f"{path}/roster", {"add": [declined]})
    refused(await school.complete(invited), 409, "no-participants")
    await school.ok("admin", "POST", f"{path}/roster", {"remove": [school.people["learner-1"]]})
    refused(await school.complete(invited), 409, "no-participants")
    await nothing_changed(school, invited)
    await school.ok("admin", "POST", f"{path}/roster", {"add": [{"person_id": school.people["learner-2"]}]})
    await school.ok("learner-2", "POST", f"{path}/acceptance", {"acceptance": "accepted"})
    assert (await school.complete(invited)).status_code == 200
    assert [event.sequence for event in await school.events(invited)] == [1, 2, 3, 4, 5, 6, 7]


async def test_nobody_else_may_be_in_the_call(school: School) -> None:
    session_id = await school.started()
    presence = f"/v1/sessions/{session_id}/presence"
    await school.ok("coach-1", "POST", presence, {"action": "join"})
    await school.ok("learner-1", "POST", presence, {"action": "join"})

    assert "1 other person is" in refused(await school.complete(session_id), 409, "call-not-empty")
    await nothing_changed(school, session_id)
    await school.ok("learner-1", "POST", presence, {"action": "leave"})
    assert (await school.complete(session_id)).status_code == 200
    assert (await school.ok("coach-1", "POST", presence, {"action": "leave"}))["in_call"] == []


async def test_a_coach_reports_that_learners_have_left_and_ends_the_session(school: School) -> None:
    session_id = await school.started()
    presence = f"/v1/sessions/{session_id}/presence"
    learners = [school.people[name] for name in ("learner-1", "learner-2")]
    for who in ("learner-1", "learner-2"):
        await school.ok(who, "POST", presence, {"action": "join"})
    refusal = refused(await school.complete(session_id), 409, "call-not-empty")
    assert "its coach can report it for them: /presence with the action leave" in refusal

    left = [await school.ok("coach-1", "POST", presence, {"action": "leave", "person_id": one}) for one in learners]

    assert [len(one["in_call"]) for one in left] == [1, 0]
    assert (await school.complete(session_id)).status_code == 200


async def test_log_and_leave_takes_the_coach_out_of_the_call(school: School) -> None:
    session_id = await school.started()
    await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/presence", {"action": "join"})

    assert (await school.complete(session_id, log_and_leave=True)).status_code == 200
    assert (await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}"))["in_call"] == []


async def test_after_73_hours_only_support_completes_and_says_why(school: School) -> None:
    ended = datetime.now(UTC) - timedelta(hours=73)
    session_id = await school.started(starts_at=ended - timedelta(minutes=45), ends_at=ended)

    assert "72 hours" in refused(await school.complete(session_id), 409, "logging-window-closed")
    refused(await school.complete(session_id, who="support"), 422, "reason-missing")
    await nothing_changed(school, session_id)
    late = await school.complete(session_id, who="support", reason="The coach was in hospital")
    assert late.json()["late"] is True
    record = await school.send("coach-1", "GET", f"/v1/sessions/{session_id}/record")
    assert b"hospital" not in record.content
    assert record.json()["late_reason_sha256"]


async def test_71_hours_later_the_coach_still_completes(school: School) -> None:
    ended = datetime.now(UTC) - timedelta(hours=71)
    session_id = await school.started(starts_at=ended - timedelta(minutes=45), ends_at=ended)

    assert (await school.complete(session_id)).status_code == 200


async def test_the_policy_of_the_sessions_time_decides_and_is_named(school: School) -> None:
    session_id = await school.started()
    since = datetime.now(UTC) - timedelta(days=1)
    policy = {"maximum_minutes": 420, "recap_minimum_characters": 10, "effective_from": since}
    await school.ok("admin", "PUT", "/v1/policy", policy)

    completed = await school.complete(session_id, minutes=420, recap="Ten or more characters")

    assert (completed.json()["logged_minutes"], completed.json()["policy_version"]) == (420, 1)
