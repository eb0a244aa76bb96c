"""Write the decision on a proposal."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.substitutes.domain import Outcome, Substitution

_DECIDE = Statement("""
    UPDATE substitutions
    SET state = :outcome, decided_by = :by, decided_at = :at, reason_id = :reason_id, session_version = :version
    WHERE org_id = :org_id AND proposal_id = :proposal_id
""")


async def write_decision(
    db: AsyncConnection,
    substitution: Substitution,
    outcome: Outcome,
    *,
    org_id: UUID,
    by: UUID,
    at: datetime,
    reason_id: UUID | None = None,
    session_version: int | None = None,
) -> Substitution:
    """Write a decision on a proposal whose session is locked, and return it decided."""
    decision = {"outcome": outcome, "by": by, "at": at, "reason_id": reason_id, "version": session_version}
    await _DECIDE.execute(db, {"org_id": org_id, "proposal_id": substitution.proposal_id, **decision})
    return replace(
        substitution,
        state=outcome,
        overtaken_by=None,
        decided_by=by,
        decided_at=at,
        reason_id=reason_id,
        session_version=session_version,
    )
