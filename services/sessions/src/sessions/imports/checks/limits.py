"""How many learners a session of a file may have."""

from sessions.catalogue.domain import ROSTER_MAX
from sessions.imports.sheets.mistakes import Mistake
from sessions.session import seats
from sessions.session.errors import TooManyEnrolments


def check_seats(learners: int, seats_max: int | None, column: str) -> None:
    """Raise Mistake for more learners than seats."""
    most = seats_max or ROSTER_MAX
    if learners > most:
        raise Mistake(column, f"needs {learners} seats, but there are {most}; raise Seats or name fewer learners")


def check_enrolments(enrolments: int, column: str) -> None:
    """Raise Mistake for a session on whose roster learners would have been put more often than allowed."""
    try:
        seats.check_enrolments(enrolments)
    except TooManyEnrolments as error:
        raise Mistake(column, error.detail) from error
