"""Texts about learners are sealed, and an erasure makes them unreadable for good, in whatever order things arrive."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from attendance.handlers import (
    on_person_erased,
    on_session_completed,
    on_session_state_changed,
    on_text_erased,
)
from attendance.recovery.importer import IMPORTER
from attendance.texts.seal import organisations_with_plain_texts, seal_next
from attendance.texts.write import LOCK_ALONE
from chassis.clock import now
from chassis.messaging.recovering import Outcome
from contracts.attendance import AttendanceDataErased
from contracts.sessions import PersonErased, SessionCompleted, SessionStateChanged, TextErased
from lockstep_local.waiting import eventually
from lockstep_testing.api import Api
from lockstep_testing.searching import columns_with
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Events = Callable[..., Any]

ORG, COACH, ADMIN, ANNA, BEN = (uuid4() for _ in range(5))
REMARK, REASON, REJECTION, ABOUT_BEN = "asleep-zq1", "side-door-zq2", "empty-seat-zq3", "ben-zq4"
ABOUT_ANNA = (REMARK, REASON, REJECTION)
PEOPLE = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA, BEN]}


class Lesson:
    """A session whose register somebody keeps over HTTP."""

    def __init__(self, api: Api) -> None:
        """Take the API. The session gets an id."""
        self.api, self.session_id = api, uuid4()
        self.path = f"/v1/attendance/registers/{self.session_id}"

    async def post(self, path: str, body: dict[str, Any] | None, *, role: str = "coach", **headers: str) -> Any:
        """Send a request as the coach or as an admin, and return the answer's body."""
        sent = self.api.headers(ORG, COACH if role == "coach" else ADMIN, [role]) | headers
        answer = await self.api.client.post(f"{self.path}{path}", json=body, headers=sent)
        assert answer.is_success, answer.text
        return answer.json()

    async def get(self, path: str = "") -> Any:
        """Read the register, or a path beneath it, as the coach."""
        answer = await self.api.client.get(f"{self.path}{path}", headers=self.api.headers(ORG, COACH, ["coach"]))
        return answer.json()

    async def mark(self, person: UUID, remark: str, code: str = "late") -> None:
        """Mark a learner with a remark."""
        await self.post("/marks", {"marks": [{"person_id": str(person), "code": code, "remark": remark}]})

    async def propose(self, person: UUID, reason: str, code: str, **headers: str) -> str:
        """Propose another mark."""
        body = {"person_id": str(person), "code": code, "reason": reason}
        return str((await self.post("/amendments", body, **headers))["amendment_id"])


@pytest.fixture
async def lesson(api: Api, handle: Handle, events: Events) -> Lesson:
    """A locked register with a remark about Anna and one about Ben, and a rejected amendment about Anna."""
    made = Lesson(api)
    await handle(on_session_state_changed, events(SessionStateChanged, made.session_id, sequence=1, **PEOPLE))
    await made.mark(ANNA, REMARK)
    await made.mark(BEN, ABOUT_BEN)
    await handle(on_session_completed, events(SessionCompleted, made.session_id, sequence=2, **PEOPLE))
    amendment = await made.propose(ANNA, REASON, "present", **{"Idempotency-Key": "k"})
    await made.post(f"/amendments/{amendment}/reject", {"reason": REJECTION}, role="admin")
    return made


def erasure(events: Events, person: UUID = ANNA, sequence: int = 1) -> PersonErased:
    """Return the event that a person was erased."""
    event: PersonErased = events(
        PersonErased,
        uuid4(),
        key=f"person:{person}",
        org_id=ORG,
        sequence=sequence,
        person_id=person,
        erasure_id=uuid4(),
    )
    return event


async def answers(rows: Rows) -> list[AttendanceDataErased]:
    """Return the answers in the outbox."""
    found = await rows("SELECT payload FROM outbox WHERE topic = 'attendance.erasures.v1' ORDER BY id")
    return [AttendanceDataErased.model_validate_json(row.payload) for row in found]


async def found(superuser: AsyncEngine, *words: str) -> list[str]:
    """Return the columns that have one of the words."""
    async with superuser.connect() as db:
        return await columns_with(db, words)


