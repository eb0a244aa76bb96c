"""Take what an organisation's call provider reports by its signed webhook: who joined a call, and who left."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from chassis.http.auth import Principal
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.calls.domain import HookKey
from sessions.calls.errors import CallHookNotFound
from sessions.delivery.deliver import PresenceAction, check_presence, write_presence
from sessions.session.domain import Session
from sessions.session.errors import NotAParticipant
from sessions.session.events import Author
from sessions.session.lock import lock_own_session

_REPLACE_HOOK = Statement("""
    INSERT INTO call_hooks (org_id, hook_id, secret, created_at, created_by)
    VALUES (:org_id, :hook_id, :secret, :now, :by)
    ON CONFLICT (org_id) DO UPDATE SET hook_id = excluded.hook_id, secret = excluded.secret,
        created_at = excluded.created_at, created_by = excluded.created_by
""")
_REVOKE_HOOK = Statement("DELETE FROM call_hooks WHERE org_id = :org_id")
_SECRET = Statement("SELECT secret FROM call_hooks WHERE org_id = :org_id AND hook_id = :hook_id")
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


@dataclass(frozen=True, slots=True)
class CallEvent:
    """A provider's report, with an id of its own, that somebody joined or left a call at an instant."""

    webhook_id: str
    session_id: UUID
    person_id: UUID
    action: PresenceAction
    at: datetime


async def replace_hook(
    db: AsyncConnection, *, caller: Principal, hook_id: UUID, secret: bytes, now: datetime
) -> HookKey:
    """Create the organisation's hook, or replace it. A hook that is replaced stops working at once."""
    scope = {"org_id": caller.org_id, "by": caller.person_id}
    await _REPLACE_HOOK.run(db, {**scope, "hook_id": hook_id, "secret": secret, "now": now})
    return HookKey(caller.org_id, hook_id)


async def revoke_hook(db: AsyncConnection, *, caller: Principal) -> None:
    """Revoke the organisation's hook, if there is one."""
    await _REVOKE_HOOK.run(db, {"org_id": caller.org_id})


async def hook_secret(db: AsyncConnection, key: HookKey) -> bytes:
    """Return the secret with which deliveries to a hook are signed, or raise CallHookNotFound."""
    secret: bytes | None = await _SECRET.scalar(db, {"org_id": key.org_id, "hook_id": key.hook_id})
    if secret is None:
        raise hook_not_found()
    return secret


def hook_not_found() -> CallHookNotFound:
    """Return the error for every key that leads to no hook. It is the same for all reasons."""
    return CallHookNotFound(
        "There is no hook at this address, or it was replaced or revoked. Ask an admin for the new address."
    )


async def take_call_event(
    db: AsyncConnection, *, caller: Principal, event: CallEvent, now: datetime, event_id: UUID
) -> None:
    """Let a person join or leave a call because its provider says so, and emit PresenceChanged.

    Deliveries come twice and in any order. So a delivery that was taken before changes nothing, and neither does one
    whose instant is before the person's last known change. An instant ahead of our clock counts as now. Raises
    SessionNotFound, NotAParticipant, NoCall, NotStarted, AlreadyCompleted, AlreadyCancelled. After an error the
    delivery was not taken, and it may be delivered again.
    """
    if await _IS_KNOWN.scalar(db, {"org_id": caller.org_id, "webhook_id": event.webhook_id}):
        return
    session = await lock_own_session(
        db, org_id=caller.org_id, session_id=event.session_id, person_id=caller.person_id, roles=caller.roles
    )
    at = min(event.at, now)
    scope = {"org_id": caller.org_id, "session_id": event.session_id, "person_id": event.person_id}
    last: datetime | None = await _LAST_CHANGE.scalar(db, scope)
    is_overtaken = last is not None and at < last
    if not is_overtaken:
        _check_person(session, event.person_id)
        check_presence(session, by=caller.person_id, roles=caller.roles, person_id=event.person_id, action=event.action)
    if not await _TAKE.scalar(db, {**scope, "webhook_id": event.webhook_id, "at": at, "now": now}) or is_overtaken:
        return
    await write_presence(
        db,
        session,
        author=Author(caller.org_id, caller.person_id, caller.correlation_id),
        person_id=event.person_id,
        action=event.action,
        at=at,
        source="call_provider",
        now=now,
        event_id=event_id,
    )


def _check_person(session: Session, person_id: UUID) -> None:
    if not (session.is_coach(person_id) or session.seat(person_id) or person_id in session.in_call):
        raise NotAParticipant(
            f"{person_id} is neither a coach of this session nor a learner on its roster. Add the person to it first."
        )
