"""Reads which duties an organisation separates."""

from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from contracts.sessions import duties_from_json, separate_at
from sqlalchemy.ext.asyncio import AsyncConnection

_SEPARATE: Final = Statement("SELECT CAST(separate_duties AS text) FROM organisations WHERE org_id = :org_id")


async def separate_duties(db: AsyncConnection, *, org_id: UUID, now: datetime) -> frozenset[str]:
    """Return the duties that an organisation separates now, as its newest event says. Without an event it has none."""
    found = await _SEPARATE.scalar(db, {"org_id": org_id})
    return frozenset() if found is None else separate_at(duties_from_json(found), now)
