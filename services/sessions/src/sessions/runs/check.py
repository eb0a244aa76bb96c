"""Check that a lesson stays a lesson, and that a course run with lessons stays a run."""

from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.runs.errors import HasLessons
from sessions.runs.queries import has_lessons
from sessions.session.domain import Session
from sessions.session.lessons.errors import LessonNeedsASchedule


async def check_plan(db: AsyncConnection, before: Session, after: Session) -> None:
    """Raise unless a locked session may get another plan.

    A session of a run or of a series always has a planned time (LessonNeedsASchedule). A run gets one only while
    nothing is planned inside it (HasLessons).
    """
    if after.starts_at is None and before.starts_at is not None and (before.run_id or before.batch_id):
        raise LessonNeedsASchedule
    gets_a_time = before.is_run and after.starts_at is not None
    if gets_a_time and await has_lessons(db, org_id=before.org_id, run_id=before.session_id):
        raise HasLessons
