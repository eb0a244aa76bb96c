"""The code's tables are those that the migrations make, and every one of them keeps tenants apart."""

from attendance.tables import metadata
from chassis.schema_check import differences, unprotected_tables
from sqlalchemy.ext.asyncio import AsyncEngine


async def test_the_tables_in_code_are_those_of_the_migrations(superuser: AsyncEngine) -> None:
    async with superuser.connect() as db:
        assert await db.run_sync(differences, metadata) == []


async def test_every_table_is_under_forced_row_level_security(superuser: AsyncEngine) -> None:
    async with superuser.connect() as db:
        assert await db.run_sync(unprotected_tables) == []
