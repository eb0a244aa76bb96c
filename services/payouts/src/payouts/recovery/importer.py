"""Re-import the published events of payouts: what was credited and reversed, with the same ids and amounts.

The consumer waits until this is done. It would price a session by the rates of the copy, and others were published.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from chassis.database.personal_traces import forget_answers
from chassis.database.statement import Insert, Statement
from chassis.messaging.recovering import Importer, Lost, NotRecoverableError, Outcome
from contracts.envelope import Event
from contracts.payouts import EarningsCredited, EarningsReversed, PayoutsDataErased, Pricing
from contracts.topics import TOPIC_OF
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.ledger.domain import Account, Reversal, Transfer
from payouts.ledger.post import post_transfers, reverse_transfers
from payouts.pricing.credit import PURPOSE
from payouts.pricing.domain import reversing_id, transfer_id

NOBODY: Final = UUID(int=0)
RESTORE_AGAIN: Final = "Restore the copy again, and run `recover` before you start the API."
_UNITS: Final = frozenset({"hour", "session"})

# A completion that waits for a rate in the copy was credited afterwards.
_HOLD = Statement("""
    WITH waiting AS (DELETE FROM unrated_completions WHERE session_id = :session_id)
    INSERT INTO credits AS known (session_id, org_id, sequence, credited_at, corrected_sequence)
    VALUES (:session_id, :org_id, 0, :at, 0)
    ON CONFLICT (session_id) DO UPDATE SET sequence = known.sequence
    RETURNING sequence
""")
_SET = Statement("""
    UPDATE credits SET sequence = greatest(sequence, CAST(:sequence AS bigint)),
        corrected_sequence = greatest(corrected_sequence, CAST(:corrected_sequence AS bigint))
    WHERE session_id = :session_id
""")
_KNOWN = Statement("SELECT id FROM earnings WHERE id = ANY (CAST(:ids AS uuid[]))")
# The rate is for a coach who does not exist, at one instant. So it applies to nobody, and the ledger can refer to it.
_ENSURE_RATE = Statement("""
    INSERT INTO rates (id, org_id, scope, coach_id, unit, amount_minor, currency, effective_from, effective_to, set_by,
                       set_at)
    VALUES (:id, :org_id, 'coach', :id, :unit, :amount_minor, :currency, :priced_at,
            CAST(:priced_at AS timestamptz) + interval '1 microsecond', :nobody, :at)
    ON CONFLICT (id) DO NOTHING RETURNING id
""")
_EARN = Insert(
    "earnings",
    "id uuid, coach_id uuid, share_basis_points smallint, rate_id uuid, currency text, amount_minor bigint, "
    "transfer_id uuid",
    shared="org_id, session_id, purpose, revision, unit, rate_amount_minor, logged_minutes, priced_at, credited_at",
)
_STANDING = Statement("""
    SELECT id, coach_id, earnings.transfer_id FROM earnings
    WHERE id = ANY (CAST(:ids AS uuid[])) AND NOT EXISTS (SELECT FROM reversals WHERE earning_id = earnings.id)
""")
_REVERSE = Insert("reversals", "earning_id uuid, transfer_id uuid", shared="org_id, session_id, event_id, reversed_at")
_RAISE = Statement("""
    UPDATE credits SET sequence = new.sequence
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:sequences AS bigint[])) AS new (session_id, sequence)
    WHERE credits.session_id = new.session_id AND credits.sequence < new.sequence
