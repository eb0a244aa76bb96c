"""An erasure makes texts about a learner unreadable for good, in whatever order things arrive."""

import asyncio
from uuid import uuid4

from attendance.handlers import (
    on_person_erased,
    on_session_state_changed,
    on_text_erased,
)
from attendance.recovery.importer import IMPORTER
from attendance.texts.seal import seal_next
from chassis.clock import now
from chassis.messaging.recovering import Outcome
from contracts.attendance import AttendanceDataErased
from contracts.sessions import SessionStateChanged, TextErased
from lockstep_testing.api import Api
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from ..helpers.lessons import (
    ABOUT_ANNA,
    ABOUT_BEN,
    ANNA,
    BEN,
    COACH,
    ORG,
    PEOPLE,
    REASON,
    REJECTION,
    REMARK,
    Events,
    Handle,
    Lesson,
    Rows,
    answers,
    erasure,
    found,
    store_in_plain,
    until_waiting,
)


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


async def test_the_version_before_can_read_amendments_whose_reasons_are_sealed(
    lesson: Lesson, worker: AsyncEngine, superuser: AsyncEngine, rows: Rows
) -> None:
    await store_in_plain(superuser)
    async with worker.begin() as db:
        await seal_next(db, org_ids=[ORG], now=now(), new_id=uuid4)
    await lesson.propose(ANNA, REASON, "present")
    # it answers 500 if there is null
    assert [row.reason for row in await rows("SELECT reason FROM register_amendments")] == ["", ""]


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
