"""What a service's tests ask of its migrated database: is it what the code knows, and does it keep tenants apart?"""

from typing import Final

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect, text

# Policies too: row-level security that is forced without a policy shows nothing to anybody.
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
    """Return what would have to be migrated to make the database's tables those of `metadata`.

    Of the database only tables of the same names are looked at: the chassis' own are in no metadata. Compared are
    columns, primary keys, foreign keys, unique constraints and indexes (but for what these include); checks and
    exclusions are not.
    """
    names = {table.name for table in metadata.tables.values()}

    def is_known(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or name in names

    context = MigrationContext.configure(connection, opts={"include_name": is_known})
    return [*compare_metadata(context, metadata), *_primary_keys(connection, metadata)]


def unprotected_tables(connection: Connection) -> list[str]:
    """Return the tables with an org_id that are not, by `ddl.tenant`, under forced row-level security."""
    return list(connection.scalars(_UNPROTECTED))


def _primary_keys(connection: Connection, metadata: MetaData) -> list[object]:
    """Return the primary keys that differ, which Alembic does not compare."""
    database = inspect(connection)
    found: list[object] = []
    for table in metadata.tables.values():
        if not database.has_table(table.name):
            continue  # a difference by itself, which Alembic tells
        known = [column.name for column in table.primary_key]
        made = database.get_pk_constraint(table.name)["constrained_columns"]
        if made != known:
            found.append(("primary_key", table.name, made, known))
    return found
