"""Reverses what sessions earned, and after an amendment credits them anew by the same rate."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from chassis.database.statement import Insert, Statement
from chassis.ids import derived_id
from chassis.messaging import outbox
from contracts.envelope import Event
from contracts.payouts import EarningReversal, EarningsReversed
from sqlalchemy.ext.asyncio import AsyncConnection

from payouts.deliveries.domain import PaidCoach
from payouts.ledger.domain import Reversal
from payouts.ledger.post import post_transfers, reverse_transfers
from payouts.pricing.credit import PURPOSE, earnings_credited, transfers_of
from payouts.pricing.domain import CoachEarning, Correction, Followed, Price, SessionEarnings, follow, reversing_id

_STANDING: Final = Statement("""
    SELECT id, earnings.org_id, earnings.session_id, coach_id, share_basis_points, rate_id, unit, rate_amount_minor,
           logged_minutes, currency, amount_minor, earnings.transfer_id, revision, priced_at
    FROM earnings LEFT JOIN reversals ON reversals.earning_id = earnings.id
    WHERE earnings.session_id = ANY (CAST(:session_ids AS uuid[])) AND reversals.earning_id IS NULL
    ORDER BY earnings.session_id, id
""")

# All earnings of a session have the same rate. New ones copy it from an earlier one, so that it stays the same.
_EARN_ANEW: Final = Statement("""
    INSERT INTO earnings (id, org_id, session_id, coach_id, purpose, revision, share_basis_points, rate_id, unit,
                          rate_amount_minor, logged_minutes, priced_at, currency, amount_minor, transfer_id,
                          credited_at)
    SELECT new.id, pinned.org_id, pinned.session_id, new.coach_id, :purpose, new.revision, new.share_basis_points,
           pinned.rate_id, pinned.unit, pinned.rate_amount_minor, new.logged_minutes, pinned.priced_at,
           pinned.currency, new.amount_minor, new.transfer_id, :credited_at
    FROM unnest(CAST(:ids AS uuid[]), CAST(:pinned_ids AS uuid[]), CAST(:coach_ids AS uuid[]),
                CAST(:revisions AS integer[]), CAST(:shares AS smallint[]), CAST(:logged_minutes AS smallint[]),
                CAST(:amounts_minor AS bigint[]), CAST(:transfer_ids AS uuid[]))
         AS new (id, pinned_id, coach_id, revision, share_basis_points, logged_minutes, amount_minor, transfer_id)
    JOIN earnings AS pinned ON pinned.id = new.pinned_id
""")

_REVERSE: Final = Insert(
    "reversals",
    "earning_id uuid, org_id uuid, session_id uuid, transfer_id uuid, event_id uuid",
    shared="reversed_at",
)

_SET_FOLLOWED: Final = Statement("""
    UPDATE credits SET sequence = new.sequence, corrected_sequence = new.corrected_sequence
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:sequences AS bigint[]), CAST(:corrected_sequences AS bigint[]))
         AS new (session_id, sequence, corrected_sequence)
    WHERE credits.session_id = new.session_id
