"""Correcting a completed session: what is required, what changes, and what stays."""

from typing import Any
from uuid import uuid4

import orjson
from contracts.sessions import SessionAmended, SessionVoided

from ..conftest import RECAP, School, refused
from ..helpers.corrections import (
    MINUTES,
    NEW_RECAP,
    completed,
    completion,
    decide,
    propose,
    proposed,
    put_policy,
    shares,
)

SECTIONS = {"topics_covered": "Fractions " * 10, "learner_progress": "Good " * 10, "next_steps": "More " * 10}


async def test_an_approved_amendment_holds_and_the_record_stays(school: School) -> None:
    session_id = await completed(school)
    path = f"/v1/sessions/{session_id}"
    record = (await school.send("admin", "GET", f"{path}/record")).content
    before = await completion(school, session_id)

    amendment_id = await proposed(school, session_id)
    assert await completion(school, session_id) == before
    answer = await decide(school, "admin", session_id, amendment_id)

    applied = answer.json()
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"4"')
    assert (applied["state"], applied["old"], applied["new"], applied["version"]) == ("applied", 45, 30, 4)
    found = await completion(school, session_id)
    assert before["as_corrected"].items() <= before["as_completed"].items()
    assert found["as_completed"] == before["as_completed"]
    assert found["as_corrected"] == before["as_corrected"] | {"logged_minutes": 30}
    assert found["voided_at"] is None
    [entry] = found["amendments"]
    assert (entry["field"], entry["old"], entry["new"], entry["version"]) == ("minutes", 45, 30, 4)
    assert entry["proposed_by"] == str(school.people["coach-1"])
    assert entry["approved_by"] == str(school.admin_id)
    assert (await school.send("admin", "GET", f"{path}/record")).content == record
    assert (await school.ok("admin", "GET", path))["version"] == 4

    event = (await school.events(session_id))[-1]
    [row] = await school.rows("SELECT record, leaf_hash, event_id FROM correction_records")
    assert isinstance(event, SessionAmended)
    assert (event.sequence, event.completed_sequence, event.event_id) == (4, 3, row.event_id)
    assert (event.old.logged_minutes, event.new.logged_minutes) == (45, 30)
    assert event.new == event.old.model_copy(update={"logged_minutes": 30})
    assert (event.proposed_by, event.approved_by) == (school.people["coach-1"], school.admin_id)
    assert event.record_hash == row.leaf_hash.hex()
    kept = orjson.loads(row.record)
    assert kept["type"] == "lockstep.amendment-record.v1"
    assert kept["completion_hash"] == before["as_completed"]["record_hash"]
    assert kept["old"] == event.old.model_dump(mode="json")
    assert kept["new"] == event.new.model_dump(mode="json")
    assert (kept["field"], kept["sequence"], kept["completed_sequence"]) == ("minutes", 4, 3)
    assert (kept["policy_version"], kept["approved_by"]) == (0, str(school.admin_id))
    assert "recap_sha256" not in kept


