"""Which answers to an invitation a session still takes."""

from datetime import datetime

from sessions.session.domain import Session, check_open
from sessions.session.planning.errors import TooLateToDecline
from sessions.words import Acceptance


def check_answer(session: Session, acceptance: Acceptance, *, is_admin: bool, now: datetime) -> None:
    """Raise AlreadyCompleted, AlreadyCancelled or TooLateToDecline if somebody answers too late.

    Learners accept until the session is completed, and decline until it begins: by its start, or else by its plan.
    Otherwise they could decline a lesson that they had, and its coach would not be paid.
    """
    check_open(session)
    began_at = session.started_at or session.starts_at
    if acceptance == "declined" and not is_admin and began_at is not None and began_at <= now:
        raise TooLateToDecline(began_at)
