"""The code's tables are those that the migrations make, and every one of them keeps tenants apart."""

from chassis.schema_check import differences, unprotected_tables
from sessions.tables import metadata

from .conftest import School


async def test_the_tables_in_code_are_those_of_the_migrations(school: School) -> None:
    async with school.superuser.connect() as db:
        assert await db.run_sync(differences, metadata) == []


async def test_every_table_is_under_forced_row_level_security(school: School) -> None:
    async with school.superuser.connect() as db:
        assert await db.run_sync(unprotected_tables) == []
