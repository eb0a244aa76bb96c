"""The audit of payouts finds every pay that has no record in the log, or is not what its record says."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest
from lockstep_testing.databases import ServiceDatabase
from lockstep_testing.logged import FORGER, Audit, Logged, handle
from payouts.audit.effects import AUDITED
from payouts.settings import PayoutsSettings
from payouts.worker import HANDLERS
from sqlalchemy.ext.asyncio import AsyncEngine

SetRate = Callable[..., Awaitable[UUID]]
TAMPERINGS = {
    "UPDATE earnings SET amount_minor = amount_minor + 1 WHERE session_id = :id": "but has 2251 minor units of EUR",
    "UPDATE earnings SET logged_minutes = 46 WHERE session_id = :id": "its events say 45, payouts 46",
    "UPDATE transfers SET amount_minor = 7 WHERE id IN (SELECT transfer_id FROM earnings WHERE session_id = :id)": (
        "earned 2250 minor units of EUR, but 7 minor units of EUR was transferred"
    ),
    "DELETE FROM earnings WHERE session_id = :id": "payouts credited nobody",
    "UPDATE credits SET session_id = gen_random_uuid() WHERE session_id = :id": (
        "it is a credited session here, but no completion of it was published"
    ),
}


@pytest.fixture
def audit(logged: Logged, database: ServiceDatabase, capsys: pytest.CaptureFixture[str]) -> Audit:
    return Audit(logged, logged.settings(PayoutsSettings, database), AUDITED, capsys)


async def test_the_audit_names_every_forgery_and_nothing_else(
    audit: Audit, logged: Logged, database: ServiceDatabase, rate: SetRate, superuser: AsyncEngine
) -> None:
    plain, amended, voided = logged.completed(), logged.completed(), logged.completed()
    amendment, void = logged.amended(amended, 60), logged.voided(voided)
    events = [plain, amended, voided, amendment, void]
    await rate(org_id=logged.org_id)
    await handle(database, HANDLERS, events, await logged.publish(*events))
    await logged.publish(logged.checkpoint(*events[:3]), logged.checkpoint(amendment, void))
    await audit.finds("1 log with 5 leaves and 2 checkpoints, 3 credited sessions, 3 compared", differences=0)
    await _check_command(logged, database)

    waiting = logged.completed()
    await handle(database, HANDLERS, [waiting], await logged.publish(waiting, old=False))
    await audit.finds(f"event {waiting.event_id} (", "not yet in the log: ", "1 not yet in the log)", differences=0)
    await logged.publish(logged.checkpoint(waiting))

    invented = logged.completed(logged_minutes=600, raw_minutes=600)
    await handle(database, HANDLERS, [invented], await logged.publish(invented))
    where = f"{logged.org_id}  session {invented.session_id}, event {invented.event_id} (sessions.completions.v1["
    await audit.finds(where, f"no signed checkpoint has its record {invented.record_hash}", differences=1)

    forged = logged.checkpoint(invented, key=FORGER)
    await logged.publish(forged)
    await audit.finds(
        f"{logged.org_id}  checkpoint 4, event {forged.event_id} (sessions.checkpoints.v1[",
        "its note is not a checkpoint of this log: it is not signed by the log's key",
        f"no signed checkpoint has its record {invented.record_hash}",
        differences=2,
    )
    await logged.publish(logged.checkpoint(invented))  # the same by the log's own key: from here on only what follows
    contradicting = plain.model_copy(update={"logged_minutes": 600, "event_id": uuid4()})
    await handle(database, HANDLERS, [contradicting], await logged.publish(contradicting))
    await audit.finds(
        f"event {contradicting.event_id}", "logged_minutes: the event says 600, its record 45", differences=5
    )
    await audit.finds_each(TAMPERINGS, plain.session_id, superuser)


async def _check_command(logged: Logged, database: ServiceDatabase) -> None:
    """Check that the command does the same, in a process of its own with its own settings."""
    values = logged.values(database)
    environment = {
        **os.environ,
        **{f"PAYOUTS_{name.upper()}": values[name] for name in ("environment", "worker_database_url", "log_name")},
        "PAYOUTS_LOG_PUBLIC_KEY": values["log_public_key"],
        **logged.access.environment("PAYOUTS_"),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "payouts", "audit", "--org", str(logged.org_id)),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said
    assert said.endswith(b": no differences\n")
