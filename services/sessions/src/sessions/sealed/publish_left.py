"""Publish the texts that no command has published: those of a version that did not, also while it still runs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from chassis.database.statement import Statement
from chassis.messaging import outbox
from contracts.sessions import TextWritten
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.sealed.publish import text_written
from sessions.sealed.queries import read_texts
from sessions.session.events import Author

TASK: Final = "publish texts"
TEXTS_AT_ONCE: Final = 200

_WAITING: Final = Statement("SELECT DISTINCT org_id FROM text_keys WHERE NOT is_published")
# A row that is being erased, or that another worker has, is left. Only applied corrections hold. An open one is left: a
# version that publishes nothing may approve it.
_NEXT: Final = Statement("""
    SELECT k.text_id, k.org_id, t.session_id, t.kind, n.audience,
           coalesce(CAST(n.author_id AS text), CAST(a.proposed_by AS text),
                    CAST(convert_from(r.record, 'UTF8') AS jsonb)->>'completed_by') AS author,
           coalesce(n.written_at, r.completed_at, c.recorded_at) AS written_at,
           coalesce(n.note_id, r.event_id, c.event_id) AS cause
    FROM text_keys k JOIN texts t USING (text_id)
    LEFT JOIN session_notes n ON n.note_id = t.text_id AND t.kind = 'note'
    LEFT JOIN completion_records r ON r.event_id = t.text_id AND t.kind = 'completion'
    LEFT JOIN amendments a ON a.amendment_id = t.text_id AND t.kind = 'correction' AND a.field = 'recap'
    LEFT JOIN correction_records c ON c.amendment_id = a.amendment_id
    LEFT JOIN amendment_decisions d ON d.amendment_id = a.amendment_id
    WHERE k.org_id = ANY (CAST(:org_ids AS uuid[])) AND NOT k.is_published
      AND (a.amendment_id IS NULL OR d.amendment_id IS NOT NULL)
    ORDER BY k.text_id LIMIT :limit FOR UPDATE OF k SKIP LOCKED
""")
_MARK: Final = Statement("""
    UPDATE text_keys SET is_published = true WHERE text_id = ANY (CAST(:text_ids AS uuid[]))
""")


async def organisations_with_texts_left(db: AsyncConnection, *, now: datetime) -> list[UUID]:  # noqa: ARG001 - see Waiting
    """Return the organisations with a text that nobody has published."""
    return await _WAITING.scalars(db)


async def publish_next(db: AsyncConnection, *, org_ids: Sequence[UUID], now: datetime) -> int:  # noqa: ARG001 - see Command
    """Emit TextWritten for some recaps and notes, and return how many texts were looked at. Never commits.

    The events have the ids that the commands give them, so a text that was published before is no second one.
    """
    rows = await _NEXT.all(db, {"org_ids": list(org_ids), "limit": TEXTS_AT_ONCE})
    for org_id in {row.org_id for row in rows}:
        mine = [row for row in rows if row.org_id == org_id and row.cause is not None]
        opened = await read_texts(db, org_id=org_id, text_ids=[row.text_id for row in mine])
        await outbox.add(db, *[_event(row, opened[row.text_id].texts) for row in mine])
    await _MARK.execute(db, {"text_ids": [row.text_id for row in rows]})
    return len(rows)


def _event(row: Any, texts: Any) -> TextWritten:
    author_id = UUID(row.author)
    return text_written(
        Author(row.org_id, author_id, row.cause),
        text_id=row.text_id,
        session_id=row.session_id,
        kind="note" if row.kind == "note" else "recap",
        audience=row.audience or "everyone",
        written_by=author_id,
        text=texts["note" if row.kind == "note" else "recap"],
        cause=row.cause,
        now=row.written_at,
    )
