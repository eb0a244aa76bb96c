"""Nobody can change the ledger, and the database keeps it balanced."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from contracts.sessions import SessionCompleted
from payouts.handlers import on_session_completed, on_session_voided
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from ..helpers.correcting import void

Handle = Callable[..., Awaitable[None]]
Events = Callable[..., Any]
SetRate = Callable[..., Awaitable[UUID]]

ORG, COACH, COURSE = uuid4(), uuid4(), uuid4()


def completion(events: Events, session_id: UUID | None = None, **more: Any) -> SessionCompleted:
    """Return a completion of 45 minutes with one coach."""
    whole = {"org_id": ORG, "sequence": 3, "coaches": [COACH], "course_ids": (COURSE,)} | more
    completed = events(SessionCompleted, session_id or uuid4(), **whole)
    assert isinstance(completed, SessionCompleted)
    return completed


@pytest.mark.parametrize("table", ["accounts", "transfers", "earnings", "reversals"])
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET org_id = gen_random_uuid()", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
async def test_nobody_can_change_the_ledger(
    *,
    handle: Handle,
    events: Events,
    rate: SetRate,
    superuser: AsyncEngine,
    worker: AsyncEngine,
    table: str,
    change: str,
) -> None:
    await rate(org_id=ORG)
    completed = completion(events)
    await handle(on_session_completed, completed)
    await handle(on_session_voided, void(completed, 4))
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with worker.begin() as db:
            await db.execute(text(change.format(table)))
    with pytest.raises(IntegrityError, match="immutable"):
        async with superuser.begin() as db:
            await db.execute(text("SET LOCAL session_replication_role = replica"))
            await db.execute(text(change.format(table)))


TRANSFER = """
    INSERT INTO transfers (id, org_id, debit_account_id, credit_account_id, currency, amount_minor, idempotency_key,
                           reverses, transferred_at)
    SELECT gen_random_uuid(), org_id, debit_account_id, credit_account_id, currency, amount_minor, 'another', reverses,
           now()
    FROM (SELECT {} FROM transfers) AS changed
"""
SAME = {name: name for name in ("org_id", "debit_account_id", "credit_account_id", "currency", "amount_minor")}


@pytest.mark.parametrize(
    "changed",
    [
        {"currency": "'USD'::text AS currency"},
        {"org_id": "gen_random_uuid() AS org_id"},
        {"amount_minor": "0 AS amount_minor"},
        {"amount_minor": "-1 AS amount_minor"},
        {"credit_account_id": "debit_account_id AS credit_account_id"},
        {"credit_account_id": "gen_random_uuid() AS credit_account_id"},
    ],
)
async def test_the_database_refuses_a_transfer_that_would_unbalance_the_ledger(
    *, handle: Handle, events: Events, rate: SetRate, superuser: AsyncEngine, changed: dict[str, str]
) -> None:
    await rate(org_id=ORG)
    await handle(on_session_completed, completion(events))
    columns = ", ".join((SAME | changed).values())
    async with superuser.begin() as db:
        await db.execute(text(TRANSFER.format(", ".join(SAME.values()) + ", id AS reverses")))
    with pytest.raises(IntegrityError):
        async with superuser.begin() as db:
            await db.execute(text(TRANSFER.format(columns + ", NULL::uuid AS reverses").replace("another", "third")))


async def test_a_transfer_is_reversed_once(
    handle: Handle, events: Events, rate: SetRate, superuser: AsyncEngine
) -> None:
    await rate(org_id=ORG)
    await handle(on_session_completed, completion(events))
    reversal = TRANSFER.format(", ".join(SAME.values()) + ", id AS reverses") + " LIMIT 1"
    async with superuser.begin() as db:
        await db.execute(text(reversal))
    with pytest.raises(IntegrityError, match="transfers_reverses_key"):
        async with superuser.begin() as db:
            await db.execute(text(reversal.replace("another", "third")))
