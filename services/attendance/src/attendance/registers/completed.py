"""What a completion says of the learners of its session. Pure functions, which the audit uses, too."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from contracts.sessions import SessionCompleted

from attendance.codes.domain import CODES


class Seat(NamedTuple):
    """A learner on the roster of a completion, and whether they were expected.

    A learner was not if they had declined to come, or never answered their invitation and were not there.
    """

    person_id: UUID
    is_expected: bool


class SaidMark(NamedTuple):
    """A mark that a completion itself says of a learner. `minutes` is None if nobody knows them."""

    code: str
    minutes: int | None


def said_marks(reported: Iterable[tuple[UUID, str, int | None]], attending: Iterable[UUID]) -> dict[UUID, SaidMark]:
    """Return the marks that a completion says of learners: those that its coach reported, if their codes are known.

    Learners who take part by `attending` were there, so without such a mark they were present.
    """
    present = dict.fromkeys(attending, SaidMark("present", None))
    return present | {person_id: SaidMark(code, minutes) for person_id, code, minutes in reported if code in CODES}


def seats_of(completion: SessionCompleted) -> tuple[Seat, ...]:
    """Return the roster of a completion, with who of it was expected to come."""
    never = set(completion.never_answered)
    return tuple(
        Seat(one.person_id, one.acceptance != "declined" and one.person_id not in never) for one in completion.roster
    )


def marks_said_by(completion: SessionCompleted) -> dict[UUID, SaidMark]:
    """Return the marks that a completion says of learners. One of release 0.4.0 and before says none."""
    return said_marks(
        [(one.person_id, one.code, one.minutes) for one in completion.reported_marks],
        [one.person_id for one in completion.roster if one.acceptance == "accepted" and one.accepted_by == "attending"],
    )
