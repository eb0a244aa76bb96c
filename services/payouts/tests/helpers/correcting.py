"""Helpers for the tests of corrections: a session, its corrections, and what payouts made of them."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid4

from chassis.ids import new_id
from contracts.payouts import EarningsCredited, EarningsReversed
from contracts.sessions import SessionAmended, SessionCompleted, SessionVoided
from lockstep_local.waiting import eventually
from lockstep_testing.events import BEGIN

Handle: TypeAlias = Callable[..., Awaitable[None]]
Rows: TypeAlias = Callable[..., Awaitable[list[Any]]]
Events: TypeAlias = Callable[..., Any]
SetRate: TypeAlias = Callable[..., Awaitable[UUID]]

DEADLINE_SECONDS: Final = 10
WAITING: Final = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"

ORG, COACH, CO_COACH = uuid4(), uuid4(), uuid4()


def completion(events: Events, *coaches: UUID, **more: Any) -> SessionCompleted:
    """Return a completion of 45 minutes that the coaches share equally. Its `sequence` is 3."""
    whole = {"org_id": ORG, "sequence": 3, "coaches": coaches or [COACH]} | more
    completed = events(SessionCompleted, whole.pop("session_id", uuid4()), **whole)
    assert isinstance(completed, SessionCompleted)
    return completed


def _values(minutes: int, shares: Mapping[UUID, int]) -> dict[str, Any]:
    coaches = [{"person_id": coach, "share_basis_points": share} for coach, share in shares.items()]
    return {"logged_minutes": minutes, "coaches": coaches, "recap_sha256": "0" * 64}


def _envelope(completed: SessionCompleted, sequence: int) -> dict[str, Any]:
    return {
        "event_id": new_id(),
        "org_id": completed.org_id,
        "occurred_at": BEGIN + timedelta(days=sequence),
        "key": completed.key,
        "sequence": sequence,
        "correlation_id": uuid4(),
        "session_id": completed.session_id,
        "amendment_id": uuid4(),
        "completed_sequence": completed.sequence,
        "proposed_by": uuid4(),
        "record_hash": "0" * 64,
    }


def amendment(
    completed: SessionCompleted,
    sequence: int,
    *,
    minutes: int = 45,
    shares: Mapping[UUID, int] | None = None,
    field: str = "minutes",
) -> SessionAmended:
    """Return an amendment of a completed session to these minutes and shares."""
    shares = shares or {coach.person_id: coach.share_basis_points for coach in completed.coaches}
    return SessionAmended.model_validate(
        {
            **_envelope(completed, sequence),
            "field": field,
            "old": _values(completed.logged_minutes, shares),
            "new": _values(minutes, shares),
            "amended_at": BEGIN + timedelta(days=sequence),
        }
    )


def void(completed: SessionCompleted, sequence: int) -> SessionVoided:
    """Return the void of a completed session."""
    withdrawn = _values(45, {coach.person_id: coach.share_basis_points for coach in completed.coaches})
    values = {**_envelope(completed, sequence), "withdrawn": withdrawn, "voided_at": BEGIN + timedelta(days=sequence)}
    return SessionVoided.model_validate(values)


async def emitted(rows: Rows, session_id: UUID | None = None) -> list[EarningsCredited | EarningsReversed]:
    """Return the events in the outbox, of one session or of all, oldest first."""
    types = {event.type: event for event in (EarningsCredited, EarningsReversed)}
    found = await rows("SELECT key, headers ->> 'ce_type' AS type, payload FROM outbox ORDER BY id")
    return [types[row.type].model_validate_json(row.payload) for row in found if session_id in (None, UUID(row.key))]


def summary(events: list[EarningsCredited | EarningsReversed]) -> list[tuple[int, str, list[int]]]:
    """Return for each event its sequence, "credited" or "reversed", and the amounts of its coaches.

    Credited amounts are in the order of the coaches, reversed ones from the largest to the smallest.
    """
    return [
        (one.sequence, "credited", [earning.amount_minor for earning in one.earnings])
        if isinstance(one, EarningsCredited)
        else (one.sequence, "reversed", sorted((reversal.amount_minor for reversal in one.reversals), reverse=True))
        for one in events
    ]


async def payables(rows: Rows) -> dict[UUID, int]:
    """Return what each coach is owed."""
    found = await rows("""
        SELECT owner_id, coalesce(sum(CASE WHEN accounts.id = credit_account_id THEN 1 ELSE -1 END * amount_minor), 0)
                         AS amount_minor
        FROM accounts LEFT JOIN transfers ON accounts.id IN (credit_account_id, debit_account_id)
        WHERE kind = 'coach_payable' GROUP BY owner_id
    """)
    return {row.owner_id: int(row.amount_minor) for row in found}


async def until_somebody_waits(rows: Rows) -> None:
    """Return when a transaction waits for another one's lock."""
    await eventually(lambda: rows(WAITING), "a transaction that waits for a lock")
