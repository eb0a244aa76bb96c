"""What contradicts in what was planned, started and logged. It does not prevent a completion: the record says it."""

from collections.abc import Iterator
from typing import Literal

from sessions.session.domain import Session

Contradiction = Literal["started_after_plan", "longer_than_elapsed", "plan_moved_afterwards"]


def contradictions(session: Session, *, logged_minutes: int, possible_minutes: int) -> Iterator[Contradiction]:
    """Yield what contradicts. `possible_minutes` passed from the session's beginning until now, in whole steps."""
    if was_started_afterwards(session):
        yield "started_after_plan"
    if logged_minutes > possible_minutes:
        yield "longer_than_elapsed"
    if session.moved_afterwards is not None:
        yield "plan_moved_afterwards"


def was_started_afterwards(session: Session) -> bool:
    """Return whether somebody pressed start only when the planned time was over."""
    return session.ends_at is not None and session.started_at is not None and session.started_at >= session.ends_at
