"""Turn the violation of a constraint into the error that a client sees."""

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.errors import Problem
from sqlalchemy.exc import IntegrityError


@contextmanager
def refused_by(constraint: str, problem: Problem) -> Iterator[None]:
    """Raise the problem if a statement in the block violates the constraint. Other errors stay as they are."""
    try:
        yield
    except IntegrityError as error:
        if constraint not in str(error.orig):
            raise
        raise problem from error
