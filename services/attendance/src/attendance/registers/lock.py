"""Locks registers: when a session is completed its register becomes official, once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from chassis.database.statement import Statement
from chassis.ids import new_id
from chassis.messaging import outbox
from contracts.attendance import AttendanceLocked, Mark
from contracts.sessions import SessionCompleted
from sqlalchemy.ext.asyncio import AsyncConnection

from attendance.codes.domain import CODES, default_code
from attendance.registers.domain import OfficialRegister, ReceivedMark, official_register
from attendance.registers.hold import hold_registers

_RECEIVED: Final = Statement("""
    SELECT session_id, person_id, version, code, minutes, source
    FROM mark_history
    WHERE session_id = ANY (CAST(:session_ids AS uuid[]))
""")

_CLOSE: Final = Statement("""
    UPDATE registers
    SET state = 'locked', coach_ids = new.coach_ids, coaches_sequence = new.sessions_sequence,
        roster_sequence = new.sessions_sequence, sequence = registers.sequence + 1
    FROM jsonb_to_recordset(CAST(:closing AS jsonb)) AS new (
        session_id uuid, coach_ids uuid[], sessions_sequence bigint)
    WHERE registers.session_id = new.session_id
    RETURNING registers.session_id, registers.sequence
""")

_MAKE_OFFICIAL: Final = Statement("""
    INSERT INTO official_registers (session_id, org_id, register_version, completion_event_id, locked_at,
                                    second_person)
    SELECT session_id, org_id, register_version, completion_event_id, :locked_at, second_person
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:org_ids AS uuid[]), CAST(:versions AS integer[]),
                CAST(:event_ids AS uuid[]), CAST(:second_person AS boolean[]))
         AS new (session_id, org_id, register_version, completion_event_id, second_person)
""")

_MAKE_MARKS_OFFICIAL: Final = Statement("""
    INSERT INTO official_marks (session_id, person_id, org_id, code, counts_as_present, weight_basis_points, billable,
                                minutes, source, mark_version)
    SELECT session_id, person_id, org_id, code, counts_as_present, weight_basis_points, billable, minutes, source,
           mark_version
    FROM unnest(CAST(:session_ids AS uuid[]), CAST(:person_ids AS uuid[]), CAST(:org_ids AS uuid[]),
                CAST(:codes AS text[]), CAST(:presences AS boolean[]), CAST(:weights AS smallint[]),
                CAST(:billables AS boolean[]), CAST(:minutes AS smallint[]), CAST(:sources AS text[]),
                CAST(:mark_versions AS integer[]))
         AS new (session_id, person_id, org_id, code, counts_as_present, weight_basis_points, billable, minutes,
                 source, mark_version)
""")

_MEANING: Final = {code: meaning._asdict() for code, meaning in CODES.items()}

Locking = tuple[SessionCompleted, OfficialRegister]


async def lock_registers(db: AsyncConnection, completions: Sequence[SessionCompleted], *, now: datetime) -> None:
    """Make the registers of completed sessions official, in seven statements for any number of them.

    Locks the row of each register, takes the marks that the coach saw (`official_register`) for the roster in
    the event, writes them into immutable tables, and emits one AttendanceLocked per session. A missing register is
    created. A register that is locked already stays as it is, so a repeated completion has no effect. Never commits.
    """
    by_session = {completion.session_id: completion for completion in reversed(completions)}  # keeps the first one
    held = await hold_registers(db, {one.session_id: one.org_id for one in by_session.values()})
    version_of = {row["session_id"]: row["version"] for row in held if row["state"] != "locked"}
    if not version_of:
        return
    received = await _received(db, [session_id for session_id, version in version_of.items() if version > 0])
    locking = [
        (
            completion := by_session[session_id],
            official_register(
                expected_learners(completion, received.get(session_id, ())),
                received.get(session_id, ()),
                current_version=version,
                seen_version=completion.attendance_version,
                unmarked=default_code(completion.attendance_default),
            ),
        )
        for session_id, version in version_of.items()
    ]
    sequence_of = await _write(db, locking, now=now)
    await outbox.add(db, *(_locked(one, official, sequence_of[one.session_id], now) for one, official in locking))


def expected_learners(completion: SessionCompleted, received: Sequence[ReceivedMark]) -> list[UUID]:
    """Return the learners who belong on the official register, which are those on the roster of the completion.

    A learner who declined was not expected, so is not absent: they are on the register only if somebody marked them.
    """
    marked = {mark.person_id for mark in received}
    return [seat.person_id for seat in completion.roster if seat.acceptance != "declined" or seat.person_id in marked]


async def _received(db: AsyncConnection, session_ids: Sequence[UUID]) -> dict[UUID, list[ReceivedMark]]:
    """Return all marks that were ever received for these sessions, by session."""
    received = defaultdict(list)
    if session_ids:
        for session_id, *mark in await _RECEIVED.all(db, {"session_ids": session_ids}):
            received[session_id].append(ReceivedMark(*mark))
    return received


async def _write(db: AsyncConnection, locking: Sequence[Locking], *, now: datetime) -> dict[UUID, int]:
    """Lock the registers and write their official marks. Return the sequence of each register's next event."""
    session_ids = [completion.session_id for completion, _ in locking]
    closing = [
        {
            "session_id": completion.session_id,
            "coach_ids": [coach.person_id for coach in completion.coaches],
            "sessions_sequence": completion.sequence,
        }
        for completion, _ in locking
    ]
    closed = await _CLOSE.all(db, {"closing": orjson.dumps(closing).decode()})
    await _MAKE_OFFICIAL.run(
        db,
        {
            "session_ids": session_ids,
            "org_ids": [completion.org_id for completion, _ in locking],
            "versions": [official.version for _, official in locking],
            "event_ids": [completion.event_id for completion, _ in locking],
            "locked_at": now,
            # None counts as yes: a second person is the safe choice
            "second_person": [completion.amendment_second_person is not False for completion, _ in locking],
        },
    )
    rows = [(completion, mark) for completion, official in locking for mark in official.marks]
    await _MAKE_MARKS_OFFICIAL.run(
        db,
        {
            "session_ids": [completion.session_id for completion, _ in rows],
            "person_ids": [mark.person_id for _, mark in rows],
            "org_ids": [completion.org_id for completion, _ in rows],
            "codes": [mark.code for _, mark in rows],
            "presences": [CODES[mark.code].counts_as_present for _, mark in rows],
            "weights": [CODES[mark.code].weight_basis_points for _, mark in rows],
            "billables": [CODES[mark.code].billable for _, mark in rows],
            "minutes": [mark.minutes for _, mark in rows],
            "sources": [mark.source for _, mark in rows],
            "mark_versions": [mark.mark_version for _, mark in rows],
        },
    )
    return {row.session_id: row.sequence for row in closed}


def _locked(completion: SessionCompleted, official: OfficialRegister, sequence: int, now: datetime) -> AttendanceLocked:
    """Return the event that announces the official register."""
    return AttendanceLocked(
        event_id=new_id(),
        org_id=completion.org_id,
        occurred_at=now,
        key=str(completion.session_id),
        sequence=sequence,
        correlation_id=completion.correlation_id,
        causation_id=completion.event_id,
        session_id=completion.session_id,
        locked_at=now,
        register_version=official.version,
        marks=tuple(
            Mark(
                person_id=mark.person_id,
                code=mark.code,
                minutes=mark.minutes,
                source=mark.source,
                **_MEANING[mark.code],
            )
            for mark in official.marks
        ),
        late_marks=len(official.late),
    )
