"""The roster: the learners of a session, and what adding and removing learners does to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sessions.catalogue.domain import ROSTER_MAX
from sessions.session.errors import CannotRemove, NotEnoughSeats, TooManyEnrolments, TooManyLearners
from sessions.words import Acceptance

ENROLMENTS_MAX: Final = 2 * ROSTER_MAX
"""How often learners can be put on the roster of one session in all. Its completion has each of these times if the
learner came or left during the delivery, and must fit into one message."""


class Seat(NamedTuple):
    """A learner's place on the roster."""

    person_id: UUID
    acceptance: Acceptance


class Enrolment(NamedTuple):
    """A time during which a learner is or was on the roster, with their answer. It is open while they are on it."""

    person_id: UUID
    acceptance: Acceptance
    enrolled_at: datetime
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class RosterEdit:
    """The effect of a roster delta: seats that are added, seats with a new acceptance, and learners who are removed."""

    added: tuple[Seat, ...]
    answered: tuple[Seat, ...]
    removed: tuple[UUID, ...]
    roster: tuple[Seat, ...]
    """The whole roster afterwards, in order of person id."""

    @property
    def is_change(self) -> bool:
        """Return whether anything changes."""
        return bool(self.added or self.answered or self.removed)


def edit_roster(
    roster: Sequence[Seat],
    *,
    add: Mapping[UUID, Acceptance | None],
    remove: Sequence[UUID],
    seats_max: int | None,
) -> RosterEdit:
    """Return what adding and removing learners does to a roster.

    Adding a learner who is already on it changes their acceptance, if one is given, and nothing else. A new seat
    without an acceptance is an invitation. Everybody on the roster takes a seat, whatever they answered. Raises
    UnknownReference if a person to remove is not on the roster or is in both lists; raises SeatsTaken.
    """
    now = {seat.person_id: seat for seat in roster}
    both = [person_id for person_id in remove if person_id in add]
    absent = [person_id for person_id in remove if person_id not in now]
    if both or absent:
        raise CannotRemove(in_both_lists=both, not_on_roster=absent)
    added = [Seat(person_id, given or "invited") for person_id, given in add.items() if person_id not in now]
    answered = [
        Seat(person_id, given)
        for person_id, given in add.items()
        if given is not None and person_id in now and now[person_id].acceptance != given
    ]
    after = now | {seat.person_id: seat for seat in (*added, *answered)}
    for person_id in remove:
        after.pop(person_id, None)
    if added:
        check_seats(len(after), seats_max)
    return RosterEdit(
        added=tuple(added),
        answered=tuple(answered),
        removed=tuple(dict.fromkeys(remove)),
        roster=tuple(after[person_id] for person_id in sorted(after)),
    )


def check_seats(learners: int, seats_max: int | None) -> None:
    """Raise SeatsTaken for more learners than seats, and UnknownReference for more than ROSTER_MAX."""
    if learners > ROSTER_MAX:
        raise TooManyLearners(learners, maximum=ROSTER_MAX)
    if seats_max is not None and learners > seats_max:
        raise NotEnoughSeats(learners, seats_max=seats_max)


def check_enrolments(enrolments: int) -> None:
    """Raise TooManyEnrolments for a session on whose roster learners would have been put more often than allowed."""
    if enrolments > ENROLMENTS_MAX:
        raise TooManyEnrolments(maximum=ENROLMENTS_MAX)
