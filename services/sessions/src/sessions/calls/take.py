"""Take what an organisation's call provider reports by its signed webhook: who joined a call, and who left."""

from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.calls.domain import CallEvent
from sessions.calls.errors import NoPartInCall
from sessions.delivery.deliver import check_presence, write_presence
from sessions.session.domain import Session
from sessions.session.events import Author
from sessions.session.lock import lock_own_session

_IS_KNOWN = Statement("SELECT true FROM call_events WHERE org_id = :org_id AND webhook_id = :webhook_id")
_TAKE = Statement("""
    INSERT INTO call_events (org_id, webhook_id, session_id, person_id, at, received_at)
    VALUES (:org_id, :webhook_id, :session_id, :person_id, :at, :now)
    ON CONFLICT (org_id, webhook_id) DO NOTHING
    RETURNING true
""")
# It counts deliveries that were not applied too, because "left" may arrive before "joined".
_LAST_CHANGE = Statement("""
    SELECT greatest(
        (SELECT max(greatest(joined_at, left_at)) FROM call_presence
         WHERE org_id = :org_id AND session_id = :session_id AND person_id = :person_id),
        (SELECT max(at) FROM call_events
         WHERE org_id = :org_id AND session_id = :session_id AND person_id = :person_id))
""")


async def take_call_event(
    db: AsyncConnection, *, author: Author, sees_all: bool, event: CallEvent, event_id: UUID
) -> None:
    """Let a person join or leave a call because its provider says so, and emit PresenceChanged.

    Deliveries come twice and in any order. So a delivery that was taken before changes nothing, and neither does one
    whose instant is before the person's last known change. An instant ahead of our clock counts as now. Raises
    SessionNotFound, NotAParticipant, NoCall, NotStarted, AlreadyCompleted, AlreadyCancelled. After an error the
    delivery was not taken, and it may be delivered again.
    """
    if await _IS_KNOWN.scalar(db, {"org_id": author.org_id, "webhook_id": event.webhook_id}):
        return
    session, now = await lock_own_session(
        db,
        org_id=author.org_id,
        session_id=event.session_id,
        person_id=author.person_id,
        sees_all=sees_all,
        need="part",
    )
    at = min(event.at, now)
    scope = {"org_id": author.org_id, "session_id": event.session_id, "person_id": event.person_id}
    last: datetime | None = await _LAST_CHANGE.scalar(db, scope)
    is_overtaken = last is not None and at < last
    if not is_overtaken:
        _check_person(session, event.person_id)
        check_presence(session, by=author.person_id, sees_all=sees_all, person_id=event.person_id, action=event.action)
    if not await _TAKE.scalar(db, {**scope, "webhook_id": event.webhook_id, "at": at, "now": now}) or is_overtaken:
        return
    await write_presence(
        db,
        session,
        author=author,
        person_id=event.person_id,
        action=event.action,
        at=at,
        source="call_provider",
        now=now,
        event_id=event_id,
    )


def _check_person(session: Session, person_id: UUID) -> None:
    if not (session.is_coach(person_id) or session.seat(person_id) or person_id in session.in_call):
        raise NoPartInCall(person_id)
