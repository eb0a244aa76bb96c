"""Turn the violation of a constraint into the error that a client sees."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from chassis.errors import Problem


def violates(error: IntegrityError, constraint: str) -> bool:
    """Return whether a statement failed because of the constraint. PostgreSQL names it in the text of the error."""
    return f'"{constraint}"' in str(error.orig)


@contextmanager
def refused_by(constraint: str, problem: Problem) -> Iterator[None]:
    """Raise the problem if a statement in the block violates the constraint. Other errors stay as they are."""
    try:
        yield
    except IntegrityError as error:
        if not violates(error, constraint):
            raise
        raise problem from error
