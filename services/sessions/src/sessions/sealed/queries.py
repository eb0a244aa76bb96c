"""Read personal free text."""

from collections.abc import Collection
from uuid import UUID

from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.sealed.domain import Opened, unseal

_READ = Statement("""
    SELECT t.text_id, t.ciphertext, k.key FROM texts t JOIN text_keys k USING (text_id)
    WHERE t.org_id = :org_id AND t.text_id = ANY (CAST(:text_ids AS uuid[]))
""")


async def read_texts(db: AsyncConnection, *, org_id: UUID, text_ids: Collection[UUID]) -> dict[UUID, Opened]:
    """Return texts by their ids. Texts that were erased are missing."""
    if not text_ids:
        return {}
    rows = await _READ.all(db, {"org_id": org_id, "text_ids": list(text_ids)})
    return {row.text_id: unseal(row.ciphertext, text_id=row.text_id, key=row.key) for row in rows}
