"""Delivering a session: starting it, and joining and leaving its call."""

from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from chassis import outbox
from chassis.auth import Principal
from chassis.statement import Statement
from contracts.sessions import SessionStarted
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.commands.events import envelope
from sessions.commands.locking import lock_session
from sessions.domain.sessions import Session, check_open, check_start
from sessions.errors import NoCall, NotAParticipant, NotStarted

PresenceAction = Literal["join", "leave"]

_START = Statement("""
    UPDATE sessions SET version = version + 1, state = 'in_progress', started_at = :now, started_by = :by
    WHERE org_id = :org_id AND id = :session_id
""")
_JOIN = Statement("""
    INSERT INTO call_presence (org_id, session_id, person_id, joined_at)
    VALUES (:org_id, :session_id, :person_id, :now)
""")
_LEAVE = Statement("""
    UPDATE call_presence SET left_at = :now
    WHERE org_id = :org_id AND session_id = :session_id AND person_id = :person_id AND left_at IS NULL
""")


async def start_session(
    db: AsyncConnection, *, caller: Principal, session_id: UUID, now: datetime, event_id: UUID
) -> Session:
    """Begin to deliver a scheduled session and emit SessionStarted; starting again changes nothing.

    Raises SessionNotFound, NotTheCoach, TooEarlyToStart, AlreadyCompleted, AlreadyCancelled.
    """
    session = await lock_session(db, caller=caller, session_id=session_id)
    check_start(session, by=caller.person_id, is_admin=caller.has("admin"), now=now)
    if session.state == "in_progress":
        return session
    scope = {"org_id": caller.org_id, "session_id": session_id}
    await _START.run(db, {**scope, "now": now, "by": caller.person_id})
    sequence = session.version + 1
    await outbox.add(
        db,
        SessionStarted(
            **envelope(caller, session_id=session_id, sequence=sequence, event_id=event_id, now=now),
            session_id=session_id,
            started_at=now,
            started_by=caller.person_id,
        ),
    )
    return replace(session, version=sequence, state="in_progress", started_at=now)


async def change_presence(
    db: AsyncConnection,
    *,
    caller: Principal,
    session_id: UUID,
    person_id: UUID,
    action: PresenceAction,
    now: datetime,
) -> Session:
    """Let a person join or leave the call of an online session; the same again changes nothing.

    It takes the session's row lock, so that nobody joins while the session is being completed. People join a session
    that is in progress, and may leave it at any time, also after its end. It changes neither version nor sequence.
    Raises SessionNotFound, NotAParticipant, NoCall, NotStarted, AlreadyCompleted, AlreadyCancelled.
    """
    session = await lock_session(db, caller=caller, session_id=session_id)
    _check_presence(session, caller=caller, person_id=person_id, action=action)
    scope = {"org_id": caller.org_id, "session_id": session_id, "person_id": person_id, "now": now}
    is_in_call = person_id in session.in_call
    if action == "join" and not is_in_call:
        await _JOIN.run(db, scope)
        return replace(session, in_call=session.in_call | {person_id})
    if action == "leave" and is_in_call:
        await _LEAVE.run(db, scope)
        return replace(session, in_call=session.in_call - {person_id})
    return session


def _check_presence(session: Session, *, caller: Principal, person_id: UUID, action: PresenceAction) -> None:
    is_about_another = person_id != caller.person_id
    if is_about_another and not (session.is_coach(caller.person_id) or caller.has("admin", "support", "service")):
        raise NotAParticipant("You join and leave for yourself only; the coach, an admin or support can for others.")
    is_leaving = action == "leave" and person_id in session.in_call  # also after the mode was changed under them
    if session.mode != "online" and not is_leaving:
        raise NoCall("The session takes place in person, so there is no call to join or leave.")
    if action == "leave":
        return
    seat = session.seat(person_id)
    is_taking_part = session.is_coach(person_id) or (seat is not None and seat.acceptance != "declined")
    if not is_taking_part:
        raise NotAParticipant(f"{person_id} is neither a coach nor a participant of this session.")
    check_open(session)
    if session.state != "in_progress":
        raise NotStarted("The session has not been started; its coach starts it first.")
