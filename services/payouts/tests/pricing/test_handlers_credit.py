"""A completed session is credited once, by the rate that applies."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from contracts.payouts import EarningsCredited
from contracts.sessions import SessionCompleted
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements
from payouts.handlers import on_session_completed
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Events = Callable[..., Any]
SetRate = Callable[..., Awaitable[UUID]]

ORG, COACH, CO_COACH, COURSE, CATEGORY = uuid4(), uuid4(), uuid4(), uuid4(), uuid4()


def completion(events: Events, session_id: UUID | None = None, **more: Any) -> SessionCompleted:
    """Return a completion of 45 minutes with one coach."""
    whole = {"org_id": ORG, "sequence": 3, "coaches": [COACH], "course_ids": (COURSE,)} | more
    completed = events(SessionCompleted, session_id or uuid4(), **whole)
    assert isinstance(completed, SessionCompleted)
    return completed


async def emitted(rows: Rows) -> list[EarningsCredited]:
    """Return the events in the outbox, oldest first."""
    return [
        EarningsCredited.model_validate_json(row.payload)
        for row in await rows("SELECT payload FROM outbox ORDER BY id")
    ]


async def balances(rows: Rows) -> dict[tuple[str, UUID, str], int]:
    """Return every account's credits less its debits."""
    found = await rows("""
        SELECT kind, owner_id, currency,
               (SELECT coalesce(sum(amount_minor), 0) FROM transfers WHERE credit_account_id = accounts.id)
               - (SELECT coalesce(sum(amount_minor), 0) FROM transfers WHERE debit_account_id = accounts.id) AS balance
        FROM accounts
    """)
    return {(row.kind, row.owner_id, row.currency): int(row.balance) for row in found}


async def test_a_completion_credits_its_coach_by_the_rate(
    handle: Handle, rows: Rows, events: Events, rate: SetRate
) -> None:
    rate_id = await rate(org_id=ORG, amount_minor=6_000)
    completed = completion(events)
    await handle(on_session_completed, completed)
    (credited,) = await emitted(rows)
    assert (credited.key, credited.sequence) == (str(completed.session_id), 1)
    assert (credited.causation_id, credited.correlation_id) == (completed.event_id, completed.correlation_id)
    (earning,) = credited.earnings
    assert (earning.coach_id, earning.amount_minor, earning.currency) == (COACH, 4_500, "EUR")
    assert earning.rate_id == rate_id
    assert await balances(rows) == {("coach_payable", COACH, "EUR"): 4_500, ("coaching_cost", ORG, "EUR"): -4_500}
    (pinned,) = await rows("SELECT * FROM earnings")
    assert (pinned.rate_id, pinned.rate_amount_minor, pinned.unit) == (rate_id, 6_000, "hour")
    assert pinned.logged_minutes == 45


async def test_co_coaches_share_to_the_last_minor_unit(
    handle: Handle, rows: Rows, events: Events, rate: SetRate
) -> None:
    await rate(org_id=ORG, amount_minor=101, unit="session")
    await handle(on_session_completed, completion(events, coaches=[COACH, CO_COACH]))
    (credited,) = await emitted(rows)
    assert [(one.coach_id, one.amount_minor) for one in credited.earnings] == [(COACH, 51), (CO_COACH, 50)]
    assert sum((await balances(rows)).values()) == 0


async def test_volunteers_earn_nothing_and_no_money_moves(
    handle: Handle, rows: Rows, events: Events, rate: SetRate
) -> None:
    await rate(org_id=ORG, amount_minor=0)
    await handle(on_session_completed, completion(events))
    (credited,) = await emitted(rows)
    assert credited.earnings[0].amount_minor == 0
    assert await rows("SELECT id FROM transfers") == []
    assert await rows("SELECT session_id FROM unrated_completions") == []


async def test_the_rate_of_the_planned_start_applies(handle: Handle, rows: Rows, events: Events, rate: SetRate) -> None:
    change = datetime(2026, 11, 2, 7, 10, tzinfo=UTC)
    await rate(org_id=ORG, amount_minor=1_000, effective_to=change)
    await rate(org_id=ORG, amount_minor=2_000, effective_from=change)
    early = completion(events, planned_starts_at=change - timedelta(minutes=1), started_at=change)
    late = completion(events, planned_starts_at=change, started_at=change - timedelta(minutes=1))
    await handle(on_session_completed, early, late)
    amounts = {one.session_id: one.earnings[0].amount_minor for one in await emitted(rows)}
    assert amounts == {early.session_id: 750, late.session_id: 1_500}


async def test_the_most_specific_rate_applies(handle: Handle, rows: Rows, events: Events, rate: SetRate) -> None:
    expected = {}
    steps: list[tuple[str, dict[str, UUID]]] = [
        ("org", {}),
        ("category", {"category_id": CATEGORY}),
        ("course", {"course_id": COURSE}),
        ("coach", {"coach_id": COACH}),
        ("coach_course", {"coach_id": COACH, "course_id": COURSE}),
    ]
    for step, (scope, subject) in enumerate(steps, start=1):
        await rate(scope, org_id=ORG, amount_minor=step * 100, unit="session", **subject)
        completed = completion(events, category_id=CATEGORY)
        await handle(on_session_completed, completed)
        expected[completed.session_id] = step * 100
    assert {one.session_id: one.earnings[0].amount_minor for one in await emitted(rows)} == expected


async def test_a_redelivered_completion_pays_once_even_past_the_inbox(
    handle: Handle, rows: Rows, events: Events, rate: SetRate
) -> None:
    await rate(org_id=ORG)
    completed = completion(events)
    await handle(on_session_completed, completed)
    await handle(on_session_completed, completed)
    await handle(on_session_completed, completed, completed)
    assert len(await emitted(rows)) == 1
    assert (await balances(rows))["coach_payable", COACH, "EUR"] == 4_500


async def test_two_consumers_of_the_same_completions_pay_each_once(
    handle: Handle, rows: Rows, events: Events, rate: SetRate
) -> None:
    await rate(org_id=ORG)
    completions = [completion(events) for _ in range(50)]
    await asyncio.gather(
        handle(on_session_completed, *completions), handle(on_session_completed, *reversed(completions))
    )
    assert sorted(one.session_id for one in await emitted(rows)) == sorted(one.session_id for one in completions)
    assert (await balances(rows))["coach_payable", COACH, "EUR"] == 50 * 4_500


async def test_a_batch_of_completions_takes_eight_statements(
    worker: AsyncEngine, rows: Rows, events: Events, rate: SetRate, statements_max: StatementsMax
) -> None:
    await rate("coach", org_id=ORG, coach_id=COACH)
    completions = [completion(events, coaches=[one]) for _ in range(50) for one in (COACH, CO_COACH)]
    executed = sent_statements(worker)
    async with worker.begin() as db:
        await on_session_completed(db, completions)
    assert len(executed) <= statements_max["payouts"]["credit_batch"]
    assert len(await emitted(rows)) == 50
    assert len(await rows("SELECT session_id FROM unrated_completions")) == 50


async def test_a_completion_that_can_never_be_paid_fails_at_once_and_leaves_nothing(
    handle: Handle, rows: Rows, events: Events
) -> None:
    with pytest.raises(ValueError, match="names a coach twice"):
        await handle(on_session_completed, completion(events, coaches=[COACH, COACH]))
    assert await rows("SELECT session_id FROM unrated_completions") == []
