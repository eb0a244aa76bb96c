"""The preparation: the tables of a service, and the rows of an organisation before its first completion."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import create_async_engine

from lockstep_peers.textbook.database import Base, async_url

ROWS_AT_ONCE: Final = 5_000


async def prepare(dsn: str) -> None:
    """Make the tables of the imported service in an empty database."""
    engine = create_async_engine(async_url(dsn))
    async with engine.begin() as db:
        await db.run_sync(Base.metadata.create_all)
    await engine.dispose()


async def fill(models: Sequence[type[Base]], *, dsn: str, source: str, org_id: UUID) -> None:
    """Copy an organisation's rows from the platform's tables. The models have the same names and columns."""
    reading, writing = create_async_engine(async_url(source)), create_async_engine(async_url(dsn))
    async with reading.connect() as platform, writing.begin() as db:
        for model in models:
            table = model.__table__
            rows = await platform.stream(select(table).where(table.c.org_id == org_id))
            async for part in rows.mappings().partitions(ROWS_AT_ONCE):
                await db.execute(insert(model), [dict(row) for row in part])
    await reading.dispose()
    await writing.dispose()
