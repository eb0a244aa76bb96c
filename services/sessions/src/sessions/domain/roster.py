"""Who takes part: the roster, and what adding and removing learners does to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from chassis.errors import FieldError
from contracts.sessions import Acceptance

from sessions.errors import SeatsTaken, UnknownReference

ROSTER_MAX: Final = 2_000
"""Learners per session: a RosterChanged event carries them all and must fit into one message."""


class Seat(NamedTuple):
    """A learner on the roster."""

    person_id: UUID
    acceptance: Acceptance


@dataclass(frozen=True, slots=True)
class RosterEdit:
    """What a roster delta does: seats that are added, whose acceptance changes, and that are given up."""

    added: tuple[Seat, ...]
    answered: tuple[Seat, ...]
    removed: tuple[UUID, ...]
    roster: tuple[Seat, ...]
    """The whole roster afterwards, in order of person id."""

    @property
    def is_change(self) -> bool:
        """Say whether anything differs afterwards."""
        return bool(self.added or self.answered or self.removed)


def edit_roster(
    roster: Sequence[Seat],
    *,
    add: Mapping[UUID, Acceptance | None],
    remove: Sequence[UUID],
    seats_max: int | None,
) -> RosterEdit:
    """Return what adding and removing learners does to a roster.

    Adding somebody who is on it changes nothing but an acceptance that is given; removing somebody who is not on it is
    refused, as is naming a person in both lists. A new seat without acceptance is an invitation. Everybody on the
    roster takes a seat, whatever they answered. Raises UnknownReference, SeatsTaken.
    """
    now = {seat.person_id: seat for seat in roster}
    both = [person_id for person_id in remove if person_id in add]
    absent = [person_id for person_id in remove if person_id not in now]
    if both or absent:
        raise UnknownReference(
            "Remove only learners who are on the roster, and name nobody in both lists.",
            errors=[
                *(FieldError("/remove", f"{person_id} is in both lists") for person_id in both),
                *(FieldError("/remove", f"{person_id} is not on the roster") for person_id in absent),
            ],
        )
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
    """Raise SeatsTaken where there are more learners than seats, or UnknownReference for more than any session has."""
    if learners > ROSTER_MAX:
        raise UnknownReference(
            f"A session has at most {ROSTER_MAX} learners; this would make {learners}.",
            errors=[FieldError("/add", "too many learners")],
        )
    if seats_max is not None and learners > seats_max:
        raise SeatsTaken(
            f"The session has {seats_max} seats and this would make {learners} learners. Remove somebody, or raise "
            "seats_max first.",
            errors=[FieldError("/add", f"{learners - seats_max} more than there are seats")],
        )
