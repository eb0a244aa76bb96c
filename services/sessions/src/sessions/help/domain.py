"""The rules of asking for help with the end of a session, and of what is done with such a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from sessions.ending.domain import (
    CompletionRequest,
    RecapSections,
    ReportedMark,
    begun_at,
    check_not_ended,
    check_recap,
    count_characters,
    decide_minutes,
)
from sessions.ending.readiness import readiness
from sessions.ending.taking_part import NOTHING_REPORTED, Reported, check_reported
from sessions.help.errors import (
    AskerIsNoCoach,
    HelpEnded,
    HelpOpen,
    HelpReasonMissing,
    NoHelpNeeded,
    NotTheAsker,
    OnlyItsCoachesAsk,
    WrongReportedMark,
    WrongReportedMarks,
)
from sessions.session.domain import Session

HelpState = Literal["open", "questioned", "completed", "closed", "replaced", "overtaken"]
"""open: it waits for support. questioned: it waits for the coach. completed: the session was completed with it.
closed: somebody closed it. replaced: its coach has sent another one. overtaken: the session was completed or cancelled
without it."""
WAITING: Final[tuple[HelpState, ...]] = ("open", "questioned")
"""The states in which something may still be done with a request."""
NOT_THERE: Final = frozenset({"absent", "excused"})
"""The codes of attendance of learners who were not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpRequest:
    """A request for help. `blockers` are the slugs of the problems that were in the way when it was asked.

    `question_id` and `close_reason_id` are ids of sealed texts. Recap and reason are sealed under `help_id`.
    """

    help_id: UUID
    session_id: UUID
    asked_by: UUID
    asked_at: datetime
    state: HelpState
    minutes: int | None
    raw_minutes: int | None
    blockers: tuple[str, ...]
    marks: tuple[ReportedMark, ...]
    reported: Reported
    question_id: UUID | None = None
    questioned_by: UUID | None = None
    questioned_at: datetime | None = None
    close_reason_id: UUID | None = None
    closed_by: UUID | None = None
    closed_at: datetime | None = None
    completed_by: UUID | None = None
    completed_at: datetime | None = None
    replaced_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Helping:
    """How somebody completes a session with a request: why, with other minutes, and what they say of learners."""

    reason: str
    minutes: int | None = None
    raw_minutes: int | None = None
    reported: Reported = NOTHING_REPORTED


def decide_help(
    session: Session,
    request: CompletionRequest,
    *,
    by: UUID,
    is_admin: bool,
    is_support: bool,
    waiting: HelpRequest | None,
    now: datetime,
) -> tuple[str, ...]:
    """Return what is in the way of the completion that a coach reports, or raise the error of the first broken rule.

    The person is checked first, then the state (409), then the request (422). Minutes and recap follow the rules of
    ending, so that the session can be completed with what was sent. `waiting` is the request of the session that waits.
    """
    if not session.is_coach(by):
        raise OnlyItsCoachesAsk
    check_not_ended(session)
    begun_at(session, now=now)
    found = readiness(
        session, by=by, is_admin=is_admin, is_support=is_support, now=now, reported=request.reported
    ).hindrances
    if not found:
        raise NoHelpNeeded
    if waiting is not None and waiting.asked_by != by:
        raise HelpOpen(waiting.help_id, waiting.asked_by)
    check_reported(session, request.reported)
    check_said(request.reason or "")
    minutes = decide_minutes(session.policy, minutes=request.minutes, raw_minutes=request.raw_minutes)
    check_recap(session.policy, request.recap)
    if wrong := wrong_marks(session, request, minutes_max=max(minutes)):
        raise WrongReportedMarks(wrong)
    return tuple(problem.slug for problem in found)


def check_said(said: str, field: str = "reason") -> None:
    """Raise HelpReasonMissing if nobody sees a character of a text."""
    if not count_characters(said):
        raise HelpReasonMissing(field)


def wrong_marks(session: Session, request: CompletionRequest, *, minutes_max: int) -> list[WrongReportedMark]:
    """Return the reported marks that cannot be right.

    Each learner on the roster has at most one. Nobody was there longer than the session took. Who was not there has no
    minutes, and who is reported not to have attended was not there.
    """
    on_roster = {seat.person_id for seat in session.roster}
    wrong, seen = [], set[UUID]()
    for position, mark in enumerate(request.reported_marks):
        if mark.person_id not in on_roster:
            wrong.append(WrongReportedMark(position, "person_id", f"{mark.person_id} is not on the roster"))
        if mark.person_id in seen:
            wrong.append(WrongReportedMark(position, "person_id", f"{mark.person_id} has another mark before"))
        seen.add(mark.person_id)
        if mark.code not in NOT_THERE and mark.person_id in request.reported.not_attended:
            wrong.append(WrongReportedMark(position, "code", f"{mark.person_id} is in not_attended_ids"))
        if mark.code in NOT_THERE and mark.minutes:
            wrong.append(WrongReportedMark(position, "minutes", "must be left out for a learner who was not there"))
        elif mark.minutes is not None and mark.minutes > minutes_max:
            wrong.append(WrongReportedMark(position, "minutes", f"at most {minutes_max}, as long as the session took"))
    return wrong


def check_waiting(request: HelpRequest) -> None:
    """Raise HelpEnded if the request does not wait any more."""
    if request.state not in WAITING:
        raise HelpEnded(request.state)


def check_closer(request: HelpRequest, *, by: UUID, sees_all: bool) -> None:
    """Raise NotTheAsker for a coach who did not ask."""
    if not sees_all and request.asked_by != by:
        raise NotTheAsker


def completion_request(
    request: HelpRequest, texts: Mapping[str, Any], helping: Helping, *, session: Session, by: UUID
) -> CompletionRequest:
    """Return the completion that a request asks for, as `by` gives it on behalf of the coach who asked.

    What `by` says of a learner replaces what the coach said, and what the coach said of learners who were taken off the
    roster since is left out. If `by` coaches the session too, they complete it for themselves. Raises AskerIsNoCoach.
    """
    if not session.is_coach(request.asked_by):
        raise AskerIsNoCoach
    recap = texts["recap"]
    is_corrected = helping.minutes is not None or helping.raw_minutes is not None
    reported = _reported(session, request.reported, helping.reported)
    return CompletionRequest(
        minutes=helping.minutes if is_corrected else request.minutes,
        raw_minutes=helping.raw_minutes if is_corrected else request.raw_minutes,
        recap=recap if isinstance(recap, str) else RecapSections(**recap),
        reason=helping.reason,
        on_behalf_of=None if session.is_coach(by) else request.asked_by,
        reported=reported,
        recap_by=None if by == request.asked_by else request.asked_by,
        reported_marks=_marks(session, request.marks, reported),
    )


def _reported(session: Session, asked: Reported, helping: Reported) -> Reported:
    on_roster = {seat.person_id for seat in session.roster}
    return Reported(
        (asked.attended & on_roster) - helping.not_attended | helping.attended,
        (asked.not_attended & on_roster) - helping.attended | helping.not_attended,
    )


def _marks(session: Session, marks: Sequence[ReportedMark], reported: Reported) -> tuple[ReportedMark, ...]:
    """Return the marks without those of learners who never answered and were not there: the register lacks them."""
    absent = {seat.person_id for seat in session.roster if seat.acceptance == "invited"} & reported.not_attended
    return tuple(mark for mark in marks if mark.person_id not in absent)