async def test_recap_and_shares_are_amended_and_asked_for_as_of_an_instant(school: School) -> None:
    session_id = await completed(school)
    path = f"/v1/sessions/{session_id}"
    instants = [(await completion(school, session_id))["as_completed"]["completed_at"]]
    for body in (
        {"field": "recap", "recap": NEW_RECAP, "reason": "Wrong session"},
        {"field": "coach_shares", "coaches": shares(school, 7_000, 3_000), "reason": "Came late"},
        {"field": "recap", "recap": SECTIONS, "reason": "In sections"},
    ):
        applied = await decide(school, "admin", session_id, await proposed(school, session_id, body))
        instants.append(applied.json()["decided_at"])

    assert instants == sorted(set(instants))
    for instant, recap, part in zip(
        instants, (RECAP, NEW_RECAP, NEW_RECAP, SECTIONS), (5_000, 5_000, 7_000, 7_000), strict=True
    ):
        found = await completion(school, session_id, as_of=instant)
        assert found["as_corrected"]["coaches"] == shares(school, part, 10_000 - part)
        assert await school.ok("learner-1", "GET", f"{path}/recap", as_of=instant) == recap
    assert found == await completion(school, session_id)
    assert await school.ok("learner-1", "GET", f"{path}/recap") == SECTIONS
    records = [orjson.loads(row.record) for row in await school.rows("SELECT record FROM correction_records")]
    digests = {record["recap_sha256"] for record in records if record["field"] == "recap"}
    assert found["as_corrected"]["recap_sha256"] in digests
    assert len(digests) == 2

    too_early = "2000-01-01T00:00:00Z"
    assert await completion(school, session_id, as_of=too_early) is None
    refused(await school.send("admin", "GET", f"{path}/recap", as_of=too_early), 404, "record-not-found")
    for what in (path, f"{path}/recap"):
        refused(await school.send("admin", "GET", what, as_of="2026-11-02T07:10:00"), 422, "unprocessable")
    assert await completion(school, await school.schedule()) is None


async def test_a_void_withdraws_everything_and_is_final(school: School) -> None:
    session_id = await completed(school)
    path = f"/v1/sessions/{session_id}"
    amended = await decide(school, "admin", session_id, await proposed(school, session_id))
    open_id = await proposed(school, session_id, {"field": "minutes", "minutes": 60, "reason": "No"})
    void = await school.send("support", "POST", f"{path}/void", {"reason": "It was another session"})
    assert (void.status_code, void.json()["state"], void.json()["field"]) == (201, "proposed", "void")

    answer = await decide(school, "admin", session_id, void.json()["amendment_id"])

    found = await completion(school, session_id)
    assert found["voided_at"] == answer.json()["decided_at"] == found["amendments"][-1]["at"]
    assert found["as_corrected"]["logged_minutes"] == 30
    assert (await completion(school, session_id, as_of=amended.json()["decided_at"]))["voided_at"] is None
    event = (await school.events(session_id))[-1]
    assert isinstance(event, SessionVoided)
    assert (event.sequence, event.withdrawn.logged_minutes, event.completed_sequence) == (5, 30, 3)
    [record] = [
        orjson.loads(row.record) for row in await school.rows("SELECT record FROM correction_records WHERE kind='void'")
    ]
    assert (record["type"], record["sequence"]) == ("lockstep.void-record.v1", 5)
    assert record["withdrawn"] == event.withdrawn.model_dump(mode="json")

    refused(await propose(school, "coach-1", session_id), 409, "already-voided")
    refused(await school.send("admin", "POST", f"{path}/void", {"reason": "Again"}), 409, "already-voided")
    refused(await decide(school, "admin", session_id, open_id), 409, "already-voided")
    rejected = await decide(school, "admin", session_id, open_id, "reject", reason="It is voided")
    assert rejected.json()["state"] == "rejected"


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"field": "minutes", "minutes": 45}, "nothing-changes", "already logged with 45 minutes"),
    ({"field": "minutes", "minutes": 4}, "minutes-too-few", "5"),
    ({"field": "minutes", "minutes": 91}, "minutes-too-many", "90"),
    ({"field": "minutes", "minutes": 42}, "minutes-off-step", "steps of 5, and 42 is between two steps."),
    ({"field": "recap", "recap": "x" * 149}, "recap-too-short", "149"),
    ({"field": "recap", "recap": RECAP}, "nothing-changes", "already has this text"),
    ({"field": "coach_shares", "coaches": (5_000, 5_000)}, "nothing-changes", "5000"),
    ({"field": "coach_shares", "coaches": (5_000, 4_999)}, "invalid-shares", "10000"),
    ({"field": "minutes", "recap": NEW_RECAP}, "unprocessable", "send minutes"),
    ({"field": "minutes"}, "unprocessable", "send minutes"),
    ({"field": "minutes", "minutes": 30, "recap": NEW_RECAP}, "unprocessable", "no other value"),
    ({"field": "void", "minutes": 30}, "unprocessable", "field"),
    ({"field": "minutes", "minutes": 30, "reason": " "}, "unprocessable", "reason"),
    ({"field": "minutes", "minutes": 30, "reason": "\u200b"}, "reason-missing", "why"),
    ({"field": "minutes", "minutes": 30, "reason": "x" * 2_001}, "unprocessable", "2000"),
]


