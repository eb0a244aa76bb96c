"""Read the locked registers of sessions, for the audit."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from contracts.transparency.standing import Standing
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.audit.domain import HeldRegister

SESSIONS: Final = Statement("""
    SELECT org_id, session_id FROM official_registers
    WHERE session_id > :after AND (CAST(:org_id AS uuid) IS NULL OR org_id = :org_id)
    ORDER BY session_id LIMIT :limit
""")
_REGISTERS: Final = Statement("""
    SELECT official.session_id, official.org_id, completion_event_id, second_person, approvers, voided_at,
           coaches_sequence, coach_ids
    FROM official_registers AS official JOIN registers USING (session_id)
    WHERE official.session_id = ANY (CAST(:ids AS uuid[]))
""")
_MARKS: Final = Statement("""
    SELECT session_id, person_id, code, source FROM official_marks WHERE session_id = ANY (CAST(:ids AS uuid[]))
""")


async def read_registers(db: AsyncConnection, standings: Sequence[Standing]) -> dict[UUID, HeldRegister]:
    """Return the locked registers of these sessions. Sessions without one are missing."""
    ids = {"ids": [one.completion.session_id for one in standings]}
    marks: dict[UUID, dict[UUID, str]] = {}
    by_source: dict[tuple[str, UUID], set[UUID]] = {}
    for row in await _MARKS.all(db, ids):
        marks.setdefault(row.session_id, {})[row.person_id] = row.code
        by_source.setdefault((row.source, row.session_id), set()).add(row.person_id)
    return {
        row.session_id: HeldRegister(
            row.org_id,
            row.completion_event_id,
            row.second_person,
            tuple(row.approvers.split()),
            row.voided_at,
            row.coaches_sequence,
            tuple(row.coach_ids),
            marks.get(row.session_id, {}),
            frozenset(by_source.get(("policy_default", row.session_id), ())),
            frozenset(by_source.get(("completion", row.session_id), ())),
        )
        for row in await _REGISTERS.all(db, ids)
    }
