"""Locked registers and their corrections are copied for tracking and history, once, however often the event arrives."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from contracts.attendance import AttendanceAmended, AttendanceLocked, Mark
from contracts.topics import TOPIC_OF
from lockstep_testing.databases import Databases, ServiceDatabase
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements
from sessions.handlers import on_attendance_amended, on_attendance_locked
from sessions.worker import HANDLERS
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Marks = Mapping[UUID, tuple[str, bool, int | None]]

ORG, ANNA, BEN = uuid4(), uuid4(), uuid4()


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[ServiceDatabase]:
    """A fresh database with the newest schema."""
    async with databases.fresh("sessions") as made:
        yield made


def locked(session_id: UUID | str, org_id: UUID, marks: Marks) -> AttendanceLocked:
    """Return the event of a register with these marks: code, whether it counts as present, minutes."""
    return AttendanceLocked(
        event_id=uuid4(),
        org_id=org_id,
        occurred_at=datetime(2026, 11, 2, 8, tzinfo=UTC),
        key=str(session_id),
        sequence=1,
        correlation_id=uuid4(),
        causation_id=None,
        session_id=UUID(str(session_id)),
        locked_at=datetime(2026, 11, 2, 8, tzinfo=UTC),
        register_version=1,
        marks=tuple(mark(person_id, *said) for person_id, said in marks.items()),
    )


def mark(person_id: UUID, code: str, is_present: bool, minutes: int | None) -> Mark:
    """Return a mark."""
    return Mark(
        person_id=person_id,
        code=code,
        counts_as_present=is_present,
        weight_basis_points=10_000,
        billable=True,
        minutes=minutes,
        source="coach",
    )


def amended(session_id: UUID, person_id: UUID, code: str, *, sequence: int) -> AttendanceAmended:
    """Return the event of an amendment of a register, from absent to the code."""
    return AttendanceAmended(
        event_id=uuid4(),
        org_id=ORG,
        occurred_at=datetime(2026, 11, 3, 8, tzinfo=UTC),
        key=str(session_id),
        sequence=sequence,
        correlation_id=uuid4(),
        causation_id=None,
        session_id=session_id,
        amendment_id=uuid4(),
        old=mark(person_id, "absent", False, None),
        new=mark(person_id, code, True, 45),
        proposed_by=uuid4(),
        approved_by=None,
        amended_at=datetime(2026, 11, 3, 8, tzinfo=UTC),
    )


async def kept(rows: Rows) -> set[tuple[Any, ...]]:
    """Return the stored rows."""
    return {
        tuple(row)
        for row in await rows(
            "SELECT org_id, session_id, person_id, code, counts_as_present, minutes FROM session_attendance"
        )
    }


async def test_marks_are_kept_and_the_same_again_changes_nothing(handle: Handle, rows: Rows) -> None:
    one, two = uuid4(), uuid4()
    first = locked(one, ORG, {ANNA: ("late", True, 40), BEN: ("absent", False, None)})
    second = locked(two, uuid4(), {ANNA: ("present", True, None)})
    expected = {
        (ORG, one, ANNA, "late", True, 40),
        (ORG, one, BEN, "absent", False, None),
        (second.org_id, two, ANNA, "present", True, None),
    }

    await handle(on_attendance_locked, first, second)
    assert await kept(rows) == expected
    await handle(on_attendance_locked, second, first, first)
    assert await kept(rows) == expected


async def test_a_mark_whose_source_is_unknown_counts_as_it_is(handle: Handle, rows: Rows) -> None:
    session_id = uuid4()
    unknown = mark(ANNA, "late", True, 40).model_copy(update={"source": "turnstile"})

    await handle(on_attendance_locked, locked(session_id, ORG, {}).model_copy(update={"marks": (unknown,)}))

    assert await kept(rows) == {(ORG, session_id, ANNA, "late", True, 40)}


@pytest.mark.parametrize("is_together", [True, False])
async def test_the_later_register_of_a_session_counts(handle: Handle, rows: Rows, *, is_together: bool) -> None:
    session_id = uuid4()
    events = [
        locked(session_id, ORG, {ANNA: ("absent", False, None), BEN: ("late", True, 5)}),
        locked(session_id, ORG, {ANNA: ("present", True, 45)}),
    ]

    for batch in [events] if is_together else [[event] for event in events]:
        await handle(on_attendance_locked, *batch)

    assert await kept(rows) == {
        (ORG, session_id, ANNA, "present", True, 45),
        (ORG, session_id, BEN, "late", True, 5),
    }


@pytest.mark.parametrize("is_together", [True, False])
async def test_corrected_marks_hold_whatever_comes_again_or_late(
    handle: Handle, rows: Rows, *, is_together: bool
) -> None:
    session_id = uuid4()
    register = locked(session_id, ORG, {ANNA: ("absent", False, None), BEN: ("absent", False, None)})
    events = [amended(session_id, ANNA, code, sequence=at) for code, at in (("present", 4), ("late", 3))]
    other = amended(session_id, BEN, "excused", sequence=2)

    await handle(on_attendance_locked, register)
    for batch in [[*events, other]] if is_together else [[one] for one in (*events, other)]:
        await handle(on_attendance_amended, *batch)
    expected = {(ORG, session_id, ANNA, "present", True, 45), (ORG, session_id, BEN, "excused", True, 45)}
    assert await kept(rows) == expected
    await handle(on_attendance_amended, other, *events, other)
    await handle(on_attendance_locked, register)

    assert await kept(rows) == expected
    found = await rows(
        "SELECT amendment_id, person_id, CAST(new AS jsonb) ->> 'code' FROM session_attendance_amendments"
    )
    assert {tuple(row) for row in found} == {
        (one.amendment_id, one.new.person_id, one.new.code) for one in (*events, other)
    }


async def test_a_register_without_marks_is_no_fault(handle: Handle, rows: Rows) -> None:
    await handle(on_attendance_locked, locked(uuid4(), ORG, {}))

    assert await kept(rows) == set()


async def test_a_batch_of_large_registers_takes_one_statement(
    worker: AsyncEngine, rows: Rows, statements_max: StatementsMax
) -> None:
    batch = [locked(uuid4(), ORG, {uuid4(): ("present", True, 45) for _ in range(40)}) for _ in range(100)]
    executed = sent_statements(worker)

    async with worker.begin() as db:
        await on_attendance_locked(db, batch)

    assert len(executed) <= statements_max["sessions"]["registers_locked"]
    assert len(await kept(rows)) == 4_000


def test_the_worker_consumes_registers_and_their_corrections_and_the_contract_says_so() -> None:
    assert (HANDLERS[AttendanceLocked], HANDLERS[AttendanceAmended]) == (on_attendance_locked, on_attendance_amended)
    assert all("sessions" in TOPIC_OF[event].consumers for event in HANDLERS)
