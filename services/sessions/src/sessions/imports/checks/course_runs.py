"""What the rows of a file of sessions mean for course runs: which rows make runs, and that lessons stay lessons."""

from typing import Final

from sessions.imports.sheets.mistakes import Mistake
from sessions.session.domain import Session

MADE: Final = "has no planned time, so it is a course run: plan its lessons inside it"
"""What a report says of a row that makes a course run."""


def check_stays(before: Session, after: Session, *, column: str, has_lessons: bool) -> None:
    """Raise Mistake if a lesson would lose its planned time, or if a course run with lessons would get one.

    `column` is the one of the planned start.
    """
    if after.starts_at is None and before.starts_at is not None and (before.run_id or before.batch_id):
        raise Mistake(column, "is empty, but a session of a course run or of a series has a planned time")
    if before.is_run and after.starts_at is not None and has_lessons:
        raise Mistake(column, "gives a planned time to a course run that has lessons; give it to one of these")
