"""Rows from before a migration are there afterwards, in the form that the code reads now."""

from uuid import UUID, uuid4

from chassis.database.engine import create_engine
from lockstep_testing.databases import Databases, upgrade
from sqlalchemy import text

ORG, COACH, OTHER = (uuid4() for _ in range(3))
ALONE, SHARED = uuid4(), uuid4()


def rows(session_id: UUID, *coaches: UUID) -> list[str]:
    """Return the rows of a session that was completed and credited, with these coaches."""
    subjects = [
        "INSERT INTO session_subjects "
        "(session_id, subject_type, subject_id, org_id, entered_version, completed_at, record_hash) "
        f"VALUES ('{session_id}', 'coach', '{coach}', '{ORG}', 1, now(), sha256('record'))"
        for coach in coaches
    ]
    return [
        "INSERT INTO sessions (session_id, org_id, credited_at, amounts, earnings_sequence) "
        f"""VALUES ('{session_id}', '{ORG}', now(), '[{{"currency": "EUR", "amount_minor": 4500}}]', 1)""",
        *subjects,
    ]


async def test_the_only_coach_of_a_session_earned_all_of_it_and_of_two_nobody_knows(databases: Databases) -> None:
    async with databases.fresh_empty("reports") as database:
        await upgrade(database, "0010")
        superuser = create_engine(database.superuser_url, application_name="test", pool_size=1)
        async with superuser.begin() as db:
            # what the rows refer to is of no interest here
            await db.execute(text("SET LOCAL session_replication_role = replica"))
            for row in (*rows(ALONE, COACH), *rows(SHARED, COACH, OTHER)):
                await db.execute(text(row.replace(":", "\\:")))

        await upgrade(database, "head")

        async with superuser.connect() as db:
            found = (await db.execute(text("SELECT session_id, coach_amounts FROM sessions"))).all()
        await superuser.dispose()
    assert dict(map(tuple, found)) == {
        ALONE: [{"currency": "EUR", "amount_minor": 4_500, "coach_id": str(COACH)}],
        SHARED: None,
    }
