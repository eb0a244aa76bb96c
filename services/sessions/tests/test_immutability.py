"""A completed session cannot be changed by any SQL, whoever runs it."""

import asyncio

import pytest
from chassis.db import create_engine
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from .conftest import School

CHANGES = [
    "UPDATE completion_records SET record = record",
    "UPDATE completion_records SET leaf_hash = leaf_hash",
    "DELETE FROM completion_records",
    "TRUNCATE completion_records CASCADE",
    "UPDATE completion_texts SET recap = '\"\"'",
    "DELETE FROM completion_texts",
    "TRUNCATE completion_texts",
    "UPDATE sessions SET state = 'in_progress', completed_at = NULL WHERE id = :id",
    "UPDATE sessions SET mode = 'in_person' WHERE id = :id",
    "UPDATE sessions SET ends_at = ends_at + interval '1 hour' WHERE id = :id",
    "UPDATE sessions SET started_at = started_at + interval '1 hour' WHERE id = :id",
    "UPDATE sessions SET completed_at = now() WHERE id = :id",
    "UPDATE sessions SET version = version - 1 WHERE id = :id",
    "DELETE FROM sessions WHERE id = :id",
    "TRUNCATE sessions CASCADE",
    "UPDATE roster SET acceptance = 'declined' WHERE session_id = :id",
    "UPDATE roster SET removed_at = now() WHERE session_id = :id",
    "UPDATE roster SET session_id = :other WHERE session_id = :id",
    "DELETE FROM roster WHERE session_id = :id",
    "TRUNCATE roster",
    "INSERT INTO roster (org_id, session_id, person_id, added_at, acceptance) "
    "SELECT org_id, :id, id, now(), 'accepted' FROM people WHERE username = 'learner-3'",
    "UPDATE session_coaches SET share_basis_points = 1 WHERE session_id = :id",
    "DELETE FROM session_coaches WHERE session_id = :id",
    "INSERT INTO session_coaches (org_id, session_id, person_id, position, share_basis_points) "
    "SELECT org_id, :id, id, 1, 0 FROM people WHERE username = 'coach-2'",
    "TRUNCATE session_coaches",
    "DELETE FROM session_courses WHERE session_id = :id",
    "UPDATE session_courses SET position = 5 WHERE session_id = :id",
    "TRUNCATE session_courses",
]

# The core of two sessions, as text: what must be the same before and after.
CORE = """
    SELECT CAST((SELECT jsonb_agg(to_jsonb(x) ORDER BY x.id) FROM sessions x) AS text)
        || CAST((SELECT jsonb_agg(to_jsonb(x) ORDER BY x.person_id, x.added_at) FROM roster x) AS text)
        || CAST((SELECT jsonb_agg(to_jsonb(x) ORDER BY x.session_id, x.person_id) FROM session_coaches x) AS text)
        || CAST((SELECT jsonb_agg(to_jsonb(x) ORDER BY x.session_id, x.course_id) FROM session_courses x) AS text)
        || CAST((SELECT jsonb_agg(to_jsonb(x)) FROM completion_records x) AS text)
        || CAST((SELECT jsonb_agg(to_jsonb(x)) FROM completion_texts x) AS text)
"""


async def attempt(
    engine: AsyncEngine, statement: str, ids: dict[str, str], *, prepare: str | None, org_id: str
) -> bool:
    """Run a statement in a transaction that commits if it can; say whether it was refused."""
    try:
        async with engine.begin() as db:
            await db.execute(text("SELECT set_config('app.org_id', :org_id, true)"), {"org_id": org_id})
            if prepare:
                await db.execute(text(prepare))
            await db.execute(text(statement), {name: ids[name] for name in ids if f":{name}" in statement})
    except DBAPIError:
        return True
    return False


@pytest.mark.parametrize("role", ["superuser", "replica", "owner", "api", "worker"])
async def test_no_role_changes_a_completed_session(school: School, role: str) -> None:
    session_id, other = await school.started(), await school.schedule()
    await school.complete(session_id)
    before = await school.rows(CORE)
    urls = {
        "owner": school.database.owner_url,
        "api": school.database.api_url,
        "worker": school.database.worker_url,
    }
    engine = create_engine(urls.get(role, school.database.superuser_url), application_name="test", pool_size=1)
    # replica is how a superuser switches ordinary triggers off
    prepare = "SET LOCAL session_replication_role = replica" if role == "replica" else None
    ids = {"id": session_id, "other": other}
    try:
        for statement in CHANGES:
            was_refused = await attempt(engine, statement, ids, prepare=prepare, org_id=str(school.org_id))
            # row-level security shows the owner no rows at all, so that a statement may do nothing instead of failing
            assert was_refused or role == "owner", statement
            assert await school.rows(CORE) == before, statement
    finally:
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
    """The trigger locks the session, so that it cannot check before a completion and be committed after it."""
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
