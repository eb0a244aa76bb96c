"""Unlogged sessions: when their coaches are reminded."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sessions.organisation.domain import Policy


class Reminding(NamedTuple):
    """The number of the policy's reminders that are due by now, and when to look again; None means never."""

    due: int
    next_at: datetime | None


def reminding(policy: Policy, *, ended_at: datetime, log_until: datetime, now: datetime) -> Reminding:
    """Return the number of the policy's reminders that are due since a session's end, and when the next one is due.

    No reminder is due before the end, and none after the last instant at which a coach may log the session.
    """
    if now < ended_at:
        return Reminding(0, ended_at)
    if now > log_until:
        return Reminding(0, None)
    times = [ended_at + timedelta(hours=hours) for hours in policy.reminder_hours]
    to_come = [at for at in times if now < at <= log_until]
    return Reminding(sum(at <= now for at in times), min(to_come, default=None))
