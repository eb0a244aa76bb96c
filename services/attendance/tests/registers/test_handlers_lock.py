"""A completed session's register is locked once, with the marks that the coach saw."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from attendance.handlers import on_session_completed, on_session_state_changed, on_session_voided
from attendance.registers.domain import GivenMark
from attendance.registers.errors import RegisterLocked
from attendance.registers.mark import save_marks
from contracts.attendance import AttendanceLocked
from contracts.sessions import SessionCompleted, SessionStateChanged, SessionVoided
from lockstep_testing.api import Api
from lockstep_testing.events import BEGIN
from lockstep_testing.plugin import StatementsMax
from lockstep_testing.sent_statements import sent_statements
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

Handle = Callable[..., Awaitable[None]]
Rows = Callable[..., Awaitable[list[Any]]]
Events = Callable[..., Any]

ORG, COACH = uuid4(), uuid4()
ANNA, BEN, CARA = uuid4(), uuid4(), uuid4()


async def emitted(rows: Rows) -> list[AttendanceLocked]:
    """Return the events in the outbox, oldest first."""
    return [
        AttendanceLocked.model_validate_json(row.payload)
        for row in await rows("SELECT payload FROM outbox ORDER BY id")
    ]


@pytest.fixture
def mark(superuser: AsyncEngine) -> Callable[..., Awaitable[int]]:
    """Give marks as the coach, {learner: code}, in a transaction of its own. Return the version."""

    async def save(session_id: UUID, marks: dict[UUID, str]) -> int:
        async with superuser.begin() as db:
            marked = await save_marks(
                db,
                org_id=ORG,
                session_id=session_id,
                marks=[GivenMark(person, code, None, None, "coach") for person, code in marks.items()],
                marked_by=COACH,
                sees_all=False,
                expected_versions=None,
                new_id=uuid4,
            )
        return marked.version

    return save


@pytest.fixture
async def session(handle: Handle, events: Events) -> UUID:
    """A scheduled session with Anna, Ben and Cara on its register."""
    session_id = uuid4()
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session_id, org_id=ORG, sequence=1, coaches=[COACH], roster=[ANNA, BEN, CARA]),
    )
    return session_id


def completion(events: Events, session_id: UUID, **more: Any) -> SessionCompleted:
    """Return the completion of a session with Anna, Ben and Cara."""
    whole = {"org_id": ORG, "sequence": 3, "coaches": [COACH], "roster": [ANNA, BEN, CARA]} | more
    completed = events(SessionCompleted, session_id, **whole)
    assert isinstance(completed, SessionCompleted)
    return completed


async def test_the_marks_become_official_and_who_has_none_is_absent_by_default(
    handle: Handle, rows: Rows, events: Events, session: UUID, mark: Callable[..., Awaitable[int]]
) -> None:
    version = await mark(session, {ANNA: "present", BEN: "late"})
    completed = completion(events, session, attendance_version=version)
    await handle(on_session_completed, completed)
    (locked,) = await emitted(rows)
    assert (locked.key, locked.sequence, locked.org_id) == (str(session), 1, ORG)
    assert (locked.causation_id, locked.correlation_id) == (completed.event_id, completed.correlation_id)
    assert (locked.register_version, locked.late_marks) == (1, 0)
    by_person = {one.person_id: one for one in locked.marks}
    assert {person: (one.code, one.source) for person, one in by_person.items()} == {
        ANNA: ("present", "coach"),
        BEN: ("late", "coach"),
        CARA: ("absent", "policy_default"),
    }
    assert by_person[ANNA].counts_as_present
    assert by_person[ANNA].weight_basis_points == 10_000
    assert not by_person[CARA].billable
    official = await rows("SELECT * FROM official_marks WHERE session_id = :session", session=session)
    assert {(row.person_id, row.code, row.mark_version) for row in official} == {
        (ANNA, "present", 1),
        (BEN, "late", 1),
        (CARA, "absent", None),
    }


async def test_marks_after_the_version_that_the_coach_saw_are_late(
    handle: Handle, rows: Rows, events: Events, session: UUID, mark: Callable[..., Awaitable[int]]
) -> None:
    seen = await mark(session, {ANNA: "present", BEN: "present"})
    await mark(session, {BEN: "absent", CARA: "late"})
    await handle(on_session_completed, completion(events, session, attendance_version=seen))
    (locked,) = await emitted(rows)
    assert {one.person_id: one.code for one in locked.marks} == {ANNA: "present", BEN: "present", CARA: "absent"}
    assert (locked.register_version, locked.late_marks) == (seen, 2)


async def test_all_marks_are_taken_when_the_coach_names_no_version(
    handle: Handle, rows: Rows, events: Events, session: UUID, mark: Callable[..., Awaitable[int]]
) -> None:
    await mark(session, {ANNA: "present"})
    await mark(session, {ANNA: "excused", CARA: "late"})
    await handle(on_session_completed, completion(events, session))
    (locked,) = await emitted(rows)
    assert {one.person_id: one.code for one in locked.marks} == {ANNA: "excused", BEN: "absent", CARA: "late"}
    assert (locked.register_version, locked.late_marks) == (2, 0)


async def test_the_frozen_roster_decides_who_is_on_the_official_register(
    handle: Handle, rows: Rows, events: Events, session: UUID, mark: Callable[..., Awaitable[int]]
) -> None:
    await mark(session, {ANNA: "present", BEN: "present"})
    newcomer = uuid4()
    await handle(on_session_completed, completion(events, session, roster=[ANNA, newcomer]))
    (locked,) = await emitted(rows)
    assert {one.person_id: one.code for one in locked.marks} == {ANNA: "present", newcomer: "absent"}


async def test_a_redelivered_completion_locks_once_even_past_the_inbox(
    handle: Handle, rows: Rows, events: Events, session: UUID
) -> None:
    completed = completion(events, session)
    await handle(on_session_completed, completed)
    await handle(on_session_completed, completed)
    await handle(on_session_completed, completed, completed)
    assert len(await emitted(rows)) == 1
    assert len(await rows("SELECT session_id FROM official_registers")) == 1
    assert len(await rows("SELECT person_id FROM official_marks")) == 3


async def test_two_consumers_of_the_same_completions_lock_each_register_once(
    handle: Handle, rows: Rows, events: Events
) -> None:
    completions = [completion(events, uuid4()) for _ in range(50)]
    await asyncio.gather(
        handle(on_session_completed, *completions), handle(on_session_completed, *reversed(completions))
    )
    locked = await emitted(rows)
    assert sorted(one.session_id for one in locked) == sorted(one.session_id for one in completions)
    assert {one.sequence for one in locked} == {1}


async def test_a_batch_of_large_sessions_takes_seven_statements(
    worker: AsyncEngine,
    rows: Rows,
    events: Events,
    session: UUID,
    mark: Callable[..., Awaitable[int]],
    *,
    statements_max: StatementsMax,
) -> None:
    await mark(session, {ANNA: "present"})
    people = [ANNA, *(uuid4() for _ in range(39))]
    completions = [completion(events, one, roster=people) for one in (session, *(uuid4() for _ in range(99)))]
    executed = sent_statements(worker)
    async with worker.begin() as db:
        await on_session_completed(db, completions)
    assert len(executed) <= statements_max["attendance"]["lock_batch"]
    assert len(await rows("SELECT person_id FROM official_marks")) == 4_000
    assert len(await emitted(rows)) == 100


async def test_a_mark_that_races_with_the_lock_is_official_or_refused_but_never_lost(
    handle: Handle, rows: Rows, events: Events, session: UUID, mark: Callable[..., Awaitable[int]]
) -> None:
    outcomes = await asyncio.gather(
        handle(on_session_completed, completion(events, session)),
        *(mark(session, {person: "present"}) for person in (ANNA, BEN, CARA)),
        return_exceptions=True,
    )
    accepted = [one for one in outcomes[1:] if isinstance(one, int)]
    assert all(isinstance(one, RegisterLocked) for one in outcomes[1:] if not isinstance(one, int))
    (locked,) = await emitted(rows)
    present = [one for one in locked.marks if one.code == "present"]
    assert len(present) == len(accepted) == locked.register_version


@pytest.mark.parametrize("table", ["official_registers", "official_marks", "mark_history"])
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET org_id = gen_random_uuid()", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
async def test_nobody_can_change_what_is_official(
    *,
    handle: Handle,
    events: Events,
    session: UUID,
    mark: Callable[..., Awaitable[int]],
    superuser: AsyncEngine,
    worker: AsyncEngine,
    table: str,
    change: str,
) -> None:
    await mark(session, {ANNA: "present"})
    await handle(on_session_completed, completion(events, session))
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with worker.begin() as db:
            await db.execute(text(change.format(table)))
    with pytest.raises(IntegrityError, match="immutable"):
        async with superuser.begin() as db:
            await db.execute(text("SET LOCAL session_replication_role = replica"))
            await db.execute(text(change.format(table)))


async def test_a_learner_who_declined_is_not_absent_and_counts_only_when_marked(
    handle: Handle, events: Events, rows: Rows, session: UUID, mark: Callable[..., Awaitable[int]]
) -> None:
    await mark(session, {CARA: "present"})
    completed = completion(events, session)
    declined = [
        seat.model_copy(update={"acceptance": "declined"}) for seat in completed.roster if seat.person_id != ANNA
    ]
    roster = (*(seat for seat in completed.roster if seat.person_id == ANNA), *declined)
    await handle(on_session_completed, completed.model_copy(update={"roster": roster}))
    (locked,) = await emitted(rows)
    assert {mark.person_id: mark.code for mark in locked.marks} == {ANNA: "absent", CARA: "present"}


async def test_a_learner_who_was_removed_during_the_session_is_on_the_register_and_an_unknown_answer_is_an_invitation(
    handle: Handle, rows: Rows, events: Events, session: UUID, mark: Callable[..., Awaitable[int]]
) -> None:
    await mark(session, {ANNA: "present"})
    await handle(
        on_session_state_changed,
        events(SessionStateChanged, session, coaches=[COACH], org_id=ORG, sequence=2, roster=[BEN, CARA]),
    )
    removed = {"enrolled_at": BEGIN - timedelta(days=1), "removed_at": BEGIN + timedelta(minutes=20)}
    roster = [
        {"person_id": ANNA, "acceptance": "accepted", "periods": [removed]},
        {"person_id": BEN, "acceptance": "tentative"},
        {"person_id": CARA, "acceptance": "declined"},
    ]
    await handle(on_session_completed, completion(events, session, roster=roster))
    (locked,) = await emitted(rows)
    assert {one.person_id: (one.code, one.source) for one in locked.marks} == {
        ANNA: ("present", "coach"),
        BEN: ("absent", "policy_default"),
    }


async def test_the_void_of_a_register_that_was_never_locked_is_no_event(
    handle: Handle, rows: Rows, events: Events, session: UUID
) -> None:
    values = {
        "logged_minutes": 45,
        "coaches": [{"person_id": COACH, "share_basis_points": 10_000}],
        "recap_sha256": "0" * 64,
    }
    void = {
        "amendment_id": uuid4(),
        "withdrawn": values,
        "completed_sequence": 2,
        "proposed_by": COACH,
        "voided_at": BEGIN,
    }
    await handle(on_session_voided, events(SessionVoided, session, org_id=ORG, sequence=3, **void))
    assert await rows("SELECT 1 FROM outbox") == []
    [register] = await rows("SELECT voided_at, sequence FROM registers")
    assert (register.voided_at, register.sequence) == (BEGIN, 0)


async def test_a_version_that_the_register_never_had_is_named_at_the_lock(
    api: Api, handle: Handle, events: Events, rows: Rows, mark: Callable[..., Awaitable[int]]
) -> None:
    named = {}
    for seen in (None, 1, 2, 9_007_199_254_740_991):
        session_id = uuid4()
        people = {"org_id": ORG, "coaches": [COACH], "roster": [ANNA]}
        await handle(on_session_state_changed, events(SessionStateChanged, session_id, sequence=1, **people))
        assert await mark(session_id, {ANNA: "late"}) == 1
        completed = events(SessionCompleted, session_id, sequence=2, attendance_version=seen, **people)
        await handle(on_session_completed, completed)
        answer = await api.client.get(
            f"/v1/attendance/registers/{session_id}", headers=api.headers(ORG, COACH, ["coach"])
        )
        locked = next(event for event in await emitted(rows) if event.session_id == session_id)
        assert (locked.register_version, locked.marks[0].code) == (1, "late")
        assert answer.json()["unknown_version"] == locked.unknown_version
        named[seen] = locked.unknown_version
    assert named == {None: None, 1: None, 2: 2, 9_007_199_254_740_991: 9_007_199_254_740_991}
