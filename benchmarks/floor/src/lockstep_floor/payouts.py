"""Crediting earnings with the statements of payouts.

A session has one coach, and an organisation has one rate.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from asyncpg import Record
from chassis.ids import new_id
from contracts.payouts import EarningsCredited
from contracts.sessions import SessionCompleted
from contracts.topics import TOPIC_OF
from payouts.ledger import post
from payouts.ledger.domain import Account, account_id
from payouts.pricing import credit, price
from payouts.pricing.domain import session_amount_minor
from payouts.rates import queries as rate_queries

from lockstep_floor import outbox
from lockstep_floor.statements import Db, Message, bare

TOPICS: Final = (TOPIC_OF[SessionCompleted].name,)
_REVISIONS: Final = bare(price._REVISIONS)
_RATES: Final = bare(rate_queries._RATES)
_CLAIM: Final = bare(credit._CLAIM)
_OPEN_ACCOUNTS: Final = bare(post._OPEN_ACCOUNTS)
_TRANSFER: Final = bare(post._TRANSFER)
_EARN: Final = bare(credit._EARN)


async def handle(db: Db, prefix: str, messages: Mapping[str, Sequence[Message]]) -> None:
    """Credit the coaches of completed sessions."""
    now = datetime.now(UTC)
    offered = {message["session_id"]: message for message in messages.get(TOPICS[0], ())}
    if not offered:
        return
    rate_of = await _rates(db, list(offered.values()))
    claimed = await db.fetch(
        *_CLAIM(session_ids=list(offered), org_ids=[one["org_id"] for one in offered.values()], credited_at=now)
    )
    sequence_of = {str(row["session_id"]): row["sequence"] for row in claimed}
    earned = [_earning(offered[session_id], rate_of[offered[session_id]["org_id"]]) for session_id in sequence_of]
    if not earned:
        return
    await _write(db, earned, now)
    credited = [
        {
            **outbox.envelope(
                org_id=one["org_id"],
                key=one["session_id"],
                sequence=sequence_of[one["session_id"]],
                at=now,
                correlation_id=offered[one["session_id"]]["correlation_id"],
                causation_id=offered[one["session_id"]]["event_id"],
            ),
            "session_id": one["session_id"],
            "pricing_revision": 1,
            "credited_at": now,
            "earnings": [
                {
                    "earning_id": one["id"],
                    "coach_id": one["coach_id"],
                    "share_basis_points": one["share_basis_points"],
                    "currency": one["currency"],
                    "amount_minor": one["amount_minor"],
                    "rate_id": one["rate_id"],
                }
            ],
        }
        for one in earned
    ]
    await outbox.add(db, prefix, *((EarningsCredited, one) for one in credited))


async def _rates(db: Db, offered: Sequence[Message]) -> dict[str, Record]:
    org_ids = list({one["org_id"] for one in offered})
    instants = [datetime.fromisoformat(one["planned_starts_at"]) for one in offered]
    await db.fetch(*_REVISIONS(org_ids=org_ids))
    rates = await db.fetch(
        *_RATES(
            org_ids=org_ids,
            coach_ids=list({one["coaches"][0]["person_id"] for one in offered}),
            course_ids=list({course_id for one in offered for course_id in one["course_ids"]}),
            category_ids=list({one["category_id"] for one in offered if one["category_id"] is not None}),
            earliest=min(instants),
            latest=max(instants),
        )
    )
    return {str(rate["org_id"]): rate for rate in rates}


def _earning(one: Message, rate: Record) -> Message:
    """Return a coach's earning. Each value has the name of its column."""
    coach = one["coaches"][0]
    return {
        "id": new_id(),
        "org_id": one["org_id"],
        "session_id": one["session_id"],
        "coach_id": coach["person_id"],
        "share_basis_points": coach["share_basis_points"],
        "rate_id": rate["id"],
        "unit": rate["unit"],
        "rate_amount_minor": rate["amount_minor"],
        "logged_minutes": one["logged_minutes"],
        "priced_at": datetime.fromisoformat(one["planned_starts_at"]),
        "currency": rate["currency"],
        "amount_minor": session_amount_minor(
            unit=rate["unit"], rate_amount_minor=rate["amount_minor"], logged_minutes=one["logged_minutes"]
        ),
        "transfer_id": new_id(),
    }


async def _write(db: Db, earned: Sequence[Message], now: datetime) -> None:
    columns = {name: [one[name] for one in earned] for name in earned[0]}
    debits = [Account(one["org_id"], "coaching_cost", one["org_id"], one["currency"]) for one in earned]
    credits_ = [Account(one["org_id"], "coach_payable", one["coach_id"], one["currency"]) for one in earned]
    accounts = {account_id(*one): one for one in (*debits, *credits_)}
    named = zip(("org_id", "kind", "owner_id", "currency"), zip(*accounts.values(), strict=True), strict=True)
    await db.execute(*_OPEN_ACCOUNTS(id=list(accounts), **{name: list(column) for name, column in named}))
    transfers: dict[str, Any] = {
        "id": columns["transfer_id"],
        "debit_account_id": [account_id(*one) for one in debits],
        "credit_account_id": [account_id(*one) for one in credits_],
        "idempotency_key": [f"{credit.PURPOSE}:{one['session_id']}:{one['coach_id']}" for one in earned],
        "transferred_at": now,
    }
    await db.execute(*_TRANSFER(**(columns | transfers)))
    await db.execute(*_EARN(**columns, purpose=credit.PURPOSE, credited_at=now))
