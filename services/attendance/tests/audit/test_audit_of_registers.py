"""The audit of attendance finds every locked register that has no record in the log, or that its record contradicts."""

from uuid import uuid4

import pytest
from attendance.audit.effects import AUDITED
from attendance.settings import AttendanceSettings
from attendance.worker import HANDLERS
from lockstep_testing.databases import ServiceDatabase
from lockstep_testing.logged import Audit, Logged, handle
from sqlalchemy.ext.asyncio import AsyncEngine

TAMPERINGS = {
    "UPDATE official_registers SET completion_event_id = gen_random_uuid() WHERE session_id = :id": "completion: its",
    "UPDATE official_registers SET second_person = false WHERE session_id = :id": "second person: its events say True",
    "DELETE FROM official_marks WHERE session_id = :id": "is on its roster, but has no mark",
    "UPDATE official_marks SET code = 'present' WHERE session_id = :id": "was marked by nobody and is present, the",
    "UPDATE official_marks SET person_id = gen_random_uuid() WHERE session_id = :id": "but is not on its roster",
    "UPDATE official_marks SET source = 'completion' WHERE session_id = :id": (
        "is absent by the completion, which says nothing"
    ),
    "UPDATE registers SET voided_at = now() WHERE session_id = :id": "voided: its events say none, attendance 2",
    "UPDATE official_registers SET session_id = gen_random_uuid() WHERE session_id = :id": (
        "it is a locked register here, but no completion of it was published"
    ),
}

ATTENDING = (uuid4(), uuid4())
OF_ATTENDING = {
    "UPDATE official_marks SET code = 'late' WHERE session_id = :id": "is late by the completion, which says present",
    "DELETE FROM official_marks WHERE session_id = :id": "is on its roster, but has no mark",
    "UPDATE official_marks SET person_id = gen_random_uuid() WHERE session_id = :id": "but is not on its roster",
}


@pytest.fixture
def audit(logged: Logged, database: ServiceDatabase, capsys: pytest.CaptureFixture[str]) -> Audit:
    return Audit(logged, logged.settings(AttendanceSettings, database), AUDITED, capsys)


async def test_the_audit_names_every_forgery_and_nothing_else(
    audit: Audit, logged: Logged, database: ServiceDatabase, superuser: AsyncEngine
) -> None:
    plain, voided, new = logged.completed(), logged.completed(), logged.completed()
    attending = [{"person_id": str(one), "acceptance": "accepted", "accepted_by": "attending"} for one in ATTENDING]
    never = [{"person_id": str(one), "acceptance": "invited", "accepted_by": None} for one in logged.learner_ids]
    came = logged.completed(roster=attending + never, never_answered=[one["person_id"] for one in never])
    void = logged.voided(voided)
    await handle(database, HANDLERS, [plain, voided, came, void], await logged.publish(plain, voided, came, void))
    await handle(database, HANDLERS, [new], await logged.publish(new, old=False))
    await logged.publish(logged.checkpoint(plain, voided, came), logged.checkpoint(void))
    await audit.finds(
        "1 log with 4 leaves and 2 checkpoints, 4 locked registers, 4 compared with their records (0 parked, 1 not",
        f"event {new.event_id} (",
        "not yet in the log: ",
        differences=0,
    )

    await audit.finds_what_is_invented(database, HANDLERS, number=3)
    await audit.finds_each(TAMPERINGS, plain.session_id, superuser)
    await audit.finds_each(OF_ATTENDING, came.session_id, superuser)
