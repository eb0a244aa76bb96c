"""When a session may start, and what a person does in its call."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sessions.delivery.errors import OnlyItsCoachesStart, TooEarlyToStart
from sessions.session.domain import Session, check_open
from sessions.session.lessons.errors import IsACourseRun

PresenceAction = Literal["join", "leave"]


def check_start(session: Session, *, by: UUID, is_admin: bool, now: datetime) -> None:
    """Raise NotTheCoach, AlreadyCompleted, AlreadyCancelled, IsACourseRun or TooEarlyToStart if it cannot start now.

    Its coaches and admins may start it, from the policy's `start_early_minutes` before the planned start on.
    """
    if not (is_admin or session.is_coach(by)):
        raise OnlyItsCoachesStart
    check_open(session)
    if session.is_run:
        raise IsACourseRun
    early_minutes = session.policy.start_early_minutes
    if session.starts_at is not None and now < session.starts_at - timedelta(minutes=early_minutes):
        raise TooEarlyToStart(session.starts_at, zone=session.zone, early_minutes=early_minutes)
