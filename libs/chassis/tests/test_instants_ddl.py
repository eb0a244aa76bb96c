"""A table refuses the instants that the APIs refuse, also those from before it did."""

import asyncpg
import pytest
from chassis.database import ddl
from contracts.instants import INSTANTS_BEFORE, INSTANTS_FROM
from lockstep_testing.databases import Databases

SERVICE = "attendance"
TABLE = (
    "CREATE TABLE lessons (org_id uuid NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz)",
    *ddl.tenant(SERVICE, "lessons"),
)
INSERT = "INSERT INTO lessons (org_id, starts_at, ends_at) VALUES (gen_random_uuid(), '{}', '{}')"


async def connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    return await asyncpg.connect(url.replace("+asyncpg", ""))


async def test_wrong_rows_are_refused_and_old_ones_are_counted_until_somebody_corrects_them(
    databases: Databases,
) -> None:
    async with databases.fresh_empty(SERVICE) as database:
        owner, superuser = await connect(database.owner_url), await connect(database.superuser_url)
        for statement in TABLE:
            await owner.execute(statement)
        for wrong in (("infinity", "2026-01-01Z"), ("2026-01-01Z", "0001-01-01Z"), ("2026-01-01Z", "2026-01-02Z")):
            await superuser.execute(INSERT.format(*wrong))

        await owner.execute(ddl.instants("lessons", "starts_at", "ends_at"))
        for instant in ("-infinity", "infinity", "1999-12-31 23:59:59.999999Z", INSTANTS_BEFORE.isoformat()):
            with pytest.raises(asyncpg.CheckViolationError):
                await superuser.execute(INSERT.format("2026-01-01Z", instant))
        last = "2199-12-31 23:59:59.999999Z"
        await superuser.execute(INSERT.format(INSTANTS_FROM.isoformat(), last))
        await superuser.execute("INSERT INTO lessons VALUES (gen_random_uuid(), now(), NULL)")

        with pytest.raises(
            asyncpg.CheckViolationError, match=r"Table lessons: 2 rows .* SELECT \* FROM lessons WHERE NOT"
        ):
            await owner.execute(ddl.instants_validated())
        assert await owner.fetchval("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'lessons'")
        await superuser.execute(
            "UPDATE lessons SET starts_at = '2026-01-01Z', ends_at = NULL WHERE ends_at < starts_at"
        )
        await owner.execute(ddl.instants_validated())
        assert await owner.fetchval("SELECT convalidated FROM pg_constraint WHERE conname = 'lessons_instants'")
        await owner.close()
        await superuser.close()
