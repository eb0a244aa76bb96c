"""The audit of attendance finds every locked register that has no record in the log, or that its record contradicts."""

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
    "UPDATE registers SET voided_at = now() WHERE session_id = :id": "voided: its events say none, attendance 2",
    "UPDATE official_registers SET session_id = gen_random_uuid() WHERE session_id = :id": (
        "it is a locked register here, but no completion of it was published"
    ),
}


@pytest.fixture
def audit(logged: Logged, database: ServiceDatabase, capsys: pytest.CaptureFixture[str]) -> Audit:
    return Audit(logged, logged.settings(AttendanceSettings, database), AUDITED, capsys)


async def test_the_audit_names_every_forgery_and_nothing_else(
    audit: Audit, logged: Logged, database: ServiceDatabase, superuser: AsyncEngine
) -> None:
    plain, voided, new = logged.completed(), logged.completed(), logged.completed()
    void = logged.voided(voided)
    await handle(database, HANDLERS, [plain, voided, void], await logged.publish(plain, voided, void))
    await handle(database, HANDLERS, [new], await logged.publish(new, old=False))
    await logged.publish(logged.checkpoint(plain, voided), logged.checkpoint(void))
    await audit.finds(
        "1 log with 3 leaves and 2 checkpoints, 3 locked registers, 3 compared with their records (0 parked, 1 not",
        f"event {new.event_id} (",
        "not yet in the log: ",
        differences=0,
    )

    await audit.finds_what_is_invented(database, HANDLERS, number=3)
    await audit.finds_each(TAMPERINGS, plain.session_id, superuser)
