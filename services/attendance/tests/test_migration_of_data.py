"""Rows from before a migration are there afterwards, in the form that the code reads now."""

from uuid import uuid4

import pytest
from attendance.worker import AGAIN
from chassis.database.engine import create_engine
from lockstep_testing.databases import Databases, upgrade
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

ORG, SESSION, PERSON, APPROVED, REJECTED = (uuid4() for _ in range(5))

_DECIDED = (
    "INSERT INTO register_amendment_decisions "
    "(amendment_id, org_id, session_id, decision, reason, decided_by, decided_at, sequence) "
    "VALUES ('{amendment}', '{org}', '{session}', '{decision}', {reason}, '{person}', now(), {sequence})"
)


def decided(amendment: object, decision: str, *, reason: str = "NULL", sequence: str = "NULL") -> str:
    return _DECIDED.format(
        amendment=amendment,
        org=ORG,
        session=SESSION,
        decision=decision,
        reason=reason,
        person=PERSON,
        sequence=sequence,
    )


async def test_an_amendment_that_was_approved_is_applied_and_a_rejected_one_stays(databases: Databases) -> None:
    database = await databases.create_empty("attendance")
    await upgrade(database, "0007")
    superuser = create_engine(database.superuser_url, application_name="test", pool_size=1)
    async with superuser.begin() as db:
        # the rows that the decisions refer to are of no interest here
        await db.execute(text("SET LOCAL session_replication_role = replica"))
        await db.execute(text(decided(APPROVED, "approved", sequence="3")))
        await db.execute(text(decided(REJECTED, "rejected", reason="'An empty seat.'")))

    await upgrade(database, "head")

    async with superuser.connect() as db:
        rows = await db.execute(text("SELECT amendment_id, decision FROM register_amendment_decisions"))
        assert {row.amendment_id: row.decision for row in rows} == {APPROVED: "applied", REJECTED: "rejected"}
    for wrong in (decided(uuid4(), "approved", sequence="4"), decided(uuid4(), "applied")):
        with pytest.raises(IntegrityError, match="check constraint"):
            async with superuser.begin() as db:
                await db.execute(text("SET LOCAL session_replication_role = replica"))
                await db.execute(text(wrong))
    await superuser.dispose()


async def test_registers_from_before_windows_refuse_nothing_until_their_states_are_handled_once_more(
    databases: Databases,
) -> None:
    database = await databases.create_empty("attendance")
    await upgrade(database, "0017")
    superuser = create_engine(database.superuser_url, application_name="test", pool_size=1)
    async with superuser.begin() as db:
        await db.execute(text(f"INSERT INTO registers (session_id, org_id) VALUES ('{SESSION}', '{ORG}')"))

    await upgrade(database, "head")

    async with superuser.connect() as db:
        register = (await db.execute(text("SELECT visibility, windows_sequence FROM registers"))).one()
        assert tuple(register) == (None, 0)
        ranges = (await db.execute(text("SELECT partition, type, first_offset FROM skipped ORDER BY partition"))).all()
    assert [tuple(one) for one in ranges] == [(number, AGAIN[0], 0) for number in range(12)]
    await superuser.dispose()
