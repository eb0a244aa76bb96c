"""A copy of the database that gets the events made since has the same sessions, records and log as the original."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from chassis.messaging.recovering import NotRecoverableError
from contracts.sessions import (
    LogCheckpointed,
    PersonErased,
    SessionAmended,
    SessionChanged,
    SessionCompleted,
    TextErased,
)

from ..conftest import School, add_people, refused
from ..helpers.corrections import NEW_RECAP, completed, completion, decide, proposed, put_policy
from ..helpers.erasing import erase
from ..helpers.recovering import (
    LOG,
    SAME,
    Copy,
    assert_same,
    audit,
    import_into,
    lost,
    notes,
    published,
    sequenced,
)


async def test_completions_and_corrections_of_known_sessions_come_back_byte_for_byte(
    school: School, copy: Copy
) -> None:
    first, second, third = [await school.schedule(mode="in_person") for _ in range(3)]
    restored = await copy()
    for session_id in (first, second):
        await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/start")
        assert (await school.complete(session_id)).is_success
    assert (await school.complete(third)).is_success  # nobody started it
    amendment = await proposed(school, first)
    assert (await decide(school, "admin", first, amendment)).is_success
    recap = await proposed(school, first, {"field": "recap", "recap": NEW_RECAP, "reason": "Too short"})
    assert (await decide(school, "admin", first, recap)).is_success
    void = await school.ok("support", "POST", f"/v1/sessions/{second}/void", {"reason": "It never took place"})
    assert (await decide(school, "admin", second, void["amendment_id"])).is_success

    outcome = await import_into(restored, await published(school))
    await assert_same(school, restored, SAME)
    assert outcome.imported == {"SessionStarted": 2, "SessionCompleted": 3, "SessionAmended": 2, "SessionVoided": 1}
    assert lost(outcome) == {
        *(("session", session_id, "the recap") for session_id in (first, second, third)),
        ("correction", amendment, "the reason"),
        ("correction", recap, "the reason and the new recap"),
        ("correction", void["amendment_id"], "the reason"),
    }
    again = await import_into(restored, await published(school))
    assert again.imported == {}, "nothing is imported twice"
    assert lost(again) == lost(outcome)
    await assert_same(school, restored, SAME)

    refused(await restored.send("coach-1", "GET", f"/v1/sessions/{third}/recap"), 410, "text-erased")
    assert await completion(restored, first) == await completion(school, first)
    corrected = await proposed(restored, first, {"field": "minutes", "minutes": 60, "reason": "It was longer"})
    assert (await decide(restored, "admin", first, corrected)).is_success
    *_, event = await restored.events(first)
    assert isinstance(event, SessionAmended)
    assert event.sequence == max(one.sequence for one in await school.events(first)) + 1


async def test_sessions_of_the_lost_time_come_back_with_placeholders_for_what_only_the_database_had(
    school: School, copy: Copy
) -> None:
    restored = await copy()
    await add_people(school, ["coach-8", "learner-8"])
    await put_policy(
        school, minimum_minutes=15, step_minutes=15, log_within_hours=100, effective_from="2026-01-01T00:00:00Z"
    )
    course = await school.ok("admin", "POST", "/v1/courses", {"code": "ART", "title": "Art"})
    roster = [{"person_id": school.people[one], "acceptance": "accepted"} for one in ("learner-1", "learner-8")]
    made = {"coaches": [{"person_id": school.people["coach-8"]}], "roster": roster, "category": "Evening"}
    done = await school.schedule(**made, course_ids=[course["course_id"]])
    soon = datetime.now(UTC) + timedelta(days=3)
    planned = await school.schedule(**made, starts_at=soon, ends_at=soon + timedelta(hours=1))
    dropped = await school.schedule()
    await school.ok("coach-8", "POST", f"/v1/sessions/{done}/start")
    await school.ok("coach-8", "POST", f"/v1/sessions/{done}/presence", {"action": "join"})
    await school.ok("coach-8", "POST", f"/v1/sessions/{done}/presence", {"action": "leave"})
    await school.ok("admin", "POST", f"/v1/sessions/{done}/roster", {"remove": [school.people["learner-1"]]})
    assert (await school.complete(done, "coach-8")).is_success
    await school.ok("admin", "PATCH", f"/v1/sessions/{planned}", {"mode": "in_person", "name": "Drawing"})
    await school.ok("admin", "POST", f"/v1/sessions/{dropped}/cancel", {"reason": "Nobody came"})

    outcome = await import_into(restored, await published(school))
    await assert_same(school, restored, SAME)
    named = lost(outcome)
    for session_id in (done, planned, dropped):
        assert ("session", session_id, "the name, description, room, seats and history") in named
    for person_id in (school.people["coach-8"], school.people["learner-8"]):
        assert ("person", str(person_id), "the name, username and e-mail address") in named
    assert ("course", course["course_id"], "everything except its sessions") in named
    assert ("session", dropped, "the reason and the notice of its cancellation") in named
    booked = f"SELECT * FROM bookings WHERE session_id = '{UUID(planned)}'"
    assert await restored.rows(booked) == await school.rows(booked) != []
    again = await import_into(restored, await published(school))
    assert again.imported == {}

    restored.people.update(school.people)
    person = await restored.ok("admin", "GET", f"/v1/people/{school.people['coach-8']}")
    assert (person["name"][:17], person["role"], person["email"]) == ("Recovered person ", "coach", None)
    session = await restored.ok("admin", "GET", f"/v1/sessions/{planned}")
    assert session["name"] == f"Recovered session {planned[-12:]}"
    assert (await restored.send("coach-8", "GET", f"/v1/sessions/{planned}")).is_success
    await restored.ok("admin", "PATCH", f"/v1/sessions/{planned}", {"name": "Drawing again"})
    *_, event = await restored.events(planned)
    assert isinstance(event, SessionChanged)
    assert event.sequence == max(one.sequence for one in await school.events(planned)) + 1
    amendment = await proposed(restored, done, {"field": "minutes", "minutes": 30, "reason": "Shorter"}, "coach-8")
    assert (await decide(restored, "admin", done, amendment)).is_success


async def test_completions_whose_life_kafka_keeps_no_longer_come_back(
    school: School, copy: Copy, tmp_path: Path
) -> None:
    restored = await copy()
    session_ids = [await school.started(), await school.schedule(mode="in_person")]
    for session_id in session_ids:
        assert (await school.complete(session_id)).is_success
    events = [event for event in await published(school) if isinstance(event, SessionCompleted)]
    outcome = await import_into(restored, events)
    assert outcome.imported == {"SessionCompleted": 2}
    parts = {"completion_records": SAME["completion_records"], "session_coaches": "*", "session_courses": "*"}
    await assert_same(school, restored, parts)
    await sequenced(restored)
    assert await audit(restored, tmp_path, await notes(restored)) == 0, "the tables agree with the records"


async def test_the_log_continues_the_published_one(
    school: School, copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session_ids = [await school.started() for _ in range(6)]
    for session_id in session_ids[:2]:
        assert (await school.complete(session_id)).is_success
    await sequenced(school)
    assert (await school.complete(session_ids[2])).is_success  # its leaf waits in the copy's queue
    restored = await copy()
    await sequenced(school)
    for session_id in session_ids[3:5]:
        assert (await school.complete(session_id)).is_success
    await sequenced(school)
    proof = await school.ok("admin", "GET", f"/v1/sessions/{session_ids[3]}/proof")
    unlogged = session_ids[5]
    assert (await school.complete(unlogged)).is_success  # published, and under no checkpoint
    outcome = await import_into(restored, await published(school))
    assert outcome.imported["LogCheckpointed"] == 2
    await assert_same(school, restored, LOG)

    await sequenced(restored)
    known = await notes(school)
    assert await audit(restored, tmp_path, known) == 0, capsys.readouterr().out
    size = 5
    later = await restored.ok("admin", "GET", "/v1/log/consistency", from_size=size)
    assert later["from"] == proof["checkpoint"]
    again = await restored.ok("admin", "GET", f"/v1/sessions/{session_ids[3]}/proof", size=size)
    assert again["checkpoint"] == proof["checkpoint"]
    assert again["entries"][0]["hashes"] == proof["entries"][0]["hashes"]


async def test_a_leaf_whose_record_was_not_published_is_named_and_keeps_its_place(
    school: School, copy: Copy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session_ids = [await school.started() for _ in range(2)]
    restored = await copy()
    for session_id in session_ids:
        assert (await school.complete(session_id)).is_success
    await sequenced(school)
    events = [
        event
        for event in await published(school)
        if not (isinstance(event, SessionCompleted) and event.key == session_ids[0])
    ]
    outcome = await import_into(restored, events)
    assert ("the log of organisation", str(school.org_id), "the record of leaf 0") in lost(outcome)
    assert await audit(restored, tmp_path, await notes(school)) == 1
    [fault, _] = capsys.readouterr().out.splitlines()
    assert "leaf 0" in fault
    assert "its record is missing" in fault


async def test_a_database_that_was_written_to_after_the_restore_is_refused(school: School, copy: Copy) -> None:
    session_id = await school.started()
    amended = await completed(school)
    amendment = await proposed(school, amended)
    restored = await copy()
    for one in (school, restored):
        assert (await one.complete(session_id)).is_success
    events = await published(school)
    with pytest.raises(NotRecoverableError, match="was completed again, after the database was restored"):
        await import_into(restored, events)
    assert (await decide(restored, "admin", amended, amendment, "reject", reason="No")).is_success
    assert (await decide(school, "admin", amended, amendment)).is_success
    events = [event for event in await published(school) if isinstance(event, SessionAmended)]
    with pytest.raises(NotRecoverableError, match="was decided again"):
        await import_into(restored, events)


async def test_two_logs_that_grew_differently_are_refused(school: School, copy: Copy) -> None:
    session_ids = [await school.started() for _ in range(2)]
    restored = await copy()
    for one, session_id in zip((school, restored), session_ids, strict=True):
        assert (await one.complete(session_id)).is_success
        await sequenced(one)
    with pytest.raises(NotRecoverableError, match="checkpoint 1 differs from the published one"):
        await import_into(restored, await published(school))


async def test_a_checkpoint_that_does_not_continue_the_log_is_refused(school: School, copy: Copy) -> None:
    restored = await copy()
    assert (await school.complete(await school.started())).is_success
    await sequenced(school)
    [event] = [event for event in await published(school) if isinstance(event, LogCheckpointed)]
    changes: dict[str, tuple[str, Any]] = {
        "sequence": ("which the published checkpoint 2 does not continue", 2),
        "tree_size": ("which the published checkpoint 1 does not continue", 2),
        "leaf_hashes": ("its leaves have another root than the published checkpoint 1", ("0" * 64,)),
    }
    for name, (reason, value) in changes.items():
        with pytest.raises(NotRecoverableError, match=reason):
            await import_into(restored, [event.model_copy(update={name: value})])
    assert await restored.rows("SELECT 1 FROM log_leaves") == []


async def test_published_erasures_are_replayed(school: School, copy: Copy, events: Callable[..., Any]) -> None:
    session_id = await completed(school)
    restored = await copy()
    learner = school.people["learner-1"]
    [row] = await restored.rows("SELECT text_id FROM texts WHERE session_id = :id", id=UUID(session_id))
    common = {"org_id": school.org_id, "sequence": 1, "erased_at": datetime.now(UTC)}
    erasures = [
        events(PersonErased, UUID(session_id), key=f"person:{learner}", person_id=learner, **common),
        events(TextErased, UUID(session_id), key=f"text:{row.text_id}", text_id=row.text_id, **common),
    ]
    outcome = await import_into(restored, erasures)
    assert outcome.imported == {"PersonErased": 1, "TextErased": 1}
    assert (await restored.ok("admin", "GET", f"/v1/people/{learner}"))["name"] == "Erased person"
    refused(await restored.send("coach-1", "GET", f"/v1/sessions/{session_id}/recap"), 410, "text-erased")
    assert (await import_into(restored, erasures)).imported == {}
    due = await restored.rows("SELECT text_id FROM tombstones_due")
    assert [one.text_id for one in due] == [row.text_id], "Kafka needs a second tombstone to let go of the text"


async def test_who_was_created_and_erased_in_the_lost_time_gets_no_name_back(school: School, copy: Copy) -> None:
    restored = await copy()
    await add_people(school, ["learner-9"])
    learner = school.people["learner-9"]
    session_id = await school.started(roster=[{"person_id": learner, "acceptance": "accepted"}])
    assert (await school.complete(session_id)).is_success
    await erase(school, learner)
    outcome = await import_into(restored, await published(school))
    [row] = await restored.rows("SELECT name, username, erased_at FROM people WHERE id = :id", id=learner)
    assert (row.name, row.username, row.erased_at is None) == ("Erased person", f"erased-{learner}", False)
    assert [one for one in outcome.lost if one.kind == "person"] == []


async def test_guardians_and_organisations_come_back_with_their_sequences(school: School, copy: Copy) -> None:
    await add_people(school, ["guardian-1"])
    path = f"/v1/people/{school.people['learner-1']}/guardians/{school.people['guardian-1']}"
    restored = await copy()
    await add_people(school, ["guardian-2"])
    for who in ("guardian-1", "guardian-2"):
        await school.send("admin", "PUT", f"/v1/people/{school.people['learner-1']}/guardians/{school.people[who]}")
    await school.send("admin", "DELETE", path)
    await school.ok("admin", "PUT", "/v1/organisation", {"name": "Riverside", "zone": "Asia/Tokyo"})
    outcome = await import_into(restored, await published(school))
    assert outcome.imported == {"GuardianLinked": 2, "GuardianUnlinked": 1, "OrganisationChanged": 1}
    query = "SELECT guardian_id, learner_id FROM guardians ORDER BY 1, 2"
    assert await restored.rows(query) == await school.rows(query)
    query = "SELECT * FROM sequences ORDER BY key"
    assert await restored.rows(query) == await school.rows(query)
    assert (await restored.ok("admin", "GET", "/v1/organisation"))["zone"] == "Asia/Tokyo"
    assert (await import_into(restored, await published(school))).imported == {}
