"""The floor writes what a completion leaves in each service. Otherwise it would be compared by an easier job."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from uuid import uuid4

import asyncpg
import orjson
import pytest
from chassis.database.engine import SERVER_SETTINGS
from contracts.attendance import AttendanceLocked
from contracts.envelope import Event
from contracts.payouts import EarningsCredited
from contracts.reports import InsightInputsRefreshed
from contracts.sessions import SessionCompleted, SessionStateChanged
from contracts.topics import TOPIC_OF
from lockstep_floor import attendance, command, outbox, payouts, reports
from lockstep_floor.statements import Message
from lockstep_testing.databases import Databases

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
Batch: TypeAlias = Mapping[type[Event], Message]
ORG, COACH, LEARNER, SESSION = (uuid4() for _ in range(4))


def as_read(message: Message) -> Message:
    """Return a message as a consumer reads it."""
    read: Message = orjson.loads(outbox.payload(message))
    return read


@pytest.fixture
def completion() -> tuple[Message, Message]:
    """The messages of a completion, and of the state beside it."""
    session = {
        **{"version": 1, "batch_id": None, "category_id": None, "course_ids": [], "mode": "in_person", "zone": "UTC"},
        **{"coach_ids": [COACH], "shares": [10_000], "learner_ids": [LEARNER], "acceptances": ["accepted"]},
        **{"answered_by": ["answer"], "run_id": None, "planned_by_coach": False},
        **{"enrolled_at": [NOW - timedelta(days=1)], "removed_at": [None], "visibility": "accessible", "class_ids": []},
        **{"starts_at": NOW - timedelta(hours=2), "ends_at": NOW - timedelta(hours=1)},
        **dict.fromkeys(("display_from", "display_until", "access_from", "access_until", "coach_from", "coach_until")),
    }
    body = {"minutes": 45, "recap": "We repeated linear equations."}
    record = command.record_of(session, body, org_id=ORG, coach_id=COACH, session_id=SESSION, now=NOW)
    event = command.event_of(record, canonical=b"{}", record_hash="00" * 32, event_id=uuid4(), now=NOW)
    return as_read(event), as_read(command.state_of(session, event))


@asynccontextmanager
async def opened(databases: Databases, service: str) -> AsyncIterator[Any]:
    """Yield a connection of the worker's role to a fresh database of a service. Payouts has a rate in it."""
    async with databases.fresh(service) as database:
        if service == "payouts":
            await set_rate(database.superuser_url.replace("+asyncpg", ""))
        db = await asyncpg.connect(database.worker_url.replace("+asyncpg", ""), server_settings=SERVER_SETTINGS)
        try:
            yield db
        finally:
            await db.close()


async def handled(db: Any, service: Any, *batches: Batch) -> list[Message]:
    """Let the floor's handler of a service handle batches, and return the messages that it emits."""
    for batch in batches:
        await service.handle(db, "", {TOPIC_OF[kind].name: [message] for kind, message in batch.items()})
    rows = await db.fetch("SELECT headers ->> 'ce_type' AS type, payload FROM outbox ORDER BY id")
    return [{"type": row["type"], **orjson.loads(row["payload"])} for row in rows]


async def test_a_completion_has_all_its_effects_on_the_floor_too(
    databases: Databases, completion: tuple[Message, Message]
) -> None:
    completed, state = completion
    both: Batch = {SessionCompleted: completed, SessionStateChanged: state}
    async with opened(databases, "attendance") as db:
        [locked] = await handled(db, attendance, both)
        register = await db.fetchrow("SELECT state, session_sequence, starts_at, stamped_at FROM registers")
        marks = await db.fetchval("SELECT count(*) FROM official_marks")
    async with opened(databases, "payouts") as db:
        [credited] = await handled(db, payouts, {SessionCompleted: completed})
        booked = await db.fetch("SELECT amount_minor FROM earnings")
    async with opened(databases, "reports") as db:
        inputs = await handled(db, reports, both, {AttendanceLocked: locked}, {EarningsCredited: credited})
        known = await db.fetchrow("SELECT state, sequence FROM known_sessions")
        counted = await db.fetchrow("SELECT completed_at, locked_at, credited_at FROM sessions")

    assert locked["type"] == AttendanceLocked.type
    assert (register["state"], register["session_sequence"], marks) == ("locked", 2, 1)
    assert register["starts_at"] == NOW - timedelta(hours=2)
    assert register["stamped_at"].isoformat() == locked["locked_at"].replace("Z", "+00:00")
    assert credited["type"] == EarningsCredited.type
    assert [row["amount_minor"] for row in booked] == [4_500]
    assert tuple(known) == ("completed", 2)
    assert None not in tuple(counted)
    assert {one["type"] for one in inputs} == {InsightInputsRefreshed.type}
    assert len(inputs) == 4, "the coach's and the learner's, after the completion and after the lock"


async def set_rate(dsn: str) -> None:
    """Set a rate of 60 euros per hour for the whole organisation."""
    db = await asyncpg.connect(dsn)
    await db.execute("INSERT INTO rate_books (org_id, revision) VALUES ($1, 1)", ORG)
    await db.execute(
        "INSERT INTO rates (id, org_id, scope, unit, amount_minor, currency, effective_from, set_by, set_at) "
        "VALUES ($1, $2, 'org', 'hour', 6000, 'EUR', $3, $4, $3)",
        *(uuid4(), ORG, NOW - timedelta(days=99), COACH),
    )
    await db.close()