async def test_remarks_and_reasons_are_readable_and_stored_nowhere_in_plain(
    lesson: Lesson, superuser: AsyncEngine
) -> None:
    register, [amendment] = await lesson.get(), (await lesson.get("/amendments"))["items"]
    assert {mark["person_id"]: mark["remark"] for mark in register["marks"]} == {str(ANNA): REMARK, str(BEN): ABOUT_BEN}
    assert (amendment["reason"], amendment["rejection_reason"]) == (REASON, REJECTION)
    history = (await lesson.get("/history"))["items"]
    assert [change["remark"] for change in history] == [REMARK, ABOUT_BEN]
    # the answer to the proposal is kept for a day under its Idempotency-Key
    assert await found(superuser, *ABOUT_ANNA, ABOUT_BEN) == [f"idempotency_keys.body: {REASON}"]


async def test_an_erased_person_has_no_text_and_the_others_keep_theirs(
    lesson: Lesson, handle: Handle, events: Events, rows: Rows, superuser: AsyncEngine
) -> None:
    event = erasure(events)
    await handle(on_person_erased, event)
    register, [amendment] = await lesson.get(), (await lesson.get("/amendments"))["items"]
    assert {mark["person_id"]: mark["remark"] for mark in register["marks"]} == {str(ANNA): None, str(BEN): ABOUT_BEN}
    assert (amendment["reason"], amendment["rejection_reason"]) == (None, None)
    assert [change["remark"] for change in (await lesson.get("/history"))["items"]] == [None, ABOUT_BEN]
    assert await found(superuser, *ABOUT_ANNA) == []
    assert await rows("SELECT 1 FROM text_keys JOIN texts USING (text_id)") != [], "Ben's is still there"
    [answer] = await answers(rows)
    assert (answer.person_id, answer.erasure_id, answer.sequence) == (ANNA, event.erasure_id, 1)
    assert {one.kind: one.count for one in answer.erased} == {"texts": 3, "stored_answers": 1}
    assert [(one.kind, one.count, one.reason) for one in answer.kept] == [("marks", 1, "proves_delivery")]


async def test_a_request_whose_answer_was_erased_is_not_done_again(
    lesson: Lesson, handle: Handle, events: Events
) -> None:
    await handle(on_person_erased, erasure(events))
    sent = lesson.api.headers(ORG, COACH, ["coach"]) | {"Idempotency-Key": "k"}
    body = {"person_id": str(ANNA), "code": "present", "reason": REASON}
    answer = await lesson.api.client.post(f"{lesson.path}/amendments", json=body, headers=sent)
    assert (answer.status_code, answer.json()["type"]) == (410, "urn:lockstep:problem:answer-erased")
    assert len((await lesson.get("/amendments"))["items"]) == 1


async def test_a_text_about_an_erased_person_keeps_no_key(
    lesson: Lesson, handle: Handle, events: Events, rows: Rows
) -> None:
    await handle(on_person_erased, erasure(events))
    await lesson.propose(ANNA, "written later", "present")
    assert [one["reason"] for one in (await lesson.get("/amendments"))["items"]] == [None, None]
    written = await rows("SELECT reason FROM erased_texts WHERE person_id = :person", person=ANNA)
    assert sorted(row.reason for row in written) == ["erased_before", *["person_erased"] * 3]


async def test_the_erasure_may_come_before_everything_else(
    api: Api, handle: Handle, events: Events, rows: Rows
) -> None:
    await handle(on_person_erased, erasure(events))
    lesson = Lesson(api)
    await handle(on_session_state_changed, events(SessionStateChanged, lesson.session_id, sequence=1, **PEOPLE))
    await lesson.mark(ANNA, REMARK)
    assert [mark["remark"] for mark in (await lesson.get())["marks"]] == [None]
    assert await rows("SELECT 1 FROM text_keys") == []


async def test_another_erasure_of_the_person_is_answered_too(
    lesson: Lesson, handle: Handle, events: Events, rows: Rows
) -> None:
    await handle(on_person_erased, erasure(events), erasure(events, sequence=2))
    first, second = await answers(rows)
    assert [(one.sequence, {kind.kind: kind.count for kind in one.erased}["texts"]) for one in (first, second)] == [
        (1, 3),
        (2, 0),
    ]


