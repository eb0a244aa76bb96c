"""Write notes beside a session. A note makes no event and no version, because nothing depends on it."""

from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from chassis.http.auth import Principal
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.notes.domain import Audience, check_writer
from sessions.sealed.domain import Secret
from sessions.sealed.write import write_texts
from sessions.session.queries import parts_of, visible_session

_INSERT = Statement("""
    INSERT INTO session_notes (note_id, org_id, session_id, audience, author_id, written_at)
    VALUES (:note_id, :org_id, :session_id, :audience, :author_id, :now)
""")


async def write_note(
    db: AsyncConnection,
    *,
    caller: Principal,
    session_id: UUID,
    audience: Audience,
    text: str,
    now: datetime,
    note_id: UUID,
    secret: Secret,
) -> None:
    """Write a note. The session may be in any state. A note is never changed afterwards.

    Raises what visible_session raises, and NotTheCoach if the caller may not write notes.
    """
    session, _ = await visible_session(
        db, org_id=caller.org_id, session_id=session_id, person_id=caller.person_id, roles=caller.roles, now=now
    )
    check_writer(await parts_of(db, session, person_id=caller.person_id, roles=caller.roles), roles=caller.roles)
    await _INSERT.run(
        db,
        {
            "note_id": note_id,
            "org_id": caller.org_id,
            "session_id": session_id,
            "audience": audience,
            "author_id": caller.person_id,
            "now": now,
        },
    )
    await write_texts(
        db,
        org_id=caller.org_id,
        session_id=session_id,
        text_id=note_id,
        kind="note",
        texts={"note": text},
        secret=secret,
        now=now,
    )
