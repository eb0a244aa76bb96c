"""Corrections of completions that have no credit yet: they wait for a rate, or are parked."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import pytest
from aiokafka import ConsumerRecord
from chassis.clock import now
from chassis.messaging.breaker import Breaker
from chassis.messaging.consumer import BEHIND, consume
from chassis.messaging.parked_commands import replay
from chassis.messaging.positions import Reading
from contracts.cloudevents import to_record
from contracts.envelope import Event
from contracts.sessions import SessionCompleted
from payouts.handlers import on_session_amended, on_session_completed, on_session_voided
from payouts.pricing.price import credit_unrated, organisations_unexamined
from payouts.worker import HANDLERS
from sqlalchemy.ext.asyncio import AsyncEngine

from ..helpers.correcting import (
    CO_COACH,
    COACH,
    ORG,
    Events,
    Handle,
    Rows,
    SetRate,
    amendment,
    completion,
    emitted,
    payables,
    summary,
    until_somebody_waits,
    void,
)


async def sweep_once(worker: AsyncEngine) -> int:
    """Examine the completions that wait for a rate, and return their number."""
    async with worker.begin() as db:
        return await credit_unrated(db, org_ids=await organisations_unexamined(db), limit=200, now=now())


async def test_an_unrated_completion_is_credited_as_amended_last(
    handle: Handle, rows: Rows, events: Events, rate: SetRate, worker: AsyncEngine
) -> None:
    completed = completion(events, COACH, CO_COACH)
    older = amendment(completed, 4, minutes=30)
    newer = amendment(completed, 6, minutes=60, shares={COACH: 7_500, CO_COACH: 2_500}, field="coach_shares")
    await handle(on_session_completed, completed)
    await handle(on_session_amended, older, newer)
    await handle(on_session_amended, older)
    await handle(on_session_completed, completed)
    (waiting,) = await rows("SELECT * FROM unrated_completions")
    assert (waiting.logged_minutes, waiting.shares, waiting.corrected_sequence) == (60, [7_500, 2_500], 6)
    assert await emitted(rows) == []

    await rate(org_id=ORG)
    await handle(on_session_completed, completed)
    assert await emitted(rows) == [], "a completion that arrives again does not overtake the first"
    assert await sweep_once(worker) == 1
    await handle(on_session_amended, older, newer)
    assert summary(await emitted(rows)) == [(1, "credited", [4_500, 1_500])]
    assert await rows("SELECT session_id FROM unrated_completions") == []

    await handle(on_session_amended, amendment(completed, 7, minutes=30))
    assert summary(await emitted(rows))[1:] == [(2, "reversed", [4_500, 1_500]), (3, "credited", [1_500, 1_500])]


async def test_an_unrated_completion_that_is_voided_is_never_credited(
    handle: Handle, rows: Rows, events: Events, rate: SetRate, worker: AsyncEngine
) -> None:
    completed, kept = completion(events), completion(events)
    amended, voided = amendment(completed, 4, minutes=30), void(completed, 5)
    await handle(on_session_completed, completed, kept)
    await handle(on_session_amended, amended)
    await handle(on_session_voided, voided)
    waiting = await rows("SELECT session_id FROM unrated_completions")
    assert [row.session_id for row in waiting] == [kept.session_id]
    for redelivered in ("before there is a rate", "when there is one"):
        await handle(on_session_completed, completed)
        await handle(on_session_amended, amended)
        await handle(on_session_voided, voided)
        if redelivered == "before there is a rate":
            await rate(org_id=ORG)
            assert await sweep_once(worker) == 1
        assert await payables(rows) == {COACH: 4_500}, redelivered
    assert await emitted(rows, completed.session_id) == []
    with pytest.raises(ValueError, match="corrected after it was voided"):
        await handle(on_session_amended, amendment(completed, 6, minutes=60))


async def test_a_void_and_the_sweeper_racing_leave_nothing_credited_whoever_is_first(
    handle: Handle, rows: Rows, events: Events, rate: SetRate, worker: AsyncEngine
) -> None:
    void_first, sweeper_first = completion(events, COACH), completion(events, CO_COACH)
    await handle(on_session_completed, void_first, sweeper_first)
    await rate("coach", org_id=ORG, coach_id=COACH)
    async with worker.begin() as db:
        await on_session_voided(db, [void(void_first, 4)])
        assert await sweep_once(worker) == 1, "the sweeper skips a completion that is being voided"
    assert await sweep_once(worker) == 0
    assert await emitted(rows) == []

    await rate("coach", org_id=ORG, coach_id=CO_COACH)
    async with worker.begin() as db:
        assert await credit_unrated(db, org_ids=await organisations_unexamined(db), limit=200, now=now()) == 1
        voiding = asyncio.ensure_future(handle(on_session_voided, void(sweeper_first, 4)))
        await until_somebody_waits(rows)
    await voiding
    assert summary(await emitted(rows)) == [(1, "credited", [4_500]), (2, "reversed", [4_500])]
    assert await payables(rows) == {CO_COACH: 0}


PARKED: Final = "SELECT id, error FROM parked ORDER BY id"


def as_consumed(events: Sequence[Event], *, first_offset: int = 0) -> Reading:
    """Return a batch with the Kafka records of events, without positions."""
    found = []
    for offset, event in enumerate(events, first_offset):
        topic, key, value, headers = to_record(event)
        found.append(ConsumerRecord(topic, 0, offset, 0, 0, key, value, None, 0, 0, tuple(headers)))
    return Reading(topic, found, moves=())


async def test_corrections_wait_behind_a_parked_completion_and_follow_it_when_it_is_replayed(
    rows: Rows, events: Events, rate: SetRate, worker: AsyncEngine
) -> None:
    await rate(org_id=ORG)
    completed, other = completion(events, COACH, COACH), completion(events)
    amended = amendment(completed, 4, minutes=60, shares={COACH: 10_000})
    breaker = Breaker("payouts")
    await consume(worker, HANDLERS, breaker, as_consumed([completed, amended, other, amendment(other, 4, minutes=60)]))
    await consume(worker, HANDLERS, breaker, as_consumed([void(completed, 5)], first_offset=4))
    first, second, third = await rows(PARKED)
    assert "names a coach twice" in first.error
    assert (second.error, third.error) == (BEHIND, BEHIND)
    assert await payables(rows) == {COACH: 6_000}, "other sessions are handled"

    async def mended(db: Any, found: list[SessionCompleted]) -> None:
        await on_session_completed(db, [one.model_copy(update={"coaches": one.coaches[:1]}) for one in found])

    assert await replay(worker, {**HANDLERS, SessionCompleted: mended}, third.id) == 0
    assert await rows(PARKED) == []
    assert summary(await emitted(rows, completed.session_id)) == [
        (1, "credited", [4_500]),
        (2, "reversed", [4_500]),
        (3, "credited", [6_000]),
        (4, "reversed", [6_000]),
    ]
    assert await payables(rows) == {COACH: 6_000}


async def test_a_correction_whose_completion_was_discarded_is_parked_and_says_why(
    rows: Rows, events: Events, rate: SetRate, worker: AsyncEngine
) -> None:
    await rate(org_id=ORG)
    completed = completion(events)
    await consume(worker, HANDLERS, Breaker("payouts"), as_consumed([amendment(completed, 4), void(completed, 5)]))
    first, second = await rows(PARKED)
    assert "payouts never handled its completion" in first.error
    assert second.error == BEHIND
    assert await emitted(rows) == []
