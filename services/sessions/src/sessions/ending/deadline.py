"""When an unlogged session is over, and until when its coaches may log it."""

from datetime import datetime, timedelta

from sessions.session.domain import Session


def logging_deadline(session: Session) -> datetime | None:
    """Return the last instant at which a coach may log the session, or None if it has no end from which to count.

    The hours are exact time. A change of clocks in between does not matter. If the session was over when it was moved,
    and its new time had begun already, they count from the end before: moving the plan gives nobody more time.
    """
    moved = session.moved_afterwards
    ended_at = latest_end(session) if moved is None else moved.ends_at
    return None if ended_at is None else ended_at + timedelta(hours=session.policy.log_within_hours)


def latest_end(session: Session) -> datetime | None:
    """Return when an unlogged session is over, or None if it has no schedule and has not been started.

    This is the planned end. Without a schedule it is the latest end that the policy's maximum minutes allow.
    """
    if session.ends_at is not None:
        return session.ends_at
    if session.started_at is not None:
        return session.started_at + timedelta(minutes=session.policy.maximum_minutes)
    return None
