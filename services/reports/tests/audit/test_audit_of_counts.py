"""The audit of reports finds every session that is counted without a record in the log, or not as its record says."""

import pytest
from chassis.clock import now
from lockstep_testing.databases import ServiceDatabase
from lockstep_testing.logged import Audit, Logged, handle
from reports.audit.effects import AUDITED
from reports.erasure.erase import erase_again
from reports.settings import ReportsSettings
from reports.worker import HANDLERS
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

TAMPERINGS = {
    "UPDATE sessions SET logged_minutes = 600 WHERE session_id = :id": "logged_minutes: its events say 45, reports 600",
    "UPDATE sessions SET record_hash = sha256('') WHERE session_id = :id": "record_hash: its events say ",
    "UPDATE sessions SET corrected_minutes = 1, corrected_at = now(), corrected_sequence = 9 WHERE session_id = :id": (
        "amended minutes: its events say none, reports 1"
    ),
    "UPDATE sessions SET voided_at = now() WHERE session_id = :id": "voided: its events say none, reports 2",
    "DELETE FROM session_subjects WHERE session_id = :id": ", say its events, but not reports",
    "UPDATE session_subjects SET subject_id = gen_random_uuid() WHERE session_id = :id": ", say reports, but not its",
    "UPDATE session_subjects SET record_hash = sha256('') WHERE session_id = :id": "in the lists of subjects: its",
    "UPDATE sessions SET session_id = gen_random_uuid() WHERE session_id = :id": (
        "it is a counted session here, but no completion of it was published"
    ),
}


@pytest.fixture
def audit(logged: Logged, database: ServiceDatabase, capsys: pytest.CaptureFixture[str]) -> Audit:
    return Audit(logged, logged.settings(ReportsSettings, database), AUDITED, capsys)


async def test_the_audit_names_every_forgery_and_nothing_else(
    audit: Audit, logged: Logged, database: ServiceDatabase, superuser: AsyncEngine
) -> None:
    plain, amended, new = (logged.completed() for _ in range(3))
    voided = logged.completed(never_answered=[str(logged.learner_ids[0])])
    events = [plain, amended, voided, logged.amended(amended, 60), logged.voided(voided)]
    await handle(database, HANDLERS, events, await logged.publish(*events))
    async with superuser.connect() as db:
        learners = "SELECT subject_id FROM session_subjects WHERE session_id = :id AND subject_type = 'learner'"
        counted = (await db.execute(text(learners), {"id": voided.session_id})).scalars()
        assert list(counted) == [logged.learner_ids[1]], "who never answered takes part nowhere"
    await handle(database, HANDLERS, [new], await logged.publish(new, old=False))
    await logged.publish(logged.checkpoint(*events[:3]), logged.checkpoint(*events[3:]))
    await audit.finds(
        "1 log with 5 leaves and 2 checkpoints, 4 counted sessions, 4 compared with their records (0 parked, 1 not",
        f"event {new.event_id} (",
        "not yet in the log: ",
        differences=0,
    )

    await audit.finds_what_is_invented(database, HANDLERS, number=3)
    await audit.finds_each(TAMPERINGS, plain.session_id, superuser)


async def test_that_nothing_more_counts_for_erased_people_is_no_difference(
    audit: Audit, logged: Logged, database: ServiceDatabase, worker: AsyncEngine
) -> None:
    voided, later = logged.completed(), logged.completed()
    await handle(database, HANDLERS, [voided], await logged.publish(voided))
    async with worker.begin() as db:
        for person_id in (*logged.learner_ids, *logged.coach_ids):
            await erase_again(db, org_id=logged.org_id, person_id=person_id, now=now())
    void = logged.voided(voided)
    await handle(database, HANDLERS, [void, later], await logged.publish(void, later))
    await logged.publish(logged.checkpoint(voided, void, later))
    await audit.finds("2 compared with their records", differences=0)
