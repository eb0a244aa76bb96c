"""Texts about learners are sealed, also those that a version before stored in plain."""

import asyncio
from uuid import uuid4

import pytest
from attendance.handlers import (
    on_person_erased,
)
from attendance.texts.seal import organisations_with_plain_texts, seal_next
from attendance.texts.write import LOCK_ALONE
from chassis.clock import now
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from ..helpers.lessons import (
    ABOUT_ANNA,
    ABOUT_BEN,
    ANNA,
    BEN,
    ORG,
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


async def test_texts_that_were_stored_in_plain_are_shown_and_then_sealed(
    lesson: Lesson, worker: AsyncEngine, superuser: AsyncEngine
) -> None:
    await store_in_plain(superuser)
    before = await lesson.get(), await lesson.get("/amendments"), await lesson.get("/history")
    assert len(await found(superuser, *ABOUT_ANNA)) == 3, "positive control"
    async with worker.begin() as db:
        assert await organisations_with_plain_texts(db, now=now()) == [ORG]
        assert await seal_next(db, org_ids=[ORG], now=now(), new_id=uuid4) == 3
        assert await organisations_with_plain_texts(db, now=now()) == []
    assert await found(superuser, *ABOUT_ANNA) == []
    assert (await lesson.get(), await lesson.get("/amendments"), await lesson.get("/history")) == before


async def test_an_erasure_takes_texts_in_plain_too(
    lesson: Lesson, handle: Handle, events: Events, superuser: AsyncEngine, rows: Rows
) -> None:
    await store_in_plain(superuser)
    await handle(on_person_erased, erasure(events))
    assert await found(superuser, *ABOUT_ANNA) == []
    assert [mark["remark"] for mark in (await lesson.get())["marks"] if mark["person_id"] == str(ANNA)] == [None]
    [answer] = await answers(rows)
    assert {one.kind: one.count for one in answer.erased}["texts"] == 3


async def test_sealing_is_the_only_change_of_a_mark_and_of_a_proposal(lesson: Lesson, superuser: AsyncEngine) -> None:
    await store_in_plain(superuser)
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


async def test_nobody_can_change_an_amendment_or_a_decision(lesson: Lesson, superuser: AsyncEngine) -> None:
    for table in ("register_amendments", "register_amendment_decisions"):
        for change in ("UPDATE {} SET reason = 'other'", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
            with pytest.raises(IntegrityError, match="immutable"):
                async with superuser.begin() as db:
                    await db.execute(text("SET LOCAL session_replication_role = replica"))
                    await db.execute(text(change.format(table)))
