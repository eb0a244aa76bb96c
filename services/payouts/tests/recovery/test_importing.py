"""The ledger comes back as it was published, although the copy lacks a rate, and the consumer changes nothing of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from chassis.clock import now
from chassis.database.engine import create_engine
from chassis.messaging.recovering import NotRecoverableError, Outcome
from contracts.cloudevents import from_record
from contracts.envelope import Event
from contracts.payouts import EarningsCredited, EarningsReversed
from contracts.sessions import SessionAmended, SessionCompleted, SessionVoided
from lockstep_testing.databases import Databases, ServiceDatabase
from payouts.handlers import on_session_amended, on_session_completed, on_session_voided
from payouts.rates.domain import Rate, RateSubject
from payouts.rates.set import set_rate
from payouts.recovery.importer import IMPORTER
from sqlalchemy import text

Events = Callable[..., Any]

ORG, COACH, SECOND = uuid4(), uuid4(), uuid4()
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SAME = {
    "credits": "*",
    "earnings": "*",
    "reversals": "*",
    "transfers": "*",
    "accounts": "*",
    "unrated_completions": "session_id",
}


class Copy:
    """A database of the service: the original, or the restored one."""

    def __init__(self, database: ServiceDatabase) -> None:
        """Take the database."""
        self.superuser = create_engine(database.superuser_url, application_name="test", pool_size=1)
        self.worker = create_engine(database.worker_url, application_name="test", pool_size=1)

    async def handle(self, handler: Callable[..., Awaitable[None]], event: Event) -> None:
        """Handle an event as the consumer does."""
        async with self.worker.begin() as db:
            await handler(db, [event])

    async def rate(self, rate_id: UUID, coach_id: UUID) -> None:
        """Set a rate for a coach."""
        subject = RateSubject(ORG, "coach", coach_id=coach_id)
        async with self.superuser.begin() as db:
            await set_rate(db, Rate(rate_id, subject, "hour", 6_000, "EUR", LONG_AGO, None), set_by=ORG, now=now())

    async def rows(self, query: str) -> list[Any]:
        """Return the rows of a query."""
        async with self.superuser.connect() as db:
            return list((await db.execute(text(query))).all())

    async def published(self) -> list[Event]:
        """Return what is in the outbox, in order."""
        rows = await self.rows("SELECT CAST(headers AS text), payload FROM outbox ORDER BY id")
        return [
            from_record([(name, value.encode()) for name, value in orjson.loads(headers).items()], payload)
            for headers, payload in rows
        ]

    async def recover(self, events: list[Event]) -> Outcome:
        """Import events as the command does."""
        outcome = Outcome()
        async with self.worker.begin() as db:
            await IMPORTER.take(db, events, outcome)
        return outcome


@pytest.fixture
async def copies(databases: Databases) -> AsyncIterator[tuple[Copy, Copy]]:
    """The original and the restored database."""
    async with databases.fresh("payouts") as one, databases.fresh("payouts") as other:
        made = Copy(one), Copy(other)
        yield made
        for copy in made:
            await copy.superuser.dispose()
            await copy.worker.dispose()


def corrected(completion: SessionCompleted, sequence: int, minutes: int) -> dict[str, Any]:
    """Return the fields of corrections of a completion."""
    old = {"logged_minutes": completion.logged_minutes, "coaches": completion.coaches, "recap_sha256": "0" * 64}
    return {
        "org_id": ORG,
        "sequence": sequence,
        "amendment_id": uuid4(),
        "field": "minutes",
        "old": old,
        "withdrawn": old,
        "new": old | {"logged_minutes": minutes},
        "completed_sequence": completion.sequence,
        "proposed_by": ORG,
        "amended_at": completion.completed_at,
        "voided_at": completion.completed_at,
    }


async def test_published_earnings_come_back_with_their_ids_and_amounts(
    copies: tuple[Copy, Copy], events: Events
) -> None:
    original, restored = copies
    known_rate, lost_rate = uuid4(), uuid4()
    for copy in copies:
        await copy.rate(known_rate, COACH)
    both = events(SessionCompleted, uuid4(), org_id=ORG, sequence=3, coaches=[COACH, SECOND])
    other = events(SessionCompleted, uuid4(), org_id=ORG, sequence=3, coaches=[SECOND])
    waiting = events(SessionCompleted, uuid4(), org_id=ORG, sequence=3, coaches=[SECOND])
    await restored.handle(on_session_completed, waiting)  # the copy knows that it has no rate
    await original.rate(lost_rate, SECOND)
    history: list[tuple[Callable[..., Awaitable[None]], Event]] = [
        *((on_session_completed, one) for one in (both, other, waiting)),
        (on_session_amended, events(SessionAmended, both.session_id, **corrected(both, 4, 60))),
        (on_session_amended, events(SessionAmended, both.session_id, **corrected(both, 5, 30))),
        (on_session_voided, events(SessionVoided, other.session_id, **corrected(other, 4, 0))),
    ]
    for handler, event in history:
        await original.handle(handler, event)

    outcome = await restored.recover(await original.published())
    assert outcome.imported == {"EarningsCredited": 5, "EarningsReversed": 3}
    assert [(one.kind, one.id) for one in outcome.lost] == [("rate", lost_rate)]
    for handler, event in history:
        await restored.handle(handler, event)  # the consumer goes on from the copy's position
    for table, columns in SAME.items():
        query = f"SELECT * FROM (SELECT {columns} FROM {table}) AS row ORDER BY CAST(row AS text)"
        assert await restored.rows(query) == await original.rows(query), table
    assert await restored.published() == []
    assert (await restored.recover(await original.published())).imported == {}, "nothing is imported twice"

    later = events(SessionCompleted, uuid4(), org_id=ORG, sequence=3, coaches=[SECOND])
    await restored.handle(on_session_completed, later)
    assert await restored.published() == [], "the lost rate applies to nobody until it is set again"
    void = events(SessionVoided, both.session_id, **corrected(both, 6, 0))
    for copy in copies:
        await copy.handle(on_session_voided, void)
    [mine], theirs = await restored.published(), await original.published()
    assert mine.model_dump(exclude={"occurred_at", "reversed_at"}) == theirs[-1].model_dump(
        exclude={"occurred_at", "reversed_at"}
    )


async def test_a_session_that_was_credited_otherwise_after_the_restore_is_refused(
    copies: tuple[Copy, Copy], events: Events
) -> None:
    original, restored = copies
    session_id = uuid4()
    for copy in copies:
        await copy.rate(uuid4(), COACH)
        completion = events(SessionCompleted, session_id, org_id=ORG, sequence=3, coaches=[COACH])
        await copy.handle(on_session_completed, completion)  # two completions: each has an id of its own
    with pytest.raises(NotRecoverableError, match="was credited again, after the database was restored"):
        await restored.recover(await original.published())


async def test_what_cannot_be_computed_from_its_event_is_named_and_its_sequence_is_used_up(
    copies: tuple[Copy, Copy], events: Events
) -> None:
    original, restored = copies
    rate_id, session_id = uuid4(), uuid4()
    completion = events(SessionCompleted, session_id, org_id=ORG, sequence=3, coaches=[COACH])
    for copy in copies:
        await copy.rate(rate_id, COACH)
        await copy.handle(on_session_completed, completion)
    amendment = events(SessionAmended, session_id, **corrected(completion, 4, 60))
    await original.handle(on_session_amended, amendment)
    _, reversed_, credited = await original.published()
    assert isinstance(reversed_, EarningsReversed)
    assert isinstance(credited, EarningsCredited)
    assert credited.pricing is not None
    of_later = [
        credited.model_copy(update={"pricing": None}),
        credited.model_copy(update={"pricing": credited.pricing.model_copy(update={"unit": "week"})}),
        credited.model_copy(update={"causation_id": None}),
        credited.model_copy(update={"sequence": credited.sequence + 1, "causation_id": None}),
    ]
    unheard = events(SessionCompleted, session_id, org_id=ORG, sequence=1, coaches=[COACH])
    outcome = await restored.recover([reversed_.model_copy(update={"causation_id": None}), *of_later, unheard])
    assert outcome.imported == {}
    assert [one.what for one in outcome.lost] == [
        "the reversal, because the event does not name its correction",
        *["the way its earnings were computed"] * len(of_later),
        "its SessionCompleted",
    ]
    [row] = await restored.rows("SELECT sequence FROM credits")
    assert row.sequence == credited.sequence + 1
