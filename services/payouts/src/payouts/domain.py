"""The rules of pay: which rate applies, what a session earns, how coaches share it, and how corrections change it.

Pure functions, no I/O. Money is in integer minor units of a currency. Shares are in basis points.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple, TypeAlias
from uuid import UUID, uuid5

Scope = Literal["org", "category", "course", "coach", "coach_course"]
Unit = Literal["hour", "session"]
AccountKind = Literal["coaching_cost", "coach_payable"]

MINUTES_PER_HOUR: Final = 60

_ACCOUNTS: Final = UUID("6f1d3a52-9a0e-4b53-8f63-0d1c6f6b9a11")
"""Namespace of account ids. It must never change, because that would split every account in two."""


class RateSubject(NamedTuple):
    """What a rate is for. A subject has at most one effective rate at any instant."""

    org_id: UUID
    scope: Scope
    coach_id: UUID | None = None
    course_id: UUID | None = None
    category_id: UUID | None = None


REFERENCES_OF: Final[Mapping[Scope, frozenset[str]]] = {
    "org": frozenset(),
    "category": frozenset({"category_id"}),
    "course": frozenset({"course_id"}),
    "coach": frozenset({"coach_id"}),
    "coach_course": frozenset({"coach_id", "course_id"}),
}
"""The references that a rate of each scope needs."""


class Rate(NamedTuple):
    """A price that is effective from `effective_from` until before `effective_to`. None means no end."""

    rate_id: UUID
    subject: RateSubject
    unit: Unit
    amount_minor: int
    currency: str
    effective_from: datetime
    effective_to: datetime | None


class PaidCoach(NamedTuple):
    """A coach of a session and their share of its earnings."""

    coach_id: UUID
    share_basis_points: int


class Delivery(NamedTuple):
    """What payouts needs to know about a completed session. The first coach is the session coach.

    The rate that is effective at `priced_at` applies (see the function of this name). `event_id` is that of the
    completion. `corrected_sequence` is the sequence of the newest correction that is counted in, or 0.
    """

    session_id: UUID
    org_id: UUID
    coaches: tuple[PaidCoach, ...]
    course_ids: tuple[UUID, ...]
    category_id: UUID | None
    priced_at: datetime
    logged_minutes: int
    event_id: UUID
    correlation_id: UUID
    corrected_sequence: int = 0


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

    `revision` says how many amendments are counted in.
    """

    session_id: UUID
    org_id: UUID
    price: Price
    logged_minutes: int
    revision: int
    earnings: tuple[CoachEarning, ...]


class Followed(NamedTuple):
    """The effect of one correction: the earnings to reverse, and those to credit instead (None after a void)."""

    correction: Correction
    reversed: SessionEarnings
    credited: SessionEarnings | None


RateBook = Mapping[RateSubject, Sequence[Rate]]


def check_coaches(delivery: Delivery | Amendment) -> None:
    """Raise ValueError if no rate can ever pay these coaches, because one is named twice or nobody has a share.

    This is checked when a delivery or an amendment arrives. Then its Kafka record is parked at once, and no unrated
    completion fails later.
    """
    if len({coach.coach_id for coach in delivery.coaches}) != len(delivery.coaches):
        raise ValueError(f"session {delivery.session_id} names a coach twice")
    if sum(coach.share_basis_points for coach in delivery.coaches) <= 0:
        raise ValueError(f"the shares of the coaches of session {delivery.session_id} add up to 0")


def priced_at(planned_starts_at: datetime | None, started_at: datetime) -> datetime:
    """Return the instant at which a rate must be effective to pay a session: the planned start, or else the actual one.

    The planned start is what was agreed. A session that begins early or late does not get another rate, and a coach
    cannot choose a rate by choosing when to press start.
    """
    return started_at if planned_starts_at is None else planned_starts_at


def rate_book(rates: Iterable[Rate]) -> RateBook:
    """Return the rates, by subject."""
    book: defaultdict[RateSubject, list[Rate]] = defaultdict(list)
    for rate in rates:
        book[rate.subject].append(rate)
    return dict(book)


def resolve_rate(book: RateBook, delivery: Delivery) -> Rate | None:
    """Return the most specific rate that is effective at `priced_at`, or None if there is none.

    The order is: coach on a course, coach, course, category, organisation. The coach is the session coach; co-coaches
    get shares of the amount. If the session has several courses, the rate of the first one that has a rate applies.
    """
    for subject in _subjects(delivery):
        for rate in book.get(subject, ()):
            ended = rate.effective_to is not None and rate.effective_to <= delivery.priced_at
            if rate.effective_from <= delivery.priced_at and not ended:
                return rate
    return None


def _subjects(delivery: Delivery) -> Iterator[RateSubject]:
    """Yield the subjects whose rates can apply to this delivery, the most specific first."""
    org_id, coach_id = delivery.org_id, delivery.coaches[0].coach_id
    for course_id in delivery.course_ids:
        yield RateSubject(org_id, "coach_course", coach_id=coach_id, course_id=course_id)
    yield RateSubject(org_id, "coach", coach_id=coach_id)
    for course_id in delivery.course_ids:
        yield RateSubject(org_id, "course", course_id=course_id)
    if delivery.category_id is not None:
        yield RateSubject(org_id, "category", category_id=delivery.category_id)
    yield RateSubject(org_id, "org")


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
    price: Price, coaches: Sequence[PaidCoach], logged_minutes: int, *, new_id: Callable[[], UUID]
) -> tuple[CoachEarning, ...]:
    """Return what each coach earns by a session. `new_id` makes the ids of earnings and transfers."""
    amount_minor = session_amount_minor(
        unit=price.unit, rate_amount_minor=price.amount_minor, logged_minutes=logged_minutes
    )
    parts = split_minor(amount_minor, [coach.share_basis_points for coach in coaches])
    return tuple(
        CoachEarning(new_id(), coach, part, new_id() if part > 0 else None)
        for coach, part in zip(coaches, parts, strict=True)
    )


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


def follow(
    standing: SessionEarnings, corrections: Iterable[Correction], *, new_id: Callable[[], UUID]
) -> list[Followed]:
    """Return the effect of each correction of a session on its earnings, in their order. A void comes last.

    Every amendment reverses all earnings that count and credits new ones by the same price. It does so even if the
    amounts stay the same, so that the minutes and shares in the earnings are always those that count.
    """
    followed = []
    for correction in corrections:
        credited = None
        if isinstance(correction, Amendment):
            earnings = earn(standing.price, correction.coaches, correction.logged_minutes, new_id=new_id)
            credited = standing._replace(
                logged_minutes=correction.logged_minutes, revision=standing.revision + 1, earnings=earnings
            )
        followed.append(Followed(correction, standing, credited))
        standing = credited or standing
    return followed


def account_id(org_id: UUID, kind: AccountKind, owner_id: UUID, currency: str) -> UUID:
    """Return the id of an account. It is computed from the arguments, so that nobody has to look it up."""
    return uuid5(_ACCOUNTS, f"{org_id}/{kind}/{owner_id}/{currency}")
