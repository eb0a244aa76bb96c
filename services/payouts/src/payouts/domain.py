"""The rules of pay: which rate applies, what a session earns, how coaches share it, what corrections do to that.

Pure functions. Money is integer minor units of a currency. Shares are basis points.
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
"""Namespace of account ids. Never changed: it would split every account in two."""


class RateSubject(NamedTuple):
    """What a rate is for. At most one rate per subject is effective at any instant."""

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
"""What a rate of each scope names."""


class Rate(NamedTuple):
    """A price, effective from its first instant up to, and without, its last. An open end is None."""

    rate_id: UUID
    subject: RateSubject
    unit: Unit
    amount_minor: int
    currency: str
    effective_from: datetime
    effective_to: datetime | None


class CoachPart(NamedTuple):
    """A coach of a session and their share of its earnings."""

    coach_id: UUID
    share_basis_points: int


class Delivery(NamedTuple):
    """What pay needs to know of a completed session. The first coach is the session's own.

    `priced_at` decides which rate is effective (see `priced_at`); `event_id` is the completion's. `corrected_sequence`
    is that of the newest correction that is in it already, 0 without any.
    """

    session_id: UUID
    org_id: UUID
    coaches: tuple[CoachPart, ...]
    course_ids: tuple[UUID, ...]
    category_id: UUID | None
    priced_at: datetime
    logged_minutes: int
    event_id: UUID
    correlation_id: UUID
    corrected_sequence: int = 0


class Amendment(NamedTuple):
    """What a completed session earns by from now on, all of it. `event_id` and `sequence` are the amendment's."""

    session_id: UUID
    org_id: UUID
    sequence: int
    coaches: tuple[CoachPart, ...]
    logged_minutes: int
    event_id: UUID
    correlation_id: UUID


class Void(NamedTuple):
    """A completed session earns nothing any more. `event_id` and `sequence` are the void's."""

    session_id: UUID
    org_id: UUID
    sequence: int
    event_id: UUID
    correlation_id: UUID


Correction: TypeAlias = Amendment | Void


class Price(NamedTuple):
    """What a session is paid by: the rate that applied to its completion, whatever became of that rate since."""

    rate_id: UUID
    unit: Unit
    amount_minor: int
    currency: str


class CoachEarning(NamedTuple):
    """One coach's part of what a session earned. A part of nothing moves no money and has no transfer."""

    earning_id: UUID
    coach: CoachPart
    amount_minor: int
    transfer_id: UUID | None


class SessionEarnings(NamedTuple):
    """The earnings of one session that count at one time: one per coach, all by one price and the same minutes.

    `revision` counts the amendments that they follow.
    """

    session_id: UUID
    org_id: UUID
    price: Price
    logged_minutes: int
    revision: int
    earnings: tuple[CoachEarning, ...]


class Followed(NamedTuple):
    """What following one correction does: these earnings are reversed, and others are credited, or none at all."""

    correction: Correction
    reversed: SessionEarnings
    credited: SessionEarnings | None


RateBook = Mapping[RateSubject, Sequence[Rate]]


def check_coaches(delivery: Delivery | Amendment) -> None:
    """Raise ValueError if no rate could ever pay these coaches: one is named twice, or nobody has a share.

    Asked when a delivery or an amendment arrives, so that the record is parked then, and nothing that waits for a rate
    fails later.
    """
    if len({coach.coach_id for coach in delivery.coaches}) != len(delivery.coaches):
        raise ValueError(f"session {delivery.session_id} names a coach twice")
    if sum(coach.share_basis_points for coach in delivery.coaches) <= 0:
        raise ValueError(f"the shares of the coaches of session {delivery.session_id} sum to nothing")


def priced_at(planned_starts_at: datetime | None, started_at: datetime) -> datetime:
    """Return the instant whose rate pays a session: its planned start, or the actual one if there was no plan.

    The plan is what was agreed. Beginning early or late does not move a session to the other side of a change of
    rates, and a coach cannot choose a rate by choosing when to press start.
    """
    return started_at if planned_starts_at is None else planned_starts_at


def rate_book(rates: Iterable[Rate]) -> RateBook:
    """Return the rates by their subject."""
    book: defaultdict[RateSubject, list[Rate]] = defaultdict(list)
    for rate in rates:
        book[rate.subject].append(rate)
    return dict(book)


def resolve_rate(book: RateBook, delivery: Delivery) -> Rate | None:
    """Return the most specific rate that is effective at `priced_at`, or None if the delivery is unrated.

    Coach and course before coach, course, category and organisation (DESIGN 8). The coach is the session's own one,
    whose rate prices the session; co-coaches share it. Of several courses the one that is named first decides.
    """
    for subject in _subjects(delivery):
        for rate in book.get(subject, ()):
            ended = rate.effective_to is not None and rate.effective_to <= delivery.priced_at
            if rate.effective_from <= delivery.priced_at and not ended:
                return rate
    return None


def _subjects(delivery: Delivery) -> Iterator[RateSubject]:
    """Yield what a rate for this delivery may be for, the most specific first."""
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
    """Return what a session earns: logged minutes times the rate, rounded once, half to even."""
    if unit == "session":
        return rate_amount_minor
    return divide_half_even(rate_amount_minor * logged_minutes, MINUTES_PER_HOUR)


def divide_half_even(dividend: int, divisor: int) -> int:
    """Return the quotient rounded to the nearest integer, a half to the even one. The divisor is positive."""
    quotient, remainder = divmod(dividend, divisor)
    twice = 2 * remainder
    return quotient + (twice > divisor or (twice == divisor and quotient % 2 == 1))


def split_minor(amount_minor: int, shares: Sequence[int]) -> list[int]:
    """Return the parts of an amount by share; they sum to the amount exactly.

    Largest remainder: each part is rounded down, and the minor units that are left go, one each, to the largest
    remainders; between equal ones the earlier coach comes first. Somebody must have a share (`check_coaches`).
    """
    whole = sum(shares)
    parts = [amount_minor * share // whole for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda coach: -(amount_minor * shares[coach] % whole))
    for coach in by_remainder[: amount_minor - sum(parts)]:
        parts[coach] += 1
    return parts


def earn(
    price: Price, coaches: Sequence[CoachPart], logged_minutes: int, *, new_id: Callable[[], UUID]
) -> tuple[CoachEarning, ...]:
    """Return what each coach earns by a session; `new_id` makes the ids of earnings and transfers."""
    amount_minor = session_amount_minor(
        unit=price.unit, rate_amount_minor=price.amount_minor, logged_minutes=logged_minutes
    )
    parts = split_minor(amount_minor, [coach.share_basis_points for coach in coaches])
    return tuple(
        CoachEarning(new_id(), coach, part, new_id() if part > 0 else None)
        for coach, part in zip(coaches, parts, strict=True)
    )


def unfollowed(corrections: Iterable[Correction], *, corrected_sequence: int) -> list[Correction]:
    """Return those of one session's corrections that are newer than the one that is followed already, in their order.

    Raises ValueError when one comes after a void, which is final.
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
    """Return what each of a session's corrections does to its earnings, in their order. A void comes last.

    Every amendment reverses all of them and credits anew by the same price, also where amounts stay as they are: then
    what each earning says of minutes and shares is what counts.
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
    """Return the id of an account, the same wherever it is computed, so that no look-up is needed to use one."""
    return uuid5(_ACCOUNTS, f"{org_id}/{kind}/{owner_id}/{currency}")
