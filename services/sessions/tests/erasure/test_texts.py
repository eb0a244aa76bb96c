"""Texts are published once, and a text about erased people only is written without a key."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.clock import now
from chassis.database.engine import create_engine
from contracts.sessions import TextWritten
from lockstep_testing.searching import columns_with
from sessions.erasure.carry_out import organisations_with_tombstones, send_tombstones_again
from sessions.erasure.domain import TOMBSTONE_AGAIN_AFTER
from sessions.sealed.publish_left import organisations_with_texts_left, publish_next
from sqlalchemy import text

from ..conftest import RECAP, School
from ..helpers.corrections import NEW_RECAP, decide, proposed
from ..helpers.erasing import erase

NOTE = "late-note-zq"


async def alone(school: School, learner: str = "learner-1") -> str:
    """Complete a session with one learner, and return its id."""
    session_id = await school.started(roster=[{"person_id": school.people[learner], "acceptance": "accepted"}])
    await school.complete(session_id)
    return session_id


async def in_worker(school: School, command: Any, **arguments: Any) -> Any:
    """Run a command of the worker in a transaction."""
    engine = create_engine(school.database.worker_url, application_name="test", pool_size=1)
    async with engine.begin() as db:
        done = await command(db, **arguments)
    await engine.dispose()
    return done


async def on_texts_topic(school: School) -> list[Any]:
    """Return what is in the outbox for texts, in order: events and, for tombstones, keys."""
    rows = await school.rows("SELECT key, payload FROM outbox WHERE topic = 'sessions.texts.v1' ORDER BY id")
    return [row.key if row.payload is None else TextWritten.model_validate_json(row.payload) for row in rows]


async def test_a_late_note_and_a_late_recap_about_an_erased_learner_keep_no_key(school: School) -> None:
    session_id = await alone(school)
    await erase(school, school.people["learner-1"])
    before = len(await on_texts_topic(school))
    await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/notes", {"text": NOTE})
    body = {"field": "recap", "recap": NEW_RECAP, "reason": NOTE}
    await decide(school, "admin", session_id, await proposed(school, session_id, body))

    [note] = (await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}/notes"))["items"]
    assert (note["text"], note["erased"]) == (None, True)
    assert len(await on_texts_topic(school)) == before, "nothing was published"
    async with school.superuser.connect() as db:
        assert await columns_with(db, [NOTE, NEW_RECAP]) == []
    assert await school.rows("SELECT 1 FROM text_keys") == []


async def test_a_late_note_on_a_session_with_another_learner_is_kept(school: School) -> None:
    both = [{"person_id": school.people[one], "acceptance": "accepted"} for one in ("learner-1", "learner-2")]
    session_id = await school.started(roster=both)
    await school.complete(session_id)
    await erase(school, school.people["learner-1"])
    await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/notes", {"text": NOTE})
    [note] = (await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}/notes"))["items"]
    assert note["text"] == NOTE
    await erase(school, school.people["learner-2"])
    await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/notes", {"text": NOTE})
    newest, _ = (await school.ok("coach-1", "GET", f"/v1/sessions/{session_id}/notes"))["items"]
    assert newest["text"] is None, "now everybody who learned in it is erased"


async def test_texts_that_no_command_published_are_published_with_the_same_ids(school: School) -> None:
    session_id = await alone(school)
    note = {"text": NOTE, "audience": "staff"}
    await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/notes", note)
    body = {"field": "recap", "recap": NEW_RECAP, "reason": "Wrong session"}
    await decide(school, "admin", session_id, await proposed(school, session_id, body))
    await proposed(school, session_id)  # its reason is no text that is published
    published = await on_texts_topic(school)
    assert [one.text for one in published] == [RECAP, NOTE, NEW_RECAP], "positive control"
    await as_by_the_version_before(school)
    assert await in_worker(school, organisations_with_texts_left, now=now()) == [school.org_id]
    assert await in_worker(school, publish_next, org_ids=[school.org_id], now=now()) == 4
    assert await in_worker(school, organisations_with_texts_left, now=now()) == []
    assert await in_worker(school, publish_next, org_ids=[school.org_id], now=now()) == 0

    again = {one.event_id: one for one in await on_texts_topic(school)}
    ignored = {"correlation_id"}
    assert [again[one.event_id].model_dump(exclude=ignored) for one in published] == [
        one.model_dump(exclude=ignored) for one in published
    ]


async def as_by_the_version_before(school: School) -> None:
    """Let no text be published."""
    async with school.superuser.begin() as db:
        await db.execute(text("DELETE FROM outbox"))
        await db.execute(text("SET LOCAL session_replication_role = replica"))
        await db.execute(text("ALTER TABLE text_keys DISABLE TRIGGER text_keys_guarded"))
        await db.execute(text("UPDATE text_keys SET is_published = false"))
        await db.execute(text("ALTER TABLE text_keys ENABLE ALWAYS TRIGGER text_keys_guarded"))


async def test_a_recap_that_waits_for_approval_is_published_when_a_version_before_has_approved_it(
    school: School,
) -> None:
    session_id = await alone(school)
    body = {"field": "recap", "recap": NEW_RECAP, "reason": "Wrong session"}
    amendment_id = await proposed(school, session_id, body)
    await as_by_the_version_before(school)
    assert await in_worker(school, publish_next, org_ids=[school.org_id], now=now()) == 1
    await decide(school, "admin", session_id, amendment_id)
    async with school.superuser.begin() as db:
        await db.execute(text("DELETE FROM outbox"))
    assert await in_worker(school, publish_next, org_ids=[school.org_id], now=now()) == 1
    assert [one.text for one in await on_texts_topic(school)] == [NEW_RECAP]


async def test_a_tombstone_is_sent_again_when_kafka_can_begin_another_file(school: School) -> None:
    await alone(school)
    await erase(school, school.people["learner-1"])
    *_, tombstone = await on_texts_topic(school)
    soon, later = now(), now() + TOMBSTONE_AGAIN_AFTER + timedelta(seconds=5)
    assert await in_worker(school, organisations_with_tombstones, now=soon) == []
    assert await in_worker(school, send_tombstones_again, org_ids=[school.org_id], now=soon) == 0
    assert await in_worker(school, organisations_with_tombstones, now=later) == [school.org_id]
    assert await in_worker(school, send_tombstones_again, org_ids=[school.org_id], now=later) == 1
    assert (await on_texts_topic(school))[-2:] == [tombstone, tombstone]
    ids = await school.rows("SELECT event_id, sequence FROM outbox WHERE key = :key ORDER BY id DESC", key=tombstone)
    assert ids[0].event_id != ids[1].event_id
    assert {ids[0].sequence, ids[1].sequence} == {2}
    assert await in_worker(school, send_tombstones_again, org_ids=[school.org_id], now=later) == 0


async def test_stored_answers_that_name_an_erased_person_are_gone(school: School) -> None:
    new = {"username": "zq-user", "name": "Zqwy Lovelace", "email": "zq@example.org", "role": "learner"}
    person = await school.send("admin", "POST", "/v1/people", new, {"Idempotency-Key": "sync zq@example.org"})
    again = await school.send("admin", "POST", "/v1/people", new, {"Idempotency-Key": "k"})
    assert again.status_code == 409, "the username is taken"
    person_id = UUID(person.json()["person_id"])
    patched = {"name": "Zqwy Byron"}
    await school.send("admin", "PATCH", f"/v1/people/{person_id}", patched)
    words = ["zq-user", "Zqwy Lovelace", "Zqwy Byron", "zq@example.org"]
    async with school.superuser.connect() as db:
        found = await columns_with(db, words)
    assert "idempotency_keys.body: zq@example.org" in found, "positive control"
    await erase(school, person_id)
    async with school.superuser.connect() as db:
        assert await columns_with(db, words) == []