async def test_what_breaks_a_rule_is_refused_and_nothing_is_written(school: School) -> None:
    session_id = await completed(school)
    for body, slug, said in WRONG:
        given = body
        if "coaches" in body:
            given = body | {"coaches": shares(school, *body["coaches"])}
        detail = refused(await propose(school, "coach-1", session_id, {"reason": "So"} | given), 422, slug)
        assert said in detail, (body, detail)
    one = {"field": "coach_shares", "coaches": shares(school, 10_000, 0)[:1], "reason": "So"}
    assert "nobody else" in refused(await propose(school, "coach-1", session_id, one), 422, "invalid-shares")
    for table in ("amendments", "amendment_decisions", "correction_records"):
        assert not await school.rows(f"SELECT 1 FROM {table}"), table

    unlogged = await school.unplanned()
    refused(await propose(school, "coach-1", unlogged), 409, "not-completed")
    refused(await decide(school, "admin", session_id, uuid4()), 404, "amendment-not-found")
    elsewhere = await decide(school, "admin", unlogged, await proposed(school, session_id))
    refused(elsewhere, 404, "amendment-not-found")


async def test_corrections_keep_to_the_policy_that_the_session_was_completed_under(school: School) -> None:
    await put_policy(school, maximum_minutes=120, void_allowed=False, amendment_second_person=False)
    session_id = await completed(school)
    await put_policy(school)
    path = f"/v1/sessions/{session_id}"

    answer = await propose(school, "admin", session_id, MINUTES | {"minutes": 120})

    assert (answer.status_code, answer.json()["state"]) == (201, "applied")
    void = await school.send("admin", "POST", f"{path}/void", {"reason": "No"})
    refused(void, 409, "void-not-allowed")


async def test_no_free_text_is_in_events_records_or_stored_answers(school: School) -> None:
    session_id = await completed(school)
    key = {"Idempotency-Key": "one"}
    body = {"field": "recap", "recap": NEW_RECAP, "reason": "Wrong session"}
    path = f"/v1/sessions/{session_id}"
    first = await school.send("coach-1", "POST", f"{path}/amendments", body, key)
    again = await school.send("coach-1", "POST", f"{path}/amendments", body, key)
    assert (again.status_code, again.content) == (201, first.content)
    await school.send("coach-1", "POST", f"{path}/notes", {"text": "Wrong session"}, {"Idempotency-Key": "two"})
    await decide(school, "admin", session_id, first.json()["amendment_id"])

    [shown] = (await school.ok("coach-2", "GET", f"{path}/amendments"))["items"]
    assert (shown["reason"], shown["recap"], shown["erased"]) == ("Wrong session", NEW_RECAP, False)
    kept = await school.rows(
        """
        SELECT convert_from(payload, 'UTF8') FROM outbox WHERE topic <> 'sessions.texts.v1' UNION ALL
        SELECT convert_from(record, 'UTF8') FROM correction_records UNION ALL
        SELECT convert_from(body, 'UTF8') FROM idempotency_keys UNION ALL
        SELECT CAST(to_jsonb(a) AS text) FROM amendments a UNION ALL
        SELECT CAST(to_jsonb(t) AS text) FROM texts t
        """
    )
    assert len(kept) > 8
    for (document,) in kept:
        assert NEW_RECAP[:20] not in document
        assert "Wrong session" not in document
