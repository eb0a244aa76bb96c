"""No role of the database can change notes, amendments, decisions and their records by SQL."""

import pytest
from chassis.database.engine import create_engine
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ..conftest import School
from ..helpers.corrections import completed, decide, proposed
from ..session.test_immutability import attempt

# One column of each table. The statements keep its value, so a refusal has nothing to do with the value.
TABLES = {
    "session_notes": "audience",
    "amendments": "new",
    "amendment_decisions": "decided_by",
    "correction_records": "record",
    "session_attendance_amendments": "new",
}
CHANGES = [
    statement
    for table, column in TABLES.items()
    for statement in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
    )
]
ROWS = " UNION ALL ".join(f"SELECT '{table}', CAST(to_jsonb(t) AS text) FROM {table} t" for table in TABLES)


async def test_no_role_changes_what_was_written_about_corrections(school: School) -> None:
    session_id = await completed(school)
    await school.ok("coach-1", "POST", f"/v1/sessions/{session_id}/notes", {"text": "A note"})
    await decide(school, "admin", session_id, await proposed(school, session_id))
    async with school.superuser.begin() as db:
        await db.execute(
            text("""
                INSERT INTO session_attendance_amendments
                SELECT amendment_id, org_id, session_id, proposed_by, old, new, proposed_by, NULL, now() FROM amendments
            """)
        )
    before = await school.rows(ROWS)
    assert {row[0] for row in before} == TABLES.keys()

    for role, url in {
        "superuser": school.database.superuser_url,
        "replica": school.database.superuser_url,
        "owner": school.database.owner_url,
        "api": school.database.api_url,
        "worker": school.database.worker_url,
    }.items():
        engine = create_engine(url, application_name="test", pool_size=1)
        # A superuser switches ordinary triggers off with "replica".
        prepare = "SET LOCAL session_replication_role = replica" if role == "replica" else None
        for statement in CHANGES:
            was_refused = await attempt(engine, statement, {}, prepare=prepare, org_id=str(school.org_id))
            # Row-level security shows the owner no rows at all, so a statement may do nothing instead of failing.
            assert was_refused or role == "owner", (role, statement)
            assert await school.rows(ROWS) == before, (role, statement)
        await engine.dispose()


async def test_a_correction_whose_hash_is_wrong_and_a_second_void_cannot_be_written(school: School) -> None:
    session_id = await completed(school)
    amendment_ids = [
        await proposed(school, session_id, {"field": field, **value, "reason": "So"})
        for field, value in (("minutes", {"minutes": 30}), ("recap", {"recap": "x" * 150}))
    ]
    insert = text("""
        INSERT INTO correction_records VALUES
            (gen_random_uuid(), :org_id, :id, :amendment_id, 'void', '{}', sha256(:hashed), now())
    """)
    values = {"org_id": school.org_id, "id": session_id, "amendment_id": amendment_ids[0]}

    for hashed, amendment_id, constraint in (
        (b"{}", amendment_ids[0], "correction_records_check"),
        (b"\0{}", amendment_ids[1], "correction_records_void"),
    ):
        with pytest.raises(DBAPIError, match=constraint):
            async with school.superuser.begin() as db:
                if constraint == "correction_records_void":
                    await db.execute(insert, values | {"hashed": hashed})
                await db.execute(insert, values | {"amendment_id": amendment_id, "hashed": hashed})
