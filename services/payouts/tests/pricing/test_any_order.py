"""The ledger is a function of the set of events, however they are cut into batches, ordered and repeated."""

from datetime import UTC, datetime
from uuid import uuid4

from chassis.clock import now
from contracts.envelope import Event
from hypothesis import given
from hypothesis import strategies as st
from lockstep_testing.arrangements import QUICK, arrangements, in_order, rows_after
from lockstep_testing.databases import Databases
from payouts.rates.domain import Rate, RateSubject
from payouts.rates.set import set_rate
from payouts.worker import HANDLERS
from sqlalchemy.ext.asyncio import AsyncConnection

from ..helpers.correcting import CO_COACH, COACH, ORG, Events, amendment, completion, void

RATE = Rate(uuid4(), RateSubject(ORG, "org"), "hour", 5_000, "EUR", datetime(2020, 1, 1, tzinfo=UTC), None)
FINAL_ROWS = (
    "SELECT session_id, sequence, corrected_sequence FROM credits ORDER BY session_id",
    "SELECT id, coach_id, amount_minor, logged_minutes, revision FROM earnings ORDER BY id",
    "SELECT earning_id, event_id, transfer_id FROM reversals ORDER BY earning_id",
    "SELECT id, debit_account_id, credit_account_id, amount_minor, reverses FROM transfers ORDER BY id",
    "SELECT key, sequence, event_id FROM outbox ORDER BY key, sequence",
)


async def set_the_rate(db: AsyncConnection) -> None:
    """Set a rate for the whole organisation, which is the same in every database."""
    await set_rate(db, RATE, set_by=ORG, now=now())


@given(data=st.data())
@QUICK
async def test_any_order_of_completions_and_corrections_gives_the_same_ledger(
    databases: Databases, events: Events, data: st.DataObject
) -> None:
    topic: list[Event] = []
    for _ in range(3):
        completed = completion(events, COACH, CO_COACH)
        topic.append(completed)
        minutes = data.draw(st.lists(st.sampled_from([0, 30, 60, 90]), max_size=3), "amended minutes")
        topic += [amendment(completed, 4 + place, minutes=value) for place, value in enumerate(minutes)]
        if data.draw(st.booleans(), "voided"):
            topic.append(void(completed, 8))

    expected, found = [
        await rows_after(databases, "payouts", HANDLERS, batches, queries=FINAL_ROWS, before=[set_the_rate])
        for batches in (in_order([topic]), data.draw(arrangements([topic]), "batches"))
    ]

    assert found == expected
