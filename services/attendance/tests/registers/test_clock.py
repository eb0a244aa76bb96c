"""What happens to a register is stamped by the database's clock under the register's lock, later than all before."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from attendance.corrections.decide import approve_amendment, reject_amendment
from attendance.corrections.propose import propose_amendment
from attendance.handlers import on_session_completed, on_session_state_changed
from attendance.registers.domain import GivenMark
from attendance.registers.mark import save_marks
from chassis.ids import new_id
from contracts.attendance import AttendanceAmended
from contracts.sessions import SessionCompleted, SessionStateChanged
from lockstep_local.waiting import eventually
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Events = Callable[..., Any]

ORG, COACH, ADMIN, ANNA = uuid4(), uuid4(), uuid4(), uuid4()
PEOPLE: dict[str, Any] = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA]}
LOCK = text("SELECT 1 FROM registers WHERE session_id = :id FOR UPDATE")
NOW = text("SELECT clock_timestamp()")
AHEAD = text("""
    UPDATE registers SET stamped_at = clock_timestamp() + interval '1 hour' WHERE session_id = :id RETURNING stamped_at
""")
FRESH = text("SELECT pg_stat_clear_snapshot()")
WAITING = text("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
MOMENTS = """
    SELECT marked_at AS at FROM mark_history UNION ALL SELECT locked_at FROM official_registers
    UNION ALL SELECT proposed_at FROM register_amendments
    UNION ALL SELECT decided_at FROM register_amendment_decisions ORDER BY 1
"""


@pytest.fixture
async def session(handle: Handle, events: Events) -> UUID:
    """A scheduled session with Anna on its register."""
    session_id = uuid4()
    await handle(on_session_state_changed, events(SessionStateChanged, session_id, sequence=1, **PEOPLE))
    return session_id


async def mark(superuser: AsyncEngine, session_id: UUID, code: str) -> None:
    """Mark Anna as the coach."""
    async with superuser.begin() as db:
        await save_marks(
            db,
            org_id=ORG,
            session_id=session_id,
            marks=[GivenMark(ANNA, code, None, None, "coach")],
            marked_by=COACH,
            sees_all=False,
            expected_versions=None,
            new_id=uuid4,
        )


async def lock(handle: Handle, completed: SessionCompleted) -> None:
    """Handle the completion."""
    await handle(on_session_completed, completed)


async def propose(superuser: AsyncEngine, session_id: UUID, code: str) -> UUID:
    """Propose another mark for Anna as the coach, and return the id of the amendment."""
    async with superuser.begin() as db:
        made = await propose_amendment(
            db,
            org_id=ORG,
            session_id=session_id,
            person_id=ANNA,
            code=code,
            minutes=None,
            reason="She was there.",
            by=COACH,
            roles=["coach"],
            sees_all=False,
            correlation_id=new_id(),
            amendment_id=new_id(),
            event_id=new_id(),
        )
    return made.amendment_id


@pytest.mark.parametrize("what", ["mark", "lock", "propose"])
async def test_the_clock_is_read_after_the_lock_was_waited_for(
    *, handle: Handle, rows: Rows, events: Events, superuser: AsyncEngine, session: UUID, what: str
) -> None:
    completed = events(SessionCompleted, session, sequence=2, **PEOPLE)
    if what == "propose":
        await handle(on_session_completed, completed)
    async with superuser.begin() as db:
        await db.execute(LOCK, {"id": session})
        waits: dict[str, Callable[[], Coroutine[Any, Any, Any]]] = {
            "mark": lambda: mark(superuser, session, "present"),
            "lock": lambda: lock(handle, completed),
            "propose": lambda: propose(superuser, session, "present"),
        }
        task = asyncio.create_task(waits[what]())

        async def waiting() -> bool:
            await db.execute(FRESH)
            return bool((await db.execute(WAITING)).all())

        await eventually(waiting, "a transaction that waits for the register's lock")
        released_at = (await db.execute(NOW)).scalar_one()
    await task

    moments = [row.at for row in await rows(MOMENTS)]
    (register,) = await rows("SELECT stamped_at FROM registers")
    assert released_at < moments[-1] == register.stamped_at


async def test_times_of_a_register_follow_each_other_although_the_clock_went_back(
    handle: Handle, rows: Rows, events: Events, superuser: AsyncEngine, session: UUID
) -> None:
    async with superuser.begin() as db:
        ahead = (await db.execute(AHEAD, {"id": session})).scalar_one()
    await mark(superuser, session, "late")
    await mark(superuser, session, "present")
    await handle(on_session_completed, events(SessionCompleted, session, sequence=2, **PEOPLE))
    scope: dict[str, Any] = {"org_id": ORG, "session_id": session, "by": ADMIN}
    rejected = await propose(superuser, session, "absent")
    async with superuser.begin() as db:
        await reject_amendment(
            db, **scope, amendment_id=rejected, reason="No.", roles=["admin"], sees_all=True, text_id=new_id()
        )
    approved = await propose(superuser, session, "excused")
    async with superuser.begin() as db:
        envelope = {"correlation_id": new_id(), "event_id": new_id()}
        await approve_amendment(db, **scope, **envelope, amendment_id=approved, roles=["admin"])

    moments = [row.at for row in await rows(MOMENTS)]
    assert len(moments) == 7
    assert all(earlier < later for earlier, later in pairwise([ahead, *moments]))
    versions = await rows("SELECT version FROM mark_history ORDER BY marked_at")
    assert [row.version for row in versions] == [1, 2], "time follows version"
    (row, *_) = await rows("SELECT payload FROM outbox ORDER BY id DESC")
    assert AttendanceAmended.model_validate_json(row.payload).amended_at == moments[-1]
