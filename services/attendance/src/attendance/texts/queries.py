"""Reads remarks and reasons."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from chassis.database import sealed_texts
from sqlalchemy.ext.asyncio import AsyncConnection


async def read_texts(
    db: AsyncConnection, text_ids: Iterable[UUID | None], *, org_id: UUID
) -> Mapping[UUID | None, str]:
    """Return texts by their ids. Texts that were erased are missing, and so is the text without an id."""
    opened = await sealed_texts.read(db, [one for one in text_ids if one is not None], org_id=org_id)
    return {text_id: plain.decode() for text_id, plain in opened.items()}
