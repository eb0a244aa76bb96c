"""Deliver a session: start it, join its call and leave it."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.messaging import outbox
from contracts.sessions import PresenceAction as PresenceChange
from contracts.sessions import (
    PresenceChanged,
    SessionStarted,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.delivery.domain import PresenceAction, check_start
from sessions.delivery.errors import JoinsForAnother, NoCall, NotStartedByCoach, TakesNoPart
from sessions.session.domain import Session, check_open
from sessions.session.events import Author, envelope, with_state
from sessions.session.lessons.errors import IsACourseRun
from sessions.session.lock import lock_own_session
from sessions.session.queries import check_sight
from sessions.words import PresenceSource

_CHANGES: Final[dict[PresenceAction, PresenceChange]] = {"join": "joined", "leave": "left"}

_START = Statement("""
    UPDATE sessions SET version = version + 1, state = 'in_progress', started_at = :now, started_by = :by,
                        changed_at = :now
    WHERE org_id = :org_id AND id = :session_id
""")
# A person may join again at the instant of their last change, because a provider may report whole seconds. Then the
# joining is dated one microsecond later.
_JOIN = Statement("""
    WITH joining AS (
        INSERT INTO call_presence (org_id, session_id, person_id, joined_at)
        SELECT :org_id, :session_id, :person_id, greatest(CAST(:at AS timestamptz), (
            SELECT max(greatest(joined_at, left_at)) + interval '1 microsecond' FROM call_presence
            WHERE org_id = :org_id AND session_id = :session_id AND person_id = :person_id))
    )
    UPDATE sessions SET version = version + 1, changed_at = :now WHERE org_id = :org_id AND id = :session_id
""")
_LEAVE = Statement("""
    WITH leaving AS (
        UPDATE call_presence SET left_at = greatest(CAST(:at AS timestamptz), joined_at)
        WHERE org_id = :org_id AND session_id = :session_id AND person_id = :person_id AND left_at IS NULL
    )
    UPDATE sessions SET version = version + 1, changed_at = :now WHERE org_id = :org_id AND id = :session_id
""")


async def start_session(
    db: AsyncConnection, *, author: Author, sees_all: bool, session_id: UUID, event_id: UUID
) -> Session:
    """Start a scheduled session and emit SessionStarted. To start it again changes nothing.

    Raises SessionNotFound, SessionNotOpen, NotTheCoach, TooEarlyToStart, IsACourseRun, AlreadyCompleted,
    AlreadyCancelled.
    """
    session, now = await lock_own_session(
        db, org_id=author.org_id, session_id=session_id, person_id=author.person_id, sees_all=sees_all, need="open"
    )
    check_start(session, by=author.person_id, is_admin=sees_all, now=now)
    if session.state == "in_progress":
        return session
    scope = {"org_id": author.org_id, "session_id": session_id}
    await _START.execute(db, {**scope, "now": now, "by": author.person_id})
    sequence = session.version + 1
    event = SessionStarted(
        **envelope(author, session_id=session_id, sequence=sequence, event_id=event_id, now=now),
        session_id=session_id,
        started_at=now,
        started_by=author.person_id,
    )
    after = replace(session, version=sequence, state="in_progress", started_at=now)
    await outbox.add(db, *with_state(event, after))
    return after


async def change_presence(
    db: AsyncConnection,
    *,
    author: Author,
    sees_all: bool,
    session_id: UUID,
    person_id: UUID,
    action: PresenceAction,
    event_id: UUID,
) -> Session:
    """Let a person join or leave the call of an online session and emit PresenceChanged, if that changes anything.

    It takes the session's row lock, so that nobody joins while the session is being completed. People can join while
    the session is in progress and open to them. They can leave at any time, also after its end. Raises SessionNotFound,
    SessionNotOpen, NotAParticipant, NoCall, IsACourseRun, NotStarted, AlreadyCompleted, AlreadyCancelled.
    """
    session, now = await lock_own_session(
        db,
        org_id=author.org_id,
        session_id=session_id,
        person_id=author.person_id,
        sees_all=sees_all,
        need="open" if action == "join" else "part",
    )
    if action == "leave" and person_id not in session.in_call:  # who is in the call may always leave it
        await check_sight(db, session, person_id=author.person_id, sees_all=sees_all, need="listed", now=now)
    check_presence(session, by=author.person_id, sees_all=sees_all, person_id=person_id, action=action)
    return await write_presence(
        db,
        session,
        author=author,
        person_id=person_id,
        action=action,
        at=now,
        source="client",
        now=now,
        event_id=event_id,
    )


async def write_presence(
    db: AsyncConnection,
    session: Session,
    *,
    author: Author,
    person_id: UUID,
    action: PresenceAction,
    at: datetime,
    source: PresenceSource,
    now: datetime,
    event_id: UUID,
) -> Session:
    """Write that a person joined or left the call of a locked session, and emit PresenceChanged, if it is a change.

    `at` is when it happened, `now` is when it became known. The calling function checks first whether it is allowed.
    """
    if (action == "join") == (person_id in session.in_call):
        return session
    statement = _JOIN if action == "join" else _LEAVE
    scope = {"org_id": session.org_id, "session_id": session.session_id, "person_id": person_id}
    await statement.execute(db, {**scope, "at": at, "now": now})
    in_call = session.in_call | {person_id} if action == "join" else session.in_call - {person_id}
    sequence = session.version + 1
    await outbox.add(
        db,
        PresenceChanged(
            **envelope(author, session_id=session.session_id, sequence=sequence, event_id=event_id, now=now),
            session_id=session.session_id,
            person_id=person_id,
            action=_CHANGES[action],
            at=at,
            source=source,
            in_call=tuple(sorted(in_call)),
        ),
    )
    return replace(session, version=sequence, in_call=in_call)


def check_presence(session: Session, *, by: UUID, sees_all: bool, person_id: UUID, action: PresenceAction) -> None:
    """Raise unless the person `by` may let the person join or leave.

    Everybody may do it for themselves. The session's coaches may do it for others, and so may who sees all sessions.
    """
    is_about_another = person_id != by
    if is_about_another and not session.is_coach(by) and not sees_all:
        raise JoinsForAnother
    is_leaving = action == "leave" and person_id in session.in_call  # also if the mode was changed meanwhile
    if session.mode != "online" and not is_leaving:
        raise NoCall
    if action == "leave":
        return
    seat = session.seat(person_id)
    is_taking_part = session.is_coach(person_id) or (seat is not None and seat.acceptance != "declined")
    if not is_taking_part:
        raise TakesNoPart(person_id)
    check_open(session)
    if session.is_run:
        raise IsACourseRun
    if session.state != "in_progress":
        raise NotStartedByCoach
