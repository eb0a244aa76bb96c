"""What the database roles may do: an API reaches rows of one organisation, and no more tables than it needs."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import asyncpg
import pytest
from chassis.database.roles import KINDS, OF_THE_SERVER, ROLES, create_databases, role, scram_verifier
from lockstep_local.programs import SERVICES
from lockstep_testing.databases import Databases, password_of
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

WITHOUT_ROW_LEVEL_SECURITY: Final = {
    "standings": "It says whether the database lacks events. It has no row of an organisation.",
    "log_key_changes": "All logs have one key, and the notes by which it changes are public.",
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


@asynccontextmanager
async def connected(dsn: str, database: str, user: str | None = None) -> AsyncIterator[asyncpg.Connection]:
    """Give a connection of a role, by default of the superuser, to a database of the server."""
    password = None if user is None else password_of(user)  # None: the one in the address
    address = urlsplit(dsn)._replace(path=f"/{database}").geturl()
    connection = await asyncpg.connect(address, user=user, password=password)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.mark.usefixtures("databases")
async def test_each_role_reaches_the_database_of_its_service_and_no_other(postgres_dsn: str) -> None:
    reached = set()
    for user in ROLES:
        for database in (*SERVICES, *OF_THE_SERVER):
            try:
                async with connected(postgres_dsn, database, user):
                    reached.add((user, database))
            except asyncpg.InsufficientPrivilegeError as refused:
                assert "CONNECT" in str(refused.detail)
    assert reached == {(role(service, kind), service) for service in SERVICES for kind in KINDS}


@pytest.mark.usefixtures("databases")
@pytest.mark.parametrize("statement", ["TABLE mine ()", "TEMPORARY TABLE mine ()", "SCHEMA mine"])
async def test_only_the_owner_makes_something_in_a_database(postgres_dsn: str, statement: str) -> None:
    for service in SERVICES:
        for kind in ("api", "worker"):
            async with connected(postgres_dsn, service, role(service, kind)) as db:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await db.execute(f"CREATE {statement}")
        async with connected(postgres_dsn, service, role(service, "owner")) as db, db.transaction():
            await db.execute("CREATE TABLE mine ()")
            await db.execute("DROP TABLE mine")


@pytest.mark.usefixtures("databases")
async def test_a_right_that_somebody_added_is_taken_back(postgres_dsn: str) -> None:
    passwords = {name: SecretStr(password_of(name)) for name in ROLES}
    async with connected(postgres_dsn, "postgres") as server:
        await server.execute("GRANT CONNECT ON DATABASE payouts TO sessions_api")
        await server.execute("GRANT ALL ON DATABASE payouts TO PUBLIC")
        await server.execute("CREATE DATABASE of_others")
        still_open = await create_databases(server, passwords)
        await server.execute("DROP DATABASE of_others")
        assert ("of_others" in still_open, "payouts" in still_open) == (True, False)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with connected(postgres_dsn, "payouts", "sessions_api"):
                pass


@pytest.mark.usefixtures("databases")
def test_an_operator_prepares_a_server_by_a_command(postgres_dsn: str, tmp_path: Path) -> None:
    parts = urlsplit(postgres_dsn)
    (tmp_path / "superuser").write_text(f"{parts.password}\n")
    server = f"postgresql://{parts.username}@{parts.hostname}:{parts.port}/postgres"
    command = [sys.executable, "-m", "chassis", "create-databases", "--server", server]
    command += ["--password-file", str(tmp_path / "superuser"), "--passwords", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, f"{tmp_path}/sessions_owner/password cannot be read" in done.stderr) == (1, True)

    for name in ROLES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "password").write_text(password_of(name))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Each role of a service reaches the database of its service, and no other." in done.stdout


@pytest.mark.parametrize("password", ["", "kühn", "two\nlines"])
def test_a_password_that_clients_read_differently_is_refused(password: str) -> None:
    with pytest.raises(ValueError, match="Choose another one"):
        scram_verifier(SecretStr(password))
