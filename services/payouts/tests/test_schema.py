"""The tables that the code knows are those that the migrations make, and every one of them keeps tenants apart."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from payouts.tables import metadata
from sqlalchemy import Connection, Table, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

Rows = Callable[..., Awaitable[list[Any]]]

TABLES = list(metadata.tables.values())


@pytest.mark.parametrize("table", TABLES, ids=str)
async def test_a_table_is_what_the_migrations_made(table: Table, superuser: AsyncEngine) -> None:
    def compare(db: Connection) -> None:
        made = inspect(db)
        assert [
            (one["name"], one["type"].compile(dialect=db.dialect), one["nullable"])
            for one in made.get_columns(table.name)
        ] == [(one.name, one.type.compile(dialect=db.dialect), one.nullable) for one in table.columns]
        assert made.get_pk_constraint(table.name)["constrained_columns"] == [one.name for one in table.primary_key]

    async with superuser.connect() as db:
        await db.run_sync(compare)


@pytest.mark.parametrize("table", TABLES, ids=str)
async def test_a_table_is_under_forced_row_level_security(table: Table, rows: Rows) -> None:
    (security,) = await rows(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = CAST(:name AS regclass)", name=table.name
    )
    assert tuple(security) == (True, True)
    policies = await rows("SELECT policyname FROM pg_policies WHERE tablename = :name", name=table.name)
    assert {row.policyname for row in policies} == {"tenant", "worker"}
