"""A set-based insert writes any number of rows with one statement."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from chassis.database.statement import Insert
from lockstep_testing.databases import Databases, ServiceDatabase
from lockstep_testing.sent_statements import sent_statements
from probing import service
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

PUPILS = Insert(
    "pupils",
    "id uuid, name text, minutes integer",
    shared="org_id, at",
    then="ON CONFLICT (id) DO NOTHING RETURNING id",
)
TABLE = text("CREATE TEMPORARY TABLE pupils (org_id uuid, at timestamptz, id uuid PRIMARY KEY, name text, minutes int)")


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[ServiceDatabase]:
    """A database without tables."""
    async with databases.fresh_empty(service.ROLES_OF) as made:
        yield made


def test_its_text_can_be_printed_and_does_not_depend_on_the_rows() -> None:
    assert PUPILS.sql == (
        "INSERT INTO pupils (org_id, at, id, name, minutes) SELECT $1, $2, new.* "
        "FROM unnest(CAST($3 AS uuid[]), CAST($4 AS text[]), CAST($5 AS integer[])) AS new (id, name, minutes) "
        "ON CONFLICT (id) DO NOTHING RETURNING id"
    )
    assert PUPILS.names == ("org_id", "at", "id", "name", "minutes")


async def test_rows_are_written_with_one_statement_and_none_with_no_statement(superuser: AsyncEngine) -> None:
    ada, alan, org_id = uuid4(), uuid4(), uuid4()
    statements = sent_statements(superuser)
    async with superuser.connect() as db:
        await db.execute(TABLE)
        assert await PUPILS.rows(db, [], org_id=org_id, at=None) == []
        written = await PUPILS.rows(db, [(ada, "Ada", 45), (alan, None, None)], org_id=org_id, at=None)
        assert [row.id for row in written] == [ada, alan]
        assert await PUPILS.rows(db, [(ada, "Eve", 1)], org_id=org_id, at=None) == []
        found = await db.execute(text("SELECT org_id, id, name, minutes FROM pupils ORDER BY name"))
        assert len([one for one in statements if one.startswith("INSERT")]) == 2
        assert [tuple(row) for row in found] == [(org_id, ada, "Ada", 45), (org_id, alan, None, None)]


async def test_a_row_with_too_few_values_is_refused_before_anything_is_sent(superuser: AsyncEngine) -> None:
    async with superuser.connect() as db:
        await db.execute(TABLE)
        with pytest.raises(ValueError, match="shorter"):
            await PUPILS.rows(db, [(uuid4(), "Ada")], org_id=uuid4(), at=None)
        with pytest.raises(DBAPIError):
            await PUPILS.rows(db, [(UUID(int=0), "Ada", "many")], org_id=uuid4(), at=None)
