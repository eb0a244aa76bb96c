"""No role of the database can change a completed session by SQL."""

import asyncio

import pytest
from chassis.database.engine import create_engine
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from ..conftest import School

OPEN_COLUMNS = {
    # the texts and windows of a completed session, and its id in another system: no record contains them
    "sessions": {
        "version",
        "name",
        "external_id",
        "description",
        "display_from",
        "display_until",
        "access_from",
        "access_until",
        "coach_from",
        "coach_until",
        "visibility",
        "changed_at",
        "own_fields",
    },
}
OWN_ROWS = {
    "completion_records": "session_id = :id",
    "texts": "session_id = :id",
    "sessions": "id = :id",
    "session_coaches": "session_id = :id",
    "session_courses": "session_id = :id",
    "roster": "session_id = :id",
    "session_history": "session_id = :id",
    "policies": "true",
}
"""Tables in which nothing may change, with the condition that selects a completed session's rows."""

COLUMNS = """
    SELECT table_name, column_name, udt_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = ANY (CAST(:tables AS text[])) AND is_generated = 'NEVER'
    ORDER BY table_name, ordinal_position
"""
ANOTHER = {
    "uuid": "gen_random_uuid()",
    "text": "coalesce({0}, '') || 'x'",
    "bool": "NOT {0}",
    "bytea": "{0} || CAST('x' AS bytea)",
    "jsonb": "CAST('[0]' AS jsonb)",
    "date": "current_date + 1000",
    "timestamptz": "coalesce({0}, now()) + interval '1 second'",
    "_text": "ARRAY['another']",
    "_int4": "ARRAY[12345]",
    **dict.fromkeys(("int2", "int4", "int8"), "coalesce({0}, 0) + 1"),
}
"""Another value for a column, whatever it holds, by the column's type."""

BESIDE = [
    "UPDATE sessions SET version = version - 1 WHERE id = :id",
    "UPDATE roster SET session_id = :other WHERE session_id = :id",
    "UPDATE roster SET session_id = :id WHERE session_id = :other",
    "INSERT INTO roster (org_id, session_id, person_id, added_at, acceptance) "
    "SELECT org_id, :id, id, now(), 'accepted' FROM people WHERE username = 'learner-3'",
    "INSERT INTO session_coaches (org_id, session_id, person_id, position, share_basis_points) "
    "SELECT org_id, :id, id, 1, 0 FROM people WHERE username = 'coach-2'",
    "INSERT INTO session_courses (org_id, session_id, course_id, position) "
    "SELECT org_id, :id, id, 1 FROM courses WHERE code = 'ART'",
]


async def changes(school: School) -> list[str]:
    """Return every statement that would change something. They cover every column that exists."""
    columns = await school.rows(COLUMNS, tables=list(OWN_ROWS))
    assert {row.table_name for row in columns} == OWN_ROWS.keys()
    made = [
        f"UPDATE {table} SET {column} = {ANOTHER[kind].format(column)} WHERE {OWN_ROWS[table]}"
        for table, column, kind in columns
        if column not in OPEN_COLUMNS.get(table, ())
    ]
    for table, rows in OWN_ROWS.items():
        made += [f"DELETE FROM {table} WHERE {rows}", f"TRUNCATE {table} CASCADE"]
    return made + BESIDE


async def core(school: School) -> list[str]:
    """Return all rows of these tables, as texts."""
    return [
        row[0]
        for table in OWN_ROWS
        for row in await school.rows(f"SELECT CAST(to_jsonb(x) AS text) FROM {table} x ORDER BY 1")
    ]


async def attempt(
    engine: AsyncEngine, statement: str, ids: dict[str, str], *, prepare: str | None, org_id: str
) -> str | None:
    """Run a statement in a transaction that commits if it can. Return why it was refused, or None."""
    try:
        async with engine.begin() as db:
            await db.execute(text("SELECT set_config('app.org_id', :org_id, true)"), {"org_id": org_id})
            if prepare:
                await db.execute(text(prepare))
            await db.execute(text(statement), {name: ids[name] for name in ids if f":{name}" in statement})
    except DBAPIError as error:
        return str(error.orig)
    return None


async def test_no_role_changes_a_completed_session(school: School, subtests: pytest.Subtests) -> None:
    await school.ok("admin", "PUT", "/v1/policy", {"maximum_minutes": 120})
    await school.ok("admin", "POST", "/v1/courses", {"code": "ART", "title": "Art"})
    session_id, other = await school.started(), await school.schedule()
    await school.ok("admin", "PATCH", f"/v1/sessions/{session_id}", {"seats_max": 5})
    await school.complete(session_id)
    ids = {"id": session_id, "other": other}
    before, statements = await core(school), await changes(school)
    urls = {
        "owner": school.database.owner_url,
        "api": school.database.api_url,
        "worker": school.database.worker_url,
    }
    for role in ("superuser", "replica", "owner", "api", "worker"):
        engine = create_engine(urls.get(role, school.database.superuser_url), application_name="test", pool_size=1)
        # A superuser switches ordinary triggers off with "replica".
        prepare = "SET LOCAL session_replication_role = replica" if role == "replica" else None
        with subtests.test(role=role):
            for statement in statements:
                why = await attempt(engine, statement, ids, prepare=prepare, org_id=str(school.org_id))
                if why is None:
                    # Row-level security shows the owner no rows at all, so a statement does nothing.
                    assert role == "owner", statement
                    assert await core(school) == before, statement
                elif urls.get(role) is None:  # a superuser can be refused for this reason alone
                    assert any(reason in why for reason in ("immutable", "completed and final", "do not move")), why
            assert await core(school) == before
        await engine.dispose()


async def test_sessions_that_are_not_completed_can_be_changed(school: School) -> None:
    session_id = await school.started()
    await school.complete(session_id)
    other = await school.schedule()

    await school.ok("admin", "POST", f"/v1/sessions/{other}/roster", {"remove": [school.people["learner-1"]]})
    await school.ok("admin", "PATCH", f"/v1/sessions/{other}", {"coaches": [{"person_id": school.people["coach-2"]}]})


async def test_a_record_whose_hash_is_wrong_cannot_be_written(school: School) -> None:
    session_id = await school.started()
    insert = text("""
        INSERT INTO completion_records (org_id, session_id, event_id, record, leaf_hash, request_digest, completed_at)
        VALUES (:org_id, :id, gen_random_uuid(), '{}', sha256('{}'), sha256(''), now())
    """)

    with pytest.raises(DBAPIError, match="leaf_hash"):
        async with school.superuser.begin() as db:
            await db.execute(insert, {"org_id": school.org_id, "id": session_id})


async def test_a_seat_written_beside_a_completion_under_way_waits_and_is_refused(school: School) -> None:
    """The trigger locks the session's row, so it cannot check before a completion and commit after it."""
    session_id = await school.started()
    seat = text("""
        INSERT INTO roster (org_id, session_id, person_id, added_at, acceptance)
        VALUES (:org_id, :id, :person_id, now(), 'invited')
    """)
    values = {"org_id": school.org_id, "id": session_id, "person_id": school.people["learner-3"]}

    async def write() -> None:
        async with school.superuser.begin() as db:
            await db.execute(seat, values)

    async with school.superuser.begin() as db:
        await db.execute(text("SELECT 1 FROM sessions WHERE id = :id FOR UPDATE"), {"id": session_id})
        writing = asyncio.create_task(write())
        await school.until_waiting(1)
        await db.execute(
            text("UPDATE sessions SET state = 'completed', completed_at = now() WHERE id = :id"), {"id": session_id}
        )
    with pytest.raises(DBAPIError, match="completed and final"):
        await writing
