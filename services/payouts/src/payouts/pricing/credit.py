"""Credits the coaches of completed sessions with what they earned, once per session."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from chassis.database.statement import Insert, Statement
from chassis.ids import derived_id
from chassis.messaging import outbox
from contracts.payouts import Earning, EarningsCredited, Pricing
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.deliveries.domain import Delivery
from payouts.ledger.domain import Account, Transfer
from payouts.ledger.post import post_transfers
from payouts.pricing.domain import Correction, Price, SessionEarnings, earn
from payouts.rates.domain import Rate

PURPOSE: Final = "session"

_CLAIM: Final = Statement("""
    INSERT INTO credits (session_id, org_id, sequence, credited_at)
    SELECT session_id, org_id, 1, :credited_at
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:org_ids AS uuid[])) AS new (session_id, org_id)
    WHERE NOT EXISTS (SELECT FROM unrated_completions AS waiting WHERE waiting.session_id = new.session_id)
    ORDER BY session_id
    ON CONFLICT (session_id) DO NOTHING
    RETURNING session_id, sequence
""")

_EARN: Final = Insert(
    "earnings",
    "id uuid, org_id uuid, session_id uuid, coach_id uuid, share_basis_points smallint, rate_id uuid, unit text, "
    "rate_amount_minor bigint, logged_minutes smallint, priced_at timestamptz, currency text, amount_minor bigint, "
    "transfer_id uuid",
    shared="purpose, credited_at",
)

_SET_CORRECTED: Final = Statement("""
    UPDATE credits SET corrected_sequence = new.corrected_sequence
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:corrected_sequences AS bigint[]))
         AS new (session_id, corrected_sequence)
    WHERE credits.session_id = new.session_id
""")


class Rated(NamedTuple):
    """A delivery and the rate that applies to it."""

    delivery: Delivery
    rate: Rate


async def credit(db: AsyncConnection, rated: Sequence[Rated], *, now: datetime) -> None:
    """Credit the coaches of these sessions, in five or six statements for any number of them. Never commits.

    First each session is claimed by a row in `credits`. A session that has one already is left alone. So is a session
    that has a row in `unrated_completions`, where it may have been corrected; `credit_unrated` deletes that row before
    it calls this. Claims are made in the order of ids, so that two transactions that share sessions cannot deadlock.
    """
    by_session = {one.delivery.session_id: one for one in reversed(rated)}
    claimed = await _CLAIM.all(
        db,
        {
            "session_ids": list(by_session),
            "org_ids": [one.delivery.org_id for one in by_session.values()],
            "credited_at": now,
        },
    )
    sequence_of = {row.session_id: row.sequence for row in claimed}
    if not sequence_of:
        return
    earned = [(by_session[session_id], _earned(by_session[session_id])) for session_id in sequence_of]
    await post_transfers(
        db,
        [one for _, credited in earned for one in transfers_of(credited, f"{PURPOSE}:{credited.session_id}")],
        now=now,
    )
    await _write(db, earned, now=now)
    corrected = {
        session_id: by_session[session_id].delivery.corrected_sequence
        for session_id in sequence_of
        if by_session[session_id].delivery.corrected_sequence > 0
    }
    if corrected:
        values = {"session_ids": list(corrected), "corrected_sequences": list(corrected.values())}
        await _SET_CORRECTED.execute(db, values)
    await outbox.add(
        db,
        *(
            earnings_credited(
                credited,
                one.delivery,
                sequence=sequence_of[credited.session_id],
                revision=one.delivery.corrected_sequence,
                corrected_sequence=one.delivery.corrected_sequence,
                now=now,
            )
            for one, credited in earned
        ),
    )


def _earned(rated: Rated) -> SessionEarnings:
    delivery, rate = rated
    price = Price(rate.rate_id, rate.unit, rate.amount_minor, rate.currency)
    # A completion that waited for a rate may have corrections counted in. Then it is credited with other values than
    # it has itself, so the ids are others too.
    revision = delivery.corrected_sequence
    earnings = earn(price, delivery.coaches, delivery.logged_minutes, cause=delivery.event_id, revision=revision)
    return SessionEarnings(
        delivery.session_id, delivery.org_id, price, delivery.logged_minutes, 0, earnings, delivery.priced_at
    )


def transfers_of(credited: SessionEarnings, reason: str) -> list[Transfer]:
    """Return the transfers: each debits the organisation's coaching cost and credits what it owes the coach.

    `reason` names why the money moves. With the coach it makes the idempotency key, so money moves once per reason.
    """
    org_id, currency = credited.org_id, credited.price.currency
    return [
        Transfer(
            one.transfer_id,
            debit=Account(org_id, "coaching_cost", org_id, currency),
            credit=Account(org_id, "coach_payable", one.coach.coach_id, currency),
            amount_minor=one.amount_minor,
            idempotency_key=f"{reason}:{one.coach.coach_id}",
        )
        for one in credited.earnings
        if one.transfer_id is not None
    ]


async def _write(db: AsyncConnection, earned: Sequence[tuple[Rated, SessionEarnings]], *, now: datetime) -> None:
    rows = [
        (
            one.earning_id,
            credited.org_id,
            credited.session_id,
            one.coach.coach_id,
            one.coach.share_basis_points,
            credited.price.rate_id,
            credited.price.unit,
            credited.price.amount_minor,
            credited.logged_minutes,
            credited.priced_at,
            credited.price.currency,
            one.amount_minor,
            one.transfer_id,
        )
        for _, credited in earned
        for one in credited.earnings
    ]
    await _EARN.rows(db, rows, purpose=PURPOSE, credited_at=now)


def earnings_credited(
    credited: SessionEarnings,
    cause: Delivery | Correction,
    *,
    sequence: int,
    revision: int,
    corrected_sequence: int,
    now: datetime,
) -> EarningsCredited:
    """Return the event that announces the earnings of a session. `revision` is that of the ids of its earnings."""
    return EarningsCredited(
        event_id=derived_id(
            EarningsCredited.type, cause=cause.event_id, subject=credited.session_id, revision=revision
        ),
        org_id=credited.org_id,
        occurred_at=now,
        key=str(credited.session_id),
        sequence=sequence,
        correlation_id=cause.correlation_id,
        causation_id=cause.event_id,
        session_id=credited.session_id,
        pricing_revision=credited.revision + 1,
        credited_at=now,
        earnings=tuple(
            Earning(
                earning_id=one.earning_id,
                coach_id=one.coach.coach_id,
                share_basis_points=one.coach.share_basis_points,
                currency=credited.price.currency,
                amount_minor=one.amount_minor,
                rate_id=credited.price.rate_id,
            )
            for one in credited.earnings
        ),
        pricing=Pricing(
            unit=credited.price.unit,
            rate_amount_minor=credited.price.amount_minor,
            logged_minutes=credited.logged_minutes,
            priced_at=credited.priced_at,
            corrected_sequence=corrected_sequence,
        ),
    )
