"""What the database roles may do: an API reaches rows of one organisation, and no more tables than it needs."""

from typing import Final

import pytest
from lockstep_local.programs import SERVICES
from lockstep_testing.databases import Databases
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

WITHOUT_ROW_LEVEL_SECURITY: Final = {
    "standings": "It says whether the database lacks events. It has no row of an organisation.",
}
"""The tables that an API reaches and that have rows of nobody, each with the reason."""

OF_THE_CHASSIS: Final = {
    "idempotency_keys": {"SELECT", "INSERT"},
    "outbox": {"INSERT"},
    "standings": {"SELECT"},
}
"""All privileges of an API on the tables that every service has. It has none on the others of them."""

OF_ROWS: Final = {"SELECT", "INSERT", "UPDATE", "DELETE"}

# Privileges on single columns count. A sequence and a view are relations too, and an API reaches none of them.
_REACHED: Final = text("""
    SELECT relname, relkind IN ('r', 'p') AND relrowsecurity AND relforcerowsecurity AS is_guarded, privilege
    FROM pg_class CROSS JOIN unnest(ARRAY[
        'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'
    ]) AS privilege
    WHERE relnamespace = CAST('public' AS regnamespace)
    AND CASE
        WHEN relkind IN ('i', 'I', 'c') THEN false
        WHEN relkind = 'S' THEN privilege IN ('SELECT', 'UPDATE')
            AND has_sequence_privilege(:role, pg_class.oid, privilege)
        ELSE has_table_privilege(:role, pg_class.oid, privilege)
            OR privilege IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
            AND has_any_column_privilege(:role, pg_class.oid, privilege)
    END
""")
_MAY_CREATE: Final = text("""
    SELECT rolname FROM pg_roles WHERE has_schema_privilege(rolname, 'public', 'CREATE') AND NOT rolsuper
    AND rolname NOT LIKE 'pg\\_%'
""")
_CHASSIS_TABLES: Final = {
    *("acknowledged", "breaker", "idempotency_keys", "inbox", "outbox", "parked", "positions", "skipped", "standings"),
    "alembic_version",
}


@pytest.mark.parametrize("service", SERVICES)
async def test_an_api_reaches_only_rows_under_forced_row_level_security(databases: Databases, service: str) -> None:
    async with databases.fresh(service) as database:
        engine = create_async_engine(database.superuser_url)
        async with engine.connect() as db:
            rows = (await db.execute(_REACHED, {"role": f"{service}_api"})).all()
            may_create = set((await db.execute(_MAY_CREATE)).scalars())
        await engine.dispose()
    reached: dict[str, set[str]] = {}
    for name, is_guarded, privilege in rows:
        assert is_guarded or name in WITHOUT_ROW_LEVEL_SECURITY, f"{service}_api reaches {name} of all organisations"
        reached.setdefault(name, set()).add(privilege)
    assert {name: found for name, found in reached.items() if name in _CHASSIS_TABLES} == OF_THE_CHASSIS
    for name, privileges in reached.items():
        assert privileges <= OF_ROWS, f"{service}_api may {privileges - OF_ROWS} {name}"
    assert may_create == {f"{service}_owner"}
