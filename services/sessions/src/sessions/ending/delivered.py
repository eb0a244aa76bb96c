"""Who was on the roster, and who was in the call, while a session was delivered. Pure functions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from contracts.sessions import Participant, Presence

from sessions.session.domain import Visit
from sessions.session.events import participant
from sessions.session.membership import of_each_learner
from sessions.session.seats import Enrolment


def delivered_roster(
    enrolments: Iterable[Enrolment], *, started_at: datetime, ended_at: datetime
) -> tuple[Participant, ...]:
    """Return who was on the roster at some time of the delivery, or is on it now.

    A learner has periods only if they were not on it for the whole delivery, or were removed since. Then the periods
    are those that touch the delivery, and the open one.
    """
    return tuple(_delivered(enrolments, started_at, ended_at))


def _delivered(enrolments: Iterable[Enrolment], started_at: datetime, ended_at: datetime) -> Iterator[Participant]:
    for of_one in of_each_learner(enrolments):
        counted = [one for one in of_one if _counts(one, started_at, ended_at)]
        if counted:
            is_whole = counted[-1].removed_at is None and counted[-1].enrolled_at <= started_at
            yield participant(of_one, () if is_whole else counted)


def _counts(enrolment: Enrolment, started_at: datetime, ended_at: datetime) -> bool:
    if enrolment.removed_at is None:
        return True
    return enrolment.removed_at > started_at and enrolment.enrolled_at <= ended_at


def presence(visits: Sequence[Visit], *, leaver: UUID | None, now: datetime) -> tuple[Presence, ...]:
    """Return how long each person was in the call until now. `leaver` leaves it now, if they are in it.

    Visits come in order of person and time. Time that two visits of a person share counts once.
    """
    return tuple(
        _presence(person_id, list(of_one), is_leaving=person_id == leaver, now=now)
        for person_id, of_one in groupby(visits, key=attrgetter("person_id"))
    )


def _presence(person_id: UUID, visits: Sequence[Visit], *, is_leaving: bool, now: datetime) -> Presence:
    total, counted_to = timedelta(), visits[0].joined_at
    for visit in visits:
        left_at = now if visit.left_at is None else visit.left_at
        total += max(timedelta(), left_at - max(counted_to, visit.joined_at))
        counted_to = max(counted_to, left_at)
    left = [visit.left_at for visit in visits if visit.left_at is not None]
    is_in_call = len(left) < len(visits)
    return Presence(
        person_id=person_id,
        seconds=total // timedelta(seconds=1),
        first_joined_at=visits[0].joined_at,
        last_left_at=(now if is_leaving else None) if is_in_call else max(left),
    )
