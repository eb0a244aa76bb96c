"""The rules of pay: what a session earns, how coaches share it, and how corrections change it.

Pure functions, no I/O. Money is in integer minor units of a currency. Shares are in basis points.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

from chassis.ids import derived_id

from payouts.deliveries.domain import PaidCoach
from payouts.rates.domain import Unit

MINUTES_PER_HOUR: Final = 60


class Amendment(NamedTuple):
    """The minutes and shares by which a completed session earns from now on. `event_id` and `sequence` are the
    amendment's.
    """

    session_id: UUID
    org_id: UUID
    sequence: int
    coaches: tuple[PaidCoach, ...]
    logged_minutes: int
    event_id: UUID
    correlation_id: UUID


class Void(NamedTuple):
    """A completed session earns nothing any more. `event_id` and `sequence` are those of the void."""

    session_id: UUID
    org_id: UUID
    sequence: int
    event_id: UUID
    correlation_id: UUID


Correction: TypeAlias = Amendment | Void


class Price(NamedTuple):
    """The price by which a session is paid: the rate as it applied to the completion, even if it has ended since."""

    rate_id: UUID
    unit: Unit
    amount_minor: int
    currency: str


class CoachEarning(NamedTuple):
    """One coach's part of what a session earned. A part of 0 moves no money and has no transfer."""

    earning_id: UUID
    coach: PaidCoach
    amount_minor: int
    transfer_id: UUID | None


class SessionEarnings(NamedTuple):
    """The earnings of a session that count at one time: one per coach, all with the same price and minutes.

    `revision` says how many amendments are counted in. The price was in force at `priced_at`.
    """

    session_id: UUID
    org_id: UUID
    price: Price
    logged_minutes: int
    revision: int
    earnings: tuple[CoachEarning, ...]
    priced_at: datetime


class Followed(NamedTuple):
    """The effect of one correction: the earnings to reverse, and those to credit instead (None after a void)."""

    correction: Correction
    reversed: SessionEarnings
    credited: SessionEarnings | None


def session_amount_minor(*, unit: Unit, rate_amount_minor: int, logged_minutes: int) -> int:
    """Return what a session earns, in minor units: logged minutes times the rate, rounded once, half to even."""
    if unit == "session":
        return rate_amount_minor
    return divide_half_even(rate_amount_minor * logged_minutes, MINUTES_PER_HOUR)


def divide_half_even(dividend: int, divisor: int) -> int:
    """Return the quotient rounded to the nearest integer, and a half to the even one. The divisor must be positive."""
    quotient, remainder = divmod(dividend, divisor)
    twice = 2 * remainder
    return quotient + (twice > divisor or (twice == divisor and quotient % 2 == 1))


def split_minor(amount_minor: int, shares: Sequence[int]) -> list[int]:
    """Split an amount by shares and return the parts, which add up to exactly the amount.

    Uses the largest remainder method: each part is rounded down, and the minor units that are left go, one each, to the
    parts with the largest remainders. If remainders are equal, the earlier coach comes first. At least one share must
    not be 0 (see `check_coaches`).
    """
    whole = sum(shares)
    parts = [amount_minor * share // whole for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda coach: -(amount_minor * shares[coach] % whole))
    for coach in by_remainder[: amount_minor - sum(parts)]:
        parts[coach] += 1
    return parts


def earn(
    price: Price, coaches: Sequence[PaidCoach], logged_minutes: int, *, cause: UUID, revision: int
) -> tuple[CoachEarning, ...]:
    """Return what each coach earns by a session. The ids of earnings and transfers are derived from the causing event.

    `revision` distinguishes what one event causes at different times.
    """
    amount_minor = session_amount_minor(
        unit=price.unit, rate_amount_minor=price.amount_minor, logged_minutes=logged_minutes
    )
    parts = split_minor(amount_minor, [coach.share_basis_points for coach in coaches])
    return tuple(
        CoachEarning(
            derived_id("earning", cause=cause, subject=coach.coach_id, revision=revision),
            coach,
            part,
            transfer_id(cause, coach.coach_id, revision=revision) if part > 0 else None,
        )
        for coach, part in zip(coaches, parts, strict=True)
    )


def transfer_id(cause: UUID, coach_id: UUID, *, revision: int) -> UUID:
    """Return the id of the transfer to a coach, which the causing event derives."""
    return derived_id("transfer", cause=cause, subject=coach_id, revision=revision)


def reversing_id(cause: UUID, earning_id: UUID) -> UUID:
    """Return the id of the transfer that reverses an earning because of a correction."""
    return derived_id("reversing transfer", cause=cause, subject=earning_id)


def unfollowed(corrections: Iterable[Correction], *, corrected_sequence: int) -> list[Correction]:
    """Return the corrections of one session that were not applied yet, in their order.

    `corrected_sequence` is the sequence of the newest applied one. Raises ValueError when a correction comes after a
    void, because a void is final.
    """
    found: list[Correction] = []
    for correction in corrections:
        if correction.sequence <= (found[-1].sequence if found else corrected_sequence):
            continue
        if found and isinstance(found[-1], Void):
            raise ValueError(f"session {correction.session_id} is corrected after it was voided")
        found.append(correction)
    return found


def follow(standing: SessionEarnings, corrections: Iterable[Correction]) -> list[Followed]:
    """Return the effect of each correction of a session on its earnings, in their order. A void comes last.

    Every amendment reverses all earnings that count and credits new ones by the same price. It does so even if the
    amounts stay the same, so that the minutes and shares in the earnings are always those that count.
    """
    followed = []
    for correction in corrections:
        credited = None
        if isinstance(correction, Amendment):
            revision = standing.revision + 1
            earnings = earn(
                standing.price,
                correction.coaches,
                correction.logged_minutes,
                cause=correction.event_id,
                revision=revision,
            )
            credited = standing._replace(logged_minutes=correction.logged_minutes, revision=revision, earnings=earnings)
        followed.append(Followed(correction, standing, credited))
        standing = credited or standing
    return followed
