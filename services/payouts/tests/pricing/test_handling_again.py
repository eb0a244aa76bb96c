"""Handling the same events again, after the database was restored, emits the same events with the same ids."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from chassis.clock import now
from lockstep_testing.databases import Databases
from lockstep_testing.replays import emitted_afresh, handling
from payouts.pricing.sweep import sweep, waiting
from payouts.rates.domain import Rate, RateSubject
from payouts.rates.set import set_rate
from payouts.worker import HANDLERS
from sqlalchemy.ext.asyncio import AsyncConnection

from ..helpers.correcting import CO_COACH, COACH, ORG, Events, amendment, completion, void

CLOCK_FIELDS = {"occurred_at", "credited_at", "reversed_at"}
RATE = Rate(uuid4(), RateSubject(ORG, "org"), "hour", 5_000, "EUR", datetime(2020, 1, 1, tzinfo=UTC), None)


async def set_the_rate(db: AsyncConnection) -> None:
    """Set a rate for the whole organisation, which is the same in every database."""
    await set_rate(db, RATE, set_by=ORG, now=now())


async def sweep_once(db: AsyncConnection) -> None:
    """Credit what waited for a rate."""
    await sweep(db, org_ids=await waiting(db, now=now()), now=now())


async def test_credits_and_corrections_are_emitted_again_with_the_same_ids(
    databases: Databases, events: Events
) -> None:
    first, second = (completion(events, COACH, CO_COACH) for _ in range(2))
    steps = [
        set_the_rate,
        handling(HANDLERS, first, second),
        handling(HANDLERS, amendment(first, 4, minutes=60), amendment(first, 5, minutes=30), void(second, 4)),
    ]

    once, again = [await emitted_afresh(databases, "payouts", steps, clock_fields=CLOCK_FIELDS) for _ in range(2)]

    assert once == again
    assert len({event["event_id"] for event in once}) == len(once) == 7
    assert {UUID(event["event_id"]).int >> 80 for event in once[:2]} == {
        one.event_id.int >> 80 for one in (first, second)
    }


async def test_a_correction_is_followed_alike_with_others_and_alone(databases: Databases, events: Events) -> None:
    completed = completion(events, COACH, CO_COACH)
    amendments = [amendment(completed, 4, minutes=60), amendment(completed, 5, minutes=30)]
    begin = [set_the_rate, handling(HANDLERS, completed)]
    batches = ([handling(HANDLERS, *amendments)], [handling(HANDLERS, one) for one in amendments])

    together, alone = [
        await emitted_afresh(databases, "payouts", [*begin, *batch], clock_fields=CLOCK_FIELDS) for batch in batches
    ]

    assert together == alone


async def test_a_late_rate_gives_the_ids_of_an_early_one(databases: Databases, events: Events) -> None:
    completed = completion(events, COACH, CO_COACH)
    complete = handling(HANDLERS, completed)

    at_once, later = [
        await emitted_afresh(databases, "payouts", steps, clock_fields=CLOCK_FIELDS)
        for steps in ([set_the_rate, complete], [complete, set_the_rate, sweep_once])
    ]

    assert at_once == later


async def test_a_credit_with_a_correction_counted_in_is_another_event(databases: Databases, events: Events) -> None:
    completed = completion(events, COACH)
    complete, amend = handling(HANDLERS, completed), handling(HANDLERS, amendment(completed, 4, minutes=60))

    (corrected,) = await emitted_afresh(
        databases, "payouts", [complete, amend, set_the_rate, sweep_once], clock_fields=CLOCK_FIELDS
    )
    (original,) = await emitted_afresh(databases, "payouts", [complete, set_the_rate, sweep_once], clock_fields=set())

    assert corrected["event_id"] != original["event_id"]
    assert corrected["earnings"][0]["earning_id"] != original["earnings"][0]["earning_id"]
