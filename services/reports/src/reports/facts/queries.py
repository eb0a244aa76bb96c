"""Reads facts of sessions from which the totals are computed: the marks that hold now, and the subjects."""

from collections.abc import Sequence
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.facts.domain import Subject

# Starts from the marks of the lock, so an amended mark counts only when the lock has arrived. The newest amendment
# holds. The sequence of the attendance service decides which one is newest, not the order of arrival.
_READ_MARKS = Statement("""
    SELECT session_id, person_id,
           coalesce((SELECT amended.counts_as_present FROM amended_marks AS amended
                     WHERE amended.session_id = locked.session_id AND amended.person_id = locked.person_id
                     ORDER BY amended.sequence DESC LIMIT 1), counts_as_present) AS counts_as_present
    FROM attendance_marks AS locked
    WHERE session_id = ANY (CAST(:session_ids AS uuid[]))
""")
_READ_SUBJECTS = Statement("""
    SELECT session_id, org_id, subject_type, subject_id FROM session_subjects
    WHERE session_id = ANY (CAST(:session_ids AS uuid[]))
""")


async def read_marks(db: AsyncConnection, session_ids: Sequence[UUID]) -> dict[UUID, dict[UUID, bool]]:
    """Return, per session with a locked register, whether each marked learner counts as present now."""
    found: dict[UUID, dict[UUID, bool]] = {}
    if session_ids:
        for row in await _READ_MARKS.all(db, {"session_ids": list(session_ids)}):
            found.setdefault(row.session_id, {})[row.person_id] = row.counts_as_present
    return found


async def read_subjects(db: AsyncConnection, session_ids: Sequence[UUID]) -> dict[UUID, list[Subject]]:
    """Return, per session whose completion was counted, its subjects."""
    found: dict[UUID, list[Subject]] = {}
    if session_ids:
        for row in await _READ_SUBJECTS.all(db, {"session_ids": list(session_ids)}):
            found.setdefault(row.session_id, []).append(Subject(row.org_id, row.subject_type, row.subject_id))
    return found
