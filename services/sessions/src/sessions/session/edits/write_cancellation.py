"""Write the cancellation of a session."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from chassis.messaging import outbox
from contracts.sessions import SessionCancelled
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.session.bookings import release
from sessions.session.domain import (
    Session,
)
from sessions.session.events import Author, envelope, with_state

_CANCEL = Statement("""
    UPDATE sessions
    SET version = version + 1, state = 'cancelled', cancelled_at = :now, cancelled_by = :by, cancel_reason = :reason,
        notice = :notice, changed_at = :now
    WHERE org_id = :org_id AND id = :session_id
""")


async def write_cancellation(
    db: AsyncConnection,
    session: Session,
    *,
    author: Author,
    reason: str,
    notice: str | None,
    now: datetime,
    event_id: UUID,
) -> Session:
    """Cancel a session that is locked and open. Free its coaches and room, and emit SessionCancelled."""
    scope = {"org_id": author.org_id, "session_id": session.session_id}
    await _CANCEL.execute(db, {**scope, "now": now, "by": author.person_id, "reason": reason, "notice": notice})
    await release(db, org_id=author.org_id, session_ids=[session.session_id])
    sequence = session.version + 1
    event = SessionCancelled(
        **envelope(author, session_id=session.session_id, sequence=sequence, event_id=event_id, now=now),
        session_id=session.session_id,
        cancelled_at=now,
        cancelled_by=author.person_id,
    )
    after = replace(session, version=sequence, state="cancelled", cancelled_at=now, cancel_reason=reason, notice=notice)
    await outbox.add(db, *with_state(event, after))
    return after
