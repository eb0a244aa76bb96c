"""Checks for the tests of a service: do the migrations make the tables that the code knows, and separate tenants?"""

from typing import Any, Final

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect, text

_IN_MIGRATIONS_ALONE: Final = frozenset({"remove_index", "remove_constraint", "remove_fk", "remove_table_comment"})
# Checks policies too, because forced row-level security without a policy shows nothing to anybody.
_UNPROTECTED: Final = text("""
    SELECT relname FROM pg_class
    JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'org_id' AND NOT attisdropped
    WHERE relkind IN ('r', 'p') AND relnamespace = CAST('public' AS regnamespace)
    AND NOT (relrowsecurity AND relforcerowsecurity AND ARRAY['tenant', 'worker'] = ARRAY(
        SELECT CAST(polname AS text) FROM pg_policy WHERE polrelid = pg_class.oid ORDER BY polname
    ))
    ORDER BY relname
""")


def differences(connection: Connection, metadata: MetaData) -> list[object]:
    """Return where the tables of `metadata`, from which statements are built, are not those of the database.

    Columns and primary keys are compared. Constraints and indexes stand in the migrations alone.
    """
    names = {table.name for table in metadata.tables.values()}

    def is_known(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or name in names

    context = MigrationContext.configure(connection, opts={"include_name": is_known})
    found = [one for one in compare_metadata(context, metadata) if _operation(one) not in _IN_MIGRATIONS_ALONE]
    return [*found, *_primary_keys(connection, metadata)]


def _operation(difference: Any) -> str:
    """Return the name of the operation that would remove a difference. Changes of one column come as a list."""
    return str(difference[0][0] if isinstance(difference, list) else difference[0])


def unprotected_tables(connection: Connection) -> list[str]:
    """Return the tables with an org_id that lack the forced row-level security of `ddl.tenant`."""
    return list(connection.scalars(_UNPROTECTED))


def _primary_keys(connection: Connection, metadata: MetaData) -> list[object]:
    """Return the primary keys that differ, which Alembic does not compare."""
    database = inspect(connection)
    found: list[object] = []
    for table in metadata.tables.values():
        if not database.has_table(table.name):
            continue  # Alembic reports this difference
        known = [column.name for column in table.primary_key]
        made = database.get_pk_constraint(table.name)["constrained_columns"]
        if made != known:
            found.append(("primary_key", table.name, made, known))
    return found
