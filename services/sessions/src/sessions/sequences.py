"""Sequences of aggregates that have no version of their own: organisations, and learners with their guardians."""

from typing import Final
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

# The row stays locked until the transaction ends. So the events of a partition key are added in the order of their
# sequences, and a transaction that rolls back leaves no gap.
_NEXT: Final = Statement("""
    INSERT INTO sequences AS known (org_id, key, sequence) VALUES (:org_id, :key, 1)
    ON CONFLICT (key) DO UPDATE SET sequence = known.sequence + 1
    RETURNING sequence
""")


async def next_sequence(db: AsyncConnection, *, org_id: UUID, key: str) -> int:
    """Draw the next sequence of a partition key."""
    return int(await _NEXT.scalar(db, {"org_id": org_id, "key": key}))
