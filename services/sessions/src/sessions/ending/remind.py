"""Remind coaches of unlogged sessions, while they can still log them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.ids import NewId
from chassis.messaging import outbox
from contracts.sessions import SessionFoundUnlogged
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.ending.deadline import latest_end, logging_deadline
from sessions.ending.unlogged import reminding
from sessions.session.domain import Session
from sessions.session.queries import LAST_AT
from sessions.session.read_many import read_sessions

SESSIONS_PER_PASS_MAX: Final = 50
"""How many sessions one transaction looks at and locks."""

# This statement alone looks at every organisation.
_WAITING = Statement("SELECT DISTINCT org_id FROM open_sessions WHERE remind_at <= :now")
# It locks sessions, because every change of a session, and so of its
# row in open_sessions, holds that lock. A session that somebody else has locked is left for the next pass.
_DUE = Statement("""
    SELECT o.org_id, o.session_id, o.reminded FROM open_sessions o
    JOIN sessions s ON s.org_id = o.org_id AND s.id = o.session_id
    WHERE o.org_id = ANY (CAST(:org_ids AS uuid[])) AND o.remind_at <= :now
    ORDER BY o.remind_at LIMIT :limit FOR UPDATE OF s SKIP LOCKED
""")
# The rows are read again under the lock, because another worker may have handled them after the first statement looked.
# `at` is later than everything that happened to the session before.
_STILL_DUE = Statement(f"""
    SELECT o.org_id, o.session_id, o.reminded,
           greatest(CAST(:now AS timestamptz), {LAST_AT} + interval '1 microsecond') AS at
    FROM open_sessions o JOIN sessions s ON s.org_id = o.org_id AND s.id = o.session_id
    WHERE o.session_id = ANY (CAST(:session_ids AS uuid[])) AND o.remind_at <= :now
""")  # noqa: S608 - names of this package
_NOTE = Statement("""
    WITH noted AS (
        UPDATE open_sessions o SET reminded = new.reminded, remind_at = new.remind_at
        FROM unnest(CAST(:session_ids AS uuid[]), CAST(:reminded AS smallint[]), CAST(:next_at AS timestamptz[]))
             AS new (session_id, reminded, remind_at)
        WHERE o.session_id = new.session_id
    )
    UPDATE sessions SET version = version + 1, changed_at = new.at
    FROM unnest(CAST(:event_org_ids AS uuid[]), CAST(:event_session_ids AS uuid[]), CAST(:instants AS timestamptz[]))
         AS new (org_id, session_id, at)
    WHERE sessions.org_id = new.org_id AND sessions.id = new.session_id
""")


async def organisations_due(db: AsyncConnection, *, now: datetime) -> list[UUID]:
    """Return the organisations that have a session whose reminder is due."""
    return await _WAITING.scalars(db, {"now": now})


async def remind_next(db: AsyncConnection, *, org_ids: Sequence[UUID], now: datetime, new_id: NewId) -> bool:
    """Emit SessionFoundUnlogged for some sessions whose reminder is due. Return whether there were any to look at.

    If several reminders of a session were missed, there is one event, for the last of them. Several workers share the
    sessions. The session's policy is read when a reminder may be due. So a policy that is written later and reaches
    back to the session's time decides the next reminder.
    """
    locked = await _DUE.all(db, {"org_ids": list(org_ids), "now": now, "limit": SESSIONS_PER_PASS_MAX})
    if not locked:
        return False
    due = await _STILL_DUE.all(db, {"session_ids": [row.session_id for row in locked], "now": now})
    sessions = await _read(db, due)
    columns: dict[str, list[Any]] = {"session_ids": [], "reminded": [], "next_at": []}
    events = []
    for row in due:
        session = sessions[row.session_id]
        ended_at, log_until = latest_end(session), logging_deadline(session)
        assert ended_at is not None and log_until is not None  # an open session is planned or has begun
        found = reminding(session.policy, ended_at=ended_at, log_until=log_until, now=now)
        columns["session_ids"].append(row.session_id)
        columns["reminded"].append(max(found.due, row.reminded))
        columns["next_at"].append(found.next_at)
        if found.due > row.reminded:
            event = _event(
                session, ended_at=ended_at, log_until=log_until, reminder=found.due, now=row.at, new_id=new_id
            )
            events.append(event)
    columns["event_org_ids"] = [event.org_id for event in events]
    columns["event_session_ids"] = [event.session_id for event in events]
    columns["instants"] = [event.occurred_at for event in events]
    await _NOTE.execute(db, columns)
    await outbox.add(db, *events)
    return True


async def _read(db: AsyncConnection, due: list[Any]) -> dict[UUID, Session]:
    of_org: dict[UUID, list[UUID]] = {}
    for row in due:
        of_org.setdefault(row.org_id, []).append(row.session_id)
    return {
        session.session_id: session
        for org_id, session_ids in of_org.items()
        for session in await read_sessions(db, org_id=org_id, session_ids=session_ids)
    }


def _event(
    session: Session, *, ended_at: datetime, log_until: datetime, reminder: int, now: datetime, new_id: NewId
) -> SessionFoundUnlogged:
    return SessionFoundUnlogged(
        event_id=new_id(),
        org_id=session.org_id,
        occurred_at=now,
        key=str(session.session_id),
        sequence=session.version + 1,
        correlation_id=new_id(),
        causation_id=None,
        session_id=session.session_id,
        coach_ids=tuple(coach.person_id for coach in session.coaches),
        ended_at=ended_at,
        log_until=log_until,
        reminder=reminder,
    )
