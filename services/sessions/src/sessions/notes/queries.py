"""Read the notes beside a session."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from chassis.database.keyset import Keyset, Slice
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.notes.domain import Audience, readable
from sessions.sealed.queries import read_texts
from sessions.session.queries import parts_of, visible_session

_OF_SESSION: Final = Keyset(last_at=datetime, last_id=UUID)
_PAGE = Statement("""
    SELECT n.note_id, n.audience, n.author_id, n.written_at,
           (SELECT name FROM people WHERE org_id = n.org_id AND id = n.author_id) AS author_name
    FROM session_notes n
    WHERE n.org_id = :org_id AND n.session_id = :session_id
      AND (n.audience = ANY (CAST(:audiences AS text[])) OR n.author_id = :reader_id)
      AND (CAST(:last_at AS timestamptz) IS NULL
           OR (n.written_at, n.note_id) < (CAST(:last_at AS timestamptz), CAST(:last_id AS uuid)))
    ORDER BY n.written_at DESC, n.note_id DESC LIMIT :limit
""")


class Note(NamedTuple):
    """A note. It has no text if that was erased, and no name if the author is not in the directory."""

    note_id: UUID
    audience: Audience
    author_id: UUID
    author_name: str | None
    written_at: datetime
    text: str | None


async def notes(
    db: AsyncConnection,
    *,
    org_id: UUID,
    session_id: UUID,
    person_id: UUID,
    sees_all: bool,
    limit: int,
    cursor: str | None,
    now: datetime,
) -> Slice[Note]:
    """Return a page of the notes that a person may read, newest first.

    Raises what visible_session raises, and InvalidCursor.
    """
    session, _ = await visible_session(
        db, org_id=org_id, session_id=session_id, person_id=person_id, sees_all=sees_all, now=now
    )
    parts = await parts_of(db, session, person_id=person_id, sees_all=sees_all)
    rows = await _PAGE.all(
        db,
        {
            "org_id": org_id,
            "session_id": session_id,
            "audiences": list(readable(parts)),
            "reader_id": person_id,
            **_OF_SESSION.parameters(cursor),
            "limit": limit + 1,
        },
    )
    page = _OF_SESSION.page(rows, limit=limit, key=lambda row: (row.written_at, row.note_id))
    opened = await read_texts(db, org_id=org_id, text_ids=[row.note_id for row in page.items])
    texts = {text_id: one.texts["note"] for text_id, one in opened.items()}
    return page.map(
        lambda row: Note(
            row.note_id, row.audience, row.author_id, row.author_name, row.written_at, texts.get(row.note_id)
        )
    )
