"""Write notes beside a session. A note is no event of its session and makes no version of it."""

from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from chassis.messaging import outbox
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.notes.domain import Audience, check_writer
from sessions.sealed.domain import Secret
from sessions.sealed.publish import text_written
from sessions.sealed.write import write_texts
from sessions.session.events import Author
from sessions.session.queries import parts_of, visible_session

_INSERT = Statement("""
    INSERT INTO session_notes (note_id, org_id, session_id, audience, author_id, written_at)
    VALUES (:note_id, :org_id, :session_id, :audience, :author_id, :now)
""")


async def write_note(
    db: AsyncConnection,
    *,
    author: Author,
    session_id: UUID,
    sees_all: bool,
    audience: Audience,
    text: str,
    now: datetime,
    note_id: UUID,
    secret: Secret,
) -> None:
    """Write a note. The session may be in any state. A note is never changed afterwards.

    Emit TextWritten. Raises what visible_session raises, and NotTheCoach if the person may not write notes.
    """
    org_id, person_id, _ = author
    session, _ = await visible_session(
        db, org_id=org_id, session_id=session_id, person_id=person_id, sees_all=sees_all, now=now, need="open"
    )
    check_writer(await parts_of(db, session, person_id=person_id, sees_all=sees_all))
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
    is_kept = await write_texts(
        db,
        org_id=org_id,
        session_id=session_id,
        text_id=note_id,
        kind="note",
        texts={"note": text},
        secret=secret,
        now=now,
    )
    if is_kept:
        event = text_written(
            author,
            text_id=note_id,
            session_id=session_id,
            kind="note",
            audience=audience,
            written_by=person_id,
            text=text,
            cause=note_id,
            now=now,
        )
        await outbox.add(db, event)
