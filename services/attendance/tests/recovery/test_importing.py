"""A register comes back as it was published, although the copy has other marks, and the consumer changes nothing."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from attendance.corrections.decide import approve_amendment, reject_amendment
from attendance.corrections.propose import propose_amendment
from attendance.handlers import on_session_completed, on_session_state_changed, on_session_voided
from attendance.recovery.importer import IMPORTER
from attendance.registers.domain import GivenMark
from attendance.registers.mark import save_marks
from chassis.database.engine import create_engine
from chassis.ids import new_id
from chassis.messaging.recovering import NotRecoverableError, Outcome
from contracts.attendance import AttendanceAdded, AttendanceAmended
from contracts.cloudevents import from_record
from contracts.envelope import Event
from contracts.sessions import SessionCompleted, SessionStateChanged, SessionVoided
from lockstep_testing.databases import Databases, ServiceDatabase
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

Events = Callable[..., Any]

ORG, COACH, ADMIN = uuid4(), uuid4(), uuid4()
ANNA, BEN = uuid4(), uuid4()
SAME = {
    "registers": "session_id, state, coach_ids, sequence, coaches_sequence, voided_at",
    "official_registers": "session_id, register_version, completion_event_id, locked_at",
    "official_marks": "session_id, person_id, code, counts_as_present, weight_basis_points, billable, minutes, source",
    "register_amendments": "amendment_id, person_id, old_mark, new_mark, proposed_by",
    "register_amendment_decisions": "amendment_id, decision, decided_by, decided_at, sequence",
}


class Copy:
    """A database of the service: the original, or the restored one. It is written to past every role."""

    def __init__(self, database: ServiceDatabase) -> None:
        """Take the database."""
        self.superuser = create_engine(database.superuser_url, application_name="test", pool_size=1)
        self.worker = create_engine(database.worker_url, application_name="test", pool_size=1)

    async def handle(self, handler: Callable[..., Awaitable[None]], event: Event) -> None:
        """Handle an event as the consumer does."""
        async with self.worker.begin() as db:
            await handler(db, [event])

    async def mark(self, session_id: UUID, person_id: UUID, code: str) -> None:
        """Give a mark as the coach."""
        async with self.superuser.begin() as db:
            await save_marks(
                db,
                org_id=ORG,
                session_id=session_id,
                marks=[GivenMark(person_id, code, None, None, "coach")],
                marked_by=COACH,
                sees_all=False,
                expected_versions=None,
                new_id=uuid4,
            )

    async def rows(self, query: str) -> list[Any]:
        """Return the rows of a query."""
        async with self.superuser.connect() as db:
            return list((await db.execute(text(query))).all())

    async def published(self) -> list[Event]:
        """Return what is in the outbox, in order."""
        rows = await self.rows("SELECT CAST(headers AS text), payload FROM outbox ORDER BY id")
        return [
            from_record([(name, value.encode()) for name, value in orjson.loads(headers).items()], payload)
            for headers, payload in rows
        ]

    async def recover(self, events: list[Event]) -> Outcome:
        """Import events as the command does."""
        outcome = Outcome()
        async with self.worker.begin() as db:
            await IMPORTER.take(db, events, outcome)
        return outcome


@pytest.fixture
async def copies(databases: Databases) -> AsyncIterator[tuple[Copy, Copy]]:
    """The original and the restored database."""
    async with databases.fresh("attendance") as one, databases.fresh("attendance") as other:
        made = Copy(one), Copy(other)
        yield made
        for copy in made:
            await copy.superuser.dispose()
            await copy.worker.dispose()


async def test_a_published_register_comes_back_as_it_was_locked_and_amended(
    copies: tuple[Copy, Copy], events: Events
) -> None:
    original, restored = copies
    session_id, unknown = uuid4(), uuid4()
    people = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA, BEN]}
    for copy in copies:
        await copy.handle(on_session_state_changed, events(SessionStateChanged, session_id, sequence=1, **people))
        await copy.mark(session_id, ANNA, "absent")
    await original.handle(on_session_state_changed, events(SessionStateChanged, unknown, sequence=1, **people))
    await original.mark(session_id, ANNA, "late")  # after the copy
    reported = {"reported_marks": [{"person_id": BEN, "code": "late", "minutes": 20}]}
    completions = [events(SessionCompleted, one, sequence=3, **people, **reported) for one in (session_id, unknown)]
    void = events(SessionVoided, unknown, org_id=ORG, sequence=4, **voided(completions[1]))
    for completion in completions:
        await original.handle(on_session_completed, completion)
    await original.handle(on_session_voided, void)
    amendment = await amended(original.superuser, session_id)

    outcome = await restored.recover(await original.published())
    assert outcome.imported == {"AttendanceLocked": 2, "AttendanceAmended": 1, "RegisterVoided": 1}
    what = "the remarks, and who gave which mark after the copy"
    assert {(one.kind, one.id, one.what) for one in outcome.lost} == {
        ("register", session_id, what),
        ("register", unknown, what),
        ("amendment", amendment, "the reason"),
    }
    for completion in completions:
        await restored.handle(on_session_completed, completion)  # the consumer goes on from the copy's position
    await restored.handle(on_session_voided, void)
    for table, columns in SAME.items():
        query = f"SELECT * FROM (SELECT {columns} FROM {table}) AS row ORDER BY CAST(row AS text)"
        assert await restored.rows(query) == await original.rows(query), table
    assert await restored.published() == []
    assert (await restored.recover(await original.published())).imported == {}, "nothing is imported twice"


async def locked(copies: Sequence[Copy], events: Events) -> UUID:
    """Lock the register of one session in each database, with a mark of Anna, and return the session."""
    session_id = uuid4()
    people = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA, BEN]}
    completion = events(SessionCompleted, session_id, sequence=3, **people)
    for copy in copies:
        await copy.handle(on_session_state_changed, events(SessionStateChanged, session_id, sequence=1, **people))
        await copy.mark(session_id, ANNA, "absent")
        await copy.handle(on_session_completed, completion)
    return session_id


async def test_an_amendment_that_was_decided_otherwise_after_the_restore_is_refused(
    copies: tuple[Copy, Copy], events: Events
) -> None:
    original, restored = copies
    session_id, amendment_id = await locked(copies, events), uuid4()
    for copy in copies:
        await propose(copy.superuser, session_id, amendment_id)
    await approve(original.superuser, session_id, amendment_id)
    async with restored.superuser.begin() as db:
        decided: dict[str, Any] = {"org_id": ORG, "session_id": session_id, "amendment_id": amendment_id}
        await reject_amendment(db, **decided, reason="No", by=ADMIN, roles=["admin"], sees_all=True, text_id=uuid4())
    with pytest.raises(NotRecoverableError, match="was decided again, after the database was restored"):
        await restored.recover(await original.published())


async def test_what_the_database_cannot_take_back_is_named_and_its_sequence_is_used_up(
    copies: tuple[Copy, Copy], events: Events
) -> None:
    original, restored = copies
    session_id = await locked(copies, events)
    await amended(original.superuser, session_id)
    *_, event = await original.published()
    assert isinstance(event, AttendanceAmended)
    stranger = event.new.model_copy(update={"person_id": uuid4()})
    fields = {**event.model_dump(), "mark": stranger, "added_at": event.amended_at}
    added = AttendanceAdded(**fields | {"event_id": new_id(), "sequence": event.sequence + 1})
    later = event.model_copy(
        update={"event_id": new_id(), "amendment_id": uuid4(), "new": stranger, "sequence": event.sequence + 2}
    )
    unheard = events(SessionCompleted, session_id, org_id=ORG, sequence=event.sequence + 3, coaches=[COACH])
    outcome = await restored.recover([added, later, unheard])
    assert outcome.imported == {}
    assert [one.what for one in outcome.lost] == [
        f"the addition of person {stranger.person_id}, because this version has no table for it",
        "the amendment, because the register has no mark of the learner",
        "its SessionCompleted",
    ]
    assert {one.id for one in outcome.lost} == {session_id}
    [register] = await restored.rows("SELECT sequence FROM registers")
    assert register.sequence == event.sequence + 3


async def test_a_lock_that_does_not_name_its_completion_is_refused(copies: tuple[Copy, Copy], events: Events) -> None:
    original, restored = copies
    await locked([original], events)
    [lock, *_] = await original.published()
    with pytest.raises(NotRecoverableError, match="does not name its completion"):
        await restored.recover([lock.model_copy(update={"causation_id": None})])


def voided(completion: SessionCompleted) -> dict[str, Any]:
    """Return the fields of the void of a completion."""
    return {
        "amendment_id": uuid4(),
        "withdrawn": {"logged_minutes": 45, "coaches": completion.coaches, "recap_sha256": "0" * 64},
        "completed_sequence": completion.sequence,
        "proposed_by": ADMIN,
        "voided_at": completion.completed_at,
    }


async def propose(engine: AsyncEngine, session_id: UUID, amendment_id: UUID) -> None:
    """Propose another mark for Anna."""
    proposal: dict[str, Any] = {"person_id": ANNA, "code": "present", "minutes": None, "reason": "She was there"}
    async with engine.begin() as db:
        await propose_amendment(
            db, **common(session_id, amendment_id), **proposal, by=COACH, roles=["coach"], sees_all=False
        )


async def approve(engine: AsyncEngine, session_id: UUID, amendment_id: UUID) -> None:
    """Approve it as another person."""
    async with engine.begin() as db:
        await approve_amendment(db, **common(session_id, amendment_id), by=ADMIN, roles=["admin"])


def common(session_id: UUID, amendment_id: UUID) -> dict[str, Any]:
    """Return what both commands take."""
    ids = {"org_id": ORG, "session_id": session_id, "amendment_id": amendment_id}
    return {**ids, "correlation_id": uuid4(), "event_id": new_id()}


async def amended(engine: AsyncEngine, session_id: UUID) -> UUID:
    """Amend Anna's mark by two people, and return the id of the amendment."""
    amendment_id = uuid4()
    await propose(engine, session_id, amendment_id)
    await approve(engine, session_id, amendment_id)
    return amendment_id
