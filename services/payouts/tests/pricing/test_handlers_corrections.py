"""Earnings follow the corrections of a completed session: reversed once, and credited anew by the same rate."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from contracts.payouts import EarningsCredited, EarningsReversed
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements
from payouts.handlers import on_session_amended, on_session_completed, on_session_voided
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

LEDGER = ("transfers", "earnings", "reversals", "credits", "unrated_completions", "outbox")


async def ledger(rows: Rows) -> dict[str, list[Any]]:
    """Return every row that a correction may change."""
    return {table: await rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in LEDGER}


async def test_amended_minutes_are_reversed_and_credited_by_the_pinned_rate_although_the_rate_changed_meanwhile(
    handle: Handle, rows: Rows, events: Events, rate: SetRate
) -> None:
    rate_id = await rate(org_id=ORG, amount_minor=6_000)
    completed = completion(events)
    await handle(on_session_completed, completed)
    await rate("coach", org_id=ORG, coach_id=COACH, amount_minor=9_000, currency="CZK")

    amended = amendment(completed, 5, minutes=60)
    await handle(on_session_amended, amended)

    credited, reversed_, anew = await emitted(rows)
    assert summary([credited, reversed_, anew]) == [
        (1, "credited", [4_500]),
        (2, "reversed", [4_500]),
        (3, "credited", [6_000]),
    ]
    assert isinstance(credited, EarningsCredited) and isinstance(reversed_, EarningsReversed)
    assert isinstance(anew, EarningsCredited)
    assert reversed_.reversals[0].earning_id == credited.earnings[0].earning_id
    assert (anew.earnings[0].rate_id, anew.earnings[0].currency) == (rate_id, "EUR")
    for event in (reversed_, anew):
        assert (event.key, event.causation_id) == (str(completed.session_id), amended.event_id)
        assert event.correlation_id == amended.correlation_id
    first, second = await rows("SELECT * FROM earnings ORDER BY revision")
    assert [(one.revision, one.logged_minutes) for one in (first, second)] == [(0, 45), (1, 60)]
    for pinned in ("rate_id", "unit", "rate_amount_minor", "currency", "priced_at", "purpose", "org_id"):
        assert getattr(second, pinned) == getattr(first, pinned)
    (reversal,) = await rows("SELECT * FROM reversals")
    assert (reversal.earning_id, reversal.event_id) == (first.id, amended.event_id)
    (back,) = await rows("SELECT * FROM transfers WHERE reverses IS NOT NULL")
    assert (back.id, back.reverses) == (reversal.transfer_id, first.transfer_id)
    assert await payables(rows) == {COACH: 6_000}


async def test_a_corrected_recap_moves_nothing(handle: Handle, rows: Rows, events: Events, rate: SetRate) -> None:
    await rate(org_id=ORG)
    completed = completion(events)
    await handle(on_session_completed, completed)
    before = await ledger(rows)
    await handle(on_session_amended, amendment(completed, 4, field="recap"))
    assert await ledger(rows) == before


async def test_an_amendment_of_an_unknown_field_counts_if_minutes_or_shares_differ(
    handle: Handle, rows: Rows, events: Events, rate: SetRate
) -> None:
    await rate(org_id=ORG)
    completed = completion(events)
    await handle(on_session_completed, completed)
    before = await ledger(rows)
    await handle(on_session_amended, amendment(completed, 4, field="weather"))
    assert await ledger(rows) == before
    await handle(on_session_amended, amendment(completed, 5, field="weather", minutes=30))
    assert summary(await emitted(rows)) == [
        (1, "credited", [4_500]),
        (2, "reversed", [4_500]),
        (3, "credited", [3_000]),
    ]


async def test_redelivered_corrections_change_nothing_even_past_the_inbox(
    handle: Handle, rows: Rows, events: Events, rate: SetRate
) -> None:
    await rate(org_id=ORG)
    completed = completion(events)
    shorter, longer, voided = (
        amendment(completed, 4, minutes=30),
        amendment(completed, 6, minutes=60),
        void(completed, 7),
    )
    await handle(on_session_completed, completed)
    await handle(on_session_amended, shorter, shorter, longer)
    amended = await ledger(rows)
    await handle(on_session_amended, shorter, longer)
    await handle(on_session_amended, shorter)
    await handle(on_session_completed, completed)
    assert await ledger(rows) == amended
    await handle(on_session_voided, voided, voided)
    withdrawn = await ledger(rows)
    await handle(on_session_completed, completed)
    await handle(on_session_amended, shorter, longer)
    await handle(on_session_voided, voided)
    assert await ledger(rows) == withdrawn
    assert await payables(rows) == {COACH: 0}


async def test_a_void_takes_everything_back_also_from_co_coaches(
    handle: Handle, rows: Rows, events: Events, rate: SetRate
) -> None:
    await rate(org_id=ORG, amount_minor=101, unit="session")
    completed, kept = completion(events, COACH, CO_COACH), completion(events, COACH)
    await handle(on_session_completed, completed, kept)
    assert await payables(rows) == {COACH: 51 + 101, CO_COACH: 50}
    voided = void(completed, 4)
    await handle(on_session_voided, voided)
    assert await payables(rows) == {COACH: 101, CO_COACH: 0}
    assert summary(await emitted(rows, completed.session_id)) == [(1, "credited", [51, 50]), (2, "reversed", [51, 50])]
    assert {row.event_id for row in await rows("SELECT event_id FROM reversals")} == {voided.event_id}
    with pytest.raises(ValueError, match="corrected after it was voided"):
        await handle(on_session_amended, amendment(completed, 5, minutes=30))


async def test_shares_move_from_one_coach_to_another_and_parts_of_nothing_move_no_money(
    handle: Handle, rows: Rows, events: Events, rate: SetRate
) -> None:
    await rate(org_id=ORG)
    completed = completion(events, COACH, CO_COACH)
    await handle(on_session_completed, completed)
    shares = {COACH: 10_000, CO_COACH: 0}
    await handle(on_session_amended, amendment(completed, 4, shares=shares, field="coach_shares"))
    assert await payables(rows) == {COACH: 4_500, CO_COACH: 0}
    shares = {COACH: 2_500, CO_COACH: 7_500}
    await handle(on_session_amended, amendment(completed, 5, shares=shares, field="coach_shares"))
    assert await payables(rows) == {COACH: 1_125, CO_COACH: 3_375}
    await handle(on_session_amended, amendment(completed, 6, minutes=0, shares=shares))
    await handle(on_session_amended, amendment(completed, 7, minutes=60, shares=shares))
    assert summary(await emitted(rows))[1:] == [
        (2, "reversed", [2_250, 2_250]),
        (3, "credited", [4_500, 0]),
        (4, "reversed", [4_500, 0]),
        (5, "credited", [1_125, 3_375]),
        (6, "reversed", [3_375, 1_125]),
        (7, "credited", [0, 0]),
        (8, "reversed", [0, 0]),
        (9, "credited", [1_500, 4_500]),
    ]
    nothing = await rows("""
        SELECT reversals.transfer_id AS back, earnings.transfer_id AS there
        FROM reversals JOIN earnings ON earnings.id = earning_id WHERE amount_minor = 0
    """)
    assert [(row.there, row.back) for row in nothing] == 3 * [(None, None)]


async def test_a_session_that_is_amended_twice_and_voided_in_one_batch_has_each_step_in_its_order(
    handle: Handle, rows: Rows, events: Events, rate: SetRate
) -> None:
    await rate(org_id=ORG, amount_minor=700, unit="session")
    completed, other = completion(events), completion(events)
    await handle(on_session_completed, completed, other)
    await handle(
        on_session_amended,
        amendment(completed, 4, minutes=50),
        amendment(other, 4, minutes=20),
        amendment(completed, 5, minutes=60),
    )
    await handle(on_session_voided, void(completed, 6))
    assert summary(await emitted(rows, completed.session_id)) == [
        (1, "credited", [700]),
        (2, "reversed", [700]),
        (3, "credited", [700]),
        (4, "reversed", [700]),
        (5, "credited", [700]),
        (6, "reversed", [700]),
    ]
    pricings = [event.pricing_revision for event in await emitted(rows, completed.session_id)]
    assert pricings == [1, 2, 2, 3, 3, 4], "the parts of one pricing have one number"
    revisions = await rows(
        "SELECT revision, logged_minutes FROM earnings ORDER BY session_id = :id, revision", id=other.session_id
    )
    assert [tuple(row) for row in revisions] == [(0, 45), (1, 50), (2, 60), (0, 45), (1, 20)]
    assert await payables(rows) == {COACH: 700}


async def test_a_batch_of_corrections_takes_ten_statements(
    worker: AsyncEngine, handle: Handle, events: Events, rate: SetRate, statements_max: StatementsMax
) -> None:
    await rate(org_id=ORG)
    completions = [completion(events, COACH, CO_COACH) for _ in range(40)]
    await handle(on_session_completed, *completions)
    executed = sent_statements(worker)
    async with worker.begin() as db:
        await on_session_amended(db, [amendment(one, at, minutes=at) for at in (5, 10) for one in completions])
    assert len(executed) <= statements_max["payouts"]["correct_batch"]


async def test_two_consumers_of_the_same_correction_follow_it_once(
    handle: Handle, rows: Rows, events: Events, rate: SetRate, worker: AsyncEngine
) -> None:
    await rate(org_id=ORG)
    completed = completion(events)
    await handle(on_session_completed, completed)
    amended = amendment(completed, 4, minutes=60)
    async with worker.begin() as db:
        await on_session_amended(db, [amended])
        second = asyncio.ensure_future(handle(on_session_amended, amended, amendment(completed, 5, minutes=30)))
        await until_somebody_waits(rows)
    await second
    assert summary(await emitted(rows))[1:] == [
        (2, "reversed", [4_500]),
        (3, "credited", [6_000]),
        (4, "reversed", [6_000]),
        (5, "credited", [3_000]),
    ]


async def test_a_correction_that_can_never_be_followed_fails_at_once_and_leaves_nothing(
    handle: Handle, rows: Rows, events: Events, rate: SetRate
) -> None:
    await rate(org_id=ORG)
    completed, unknown = completion(events), completion(events)
    await handle(on_session_completed, completed)
    before = await ledger(rows)
    for wrong, why in (
        (amendment(unknown, 4), "never handled its completion"),
        (amendment(completed, 4, shares={uuid4(): 0}), "add up to 0"),
    ):
        with pytest.raises(ValueError, match=why):
            await handle(on_session_amended, amendment(completed, 4, minutes=30), wrong)
    with pytest.raises(ValueError, match="never handled its completion"):
        await handle(on_session_voided, void(completed, 4), void(unknown, 4))
    assert await ledger(rows) == before
