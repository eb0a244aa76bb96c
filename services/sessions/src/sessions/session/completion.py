"""Read how the completion of a session holds now, for the state of a completed session that changes."""

from uuid import UUID

import orjson
from chassis.database.statement import Statement
from contracts.sessions import CoachShare, CompletionState
from sqlalchemy.ext.asyncio import AsyncConnection

# Corrections replace whole values, so the latest one of each field has the value that holds.
_READ = Statement("""
    WITH applied AS (
        SELECT DISTINCT ON (a.field) a.field, CAST(a.new AS text) AS new, d.decided_at
        FROM amendments a JOIN amendment_decisions d USING (amendment_id)
        WHERE a.org_id = :org_id AND a.session_id = :session_id AND d.decision = 'applied'
        ORDER BY a.field, d.sequence DESC
    )
    SELECT record, leaf_hash, completed_at,
           (SELECT new FROM applied WHERE field = 'minutes') AS minutes,
           (SELECT new FROM applied WHERE field = 'coach_shares') AS coach_shares,
           (SELECT decided_at FROM applied WHERE field = 'void') AS voided_at
    FROM completion_records WHERE org_id = :org_id AND session_id = :session_id
""")


def logged_minutes_of(table: str) -> str:
    """Return the expression for the minutes that count, as corrected, of a row of sessions under this name."""
    return f"""coalesce((
        SELECT CAST(CAST(a.new AS text) AS integer)
        FROM amendments a JOIN amendment_decisions d USING (amendment_id)
        WHERE a.session_id = {table}.id AND a.field = 'minutes' AND d.decision = 'applied'
        ORDER BY d.sequence DESC LIMIT 1
    ), (
        SELECT CAST(CAST(convert_from(r.record, 'UTF8') AS json) ->> 'logged_minutes' AS integer)
        FROM completion_records r WHERE r.org_id = {table}.org_id AND r.session_id = {table}.id
    ))"""  # noqa: S608 - the name of a table in a statement of this service


async def read_completion_state(db: AsyncConnection, *, org_id: UUID, session_id: UUID) -> CompletionState:
    """Return the completion of a completed session as it holds now, with its corrections."""
    row = await _READ.one(db, {"org_id": org_id, "session_id": session_id})
    record = orjson.loads(row.record)
    coaches = record["coaches"] if row.coach_shares is None else orjson.loads(row.coach_shares)
    return CompletionState(
        completed_sequence=record["sequence"],
        completed_at=row.completed_at,
        record_hash=row.leaf_hash.hex(),
        logged_minutes=record["logged_minutes"] if row.minutes is None else orjson.loads(row.minutes),
        coaches=tuple(CoachShare.model_validate(coach) for coach in coaches),
        voided_at=row.voided_at,
    )
