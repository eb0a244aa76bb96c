"""Whether a session may be ended now, and what is in the way. The rules are those of `domain`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from chassis.errors import Problem

from sessions.ending.deadline import logging_deadline
from sessions.ending.domain import (
    awaited_in_call,
    begun_at,
    check_call,
    check_not_ended,
    check_who,
)
from sessions.ending.taking_part import NOTHING_REPORTED, Reported, check_taking_part, taking_part
from sessions.session.domain import Session


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a person who ends a session has to know before.

    `hindrances` are the errors that a completion gets now, whatever its minutes and recap, in the order in which the
    command raises them. Without one it may be ended. `needs_reason`: support ends it late, or an admin for a coach.
    """

    hindrances: Sequence[Problem]
    needs_reason: bool
    begun_at: datetime | None
    log_until: datetime | None
    unanswered: Sequence[UUID]
    in_call: Sequence[UUID]


def readiness(
    session: Session,
    *,
    by: UUID,
    is_admin: bool,
    is_support: bool,
    now: datetime,
    reported: Reported = NOTHING_REPORTED,
) -> Readiness:
    """Return whether `by` may end the session now. The arguments are those of `decide_completion`.

    `reported` is what they would say of learners who did not answer.
    """
    log_until = logging_deadline(session)
    ended = _raised_by(partial(check_not_ended, session))
    if ended is not None:
        return Readiness([ended], False, session.started_at, log_until, [], [])
    found = taking_part(session, reported)
    checks: tuple[Callable[[], object], ...] = (
        partial(check_who, session, None, by=by, is_admin=is_admin, is_support=is_support, now=now),
        partial(begun_at, session, now=now),
        partial(check_taking_part, found, planned_by_coach=session.planned_by_coach),
        partial(check_call, session, by=by),
    )
    hindrances = [error for check in checks if (error := _raised_by(check)) is not None]
    has_begun = _raised_by(checks[1]) is None
    return Readiness(
        hindrances,
        needs_reason=not session.is_coach(by) or (log_until is not None and now > log_until),
        begun_at=begun_at(session, now=now) if has_begun else None,
        log_until=log_until,
        unanswered=found.waiting,
        in_call=sorted(awaited_in_call(session, by=by)),
    )


def _raised_by(check: Callable[[], object]) -> Problem | None:
    try:
        check()
    except Problem as error:
        return error
    return None
