"""Write notes beside a session. A note makes no event and no version, because nothing depends on it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
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
    org_id: UUID,
    session_id: UUID,
    person_id: UUID,
    roles: Collection[str],
    audience: Audience,
    text: str,
    now: datetime,
    note_id: UUID,
    secret: Secret,
) -> None:
    """Write a note. The session may be in any state. A note is never changed afterwards.

    Raises what visible_session raises, and NotTheCoach if the person may not write notes.
    """
    session, _ = await visible_session(
        db, org_id=org_id, session_id=session_id, person_id=person_id, roles=roles, now=now
    )
    check_writer(await parts_of(db, session, person_id=person_id, roles=roles), roles=roles)
    await _INSERT.execute(
        db,
        {
            "note_id": note_id,
            "org_id": org_id,
            "session_id": session_id,
            "audience": audience,
            "author_id": person_id,
            "now": now,
        },
    )
    await write_texts(
        db,
        org_id=org_id,
        session_id=session_id,
        text_id=note_id,
        kind="note",
        texts={"note": text},
        secret=secret,
        now=now,
    )
