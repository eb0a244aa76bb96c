"""Which answers to an invitation a session still takes."""

from datetime import datetime

from sessions.invitations.errors import AnswerReasonMissing, TooLateToDecline
from sessions.session.domain import Session, began_at, check_open
from sessions.session.seats import Seat
from sessions.words import Acceptance


def check_answer(
    session: Session, seat: Seat, acceptance: Acceptance, *, is_staff: bool, reason: str | None, now: datetime
) -> None:
    """Raise AlreadyCompleted, AlreadyCancelled, TooLateToDecline or ReasonMissing if this answer is not possible now.

    Learners accept until the session is completed, and decline until it begins: by its start, or else by its plan.
    Otherwise they could decline a lesson that they had, and its coach would not be paid. Guardians answer as their
    learners do. Staff may correct an answer also then, and say why.
    """
    check_open(session)
    began = began_at(session, now=now)
    is_late = acceptance == "declined" and began is not None
    if is_staff:
        if reason is None and acceptance != seat.acceptance and (is_late or seat.acceptance != "invited"):
            raise AnswerReasonMissing
    elif is_late and began is not None:
        raise TooLateToDecline(began, zone=session.zone)
