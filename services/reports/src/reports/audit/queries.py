"""Read what reports counted of sessions, for the audit."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.audit.domain import HeldSession
from reports.facts.domain import Subject

_SESSIONS: Final = Statement("""
    SELECT org_id, session_id FROM sessions
    WHERE session_id > :after AND (CAST(:org_id AS uuid) IS NULL OR org_id = :org_id) AND completed_at IS NOT NULL
    ORDER BY session_id LIMIT :limit
""")
_COUNTED: Final = Statement("""
    SELECT session_id, org_id, completion_event_id, completed_at, logged_minutes, record_hash, corrected_minutes,
           corrected_sequence, voided_at
    FROM sessions WHERE session_id = ANY (CAST(:ids AS uuid[])) AND completed_at IS NOT NULL
""")
_SUBJECTS: Final = Statement("""
    SELECT linked.session_id, linked.org_id, linked.subject_type, linked.subject_id, record_hash,
           withdrawn.session_id IS NOT NULL AS is_withdrawn
    FROM session_subjects AS linked LEFT JOIN session_withdrawals AS withdrawn
      USING (org_id, subject_type, subject_id, session_id)
    WHERE session_id = ANY (CAST(:ids AS uuid[]))
""")


async def sessions_after(db: AsyncConnection, org_id: UUID | None, after: UUID, limit: int) -> list[Any]:
    """Return (org_id, session_id) of the next sessions whose completion was counted, in the order of ids."""
    return await _SESSIONS.all(db, {"org_id": org_id, "after": after, "limit": limit})


async def read_counted(db: AsyncConnection, session_ids: Sequence[UUID]) -> dict[UUID, HeldSession]:
    """Return what reports counted of these sessions. Those whose completion it did not count are missing."""
    ids = {"ids": list(session_ids)}
    subjects: dict[UUID, set[Subject]] = {}
    hashes: dict[UUID, set[bytes]] = {}
    withdrawn: dict[UUID, set[Subject]] = {}
    for row in await _SUBJECTS.all(db, ids):
        subject = Subject(row.org_id, row.subject_type, row.subject_id)
        subjects.setdefault(row.session_id, set()).add(subject)
        hashes.setdefault(row.session_id, set()).add(row.record_hash)
        if row.is_withdrawn:
            withdrawn.setdefault(row.session_id, set()).add(subject)
    return {
        row.session_id: HeldSession(
            org_id=row.org_id,
            completion_event_id=row.completion_event_id,
            completed_at=row.completed_at,
            logged_minutes=row.logged_minutes,
            record_hash=row.record_hash,
            corrected_minutes=row.corrected_minutes,
            corrected_sequence=row.corrected_sequence,
            voided_at=row.voided_at,
            subjects=frozenset(subjects.get(row.session_id, ())),
            subject_hashes=frozenset(hashes.get(row.session_id, ())),
            withdrawn=frozenset(withdrawn.get(row.session_id, ())),
        )
        for row in await _COUNTED.all(db, ids)
    }
