"""Keeps who is a guardian of which learner."""

from collections.abc import Sequence
from typing import Final

from chassis.database.statement import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.directory.domain import LinkNow, newest_links

# Rows are written in the order of their keys, so that two workers that share some cannot deadlock. A row that is not
# newer does nothing. A removed link keeps its row, so that an older event cannot bring it back.
_KEEP_LINKS: Final = Insert(
    "guardians AS known",
    "learner_id uuid, guardian_id uuid, org_id uuid, sequence bigint, is_linked boolean",
    then="""
    ORDER BY learner_id, guardian_id
    ON CONFLICT (learner_id, guardian_id) DO UPDATE
    SET sequence = excluded.sequence, is_linked = excluded.is_linked
    WHERE known.sequence < excluded.sequence
    """,
)


async def keep_links(db: AsyncConnection, found: Sequence[LinkNow]) -> None:
    """Keep whether each person is a guardian of each learner."""
    await _KEEP_LINKS.rows(db, newest_links(found))
