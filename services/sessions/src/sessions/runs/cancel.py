"""Cancel what is planned inside a course run that is cancelled."""

from dataclasses import replace
from datetime import datetime

from chassis.ids import NewId
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.batches.rows import update_batch
from sessions.runs.rows import lock_beneath
from sessions.session.domain import Session
from sessions.session.edits.write_cancellation import write_cancellation
from sessions.session.events import Author


async def cancel_beneath(
    db: AsyncConnection, run: Session, *, author: Author, reason: str, notice: str | None, now: datetime, new_id: NewId
) -> None:
    """End the series of a run that is cancelled and locked, and cancel its lessons that have not begun.

    Lessons that have begun are logged as always. For any other session nothing is done. Raises TooManyLessons.
    """
    if not run.is_run:
        return
    series, lessons, at = await lock_beneath(db, run, now=now)
    for batch in series:
        if batch.state == "active":
            ended = replace(batch, version=batch.version + 1, state="ended", ended_at=now)
            await update_batch(db, ended, before=None, due_at=None)
    for lesson in lessons:
        await write_cancellation(db, lesson, author=author, reason=reason, notice=notice, now=at, event_id=new_id())
