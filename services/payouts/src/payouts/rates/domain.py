"""The rules of rates: what a rate is for, and which rate applies. Pure functions, no I/O."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID

from payouts.deliveries.domain import Delivery

Scope = Literal["org", "category", "course", "coach", "coach_course"]

Unit = Literal["hour", "session"]


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


def misfits(subject: RateSubject) -> dict[str, bool]:
    """Return the references that do not fit the scope: True if one is missing, False if one must be left out."""
    needed = REFERENCES_OF[subject.scope]
    names = ("coach_id", "course_id", "category_id")
    return {name: name in needed for name in names if (getattr(subject, name) is None) == (name in needed)}


class Rate(NamedTuple):
    """A price that is effective from `effective_from` until before `effective_to`. None means no end."""

    rate_id: UUID
    subject: RateSubject
    unit: Unit
    amount_minor: int
    currency: str
    effective_from: datetime
    effective_to: datetime | None


RateBook = Mapping[RateSubject, Sequence[Rate]]


class RateEntry(NamedTuple):
    """A rate in the rate book, with who set it and when."""

    rate: Rate
    set_by: UUID
    set_at: datetime


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
