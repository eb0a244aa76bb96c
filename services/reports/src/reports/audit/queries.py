"""Read what reports counted of sessions, for the audit."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from contracts.transparency.standing import Standing
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.audit.domain import HeldSession, subjects_listed
from reports.facts.domain import Subject

SESSIONS: Final = Statement("""
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
_ERASED: Final = Statement("""
    SELECT org_id, subject_type, subject_id
    FROM unnest(CAST(:org_ids AS uuid[]), CAST(:subject_types AS text[]), CAST(:subject_ids AS uuid[]))
         AS listed (org_id, subject_type, subject_id)
    JOIN subjects USING (org_id, subject_type, subject_id)
    WHERE erased_at IS NOT NULL
""")


async def read_counted(db: AsyncConnection, standings: Sequence[Standing]) -> dict[UUID, HeldSession]:
    """Return what reports counted of these sessions. Those whose completion it did not count are missing.

    It reads too who was erased of the subjects that the events of the sessions list.
    """
    ids = {"ids": [one.completion.session_id for one in standings]}
    erased = await _erased(db, {subject for one in standings for subject in subjects_listed(one)})
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
            erased=erased,
        )
        for row in await _COUNTED.all(db, ids)
    }


async def _erased(db: AsyncConnection, subjects: Collection[Subject]) -> frozenset[Subject]:
    """Return those of the subjects who were erased."""
    columns = {
        "org_ids": [one.org_id for one in subjects],
        "subject_types": [one.subject_type for one in subjects],
        "subject_ids": [one.subject_id for one in subjects],
    }
    return frozenset(Subject(*row) for row in await _ERASED.all(db, columns))
