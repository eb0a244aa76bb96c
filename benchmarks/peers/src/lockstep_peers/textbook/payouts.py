"""Payouts credits the coaches of a completed session."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

from faststream import AckPolicy, Depends
from faststream.kafka import KafkaRouter
from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lockstep_peers.textbook import events
from lockstep_peers.textbook.database import Base, add_message, get_db, is_processed

MOST_SPECIFIC_FIRST: Final = ("coach_course", "coach", "course", "category", "org")
MINUTES_PER_HOUR: Final = 60

router = KafkaRouter()


class Rate(Base):
    """A price that holds from one instant to another."""

    __tablename__ = "rates"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID] = mapped_column(index=True)
    scope: Mapped[str]
    coach_id: Mapped[UUID | None]
    course_id: Mapped[UUID | None]
    category_id: Mapped[UUID | None]
    unit: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    effective_from: Mapped[datetime]
    effective_to: Mapped[datetime | None]


class Account(Base):
    """An account of the ledger."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("org_id", "kind", "owner_id", "currency"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    org_id: Mapped[UUID]
    kind: Mapped[str]
    owner_id: Mapped[UUID]
    currency: Mapped[str]


class Transfer(Base):
    """A transfer of the ledger. It debits one account and credits another."""

    __tablename__ = "transfers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    org_id: Mapped[UUID] = mapped_column(index=True)
    debit_account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    credit_account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    currency: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    transferred_at: Mapped[datetime]

    debit_account: Mapped[Account] = relationship(foreign_keys=debit_account_id)
    credit_account: Mapped[Account] = relationship(foreign_keys=credit_account_id)


class SessionCredit(Base):
    """A session whose coaches were credited. Its primary key makes a second credit impossible."""

    __tablename__ = "credits"

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID]
    sequence: Mapped[int]
    credited_at: Mapped[datetime]

    earnings: Mapped[list["Earning"]] = relationship()


