"""The migration and the tables in code are the same."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sessions.tables import metadata
from sqlalchemy import Connection

from .conftest import School


def differences(connection: Connection) -> list[object]:
    """Return what would have to be migrated."""
    ours = {*metadata.tables}

    def is_ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or name in ours

    return list(compare_metadata(MigrationContext.configure(connection, opts={"include_name": is_ours}), metadata))


async def test_the_tables_in_code_are_those_of_the_migration(school: School) -> None:
    async with school.superuser.connect() as db:
        assert await db.run_sync(differences) == []
