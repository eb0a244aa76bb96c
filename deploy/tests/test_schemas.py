"""The schema of each service: schema.sql shows it, statements know its tables, and tables keep what they promise."""

from collections.abc import AsyncIterator
from importlib import import_module
from typing import Final

import pytest
from lockstep_local import schemas
from lockstep_local.failure import StackError
from lockstep_local.programs import SERVICES
from lockstep_testing.databases import Databases, ServiceDatabase
from lockstep_testing.schema_check import differences, unprotected_tables
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

TABLES: Final = {
    "sessions": ["sessions.catalogue.tables", "sessions.session.tables"],
    "attendance": ["attendance.registers.tables"],
    "payouts": ["payouts.rates.tables"],
    "reports": [],
}
"""The modules with the tables that statements are built from."""
IMMUTABLE: Final = {
    "sessions": {
        "amendment_decisions",
        "amendments",
        "completion_records",
        "correction_records",
        "erased_texts",
        "erasure_answers",
        "log_checkpoints",
        "log_key_changes",
        "log_key_leaves",
        "log_leaves",
        "log_nodes",
        "policies",
        "session_attendance_amendments",
        "session_history",
        "session_notes",
        "text_keys",  # an erasure deletes them
        "texts",
    },
    "attendance": {
        "erased_people",
        "erased_texts",
        "mark_history",
        "official_marks",
        "official_registers",
        "register_amendment_decisions",
        "register_amendments",
        "text_keys",
        "texts",
    },
    "payouts": {"accounts", "earnings", "reversals", "transfers"},
    "reports": {"amended_marks", "attendance_marks", "insight_inputs", "session_subjects", "session_withdrawals"},
}
"""The tables whose rows never change. A superuser cannot change them either (see `ddl.immutable`)."""
_OF_THE_TRANSACTION: Final = "(org_id = (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid)"
MORE_POLICIES: Final = {
    "sessions": {
        ("accounts", "tenant"): ("ALL", ["sessions_api"], _OF_THE_TRANSACTION),
        ("accounts", "worker"): ("ALL", ["sessions_worker"], "true"),
        # Somebody who signs in has no organisation yet (ADR 31): they read the rows of their own account.
        ("accounts", "signing_in"): (
            "SELECT",
            ["sessions_api"],
            "((unlinked_at IS NULL) AND (issuer = current_setting('app.issuer'::text, true)) "
            "AND (subject = current_setting('app.subject'::text, true)))",
        ),
    }
}
"""All policies of the tables that have another one than `ddl.tenant` gives: for what, for which roles, and the rule."""
_POLICIES: Final = text("""
    SELECT tablename, policyname, cmd, CAST(roles AS text[]) AS roles, qual AS rule
    FROM pg_policies WHERE tablename = ANY (:tables)
""")
_FORCED: Final = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
_IMMUTABLE: Final = text("""
    SELECT CAST(tgrelid AS regclass)::text AS name FROM pg_trigger
    JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE proname IN ('refuse_change', 'refuse_change_but_sealing', 'refuse_change_of_inputs',
                      'refuse_change_of_text_key') AND tgenabled = 'A' AND NOT tgisinternal
    GROUP BY 1
    -- bits of tgtype: 1 row, 2 before, 8 delete, 16 update, 32 truncate
    HAVING bool_or(tgtype & 27 = 27) AND bool_or(tgtype & 34 = 34)
""")
WITHOUT_CHECK: Final = {
    # the chassis writes them by the clock of the database
    *("idempotency_keys.created_at", "inbox.handled_at", "outbox.created_at", "parked.parked_at"),
    "standings.looked_at",
    "open_sessions.remind_at",  # the end of a session and some hours, so it may be in 2200
}
_INSTANTS_WITHOUT_CHECK: Final = text("""
    SELECT relname || '.' || attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relkind = 'r' AND relnamespace = CAST('public' AS regnamespace) AND attgenerated = ''
    AND atttypid = CAST('timestamptz' AS regtype)
    AND NOT EXISTS (
        SELECT FROM pg_constraint
        WHERE conrelid = pg_class.oid AND conname LIKE '%\\_instants%' AND convalidated AND attnum = ANY (conkey)
    )
""")


@pytest.fixture(params=SERVICES)
async def database(request: pytest.FixtureRequest, databases: Databases) -> AsyncIterator[ServiceDatabase]:
    """A fresh database of each service in turn."""
    async with databases.fresh(request.param) as made:
        yield made


async def test_schema_sql_shows_what_the_migrations_make(database: ServiceDatabase) -> None:
    shown = schemas.schema_file(database.service).read_text()
    assert shown == schemas.HEADER.format(service=database.service) + schemas.dump(database.superuser_url)


async def test_the_tables_in_code_are_those_of_the_migrations(
    database: ServiceDatabase, superuser: AsyncEngine
) -> None:
    async with superuser.connect() as db:
        for module in TABLES[database.service]:
            assert await db.run_sync(differences, import_module(module).metadata) == []


async def test_every_table_is_under_forced_row_level_security(
    database: ServiceDatabase, superuser: AsyncEngine
) -> None:
    async with superuser.connect() as db:
        found = await db.run_sync(unprotected_tables)
        forced = set((await db.execute(_FORCED)).scalars())
        policies = (await db.execute(_POLICIES, {"tables": found})).all()
    expected = MORE_POLICIES.get(database.service, {})
    assert {(row.tablename, row.policyname): (row.cmd, row.roles, row.rule) for row in policies} == expected
    assert set(found) == {table for table, _ in expected}
    assert set(found) <= forced


async def test_every_column_of_instants_refuses_those_that_the_apis_refuse(superuser: AsyncEngine) -> None:
    async with superuser.connect() as db:
        found = set((await db.execute(_INSTANTS_WITHOUT_CHECK)).scalars())
    assert found - WITHOUT_CHECK == set(), "add ddl.instants to the migration that makes the column"


async def test_tables_that_must_not_change_refuse_it_to_everybody(
    database: ServiceDatabase, superuser: AsyncEngine
) -> None:
    async with superuser.connect() as db:
        assert set((await db.execute(_IMMUTABLE)).scalars()) == IMMUTABLE[database.service]


def test_a_stale_schema_is_refused_with_the_command_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {service: schemas.schema_file(service).read_text() for service in SERVICES}
    monkeypatch.setattr(schemas, "make_all", lambda: made | {"payouts": made["payouts"] + "CREATE TABLE more ();\n"})
    with pytest.raises(StackError, match=r"what the migrations make: payouts\. .* lockstep_local\.schemas write"):
        schemas.check()