class Earning(Base):
    """One coach's share of the earnings of a session, with the rate that was applied."""

    __tablename__ = "earnings"
    __table_args__ = (UniqueConstraint("session_id", "coach_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID] = mapped_column(index=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("credits.session_id"))
    coach_id: Mapped[UUID]
    share_basis_points: Mapped[int]
    rate_id: Mapped[UUID] = mapped_column(ForeignKey("rates.id"))
    unit: Mapped[str]
    rate_amount_minor: Mapped[int] = mapped_column(BigInteger)
    logged_minutes: Mapped[int]
    priced_at: Mapped[datetime]
    currency: Mapped[str]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("transfers.id"), unique=True)
    credited_at: Mapped[datetime]

    transfer: Mapped[Transfer | None] = relationship()


class UnratedCompletion(Base):
    """A completion to which no rate applies yet."""

    __tablename__ = "unrated_completions"

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    org_id: Mapped[UUID] = mapped_column(index=True)
    completion: Mapped[dict[str, Any]]
    arrived_at: Mapped[datetime]


FILLED: Final = (Rate,)
"""Models whose rows are copied before an organisation's first completion, in an order that keeps references valid."""


@router.subscriber(
    events.COMPLETIONS,
    group_id="textbook-payouts",
    auto_offset_reset="earliest",
    ack_policy=AckPolicy.NACK_ON_ERROR,
)
async def on_session_completed(event: events.SessionCompleted, db: Annotated[AsyncSession, Depends(get_db)]) -> None:
    """Credit the coaches of a completed session, or store it as unrated."""
    now = datetime.now(UTC)
    if await is_processed(db, event):
        return
    priced_at = event.planned_starts_at or event.started_at
    rate = await find_rate(db, event, priced_at)
    if rate is None:
        completion = event.model_dump(mode="json")
        db.add(
            UnratedCompletion(session_id=event.session_id, org_id=event.org_id, completion=completion, arrived_at=now)
        )
    else:
        await credit(db, event, rate, priced_at=priced_at, now=now)
    await db.commit()


async def find_rate(db: AsyncSession, event: events.SessionCompleted, priced_at: datetime) -> Rate | None:
    """Return the most specific rate that is effective at an instant."""
    found = await db.scalars(
        select(Rate).where(
            Rate.org_id == event.org_id,
            Rate.effective_from <= priced_at,
            or_(Rate.effective_to.is_(None), Rate.effective_to > priced_at),
            or_(Rate.coach_id.is_(None), Rate.coach_id == event.coaches[0].person_id),
            or_(Rate.course_id.is_(None), Rate.course_id.in_(event.course_ids)),
            or_(Rate.category_id.is_(None), Rate.category_id == event.category_id),
        )
    )
    return min(found, key=lambda rate: MOST_SPECIFIC_FIRST.index(rate.scope), default=None)


async def credit(
    db: AsyncSession, event: events.SessionCompleted, rate: Rate, *, priced_at: datetime, now: datetime
) -> None:
    """Write every coach's earning with its transfer, and publish that."""
    cost = await get_account(db, event.org_id, "coaching_cost", event.org_id, rate.currency)
    parts = split(amount_of(rate, event.logged_minutes), [coach.share_basis_points for coach in event.coaches])
    earnings = []
    for coach, part in zip(event.coaches, parts, strict=True):
        payable = await get_account(db, event.org_id, "coach_payable", coach.person_id, rate.currency)
        transfer = Transfer(
            org_id=event.org_id,
            debit_account=cost,
            credit_account=payable,
            currency=rate.currency,
            amount_minor=part,
            idempotency_key=f"session:{event.session_id}:{coach.person_id}",
            transferred_at=now,
        )
        earnings.append(
            Earning(
                id=uuid4(),
                org_id=event.org_id,
                coach_id=coach.person_id,
                share_basis_points=coach.share_basis_points,
                rate_id=rate.id,
                unit=rate.unit,
                rate_amount_minor=rate.amount_minor,
                logged_minutes=event.logged_minutes,
                priced_at=priced_at,
                currency=rate.currency,
                amount_minor=part,
                transfer=transfer if part > 0 else None,
                credited_at=now,
            )
        )
    session_credit = SessionCredit(
        session_id=event.session_id, org_id=event.org_id, sequence=1, credited_at=now, earnings=earnings
    )
    db.add(session_credit)
    credited = credited_event(event, session_credit)
    add_message(db, events.EARNINGS, credited)


async def get_account(db: AsyncSession, org_id: UUID, kind: str, owner_id: UUID, currency: str) -> Account:
    """Return an account. Open it first if it does not exist yet."""
    account = await db.scalar(
        select(Account).where(
            Account.org_id == org_id,
            Account.kind == kind,
            Account.owner_id == owner_id,
            Account.currency == currency,
        )
    )
    if account is None:
        account = Account(org_id=org_id, kind=kind, owner_id=owner_id, currency=currency)
        db.add(account)
    return account


def amount_of(rate: Rate, logged_minutes: int) -> int:
    """Return the earnings of a session in minor units, rounded once, half to even."""
    if rate.unit == "session":
        return rate.amount_minor
    exact = Decimal(rate.amount_minor * logged_minutes) / MINUTES_PER_HOUR
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def split(amount_minor: int, shares: list[int]) -> list[int]:
    """Divide an amount by shares. Round down, then add the rest one by one to the largest remainders."""
    whole = sum(shares)
    parts = [amount_minor * share // whole for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: -(amount_minor * shares[place] % whole))
    for place in by_remainder[: amount_minor - sum(parts)]:
        parts[place] += 1
    return parts


def credited_event(event: events.SessionCompleted, session_credit: SessionCredit) -> events.EarningsCredited:
    """Return the message of a session's earnings."""
    return events.EarningsCredited(
        org_id=event.org_id,
        occurred_at=session_credit.credited_at,
        key=str(event.session_id),
        sequence=session_credit.sequence,
        correlation_id=event.correlation_id,
        causation_id=event.event_id,
        session_id=event.session_id,
        pricing_revision=1,
        credited_at=session_credit.credited_at,
        earnings=[
            events.CoachEarning(
                earning_id=earning.id,
                coach_id=earning.coach_id,
                share_basis_points=earning.share_basis_points,
                currency=earning.currency,
                amount_minor=earning.amount_minor,
                rate_id=earning.rate_id,
            )
            for earning in session_credit.earnings
        ],
    )