""")


async def correct_credited(
    db: AsyncConnection,
    corrections: Mapping[UUID, Sequence[Correction]],
    *,
    sequence_of: Mapping[UUID, int],
    now: datetime,
) -> None:
    """Reverse the earnings that count and credit those that count instead, for each correction of a session in turn.

    The caller has locked the rows of these sessions in `credits`, passes their sequences, and passes only corrections
    that were not applied yet. Never commits. Raises ValueError for a session without earnings that count, because it
    was voided before.
    """
    if not corrections:
        return
    standing = await _read_standing(db, list(corrections))
    if voided := corrections.keys() - standing.keys():
        raise ValueError(f"session {min(voided)} is corrected after it was voided")
    followed = [one for session_id, chain in corrections.items() for one in follow(standing[session_id], chain)]
    await _credit_anew(db, followed, {one: standing[one].earnings[0].earning_id for one in standing}, now=now)
    await _reverse(db, followed, now=now)
    events = _events(followed, sequence_of, now=now)
    newest = {event.key: event.sequence for event in events}
    await _SET_FOLLOWED.execute(
        db,
        {
            "session_ids": list(corrections),
            "sequences": [newest[str(session_id)] for session_id in corrections],
            "corrected_sequences": [chain[-1].sequence for chain in corrections.values()],
        },
    )
    await outbox.add(db, *events)


async def _read_standing(db: AsyncConnection, session_ids: Sequence[UUID]) -> dict[UUID, SessionEarnings]:
    """Return the earnings that count, by session. A voided session has none and is not in the result."""
    found = {}
    rows = await _STANDING.all(db, {"session_ids": session_ids})
    for session_id, of_session in groupby(rows, key=lambda row: row.session_id):
        first, *others = of_session
        found[session_id] = SessionEarnings(
            session_id,
            first.org_id,
            Price(first.rate_id, first.unit, first.rate_amount_minor, first.currency),
            first.logged_minutes,
            first.revision,
            tuple(
                CoachEarning(row.id, PaidCoach(row.coach_id, row.share_basis_points), row.amount_minor, row.transfer_id)
                for row in (first, *others)
            ),
            first.priced_at,
        )
    return found


async def _credit_anew(
    db: AsyncConnection, followed: Iterable[Followed], pinned: Mapping[UUID, UUID], *, now: datetime
) -> None:
    """Write what amendments credit. `pinned` has, for each session, an earlier earning whose rate is copied."""
    amended = [(one.correction, one.credited) for one in followed if one.credited is not None]
    transfers = [one for amendment, anew in amended for one in transfers_of(anew, f"amended:{amendment.event_id}")]
    await post_transfers(db, transfers, now=now)
    rows = [(anew, earning) for _, anew in amended for earning in anew.earnings]
    if not rows:
        return
    await _EARN_ANEW.execute(
        db,
        {
            "purpose": PURPOSE,
            "credited_at": now,
            "ids": [earning.earning_id for _, earning in rows],
            "pinned_ids": [pinned[anew.session_id] for anew, _ in rows],
            "coach_ids": [earning.coach.coach_id for _, earning in rows],
            "revisions": [anew.revision for anew, _ in rows],
            "shares": [earning.coach.share_basis_points for _, earning in rows],
            "logged_minutes": [anew.logged_minutes for anew, _ in rows],
            "amounts_minor": [earning.amount_minor for _, earning in rows],
            "transfer_ids": [earning.transfer_id for _, earning in rows],
        },
    )


async def _reverse(db: AsyncConnection, followed: Iterable[Followed], *, now: datetime) -> None:
    """Write the reversals. An earning that had no transfer is reversed without one."""
    rows = [
        (
            one,
            earning,
            None if earning.transfer_id is None else reversing_id(one.correction.event_id, earning.earning_id),
        )
        for one in followed
        for earning in one.reversed.earnings
    ]
    reversals = [
        Reversal(transfer_id, earning.transfer_id, f"reversed:{one.correction.event_id}:{earning.coach.coach_id}")
        for one, earning, transfer_id in rows
        if earning.transfer_id is not None and transfer_id is not None
    ]
    await reverse_transfers(db, reversals, now=now)
    await _REVERSE.rows(
        db,
        [
            (earning.earning_id, one.reversed.org_id, one.reversed.session_id, transfer_id, one.correction.event_id)
            for one, earning, transfer_id in rows
        ],
        reversed_at=now,
    )


def _events(followed: Iterable[Followed], sequence_of: Mapping[UUID, int], *, now: datetime) -> list[Event]:
    """Return the events in their order. Each session's sequences continue after its latest one."""
    latest = dict(sequence_of)
    events: list[Event] = []
    for one in followed:
        session_id = one.correction.session_id
        latest[session_id] += 1
        events.append(_reversed(one, sequence=latest[session_id], now=now))
        if one.credited is not None:
            latest[session_id] += 1
            events.append(
                earnings_credited(
                    one.credited,
                    one.correction,
                    sequence=latest[session_id],
                    revision=one.credited.revision,
                    corrected_sequence=one.correction.sequence,
                    now=now,
                )
            )
    return events


def _reversed(followed: Followed, *, sequence: int, now: datetime) -> EarningsReversed:
    """Return the event that announces which earnings no longer count, in the order of their ids."""
    correction, standing, _ = followed
    return EarningsReversed(
        event_id=derived_id(EarningsReversed.type, cause=correction.event_id, subject=standing.session_id),
        org_id=standing.org_id,
        occurred_at=now,
        key=str(standing.session_id),
        sequence=sequence,
        correlation_id=correction.correlation_id,
        causation_id=correction.event_id,
        session_id=standing.session_id,
        pricing_revision=standing.revision + 2,  # the revisions of the table begin at 0, and this is the next pricing
        reversed_at=now,
        reversals=tuple(
            EarningReversal(
                earning_id=one.earning_id,
                coach_id=one.coach.coach_id,
                currency=standing.price.currency,
                amount_minor=one.amount_minor,
            )
            for one in sorted(standing.earnings, key=lambda earning: earning.earning_id)
        ),
        corrected_sequence=correction.sequence,
    )