async def _store_in_plain(superuser: AsyncEngine) -> None:
    """Put the texts where the version before put them."""
    async with superuser.begin() as db:
        await db.execute(text("SET LOCAL session_replication_role = replica"))
        for table in ("mark_history", "register_amendments", "register_amendment_decisions"):
            await db.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        plain = (
            ("UPDATE mark_history SET text_id = NULL, remark = :word WHERE person_id = :anna", REMARK),
            ("UPDATE register_amendments SET text_id = NULL, reason = :word WHERE person_id = :anna", REASON),
            (
                "UPDATE register_amendment_decisions SET text_id = NULL, reason = :word WHERE decision = 'rejected'",
                REJECTION,
            ),
        )
        for sql, word in plain:
            await db.execute(text(sql), {"word": word, "anna": ANNA})
        for table in ("mark_history", "register_amendments", "register_amendment_decisions"):
            for trigger in (f"{table}_immutable", f"{table}_untruncatable"):
                await db.execute(text(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"))
        await db.execute(text("DELETE FROM idempotency_keys"))


async def test_texts_that_were_stored_in_plain_are_shown_and_then_sealed(
    lesson: Lesson, worker: AsyncEngine, superuser: AsyncEngine
) -> None:
    await _store_in_plain(superuser)
    before = await lesson.get(), await lesson.get("/amendments"), await lesson.get("/history")
    assert len(await found(superuser, *ABOUT_ANNA)) == 3, "positive control"
    async with worker.begin() as db:
        assert await organisations_with_plain_texts(db, now=now()) == [ORG]
        assert await seal_next(db, org_ids=[ORG], now=now(), new_id=uuid4) == 3
        assert await organisations_with_plain_texts(db, now=now()) == []
    assert await found(superuser, *ABOUT_ANNA) == []
    assert (await lesson.get(), await lesson.get("/amendments"), await lesson.get("/history")) == before


async def test_the_version_before_can_read_amendments_whose_reasons_are_sealed(
    lesson: Lesson, worker: AsyncEngine, superuser: AsyncEngine, rows: Rows
) -> None:
    await _store_in_plain(superuser)
    async with worker.begin() as db:
        await seal_next(db, org_ids=[ORG], now=now(), new_id=uuid4)
    await lesson.propose(ANNA, REASON, "present")
    # it answers 500 if there is null
    assert [row.reason for row in await rows("SELECT reason FROM register_amendments")] == ["", ""]


async def test_an_erasure_takes_texts_in_plain_too(
    lesson: Lesson, handle: Handle, events: Events, superuser: AsyncEngine, rows: Rows
) -> None:
    await _store_in_plain(superuser)
    await handle(on_person_erased, erasure(events))
    assert await found(superuser, *ABOUT_ANNA) == []
    assert [mark["remark"] for mark in (await lesson.get())["marks"] if mark["person_id"] == str(ANNA)] == [None]
    [answer] = await answers(rows)
    assert {one.kind: one.count for one in answer.erased}["texts"] == 3


async def test_sealing_is_the_only_change_of_a_mark_and_of_a_proposal(lesson: Lesson, superuser: AsyncEngine) -> None:
    await _store_in_plain(superuser)
    some_text = "(SELECT text_id FROM texts LIMIT 1)"
    for refused in (
        "UPDATE mark_history SET code = 'present'",
        "UPDATE mark_history SET remark = NULL",
        f"UPDATE mark_history SET remark = NULL, text_id = {some_text}, code = 'present' WHERE remark IS NOT NULL",
        f"UPDATE mark_history SET remark = 'other', text_id = {some_text} WHERE remark IS NOT NULL",
        f"UPDATE mark_history SET text_id = {some_text} WHERE remark IS NULL",
        f"UPDATE register_amendments SET reason = NULL, text_id = {some_text}, proposed_by = session_id",
        "DELETE FROM register_amendment_decisions",
        "DELETE FROM text_keys",
        "UPDATE texts SET ciphertext = ''",
    ):
        with pytest.raises(IntegrityError, match="is refused"):
            async with superuser.begin() as db:
                await db.execute(text(refused))
    async with superuser.begin() as db:
        await db.execute(text(f"UPDATE mark_history SET remark = NULL, text_id = {some_text} WHERE remark IS NOT NULL"))


async def test_a_restored_database_erases_again_whom_it_had_erased(
    lesson: Lesson, events: Events, worker: AsyncEngine, superuser: AsyncEngine
) -> None:
    published = events(
        AttendanceDataErased,
        uuid4(),
        key=f"person:{ANNA}",
        org_id=ORG,
        sequence=1,
        person_id=ANNA,
        erased=(),
        kept=(),
    )
    outcome = Outcome()
    async with worker.begin() as db:
        await IMPORTER.take(db, [published], outcome)
        await IMPORTER.raise_sequences(db, {published.key: 1})
    assert outcome.imported == {"AttendanceDataErased": 1}
    assert [mark["remark"] for mark in (await lesson.get())["marks"] if mark["person_id"] == str(ANNA)] == [None]
    assert await found(superuser, REMARK, REJECTION) == []


async def test_a_parked_record_of_an_erased_text_says_nothing_any_more(
    handle: Handle, events: Events, superuser: AsyncEngine, rows: Rows
) -> None:
    text_id = uuid4()
    async with superuser.begin() as db:
        for key in (f"text:{text_id}", f"text:{uuid4()}"):
            await db.execute(
                text(
                    "INSERT INTO parked (topic, partition, record_offset, key, value, header_names, header_values, "
                    "error) VALUES ('sessions.texts.v1', 0, :offset, :key, :value, '{}', '{}', 'x')"
                ),
                {"offset": hash(key) % 1000, "key": key.encode(), "value": b"what it says"},
            )
    event = events(TextErased, uuid4(), key=f"text:{text_id}", org_id=ORG, sequence=2, text_id=text_id)
    await handle(on_text_erased, event)
    values = await rows("SELECT key, value FROM parked ORDER BY value NULLS FIRST")
    assert [row.value for row in values] == [None, b"what it says"]
    assert values[0].key == event.key.encode()


async def test_the_stored_answer_to_a_text_that_comes_too_late_does_not_have_it(
    lesson: Lesson, handle: Handle, events: Events, superuser: AsyncEngine
) -> None:
    await handle(on_person_erased, erasure(events))
    amendment = await lesson.propose(ANNA, "late-zq5", "present", **{"Idempotency-Key": "late"})
    body = {"reason": "late-zq6"}
    await lesson.post(f"/amendments/{amendment}/reject", body, role="admin", **{"Idempotency-Key": "later"})
    assert await found(superuser, "late-zq5", "late-zq6") == []


async def test_an_approval_beside_an_erasure_stores_no_reason(
    lesson: Lesson, worker: AsyncEngine, events: Events, superuser: AsyncEngine
) -> None:
    amendment = await lesson.propose(ANNA, "beside-zq7", "present")
    async with worker.begin() as db:
        await on_person_erased(db, [erasure(events)])
        path = f"/amendments/{amendment}/approve"
        beside = asyncio.create_task(lesson.post(path, None, role="admin", **{"Idempotency-Key": "beside"}))
        await until_waiting(superuser)
    assert (await beside)["reason"] is None
    assert await found(superuser, "beside-zq7") == []


async def test_sealing_takes_the_locks_of_people_in_the_order_of_an_erasure(
    lesson: Lesson, worker: AsyncEngine, superuser: AsyncEngine
) -> None:
    async with superuser.begin() as db:
        await db.execute(text("ALTER TABLE mark_history DISABLE TRIGGER mark_history_immutable"))
        # the row of the person with the greater id is the first one in the table
        for person in sorted((ANNA, BEN), reverse=True):
            row = {"person": person}
            await db.execute(
                text("UPDATE mark_history SET text_id = NULL, remark = 'plain' WHERE person_id = :person"), row
            )
        await db.execute(text("ALTER TABLE mark_history ENABLE ALWAYS TRIGGER mark_history_immutable"))
    async with superuser.connect() as db, worker.begin() as sealer:
        await LOCK_ALONE.execute(db, {"person_ids": [min(ANNA, BEN)]})
        sealing = asyncio.create_task(seal_next(sealer, org_ids=[ORG], now=now(), new_id=uuid4))
        await until_waiting(superuser)
        held = text("SELECT pg_try_advisory_xact_lock(hashtextextended(CAST(:person AS text), 1))")
        is_free = await db.scalar(held, {"person": str(max(ANNA, BEN))})
        await db.rollback()
        assert await sealing == 2
    assert is_free, "the lock of the other one is not held while sealing waits for the first"


async def until_waiting(superuser: AsyncEngine) -> None:
    """Wait until a transaction waits for a lock in this database."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"

    async def is_waiting() -> bool:
        async with superuser.connect() as db:
            return (await db.execute(text(waiting))).first() is not None

    await eventually(is_waiting, "a transaction that waits for a lock")
