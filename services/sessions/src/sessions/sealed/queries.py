"""Read personal free text."""

from collections.abc import Collection
from uuid import UUID

from chassis.database import sealed_texts
from chassis.database.statement import Statement
from sqlalchemy.ext.asyncio import AsyncConnection

from sessions.sealed.domain import Opened, opened

_HOLD = Statement("""
    SELECT text_id FROM text_keys WHERE org_id = :org_id AND text_id = ANY (CAST(:text_ids AS uuid[]))
    ORDER BY text_id FOR KEY SHARE
""")


async def read_texts(db: AsyncConnection, *, org_id: UUID, text_ids: Collection[UUID]) -> dict[UUID, Opened]:
    """Return texts by their ids. Texts that were erased are missing."""
    read = await sealed_texts.read(db, text_ids, org_id=org_id)
    return {text_id: opened(plain) for text_id, plain in read.items()}


async def hold_texts(db: AsyncConnection, *, org_id: UUID, text_ids: Collection[UUID]) -> dict[UUID, Opened]:
    """Return texts as read_texts does. An erasure of them waits until the caller's transaction has ended."""
    held = await _HOLD.scalars(db, {"org_id": org_id, "text_ids": list(text_ids)})
    return await read_texts(db, org_id=org_id, text_ids=held)