""")


async def take(db: AsyncConnection, events: Sequence[Event], outcome: Outcome) -> None:
    """Write what some events say, in order, as far as the database lacks it."""
    for event in events:
        match event:
            case EarningsCredited():
                await _take_credit(db, event, outcome)
            case EarningsReversed():
                await _take_reversal(db, event, outcome)
            case PayoutsDataErased():
                await forget_answers(db, org_id=event.org_id, person_id=event.person_id)
            case _:
                outcome.lost.append(Lost("session", event.key, f"its {type(event).__name__}", event.occurred_at))
        await raise_sequences(db, {event.key: event.sequence})


async def _take_credit(db: AsyncConnection, event: EarningsCredited, outcome: Outcome) -> None:
    """Write earnings and their transfers. Raises NotRecoverableError if the session was credited otherwise."""
    pricing = event.pricing
    ids = [one.earning_id for one in event.earnings]
    if await _KNOWN.scalars(db, {"ids": ids}):
        return
    if pricing is None or pricing.unit not in _UNITS or event.causation_id is None:
        outcome.lost.append(Lost("session", event.session_id, "the way its earnings were computed", event.credited_at))
        return
    held = {"session_id": event.session_id, "org_id": event.org_id, "at": event.credited_at}
    sequence = (await _HOLD.one(db, held)).sequence
    if sequence >= event.sequence:
        raise NotRecoverableError(
            f"Session {event.session_id} was credited again, after the database was restored. {RESTORE_AGAIN}"
        )
    await _ensure_rates(db, event, pricing, outcome)
    await _write(db, event, pricing, event.causation_id)
    outcome.add(event)


async def _ensure_rates(db: AsyncConnection, event: EarningsCredited, pricing: Pricing, outcome: Outcome) -> None:
    """Write the rates that were set after the copy, so that they apply to nobody, and name them."""
    for rate_id, currency in sorted({(one.rate_id, one.currency) for one in event.earnings}):
        rate = {
            "id": rate_id,
            "org_id": event.org_id,
            "unit": pricing.unit,
            "amount_minor": pricing.rate_amount_minor,
            "currency": currency,
            "priced_at": pricing.priced_at,
            "nobody": NOBODY,
            "at": event.credited_at,
        }
        if await _ENSURE_RATE.one_or_none(db, rate) is not None:
            what = (
                f"whom the price of {pricing.rate_amount_minor} minor units of {currency} per {pricing.unit} is for, "
                "and when it holds; set it again"
            )
            outcome.lost.append(Lost("rate", rate_id, what, event.credited_at))


async def _write(db: AsyncConnection, event: EarningsCredited, pricing: Pricing, cause: UUID) -> None:
    is_first = event.pricing_revision == 1
    revision = pricing.corrected_sequence if is_first else event.pricing_revision - 1
    reason = f"{PURPOSE}:{event.session_id}" if is_first else f"amended:{cause}"
    moved = {
        one.earning_id: transfer_id(cause, one.coach_id, revision=revision)
        for one in event.earnings
        if one.amount_minor > 0
    }
    transfers = [
        Transfer(
            moved[one.earning_id],
            debit=Account(event.org_id, "coaching_cost", event.org_id, one.currency),
            credit=Account(event.org_id, "coach_payable", one.coach_id, one.currency),
            amount_minor=one.amount_minor,
            idempotency_key=f"{reason}:{one.coach_id}",
        )
        for one in event.earnings
        if one.earning_id in moved
    ]
    await post_transfers(db, transfers, now=event.credited_at)
    rows = [
        (
            one.earning_id,
            one.coach_id,
            one.share_basis_points,
            one.rate_id,
            one.currency,
            one.amount_minor,
            moved.get(one.earning_id),
        )
        for one in event.earnings
    ]
    shared: dict[str, Any] = {
        "org_id": event.org_id,
        "session_id": event.session_id,
        "purpose": PURPOSE,
        "revision": event.pricing_revision - 1,
        "unit": pricing.unit,
        "rate_amount_minor": pricing.rate_amount_minor,
        "logged_minutes": pricing.logged_minutes,
        "priced_at": pricing.priced_at,
        "credited_at": event.credited_at,
    }
    await _EARN.rows(db, rows, **shared)
    latest = {"sequence": event.sequence, "corrected_sequence": pricing.corrected_sequence}
    await _SET.execute(db, {"session_id": event.session_id, **latest})


async def _take_reversal(db: AsyncConnection, event: EarningsReversed, outcome: Outcome) -> None:
    """Write the reversals of earnings that still count in the database."""
    cause, correction = event.causation_id, event.corrected_sequence
    standing = await _STANDING.all(db, {"ids": [one.earning_id for one in event.reversals]})
    if not standing:
        return
    if cause is None or correction is None:
        what = "the reversal, because the event does not name its correction"
        outcome.lost.append(Lost("session", event.session_id, what, event.reversed_at))
        return
    undone = [
        (row.id, row.coach_id, row.transfer_id, None if row.transfer_id is None else reversing_id(cause, row.id))
        for row in standing
    ]
    reversals = [
        Reversal(new_id, original_id, f"reversed:{cause}:{coach_id}")
        for _, coach_id, original_id, new_id in undone
        if new_id is not None
    ]
    await reverse_transfers(db, reversals, now=event.reversed_at)
    rows = [(earning_id, new_id) for earning_id, _, _, new_id in undone]
    shared: dict[str, Any] = {"org_id": event.org_id, "session_id": event.session_id, "event_id": cause}
    await _REVERSE.rows(db, rows, **shared, reversed_at=event.reversed_at)
    latest = {"sequence": event.sequence, "corrected_sequence": correction}
    await _SET.execute(db, {"session_id": event.session_id, **latest})
    outcome.add(event)


async def raise_sequences(db: AsyncConnection, sequences: Mapping[str, int]) -> None:
    """Raise the sequences of credited sessions, by their partition keys, to at least these numbers.

    An answer to an erasure has the sequence of its question, so nothing counts it here.
    """
    of_sessions = {key: sequence for key, sequence in sequences.items() if not key.startswith("person:")}
    values = {"session_ids": [UUID(key) for key in of_sessions], "sequences": list(of_sessions.values())}
    await _RAISE.execute(db, values)


async def finish(_: AsyncConnection, __: Outcome, ___: None) -> None:
    """Do nothing more: what else the database lacks, the consumer derives from the events of sessions."""


TOPICS: Final = tuple(TOPIC_OF[event].name for event in (PayoutsDataErased, EarningsCredited))

IMPORTER: Final = Importer(TOPICS, take, raise_sequences, finish)
